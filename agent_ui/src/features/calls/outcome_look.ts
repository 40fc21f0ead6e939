import type { CallOutcome } from "$lib/api/types";
import type { Tone } from "$lib/ui";

export const outcomeTone: Record<CallOutcome, Tone> = {
  waiting: "pause", talking: "talk", in_ivr: "off", dialling: "talk", answered: "ready", abandoned: "warn", callback: "wrap", voicemail: "wrap", self_service: "off",
  left_in_ivr: "off", closed: "off", not_answered: "warn",
};
