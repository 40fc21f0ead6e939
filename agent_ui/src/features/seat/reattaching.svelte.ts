import type { SeatStateName } from "$lib/api/types";
import type { Mode } from "$lib/phone/state";

/** The server hears of a hang-up a moment after this page; beyond this time something else is wrong. */
export const HANG_UP_MS = 5000;

/**
 * Whether the server counts this seat in a call whose sound this page does not have (yet): it was
 * reloaded. After a normal end of a call the phone is idle first and the server follows; that is none.
 */
export class Reattaching {
  #ended = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The last line of this page has ended. */
  ended(): void {
    clearTimeout(this.#timer);
    this.#ended = true;
    this.#timer = setTimeout(() => (this.#ended = false), HANG_UP_MS);
  }

  /** What the server says of the seat now. */
  heard(state: SeatStateName): void {
    if (state === "talking") return;
    clearTimeout(this.#timer);
    this.#ended = false;
  }

  is(state: SeatStateName | undefined, mode: Mode): boolean {
    return state === "talking" && mode === "idle" && !this.#ended;
  }
}
