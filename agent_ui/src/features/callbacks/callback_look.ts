import type { Callback } from "$lib/api/types";
import type { IconName } from "$lib/ui";

export const iconOf: Record<Callback["kind"], IconName> = { missed: "missed", callback: "callback", voicemail: "voicemail" };

export function isLate(item: Pick<Callback, "due_at" | "closed_at">, now: number): boolean {
  return item.due_at !== null && item.closed_at === null && Date.parse(item.due_at) < now;
}
