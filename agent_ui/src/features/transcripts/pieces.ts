export interface Piece {
  text: string;
  /** A label in the place of a personal number. */
  hidden: boolean;
}

/** A masked text cut at its labels in square brackets, which are left out. */
export function pieces(text: string): Piece[] {
  return text
    .split(/(\[[^[\]\s]{2,10}\])/)
    .filter((part) => part !== "")
    .map((part) => (/^\[[^[\]\s]{2,10}\]$/.test(part) ? { text: part.slice(1, -1), hidden: true } : { text: part, hidden: false }));
}
