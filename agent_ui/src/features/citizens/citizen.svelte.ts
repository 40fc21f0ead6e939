import { server } from "$lib/api/calls";
import { Resource } from "$lib/api/resource.svelte";
import type { Citizen } from "$lib/api/types";

/** One citizen: masked, until a reason was given; masked again as soon as the server's minute is over. */
export class OpenCitizen extends Resource<Citizen> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: number) {
    super();
  }

  open(): Promise<void> {
    return this.load(() => server.citizen(this.id));
  }

  async reveal(reason: string, now: () => number): Promise<void> {
    const citizen = await server.revealCitizen(this.id, reason);
    this.value = citizen;
    clearTimeout(this.#timer);
    const left = citizen.visible_until ? Date.parse(citizen.visible_until) - now() : 60_000;
    this.#timer = setTimeout(() => this.mask(), Math.max(0, left));
  }

  /** Forgets the open values first, so that they are gone even when the server cannot be reached. */
  mask(): void {
    clearTimeout(this.#timer);
    if (this.value?.masked) return;
    this.value = null;
    void this.open();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.clear();
  }
}
