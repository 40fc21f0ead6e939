import type { UnsealState } from "$lib/api/types";
import type { Tone } from "$lib/ui";

export const unsealTone: Record<UnsealState, Tone> = { waiting: "pause", approved: "ready", refused: "warn", withdrawn: "off", read: "talk", expired: "off" };
