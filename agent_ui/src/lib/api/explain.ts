import { t, type MessageKey } from "$lib/i18n/index.svelte";
import { ApiError } from "./client";

export interface Explanation {
  /** What happened. */
  title: string;
  /** What to do about it. */
  text: string;
}

/** What happened and what to do, for a person: the server's own sentence where it gave one. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof ApiError)) return { title: t("error.unexpected"), text: t("error.unexpected_do") };
  const key = `error.${error.failure}` as const satisfies MessageKey;
  const doing = `error.${error.failure}_do` as const satisfies MessageKey;
  return { title: error.problem?.title || t(key), text: error.problem?.detail || t(doing) };
}

/** Both parts of `explain` in one line, for a toast. */
export function sentence(error: unknown): string {
  const { title, text } = explain(error);
  return `${title} ${text}`.trim();
}
