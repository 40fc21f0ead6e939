import { describe, expect, it } from "vitest";
import { pieces } from "./pieces";

describe("a masked text", () => {
  it("is cut at the labels that hide numbers", () => {
    expect(pieces("번호는 [전화번호]이고 [주민번호]예요")).toEqual([
      { text: "번호는 ", hidden: false },
      { text: "전화번호", hidden: true },
      { text: "이고 ", hidden: false },
      { text: "주민번호", hidden: true },
      { text: "예요", hidden: false },
    ]);
  });

  it("without labels is one piece", () => {
    expect(pieces("50,000원이에요")).toEqual([{ text: "50,000원이에요", hidden: false }]);
    expect(pieces("")).toEqual([]);
  });
});
