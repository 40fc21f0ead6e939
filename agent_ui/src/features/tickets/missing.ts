import type { TicketContent, TicketType } from "$lib/api/types";
import { t } from "$lib/i18n/index.svelte";

/** A sentence for each field that must still be filled before the ticket can be filed. */
export function missingIn(content: TicketContent, type: TicketType | undefined): Record<string, string> {
  const missing: Record<string, string> = {};
  const need = (name: string, value: string | undefined, choose: boolean) => {
    if (!value?.trim()) missing[name] = t(choose ? "ticket.choose_missing" : "ticket.text_missing");
  };
  need("type", content.type, true);
  need("title", content.title, false);
  need("body", content.body, false);
  need("disposition", content.disposition, true);
  for (const field of type?.fields ?? []) {
    if (field.required) need(`fields.${field.name}`, content.fields[field.name], field.kind === "select" || field.kind === "date");
  }
  return missing;
}
