import { server } from "$lib/api/calls";
import { Resource } from "$lib/api/resource.svelte";
import type { KnowledgeHit } from "$lib/api/types";

const WAIT_MS = 250;
const SHOWN = 5;
/** Shorter notes than this say nothing of what the talk is about. */
const SHORTEST_TEXT = 4;
/** As much of a question as the server takes. */
const LONGEST_QUERY = 200;
const LONGEST_TEXT = 2000;

export interface Shown {
  by: "search" | "talk" | "desk";
  /** False when nothing fits and only the nearest are shown. */
  answered: boolean;
  hits: KnowledgeHit[];
  /** What was searched for, when something was. */
  query: string;
}
export interface Wish {
  query: string;
  /** What is being written or said. */
  text: string;
  desk: string | null;
}
export type FinderServer = Pick<typeof server, "knowledge" | "suggestArticles">;

/** The articles beside a call: those searched for, else those the ticket is about, else the desk's most used. */
export class Finder {
  readonly shown = new Resource<Shown>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = "";

  constructor(readonly routes: FinderServer = server) {}

  /** Asks a moment after the last change; the same wish twice is asked once. */
  follow(wish: Wish): void {
    const key = JSON.stringify(wish);
    if (key === this.#last) return;
    const first = this.#last === "";
    this.#last = key;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.shown.load(() => this.#find(wish)), first ? 0 : WAIT_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#last = "";
  }

  async #find({ query, text, desk }: Wish): Promise<Shown> {
    const asked = query.trim().slice(0, LONGEST_QUERY);
    if (asked) {
      const { answered, results } = await this.routes.knowledge({ q: asked, limit: SHOWN });
      return { by: "search", answered, hits: results, query: asked };
    }
    if (text.trim().length >= SHORTEST_TEXT) {
      const hits = await this.routes.suggestArticles({ text: text.slice(-LONGEST_TEXT), desk, limit: SHOWN });
      if (hits.length > 0) return { by: "talk", answered: true, hits, query: "" };
    }
    const { results } = await this.routes.knowledge({ desk, limit: SHOWN });
    return { by: "desk", answered: true, hits: results, query: "" };
  }
}
