import { server } from "$lib/api/calls";
import { Resource } from "$lib/api/resource.svelte";
import type { Callback, Page } from "$lib/api/types";

const REFRESH_MS = 20_000;

/** Missed calls and callbacks owned by this person, for the rail and the seat. */
class Work {
  readonly mine = new Resource<Page<Callback>>();

  get count(): number {
    return this.mine.value?.total ?? 0;
  }

  start(): () => void {
    void this.refresh();
    const timer = setInterval(() => void this.refresh(), REFRESH_MS);
    return () => clearInterval(timer);
  }

  refresh(): Promise<void> {
    return this.mine.load(() => server.callbacks({ owner: "me", sort: "due_at" }));
  }
}

export const work = new Work();
