import type { CallOutcome } from "$lib/api/types";
import type { Tone } from "$lib/ui";

export const outcomeTone: Record<CallOutcome, Tone> = {
  waiting: "pause", talking: "talk", answered: "ready", abandoned: "warn", callback: "wrap", voicemail: "wrap", self_service: "off", missed: "warn",
};
