import type { CallCard, CallEvent } from "$lib/api/types";
import { t } from "$lib/i18n/index.svelte";

/** The marks that the call card itself carries, as a timeline. */
export function marksOf(call: CallCard): CallEvent[] {
  const marks: CallEvent[] = [];
  if (call.queued_at) marks.push({ at: call.queued_at, kind: "queued", text: call.desk_label ?? "" });
  if (call.answered_at) marks.push({ at: call.answered_at, kind: "answered", text: t("timeline.answered_here") });
  return marks;
}
