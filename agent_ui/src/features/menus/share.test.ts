import { describe, expect, it } from "vitest";
import { share } from "./share";

describe("the share of answers that led on", () => {
  it("is whole percent, and nothing without an answer", () => {
    expect([{ taken: 38, tries: 46 }, { taken: 0, tries: 40 }, { taken: 0, tries: 0 }].map(share)).toEqual([83, 0, null]);
  });
});
