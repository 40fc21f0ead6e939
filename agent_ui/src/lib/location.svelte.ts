import { queryString, type Query } from "$lib/api/client";

/** The address of this page as state; every screen and every filter lives in it. */
class Place {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));

  start(): () => void {
    const read = () => this.#read();
    const follow = (event: MouseEvent) => this.#follow(event);
    addEventListener("popstate", read);
    document.addEventListener("click", follow);
    return () => {
      removeEventListener("popstate", read);
      document.removeEventListener("click", follow);
    };
  }

  go(address: string, replace = false): void {
    history[replace ? "replaceState" : "pushState"](null, "", address);
    this.#read();
  }

  /** Changes some values of the query and stays on the page. */
  refine(change: Query): void {
    const query = { ...Object.fromEntries(this.query), ...change };
    this.go(this.path + queryString(query), true);
  }

  #read(): void {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  /** A plain press on a link of this house changes the page without loading it, so that no call ends. */
  #follow(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest("a");
    const special = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || special || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
    event.preventDefault();
    this.go(url.pathname + url.search);
  }
}

export const place = new Place();
