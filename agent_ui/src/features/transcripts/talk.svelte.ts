import type { TranscriptTopic } from "$lib/api/types";
import { live } from "$lib/realtime/live.svelte";

/** As many of the citizen's last sentences tell what the talk is about now. */
const TELLING = 3;

/** What is being said in the call of the own seat, as the server has written it down. */
class Talk {
  topic = $state.raw<TranscriptTopic | null>(null);

  start(): () => void {
    const leave = live.join<TranscriptTopic>("transcript", (topic) => (this.topic = topic));
    return () => {
      leave();
      this.topic = null;
    };
  }

  /** The transcript of this call, or null where none is written. */
  of(callId: string | null | undefined): TranscriptTopic | null {
    const topic = this.topic;
    return topic && callId && topic.call_id === callId && (topic.state !== "off" || topic.lines.length > 0) ? topic : null;
  }

  /** The citizen's last sentences, a line each. */
  about(callId: string | null | undefined): string {
    const lines = this.of(callId)?.lines.filter((line) => line.speaker === "citizen") ?? [];
    return lines.slice(-TELLING).map((line) => line.text).join("\n");
  }
}

export const talk = new Talk();
