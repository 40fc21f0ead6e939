/** Choices kept on this computer (theme, language, devices). A browser that refuses storage only forgets them. */
export const remembered = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(`callcenter.${key}`);
    } catch {
      return null;
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(`callcenter.${key}`, value);
    } catch {
      // Private windows may refuse storage; the choice then lasts until the page is closed.
    }
  },
};
