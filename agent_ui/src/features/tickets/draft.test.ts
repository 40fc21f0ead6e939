import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError, type Failure } from "$lib/api/client";
import type { Ticket, TicketCreate, TicketPatch } from "$lib/api/types";
import { startOf, TicketDraft, type DraftServer } from "./draft.svelte";
import { readKept } from "./kept";

class MemoryStorage implements Storage {
  #map = new Map<string, string>();
  get length() {
    return this.#map.size;
  }
  clear = () => this.#map.clear();
  getItem = (key: string) => this.#map.get(key) ?? null;
  key = (index: number) => [...this.#map.keys()][index] ?? null;
  removeItem = (key: string) => void this.#map.delete(key);
  setItem = (key: string, value: string) => void this.#map.set(key, value);
}

let storage: MemoryStorage;
let sent: (TicketCreate | TicketPatch)[];
let failing: Failure | null;
let version: number;
const answer = (body: TicketCreate | TicketPatch) => {
  sent.push(body);
  if (failing) return Promise.reject(new ApiError(failing, 0, null));
  version += 1;
  return Promise.resolve({ ...body, id: 7, version } as unknown as Ticket);
};
const routes: DraftServer = {
  createTicket: (body) => answer(body),
  changeTicket: (_id, body) => answer(body),
  ticket: () => Promise.resolve({ id: 7, version: 40, body: "theirs", fields: {} } as unknown as Ticket),
};
const begin = () => new TicketDraft("1732.1", readKept("1732.1", storage), 3, routes, storage);
const write = (draft: TicketDraft, body: string) => {
  draft.content.body = body;
  draft.touch();
};

beforeEach(() => {
  vi.useFakeTimers();
  storage = new MemoryStorage();
  sent = [];
  failing = null;
  version = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a ticket that is being written", () => {
  it("is kept in the browser with each keystroke and on the server a moment later", async () => {
    const draft = begin();
    write(draft, "가로등");
    expect(readKept("1732.1", storage)?.content.body).toBe("가로등");
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1500);
    expect(sent).toMatchObject([{ body: "가로등", draft: true, call_id: "1732.1", citizen_id: 3 }]);
    expect(draft.phase).toBe("saved");
  });

  it("is changed, not made again, once the server has it", async () => {
    const draft = begin();
    write(draft, "a");
    await vi.advanceTimersByTimeAsync(1500);
    write(draft, "ab");
    await vi.advanceTimersByTimeAsync(1500);
    expect(sent[1]).toMatchObject({ body: "ab", version: 1, draft: true });
  });

  it("comes back after a reload, and unsent words are sent then", async () => {
    write(begin(), "before the reload");
    vi.clearAllTimers();
    const draft = begin();
    expect(draft.content.body).toBe("before the reload");
    await vi.advanceTimersByTimeAsync(1500);
    expect(sent).toHaveLength(1);
  });

  it("goes on trying while the server is away, and loses nothing", async () => {
    failing = "unreachable";
    const draft = begin();
    write(draft, "a");
    await vi.advanceTimersByTimeAsync(1500);
    expect(draft.phase).toBe("unreachable");
    failing = null;
    await vi.advanceTimersByTimeAsync(5000);
    expect(draft.phase).toBe("saved");
  });

  it("is filed, and the browser then forgets it", async () => {
    const draft = begin();
    write(draft, "a");
    await draft.submit();
    expect(sent).toMatchObject([{ draft: false }]);
    expect(draft.phase).toBe("filed");
    expect(readKept("1732.1", storage)).toBeNull();
  });

  it("files once although the draft is being saved at the same moment", async () => {
    const draft = begin();
    write(draft, "a");
    await Promise.all([draft.save(), draft.submit()]);
    expect(sent).toMatchObject([{ draft: true, call_id: "1732.1" }, { draft: false, version: 1 }]);
  });

  it("keeps the words when the server refuses them", async () => {
    failing = "refused";
    const draft = begin();
    write(draft, "too long");
    await draft.submit();
    expect(draft.phase).toBe("refused");
    expect(readKept("1732.1", storage)?.content.body).toBe("too long");
  });

  it("asks the person after a conflict and then saves over what was there", async () => {
    const draft = begin();
    write(draft, "a");
    await draft.save();
    failing = "conflict";
    write(draft, "mine");
    await draft.save();
    expect(draft.phase).toBe("conflict");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(2);
    failing = null;
    await draft.overwrite();
    expect(sent[2]).toMatchObject({ body: "mine", version: 40 });
    expect(draft.phase).toBe("saved");
  });

  it("or takes what was there", async () => {
    const draft = begin();
    write(draft, "mine");
    await draft.save();
    await draft.takeTheirs();
    expect(draft.content.body).toBe("theirs");
    expect(draft.phase).toBe("saved");
  });

  it("does not make a second draft when the page was reloaded during the first save", async () => {
    write(begin(), "typed");
    vi.clearAllTimers();
    const theirs = { id: 7, version: 1, citizen_id: 3, type: "", title: "", body: "ty", fields: {}, priority: "normal", disposition: "" } as const;
    const start = startOf({ call_id: "1732.1", ticket_draft: theirs }, storage);
    const draft = new TicketDraft("1732.1", start, 3, routes, storage);
    expect(draft.content.body).toBe("typed");
    await draft.save();
    expect(sent).toMatchObject([{ version: 1, body: "typed" }]);
  });

  it("waits with its words while the person is signed out, and goes on afterwards", async () => {
    failing = "signed_out";
    const draft = begin();
    write(draft, "a");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent).toHaveLength(1);
    failing = null;
    draft.resume();
    await vi.advanceTimersByTimeAsync(1500);
    expect(draft.phase).toBe("saved");
  });

  it("is sent at once when the page is left", async () => {
    const draft = begin();
    write(draft, "a");
    draft.leave();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(1);
  });
});
