/** A connection that carries named messages both ways; Socket.IO in the browser, a fake in tests. */
export interface Wire {
  send(event: string, body: unknown): void;
  on(event: string, listener: (body: unknown) => void): void;
  onConnected(listener: () => void): void;
  onLost(listener: () => void): void;
  /** The server refused the connection: the session is over. */
  onRefused(listener: () => void): void;
  open(): void;
  close(): void;
}

interface Message {
  topic: string;
  seq: number;
  state: unknown;
}
interface Subscription {
  seq: number | null;
  listeners: Set<(state: unknown) => void>;
}

/**
 * Topics of live state. After `join` the server answers `snapshot`; each `update` carries the whole
 * state with the next `seq`. A stale message is dropped; after a gap the newest state is shown at
 * once (it is whole) and `resync` asks for a snapshot, so that nothing on the screen stays wrong.
 */
export class RealtimeClient {
  readonly #wire: Wire;
  readonly #topics = new Map<string, Subscription>();
  #connected = false;

  constructor(wire: Wire, onConnection: (connected: boolean) => void, onRefused: () => void) {
    this.#wire = wire;
    wire.onConnected(() => {
      this.#connected = true;
      onConnection(true);
      for (const topic of this.#topics.keys()) this.#join(topic);
    });
    wire.onLost(() => {
      this.#connected = false;
      onConnection(false);
    });
    wire.onRefused(onRefused);
    wire.on("snapshot", (body) => this.#receive(body, true));
    wire.on("update", (body) => this.#receive(body, false));
  }

  open(): void {
    this.#wire.open();
  }

  close(): void {
    this.#topics.clear();
    this.#wire.close();
  }

  /** Hears every state of `topic` until the given function is called. */
  join(topic: string, listener: (state: unknown) => void): () => void {
    const known = this.#topics.get(topic);
    const subscription = known ?? { seq: null, listeners: new Set() };
    subscription.listeners.add(listener);
    this.#topics.set(topic, subscription);
    if (this.#connected) known ? this.#resync(topic) : this.#join(topic);
    return () => this.#leave(topic, listener);
  }

  /** Asks for every topic again: after a sleep of the computer, or when a hidden tab is shown. */
  resyncAll(): void {
    if (this.#connected) for (const topic of this.#topics.keys()) this.#resync(topic);
  }

  #join(topic: string): void {
    const subscription = this.#topics.get(topic);
    if (subscription) subscription.seq = null;
    this.#wire.send("join", { topic });
  }

  #resync(topic: string): void {
    this.#wire.send("resync", { topic });
  }

  #leave(topic: string, listener: (state: unknown) => void): void {
    const subscription = this.#topics.get(topic);
    if (!subscription?.listeners.delete(listener) || subscription.listeners.size > 0) return;
    this.#topics.delete(topic);
    if (this.#connected) this.#wire.send("leave", { topic });
  }

  #receive(body: unknown, whole: boolean): void {
    if (!isMessage(body)) return;
    const subscription = this.#topics.get(body.topic);
    if (!subscription) return;
    const last = subscription.seq;
    if (!whole) {
      if (last === null || body.seq <= last) return;
      if (body.seq > last + 1) this.#resync(body.topic);
    }
    subscription.seq = body.seq;
    for (const listener of subscription.listeners) listener(body.state);
  }
}

function isMessage(body: unknown): body is Message {
  const message = body as Partial<Message> | null;
  return typeof message?.topic === "string" && typeof message.seq === "number" && "state" in message;
}
