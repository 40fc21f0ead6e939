import { remembered } from "$lib/remembered";

export type Theme = "light" | "contrast";

/** The chosen theme is kept on this computer; without a choice the operating system's contrast setting decides. */
class ThemeChoice {
  current = $state<Theme>("light");

  start(): void {
    const wished: Theme = matchMedia("(prefers-contrast: more)").matches ? "contrast" : "light";
    this.set(remembered.read("theme") === "contrast" ? "contrast" : remembered.read("theme") === "light" ? "light" : wished);
  }

  set(theme: Theme): void {
    this.current = theme;
    remembered.write("theme", theme);
    document.documentElement.dataset.theme = theme;
  }
}

export const theme = new ThemeChoice();
