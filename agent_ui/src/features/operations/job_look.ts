import type { Job } from "$lib/api/types";
import { code, t } from "$lib/i18n/index.svelte";
import { duration } from "$lib/time/format";

export function stateOf(job: Job): "never" | "running" | "failed" | "done" {
  if (job.begun_at === null) return "never";
  if (job.ended_at === null) return "running";
  return job.error === null ? "done" : "failed";
}

/** What was done, in words; the kind of the failure where it failed. */
export function resultOf(job: Job): string {
  const state = stateOf(job);
  if (state === "failed") return job.error ?? "";
  if (state !== "done") return "–";
  const counts = Object.entries(job.counts).filter(([, n]) => n > 0);
  return counts.map(([kind, n]) => t("job.count", { word: code("job_count", kind), n })).join(" · ") || t("job.idle");
}

export function tookOf(job: Job): string {
  if (job.begun_at === null || job.ended_at === null) return "–";
  const seconds = (Date.parse(job.ended_at) - Date.parse(job.begun_at)) / 1000;
  return seconds < 1 ? t("job.moment") : duration(seconds);
}
