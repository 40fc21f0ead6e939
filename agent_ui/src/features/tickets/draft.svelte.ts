import { server } from "$lib/api/calls";
import { ApiError } from "$lib/api/client";
import type { CallCard, Ticket, TicketContent } from "$lib/api/types";
import { clearKept, keep, readKept, type Kept } from "./kept";

const SAVE_AFTER_MS = 1500;
const RETRY_MS = 5000;

/** `kept`: in this browser only; `saved`: on the server too. */
export type DraftPhase = "empty" | "kept" | "saving" | "saved" | "unreachable" | "refused" | "conflict" | "filed";

export type DraftServer = Pick<typeof server, "createTicket" | "changeTicket" | "ticket">;

/**
 * The ticket of one call while it is written. Each keystroke is kept in this browser at once and on
 * the server a moment later, so that neither a reload nor a dead browser loses a word.
 */
export class TicketDraft {
  content = $state<TicketContent>(blank(null));
  phase = $state<DraftPhase>("empty");
  error = $state.raw<unknown>(null);
  ticket = $state.raw<Ticket | null>(null);
  #saved: Kept["saved"] = null;
  #dirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    readonly callId: string,
    start: Kept | null,
    citizenId: number | null,
    readonly routes: DraftServer = server,
    readonly storage: Storage = sessionStorage,
  ) {
    this.content = start?.content ?? blank(citizenId);
    this.#saved = start?.saved ?? null;
    if (start) this.phase = start.saved ? "saved" : "kept";
    if (start && !start.synced) this.touch();
  }

  get fields(): Record<string, string> {
    return this.error instanceof ApiError ? this.error.fields : {};
  }

  /** Something was typed. */
  touch(): void {
    if (this.phase === "filed") return;
    this.#dirty = true;
    if (this.phase !== "conflict") this.phase = "kept";
    this.#keep();
    this.#saveIn(SAVE_AFTER_MS);
  }

  /** Saves the draft now; a second call waits for the first. */
  save(): Promise<void> {
    return this.#queue(() => this.#send(true));
  }

  /** Files the ticket; on success `phase` is `filed` and `ticket` tells its number. */
  submit(): Promise<void> {
    return this.#queue(() => this.#send(false));
  }

  /** After a conflict: my words replace what the server has. */
  async overwrite(): Promise<void> {
    if (!this.#saved) return;
    const { id } = this.#saved;
    await this.#queue(async () => {
      const theirs = await this.routes.ticket(id);
      this.#saved = { id, version: theirs.version };
      await this.#send(true);
    });
  }

  /** After a conflict: what the server has replaces my words. */
  async takeTheirs(): Promise<void> {
    if (!this.#saved) return;
    const { id } = this.#saved;
    await this.#queue(async () => {
      const theirs = await this.routes.ticket(id);
      this.content = contentOf(theirs);
      this.#done(theirs, true);
    });
  }

  /** The page shows the draft again; words that could not be sent are tried once more. */
  resume(): void {
    if (this.#dirty) this.#saveIn(SAVE_AFTER_MS);
  }

  /** The page goes elsewhere: what was typed is sent at once. */
  leave(): void {
    clearTimeout(this.#timer);
    if (this.#dirty && this.phase !== "filed" && this.phase !== "conflict") void this.save();
  }

  #queue(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    this.#running = this.#running.then(work).catch((error: unknown) => this.#failed(error));
    return this.#running;
  }

  async #send(draft: boolean): Promise<void> {
    if (this.phase === "filed") return;
    this.phase = "saving";
    this.#dirty = false;
    const content = $state.snapshot(this.content);
    const ticket = this.#saved
      ? await this.routes.changeTicket(this.#saved.id, { ...content, draft, version: this.#saved.version })
      : await this.routes.createTicket({ ...content, draft, call_id: this.callId });
    this.#done(ticket, draft);
  }

  #done(ticket: Ticket, draft: boolean): void {
    this.#saved = { id: ticket.id, version: ticket.version };
    this.ticket = ticket;
    this.error = null;
    if (!draft) {
      this.phase = "filed";
      clearKept(this.callId, this.storage);
      return;
    }
    this.phase = this.#dirty ? "kept" : "saved";
    this.#keep();
    if (this.#dirty) this.#saveIn(SAVE_AFTER_MS);
  }

  #failed(error: unknown): void {
    this.#dirty = true;
    this.error = error;
    this.#keep();
    const failure = error instanceof ApiError ? error.failure : "refused";
    this.phase = failure === "conflict" ? "conflict" : failure === "refused" ? "refused" : "unreachable";
    if (this.phase === "unreachable" && failure !== "signed_out") this.#saveIn(RETRY_MS);
  }

  #saveIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.phase !== "conflict") this.#timer = setTimeout(() => void this.save(), ms);
  }

  #keep(): void {
    keep(this.callId, { content: $state.snapshot(this.content), saved: this.#saved, synced: !this.#dirty }, this.storage);
  }
}

function blank(citizenId: number | null): TicketContent {
  return { citizen_id: citizenId, type: "", title: "", body: "", fields: {}, priority: "normal", disposition: "" };
}

export function contentOf(ticket: TicketContent): TicketContent {
  const { citizen_id, type, title, body, fields, priority, disposition } = ticket;
  return { citizen_id, type, title, body, fields: { ...fields }, priority, disposition };
}

/** The draft that is open in this page; going to another screen and back finds the same one, with its running save. */
let open = $state.raw<TicketDraft | null>(null);

/** The draft of a call, for what stands beside its form; null until its form was shown. */
export function openDraft(callId: string | undefined): TicketDraft | null {
  return callId !== undefined && open?.callId === callId ? open : null;
}

/** The draft of `call`: the open one, else what this browser kept, else what the server has, else an empty form. */
export function createDraft(call: CallCard, another = false): TicketDraft {
  if (open?.callId === call.call_id && open.phase !== "filed" && !another) return open;
  open = new TicketDraft(call.call_id, another ? null : startOf(call), call.citizen?.id ?? null);
  return open;
}

/** A page that was reloaded while its first save was under way learns the draft's number from the call card. */
export function startOf(call: Pick<CallCard, "call_id" | "ticket_draft">, storage?: Storage): Kept | null {
  const kept = readKept(call.call_id, storage);
  if (!call.ticket_draft) return kept;
  const saved = { id: call.ticket_draft.id, version: call.ticket_draft.version };
  return kept ? { ...kept, saved: kept.saved ?? saved } : { content: contentOf(call.ticket_draft), saved, synced: true };
}
