import { clock } from "$lib/time/clock.svelte";
import { RealtimeClient } from "./client";
import { socketWire } from "./socket";

const REFUSED_PAUSE_MS = 5000;

/** The one live connection of this page, and whether it stands. */
class Live {
  connected = $state(false);
  /** False until the first connection, so that a page that is just opening does not warn. */
  everConnected = $state(false);
  onRefused: () => void = () => {};
  #opened = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void)[] = [];
  readonly #client = new RealtimeClient(
    socketWire(),
    (connected) => {
      this.connected = connected;
      this.everConnected ||= connected;
    },
    () => this.#refused(),
  );

  open(): void {
    const client = this.#client;
    const shown = () => document.visibilityState === "visible" && client.resyncAll();
    document.addEventListener("visibilitychange", shown);
    this.#stop = [clock.onJump(() => client.resyncAll()), () => document.removeEventListener("visibilitychange", shown)];
    this.#opened = true;
    client.open();
  }

  /** Tries again at once, after a new sign-in. */
  reconnect(): void {
    if (this.#opened && !this.connected) this.#client.open();
  }

  /** The session may be over (the page then asks for a sign-in), or the server is just starting: try again later too. */
  #refused(): void {
    this.onRefused();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.reconnect(), REFUSED_PAUSE_MS);
  }

  close(): void {
    this.#opened = false;
    clearTimeout(this.#retry);
    for (const stop of this.#stop) stop();
    this.#client.close();
    this.connected = false;
    this.everConnected = false;
  }

  /** Hears `topic` as the contract's type; sets the server's clock from each state. */
  join<State extends { server_time: string }>(topic: string, listener: (state: State) => void): () => void {
    return this.#client.join(topic, (state) => {
      clock.set((state as State).server_time);
      listener(state as State);
    });
  }
}

export const live = new Live();
