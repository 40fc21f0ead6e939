import { describe, expect, it } from "vitest";
import { jumped } from "./clock.svelte";
import { clockTime, dayTime, duration, isoDay, secondsBetween, weekday } from "./format";

describe("times as people read them", () => {
  it("shows durations in minutes, and in hours from one hour on", () => {
    expect([0, 9, 134, 3599, 3600, 4205].map(duration)).toEqual(["0:00", "0:09", "2:14", "59:59", "1:00:00", "1:10:05"]);
  });

  it("never counts below zero", () => {
    expect(secondsBetween(5000, 1000)).toBe(0);
    expect(duration(-3)).toBe("0:00");
  });

  it("shows the time of Seoul whatever the computer's zone", () => {
    expect(clockTime("2026-11-25T05:02:37Z")).toBe("14:02:37");
    expect(isoDay("2026-11-24T15:30:00Z")).toBe("2026-11-25");
    expect(weekday("2026-11-25T05:00:00Z", "ko-KR")).toBe("수");
  });

  it("adds the year only when it is another one", () => {
    const now = Date.parse("2026-11-25T05:00:00Z");
    expect(dayTime("2026-10-28T00:14:00Z", now)).toBe("10-28 09:14");
    expect(dayTime("2025-08-02T07:40:00Z", now)).toBe("2025-08-02 16:40");
  });
});

describe("a jump of the clock", () => {
  it("is a gap above five seconds or a step back", () => {
    expect(jumped(1000, 1250)).toBe(false);
    expect(jumped(1000, 5900)).toBe(false);
    expect(jumped(1000, 6100)).toBe(true);
    expect(jumped(100_000, 90_000)).toBe(true);
  });
});
