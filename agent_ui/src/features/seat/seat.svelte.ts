import { work } from "$features/callbacks/work.svelte";
import { server } from "$lib/api/calls";
import { sentence } from "$lib/api/explain";
import type { SeatStateWish, SeatTopic } from "$lib/api/types";
import { t } from "$lib/i18n/index.svelte";
import { softphone } from "$lib/phone/softphone.svelte";
import { live } from "$lib/realtime/live.svelte";
import { toasts } from "$lib/ui/toasts.svelte";
import { Reattaching } from "./reattaching.svelte";
import { notifyRing } from "./ring_notice";

/** The own seat as the server sees it, and the wishes a person can send it. */
class Seat {
  state = $state.raw<SeatTopic | null>(null);
  /** False until the phone had its first chance, so that an opening page does not warn. */
  phoneStarted = $state(false);

  readonly #reattaching = new Reattaching();

  /** The server counts this seat in a call whose sound this page does not have (yet). */
  get reattaching(): boolean {
    return this.#reattaching.is(this.state?.state, softphone.mode);
  }

  start(): () => void {
    softphone.onProblem = (problem) => toasts.show("problem", t(`problem.${problem}`));
    softphone.onIdle = () => this.#reattaching.ended();
    softphone.onRing = () => notifyRing(this.state?.call ?? null);
    void softphone.start().finally(() => (this.phoneStarted = true));
    const leave = live.join<SeatTopic>("seat", (state) => this.#changed(state));
    return () => {
      leave();
      softphone.stop();
      this.state = null;
      this.phoneStarted = false;
    };
  }

  declare(wish: SeatStateWish): Promise<void> {
    return this.#ask(() => server.setSeatState(wish));
  }

  finishWrapUp(): Promise<void> {
    return this.#ask(server.finishWrapUp);
  }

  extendWrapUp(reason: string, seconds: number): Promise<void> {
    return this.#ask(() => server.extendWrapUp({ reason, seconds }));
  }

  conference(): Promise<void> {
    return this.#ask(async () => {
      await server.conference();
      await softphone.call.enterConference();
    });
  }

  #changed(state: SeatTopic): void {
    const ended = this.state?.call && !state.call;
    this.state = state;
    this.#reattaching.heard(state.state);
    softphone.callInTalk = callOfThisSeat(state);
    softphone.nothingThere = state.phone.registered && !["talking", "ringing"].includes(state.state);
    softphone.call.reconsider();
    if (ended) void work.refresh();
  }

  async #ask(wish: () => Promise<void>): Promise<void> {
    try {
      await wish();
    } catch (error) {
      toasts.show("problem", sentence(error));
    }
  }
}

/** The call that belongs to this seat already, so that its next ring is answered without a press. */
function callOfThisSeat({ state, call }: SeatTopic): string | null {
  const talking = state === "talking" && call?.answered_at;
  return call && (talking || call.resumes) ? call.call_id : null;
}

export const seat = new Seat();
