import { describe, expect, it } from "vitest";
import { arranged } from "./arranged";

const rows = [
  { name: "여권", uses: 3 },
  { name: "가족관계", uses: null },
  { name: "자동차", uses: 12 },
];
const by = (row: (typeof rows)[number], key: string) => (key === "uses" ? row.uses : row.name);
const names = (sort: string) => arranged(rows, { sort, by }).items.map(({ name }) => name);

describe("rows of a table", () => {
  it("are sorted by a column, up and down, numbers as numbers", () => {
    expect(names("name")).toEqual(["가족관계", "여권", "자동차"]);
    expect(names("-name")).toEqual(["자동차", "여권", "가족관계"]);
    expect(names("uses")).toEqual(["여권", "자동차", "가족관계"]);
  });

  it("keep empty values last and stay as they came without a wish", () => {
    expect(names("-uses")).toEqual(["자동차", "여권", "가족관계"]);
    expect(names("")).toEqual(["여권", "가족관계", "자동차"]);
  });

  it("come a page at a time, never beyond the last", () => {
    expect(arranged(rows, { sort: "", by, page: 2, size: 2 })).toEqual({ items: [rows[2]], page: 2, page_size: 2, total: 3 });
    expect(arranged(rows, { sort: "", by, page: 9, size: 2 }).page).toBe(2);
    expect(arranged([], { sort: "name", by }).page).toBe(1);
  });
});
