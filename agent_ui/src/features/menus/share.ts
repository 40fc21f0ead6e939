import type { MenuTries } from "$lib/api/types";

/** Whole percent of the answers that led on; null without any. */
export function share({ taken, tries }: MenuTries): number | null {
  return tries === 0 ? null : Math.round((100 * taken) / tries);
}
