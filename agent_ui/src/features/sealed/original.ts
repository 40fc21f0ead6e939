import type { SealedTalk, TranscriptLine } from "$lib/api/types";

/** The utterances of an opened original as a transcript shows them; `seat` names the agent at an extension. */
export function linesOf(original: SealedTalk, seat: (extension: string) => string): TranscriptLine[] {
  return original.said.map((said, index) => ({
    id: String(index),
    speaker: said.speaker,
    name: said.extension ? seat(said.extension) : null,
    at: said.began_at,
    text: said.text,
    masked: false,
  }));
}
