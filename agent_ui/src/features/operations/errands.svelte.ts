import { server } from "$lib/api/calls";
import { refreshing } from "$lib/api/refreshing";
import { Resource } from "$lib/api/resource.svelte";
import type { Finding, OutboxMessage, Page } from "$lib/api/types";

const REFRESH_MS = 60_000;

/** What waits for somebody who keeps the centre running: open findings and, for administrators, messages given up. */
class Errands {
  readonly findings = new Resource<Page<Finding>>();
  readonly dead = new Resource<Page<OutboxMessage>>();

  get count(): number {
    return (this.findings.value?.total ?? 0) + (this.dead.value?.total ?? 0);
  }

  start(administrator: boolean): () => void {
    void this.findings.load(() => server.findings({ settled: false, page: 1 }));
    if (administrator) void this.dead.load(() => server.outbox({ state: "dead", page: 1 }));
    const stops = [this.findings, this.dead].map((resource) => refreshing(resource, REFRESH_MS));
    return () => stops.forEach((stop) => stop());
  }

  async reload(): Promise<void> {
    await Promise.all([this.findings.reload(), this.dead.reload()]);
  }
}

export const errands = new Errands();
