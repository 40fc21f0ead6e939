import type { Priority, TicketRow, TicketStatus } from "$lib/api/types";
import type { Tone } from "$lib/ui";

export const statuses: readonly TicketStatus[] = ["draft", "open", "transferred", "resolved", "closed", "reopened"];

export const statusTone: Record<TicketStatus, Tone> = {
  draft: "off", open: "talk", transferred: "wrap", resolved: "ready", closed: "off", reopened: "pause",
};

/** Where a ticket can go from here; the server refuses everything else. */
export const nextStatuses: Record<TicketStatus, readonly TicketStatus[]> = {
  draft: ["open", "transferred", "resolved", "closed"],
  open: ["transferred", "resolved", "closed"],
  transferred: ["open", "resolved", "closed"],
  resolved: ["closed", "reopened"],
  closed: ["reopened"],
  reopened: ["transferred", "resolved", "closed"],
};

export const priorityTone: Record<Priority, Tone> = { low: "off", normal: "off", high: "pause", urgent: "warn" };

export function isOverdue(ticket: Pick<TicketRow, "due_at" | "status">, now: number): boolean {
  return ticket.due_at !== null && ticket.status !== "resolved" && ticket.status !== "closed" && Date.parse(ticket.due_at) < now;
}
