import { describe, expect, it } from "vitest";
import { loudness } from "./level";

const wave = (amplitude: number) => Uint8Array.from({ length: 512 }, (_, index) => 128 + amplitude * Math.sin(index / 4));

describe("loudness", () => {
  it("is nothing for silence and full for a full wave", () => {
    expect(loudness(wave(0))).toBe(0);
    expect(loudness(wave(127))).toBeGreaterThan(0.95);
  });

  it("grows with the voice", () => {
    expect(loudness(wave(4))).toBeGreaterThan(0.1);
    expect(loudness(wave(20))).toBeGreaterThan(loudness(wave(4)));
  });
});
