import type { CallFigure, FloorQueue, FloorTopic } from "$lib/api/types";
import { queryString } from "$lib/api/client";
import { t } from "$lib/i18n/index.svelte";
import { duration } from "$lib/time/format";

export interface Figure {
  name: string;
  value: string;
  note: string;
  /** How the number comes about, shown on hover and read aloud. */
  formula: string;
  /** The calls behind the number. */
  href: string;
  alarm: boolean;
}

/** The calls behind a number of the board, of one queue or of all. */
export const callsBehind = (figure: CallFigure, queue?: FloorQueue, sort?: string) => `/calls${queryString({ queue: queue?.name, figure, sort })}`;

/** Targets of the KS call-centre certification. */
export const target = { serviceLevel: 80, abandonPercent: 5 } as const;

export const percent = (value: number | null) => (value === null ? "–" : `${value.toFixed(1)}%`);
const time = (seconds: number | null) => (seconds === null ? "–" : duration(seconds));

/** Seconds since the oldest of the waiting callers of all queues joined, or null when nobody waits. */
export function longestWait(queues: readonly FloorQueue[], now: number): number | null {
  const starts = queues.flatMap((queue) => (queue.longest_wait_since ? [Date.parse(queue.longest_wait_since)] : []));
  return starts.length ? Math.max(0, Math.floor((now - Math.min(...starts)) / 1000)) : null;
}

export function figuresOf(totals: FloorTopic["totals"], queues: readonly FloorQueue[], now: number): Figure[] {
  const longest = longestWait(queues, now);
  return [
    {
      name: t("floor.waiting"), value: t("floor.people", { n: totals.waiting }), formula: t("formula.waiting"), href: callsBehind("waiting"), alarm: false,
      note: longest === null ? t("floor.nobody_waits") : t("floor.longest", { time: duration(longest) }),
    },
    {
      name: t("floor.service_level"), value: percent(totals.service_level), note: t("floor.service_level_note", { n: target.serviceLevel }), formula: t("formula.service_level"),
      href: callsBehind("answered_in_time"), alarm: totals.service_level !== null && totals.service_level < target.serviceLevel,
    },
    {
      name: t("floor.abandoned"), value: percent(totals.abandon_percent), note: t("floor.abandoned_note", { n: target.abandonPercent }), formula: t("formula.abandoned"),
      href: callsBehind("lost"), alarm: totals.abandon_percent !== null && totals.abandon_percent > target.abandonPercent,
    },
    { name: t("floor.calls_in"), value: t("floor.calls", { n: totals.calls_in }), note: t("floor.calls_in_note"), formula: t("formula.calls_in"), href: callsBehind("calls_in"), alarm: false },
    {
      name: t("floor.aht"), value: time(totals.aht_seconds), formula: t("formula.aht"), href: callsBehind("handled", undefined, "-talk_seconds"), alarm: false,
      note: t("floor.aht_note", { talk: time(totals.talk_seconds), acw: time(totals.acw_seconds) }),
    },
  ];
}
