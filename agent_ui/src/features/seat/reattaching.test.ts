import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HANG_UP_MS, Reattaching } from "./reattaching.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a page that was reloaded in talk waits for its sound", () => {
  const reattaching = new Reattaching();
  expect(reattaching.is("talking", "idle")).toBe(true);
  expect(reattaching.is("talking", "talking")).toBe(false);
  expect(reattaching.is("wrap_up", "idle")).toBe(false);
  expect(reattaching.is(undefined, "idle")).toBe(false);
});

test("after a hang-up nothing is reattached while the server does not know yet", () => {
  const reattaching = new Reattaching();
  reattaching.ended();
  expect(reattaching.is("talking", "idle")).toBe(false);
  vi.advanceTimersByTime(HANG_UP_MS - 1);
  expect(reattaching.is("talking", "idle")).toBe(false);
});

test("when the server still says so after that time, the sound is missing", () => {
  const reattaching = new Reattaching();
  reattaching.ended();
  vi.advanceTimersByTime(HANG_UP_MS);
  expect(reattaching.is("talking", "idle")).toBe(true);
});

test("the next call is judged anew", () => {
  const reattaching = new Reattaching();
  reattaching.ended();
  reattaching.heard("wrap_up");
  reattaching.heard("talking");
  expect(reattaching.is("talking", "idle")).toBe(true);
});
