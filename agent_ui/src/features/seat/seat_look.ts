import { reference } from "$lib/api/reference.svelte";
import type { SeatStateName } from "$lib/api/types";
import { t } from "$lib/i18n/index.svelte";
import type { Mode } from "$lib/phone/state";
import type { Tone } from "$lib/ui";

export const toneOf: Record<SeatStateName, Tone> = {
  logged_out: "off", ready: "ready", ringing: "ring", talking: "talk", wrap_up: "wrap", paused: "pause",
};

/** `통화 중`, `보류 중`, `쉼 · 식사` …: the server's state, made finer by what the phone does. */
export function stateWords(state: SeatStateName, reason: string | null, mode: Mode = "idle"): string {
  if (state === "talking" && (mode === "held" || mode === "consulting" || mode === "conference")) return t(`phone.${mode}`);
  const pause = state === "paused" ? reference.pauseLabel(reason) : "";
  return pause ? `${t("state.paused")} · ${pause}` : t(`state.${state}`);
}
