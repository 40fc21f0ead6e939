import type { Paging, Sort } from "./Table.svelte";

type Value = string | number | null;

/** Rows the page already has, as a table shows them: sorted, and one page of them. Empty values come last either way. */
export function arranged<Row>(
  rows: readonly Row[],
  { sort, by, page = 1, size = 20 }: { sort: Sort; by: (row: Row, key: string) => Value; page?: number; size?: number },
): Paging & { items: Row[] } {
  const key = sort.replace(/^-/, "");
  const turn = sort.startsWith("-") ? -1 : 1;
  const sorted = key ? rows.toSorted((one, other) => compared(by(one, key), by(other, key), turn)) : [...rows];
  // A page that was left behind by fewer rows shows the last one.
  const shown = Math.min(Math.max(page, 1), Math.max(1, Math.ceil(rows.length / size)));
  return { items: sorted.slice((shown - 1) * size, shown * size), page: shown, page_size: size, total: rows.length };
}

function compared(one: Value, other: Value, turn: number): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  if (typeof one === "number" && typeof other === "number") return turn * (one - other);
  return turn * String(one).localeCompare(String(other), "ko");
}
