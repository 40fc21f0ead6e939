import { describe, expect, it } from "vitest";
import { match, safeNext } from "./router";

const patterns = ["/seat", "/tickets", "/tickets/:id"] as const;

describe("addresses", () => {
  it("finds the page and its parameters", () => {
    expect(match(patterns, "/tickets")).toEqual({ route: "/tickets", params: {} });
    expect(match(patterns, "/tickets/17/")).toEqual({ route: "/tickets/:id", params: { id: "17" } });
    expect(match(patterns, "/nowhere")).toBeNull();
  });

  it("reads an encoded parameter", () => {
    expect(match(["/calls/:id"], "/calls/1732%2E7")?.params.id).toBe("1732.7");
  });

  it("goes on after the sign-in only to a page of this house", () => {
    expect(safeNext("/tickets/17?q=1")).toBe("/tickets/17?q=1");
    for (const next of [null, "", "https://other.example", "//other.example", "/\\other.example"]) expect(safeNext(next)).toBe("/");
  });
});
