import { describe, expect, it } from "vitest";
import type { User } from "$lib/api/types";
import { linesOf } from "./original";
import { mayAsk, mayDecide } from "./roles";

describe("an opened original", () => {
  it("is read like a transcript, the agents told apart by their seats", () => {
    const at = "2026-11-25T05:00:00Z";
    const said = [
      { speaker: "citizen" as const, extension: null, began_at: at, text: "공일공 일이삼사" },
      { speaker: "agent" as const, extension: "201", began_at: at, text: "네" },
    ];
    expect(linesOf({ said }, (seat) => `seat ${seat}`).map(({ id, name, text }) => [id, name, text])).toEqual([
      ["0", null, "공일공 일이삼사"],
      ["1", "seat 201", "네"],
    ]);
  });

  it("is asked for and agreed to by different circles", () => {
    const person = (role: User["role"]): User => ({ id: 1, login: role, name: role, role, extension: null });
    expect((["agent", "supervisor", "qaa", "administrator"] as const).map((role) => [mayAsk(person(role)), mayDecide(person(role))])).toEqual([
      [false, false],
      [true, true],
      [true, false],
      [true, true],
    ]);
    expect(mayAsk(null)).toBe(false);
  });
});
