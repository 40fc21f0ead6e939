import type { Priority, TicketRow, TicketStatus } from "$lib/api/types";
import type { Tone } from "$lib/ui";

export const statuses: readonly TicketStatus[] = ["draft", "open", "in_progress", "waiting", "resolved", "closed"];

export const statusTone: Record<TicketStatus, Tone> = {
  draft: "off", open: "talk", in_progress: "wrap", waiting: "pause", resolved: "ready", closed: "off",
};

export const priorityTone: Record<Priority, Tone> = { low: "off", normal: "off", high: "pause", urgent: "warn" };

export function isOverdue(ticket: Pick<TicketRow, "due_at" | "status">, now: number): boolean {
  return ticket.due_at !== null && ticket.status !== "resolved" && ticket.status !== "closed" && Date.parse(ticket.due_at) < now;
}
