import { describe, expect, it } from "vitest";
import type { FloorQueue, FloorTopic } from "$lib/api/types";
import { figuresOf, longestWait } from "./figures";

const now = Date.parse("2026-11-25T05:32:08Z");
const queue = (longest_wait_since: string | null) => ({ longest_wait_since }) as FloorQueue;
const totals: FloorTopic["totals"] = { waiting: 3, service_level: 83.42, abandon_percent: 6.1, calls_in: 612, aht_seconds: 204, talk_seconds: 161, acw_seconds: 43 };

describe("the figures of the floor", () => {
  it("count the longest wait over all queues", () => {
    expect(longestWait([queue("2026-11-25T05:31:56Z"), queue(null), queue("2026-11-25T05:31:21Z")], now)).toBe(47);
    expect(longestWait([queue(null)], now)).toBeNull();
  });

  it("have a unit, a formula and the calls behind each number", () => {
    const figures = figuresOf(totals, [], now);
    expect(figures.map((figure) => figure.value)).toEqual(["3명", "83.4%", "6.1%", "612건", "3:24"]);
    for (const figure of figures) {
      expect(figure.formula).not.toBe("");
      expect(figure.href).toMatch(/^\/calls/);
    }
  });

  it("raise an alarm only when a target is missed", () => {
    expect(figuresOf(totals, [], now).filter((figure) => figure.alarm).map((figure) => figure.href)).toEqual(["/calls?figure=lost"]);
  });

  it("show a dash while there is nothing to count", () => {
    const none = figuresOf({ ...totals, service_level: null, abandon_percent: null, aht_seconds: null }, [], now);
    expect([none[1]?.value, none[2]?.value, none[4]?.value]).toEqual(["–", "–", "–"]);
    expect(none.some((figure) => figure.alarm)).toBe(false);
  });
});
