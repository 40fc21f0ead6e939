import { describe, expect, it } from "vitest";
import type { ArticleCard } from "$lib/api/types";
import { attachment, sentences, withPiece } from "./giving";

const article: ArticleCard = {
  slug: "passport-fee", title: "여권 수수료", desk: "civil", desk_label: "여권·제증명", owner: "민원여권과", reviewed: "2026-09-30", expires: "2026-10-31",
  expired: false, speakable: true, spoken: "5만 원입니다. 카드도 됩니다.", examples: [], missing: [], sms: null,
  sources: [{ name: "여권법 제22조", year: 2026, url: null }, { name: "외교부", year: null, url: null }],
};

describe("an article in a ticket", () => {
  it("says what was told, from where, and who reviewed it when", () => {
    expect(attachment(article)).toBe("[안내] 여권 수수료\n5만 원입니다. 카드도 됩니다.\n출처: 여권법 제22조 (2026), 외교부 / 민원여권과, 2026-09-30 확인");
  });

  it("says that it has expired and that it has no source", () => {
    const text = attachment({ ...article, expired: true, sources: [] });
    expect(text).toContain("출처 없음");
    expect(text.split("\n").at(-1)).toBe("(유효기한 2026-10-31 지남 — 담당 부서 확인 필요)");
  });

  it("stands under the agent's own words, once", () => {
    expect(withPiece("", "[안내] 글")).toBe("[안내] 글");
    expect(withPiece("문의함.\n", "[안내] 글")).toBe("문의함.\n\n[안내] 글");
    expect(withPiece("문의함.\n\n[안내] 글", "[안내] 글")).toBe("문의함.\n\n[안내] 글");
  });
});

it("is read one sentence a line; a number's point ends none", () => {
  expect(sentences("3.5km 안입니다. 오시겠습니까? 네.")).toEqual(["3.5km 안입니다.", "오시겠습니까?", "네."]);
});
