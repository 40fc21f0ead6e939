import type { TicketContent } from "$lib/api/types";

/** What this browser remembers of a ticket that is being written, until the window is closed. */
export interface Kept {
  content: TicketContent;
  /** The draft on the server, once there is one. */
  saved: { id: number; version: number } | null;
  /** The server has the same words. */
  synced: boolean;
}

const keyOf = (callId: string) => `callcenter.draft.${callId}`;

export function readKept(callId: string, storage: Storage = sessionStorage): Kept | null {
  try {
    return JSON.parse(storage.getItem(keyOf(callId)) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

export function keep(callId: string, kept: Kept, storage: Storage = sessionStorage): void {
  try {
    storage.setItem(keyOf(callId), JSON.stringify(kept));
  } catch {
    // A full or refused storage leaves the copy on the server, which is saved a moment later.
  }
}

export function clearKept(callId: string, storage: Storage = sessionStorage): void {
  storage.removeItem(keyOf(callId));
}
