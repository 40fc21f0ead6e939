import { clock } from "$lib/time/clock.svelte";
import { RealtimeClient } from "./client";
import { socketWire } from "./socket";

/** The one live connection of this page, and whether it stands. */
class Live {
  connected = $state(false);
  /** False until the first connection, so that a page that is just opening does not warn. */
  everConnected = $state(false);
  onRefused: () => void = () => {};
  #client: RealtimeClient | null = null;
  #stop: (() => void)[] = [];

  open(): void {
    if (this.#client) return;
    const client = new RealtimeClient(
      socketWire(),
      (connected) => {
        this.connected = connected;
        this.everConnected ||= connected;
      },
      () => this.onRefused(),
    );
    this.#client = client;
    const shown = () => document.visibilityState === "visible" && client.resyncAll();
    document.addEventListener("visibilitychange", shown);
    this.#stop = [clock.onJump(() => client.resyncAll()), () => document.removeEventListener("visibilitychange", shown)];
    client.open();
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#client?.close();
    this.#client = null;
    this.connected = false;
    this.everConnected = false;
  }

  /** Hears `topic` as the contract's type; sets the server's clock from each state. */
  join<State extends { server_time: string }>(topic: string, listener: (state: State) => void): () => void {
    return (
      this.#client?.join(topic, (state) => {
        clock.set((state as State).server_time);
        listener(state as State);
      }) ?? (() => {})
    );
  }
}

export const live = new Live();
