import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { KnowledgeFound, KnowledgeHit } from "$lib/api/types";
import { Finder, type FinderServer } from "./finder.svelte";

const hit = (slug: string) => ({ slug, score: 0.9 }) as KnowledgeHit;
const found = (slug: string, answered = true): KnowledgeFound => ({ query: "", by: "meaning", answered, certainty: 0.9, results: [hit(slug)] });

function routes() {
  return {
    knowledge: vi.fn<FinderServer["knowledge"]>(async ({ q }) => found(q ? "searched" : "often")),
    suggestArticles: vi.fn<FinderServer["suggestArticles"]>(async () => [hit("fits")]),
  };
}

describe("the articles beside a call", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are the desk's most used ones before anything is written", async () => {
    const server = routes();
    const finder = new Finder(server);
    finder.follow({ query: "", text: "", desk: "civil" });
    await vi.advanceTimersByTimeAsync(0);
    expect(finder.shown.value).toMatchObject({ by: "desk", hits: [{ slug: "often" }] });
    expect(server.knowledge).toHaveBeenCalledWith({ desk: "civil", limit: 5 });
  });

  it("follow the ticket as it is written, asked once after a pause", async () => {
    const server = routes();
    const finder = new Finder(server);
    finder.follow({ query: "", text: "", desk: "civil" });
    await vi.advanceTimersByTimeAsync(0);
    for (const text of ["여권", "여권을 잃", "여권을 잃어버림"]) {
      finder.follow({ query: "", text, desk: "civil" });
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(server.suggestArticles).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(250);
    expect(server.suggestArticles).toHaveBeenCalledExactlyOnceWith({ text: "여권을 잃어버림", desk: "civil", limit: 5 });
    expect(finder.shown.value).toMatchObject({ by: "talk", query: "" });
  });

  it("are those searched for, whatever is written", async () => {
    const server = routes();
    const finder = new Finder(server);
    finder.follow({ query: " ㅇㄱ ", text: "다른 이야기를 씀", desk: null });
    await vi.advanceTimersByTimeAsync(0);
    expect(finder.shown.value).toMatchObject({ by: "search", query: "ㅇㄱ", hits: [{ slug: "searched" }] });
    expect(server.suggestArticles).not.toHaveBeenCalled();
  });

  it("fall back to the desk's when nothing fits the words", async () => {
    const server = routes();
    server.suggestArticles.mockResolvedValueOnce([]);
    const finder = new Finder(server);
    finder.follow({ query: "", text: "아무 상관 없는 말", desk: "civil" });
    await vi.advanceTimersByTimeAsync(0);
    expect(finder.shown.value?.by).toBe("desk");
  });

  it("are not asked for twice by the same words, nor after the panel is gone", async () => {
    const server = routes();
    const finder = new Finder(server);
    finder.follow({ query: "여권", text: "", desk: null });
    finder.follow({ query: "여권", text: "", desk: null });
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.knowledge).toHaveBeenCalledOnce();
    finder.follow({ query: "여권 사진", text: "", desk: null });
    finder.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.knowledge).toHaveBeenCalledOnce();
  });
});
