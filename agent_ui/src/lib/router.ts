/** Finds the route of a path. Patterns are like `/tickets/:id`; the answer carries what stood for `:id`. */
export function match<Route extends string>(
  patterns: readonly Route[],
  path: string,
): { route: Route; params: Record<string, string> } | null {
  const parts = split(path);
  for (const route of patterns) {
    const wanted = split(route);
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((want, index) => {
      const part = parts[index]!;
      if (!want.startsWith(":")) return want === part;
      params[want.slice(1)] = decodeURIComponent(part);
      return true;
    });
    if (fits) return { route, params };
  }
  return null;
}

function split(path: string): string[] {
  return path.split("/").filter(Boolean);
}

/** `next` of a sign-in address, when it leads to a page of this house; `/` otherwise. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
