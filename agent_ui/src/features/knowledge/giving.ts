import { server } from "$lib/api/calls";
import { sentence } from "$lib/api/explain";
import type { ArticleCard, ArticleUse } from "$lib/api/types";
import { t } from "$lib/i18n/index.svelte";
import { toasts } from "$lib/ui/toasts.svelte";

/** Tells the server that a citizen was given the article; a failure is told and stops nothing. */
export async function markUsed(slug: string, use: ArticleUse): Promise<void> {
  try {
    await server.articleUsed(slug, use);
  } catch (error) {
    toasts.show("problem", sentence(error));
  }
}

/** The article as it goes into a ticket: what was told, its source, who reviewed it when. */
export function attachment(article: ArticleCard): string {
  const sources = article.sources.map(({ name, year }) => (year ? `${name} (${year})` : name)).join(", ") || t("knowledge.no_source");
  const text = t("knowledge.attached_text", {
    title: article.title, spoken: article.spoken, sources, owner: article.owner, reviewed: article.reviewed ?? t("knowledge.not_reviewed"),
  });
  return article.expired && article.expires ? `${text}\n${t("knowledge.attached_expired", { expires: article.expires })}` : text;
}

/** Words with one more piece under them, unless they hold it already. */
export function withPiece(words: string, piece: string): string {
  if (words.includes(piece)) return words;
  return words.trim() ? `${words.trimEnd()}\n\n${piece}` : piece;
}

/** The sentences of a spoken answer, one a line, as one reads aloud. */
export function sentences(spoken: string): string[] {
  return spoken.split(/(?<=[.?!…])\s+/).filter(Boolean);
}
