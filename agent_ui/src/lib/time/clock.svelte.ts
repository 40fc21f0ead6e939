/** A gap this long between two ticks means that the computer slept or its clock was set. */
export const JUMP_MS = 5000;
const TICK_MS = 250;

/**
 * The server's time, in milliseconds since 1970, ticking four times a second.
 * Every state from the server carries `server_time`; timers count by that clock, so that a wrong
 * clock of the computer never shows a wrong duration.
 */
class ServerClock {
  now = $state(Date.now());
  #offset = 0;
  #jumpListeners = new Set<() => void>();

  set(serverTime: string): void {
    const parsed = Date.parse(serverTime);
    if (Number.isNaN(parsed)) return;
    this.#offset = parsed - Date.now();
    this.now = parsed;
  }

  /** Starts ticking; gives the function that stops it. */
  start(): () => void {
    let last = Date.now();
    const timer = setInterval(() => {
      const current = Date.now();
      if (jumped(last, current)) for (const listener of this.#jumpListeners) listener();
      last = current;
      this.now = current + this.#offset;
    }, TICK_MS);
    return () => clearInterval(timer);
  }

  /** Calls `listener` after the computer slept or its clock was changed. */
  onJump(listener: () => void): () => void {
    this.#jumpListeners.add(listener);
    return () => this.#jumpListeners.delete(listener);
  }
}

/** Whether two readings, which should lie one tick apart, tell of a sleep or a changed clock. */
export function jumped(last: number, current: number): boolean {
  return current - last > JUMP_MS || current < last - 1000;
}

export const clock = new ServerClock();
