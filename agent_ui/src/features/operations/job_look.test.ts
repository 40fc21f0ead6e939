import { describe, expect, it } from "vitest";
import type { Job } from "$lib/api/types";
import { resultOf, stateOf, tookOf } from "./job_look";

const job = (change: Partial<Job>): Job => ({
  name: "delete_recordings", label: "", begun_at: "2026-11-25T18:10:00.000Z", ended_at: "2026-11-25T18:11:14.500Z",
  next_at: "2026-11-26T18:10:00Z", error: null, counts: {}, ...change,
});

describe("how a job went", () => {
  it("is told by its marks", () => {
    const jobs = [job({ begun_at: null, ended_at: null }), job({ ended_at: null }), job({ error: "OSError" }), job({})];
    expect(jobs.map(stateOf)).toEqual(["never", "running", "failed", "done"]);
  });

  it("is told in words, without what was not done", () => {
    expect(resultOf(job({ counts: { deleted: 3, failed: 0, sealed: 1 } }))).toBe("삭제 3건 · 봉인 삭제 1건");
    expect(resultOf(job({ counts: { deleted: 0 } }))).toBe("할 것 없음");
    expect(resultOf(job({ error: "OSError" }))).toBe("OSError");
  });

  it("says how long it took", () => {
    expect([job({}), job({ ended_at: "2026-11-25T18:10:00.200Z" }), job({ ended_at: null })].map(tookOf)).toEqual(["1:15", "1초 미만", "–"]);
  });
});
