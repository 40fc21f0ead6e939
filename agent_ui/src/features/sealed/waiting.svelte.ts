import { server } from "$lib/api/calls";
import { refreshing } from "$lib/api/refreshing";
import { Resource } from "$lib/api/resource.svelte";
import type { Page, UnsealRequest } from "$lib/api/types";

const REFRESH_MS = 20_000;

/** Requests of others that this person can decide, for the rail. */
class Waiting {
  readonly requests = new Resource<Page<UnsealRequest>>();

  get count(): number {
    return this.requests.value?.total ?? 0;
  }

  start(): () => void {
    void this.requests.load(() => server.unsealRequests({ waiting: true, by: "others" }));
    return refreshing(this.requests, REFRESH_MS);
  }
}

export const waiting = new Waiting();
