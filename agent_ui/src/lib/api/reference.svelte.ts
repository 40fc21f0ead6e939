import { server } from "./calls";
import { Resource } from "./resource.svelte";
import type { Disposition, PauseReason, TicketType } from "./types";

/** Lists that change once in a month; asked for once a sign-in. */
class Reference {
  readonly ticketTypes = new Resource<TicketType[]>();
  readonly dispositions = new Resource<Disposition[]>();
  readonly pauseReasons = new Resource<PauseReason[]>();

  async load(): Promise<void> {
    await Promise.all([
      this.ticketTypes.load(server.ticketTypes),
      this.dispositions.load(server.dispositions),
      this.pauseReasons.load(server.pauseReasons),
    ]);
  }

  get desks(): { value: string; label: string }[] {
    const desks = new Map((this.ticketTypes.value ?? []).map((type) => [type.desk, type.desk_label]));
    return [...desks].map(([value, label]) => ({ value, label }));
  }

  pauseLabel(code: string | null): string {
    return this.pauseReasons.value?.find((reason) => reason.code === code)?.label ?? "";
  }
}

export const reference = new Reference();
