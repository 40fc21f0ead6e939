import type { SeatStateName, SeatTopic, TranscriptTopic } from "../src/lib/api/types.ts";
import { ago, ahead } from "./times.ts";
import { lines } from "./talk.ts";
import { card } from "./work.ts";

const secondsIn: Record<SeatStateName, number> = { logged_out: 0, ready: 22, ringing: 3, talking: 134, wrap_up: 18, paused: 640 };

/** The one seat of the practice. */
export class Stage {
  state: SeatTopic = this.#make("ready", null);
  seq = 1;
  onChange: (state: SeatTopic) => void = () => {};
  onRing: () => void = () => {};

  get transcript(): TranscriptTopic {
    const call = this.state.call;
    return { server_time: ago(0), call_id: call?.call_id ?? null, state: call ? "listening" : "off", lines: call ? lines() : [] };
  }

  play(state: SeatStateName, reason: string | null = null): void {
    this.state = this.#make(state, reason);
    this.seq += 1;
    this.onChange(this.state);
    if (state === "ringing") this.onRing();
  }

  extend(seconds: number): void {
    const end = this.state.wrap_up_ends_at;
    this.state = { ...this.state, server_time: ago(0), wrap_up_ends_at: end && new Date(Date.parse(end) + seconds * 1000).toISOString() };
    this.seq += 1;
    this.onChange(this.state);
  }

  #make(state: SeatStateName, reason: string | null): SeatTopic {
    const withCall = state === "ringing" || state === "talking" || state === "wrap_up";
    return {
      server_time: ago(0), state, reason, since: ago(secondsIn[state]), declared: state === "paused" || state === "logged_out" ? state : "ready",
      wrap_up_ends_at: state === "wrap_up" ? ahead(42) : null, missed_in_row: 0, phone: { registered: true, microphone: true },
      call: withCall ? card(state !== "ringing") : null,
    };
  }
}
