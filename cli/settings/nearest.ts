/** Letters that two words may differ in and still be taken for one. */
const MISSPELT = 3;

/** @returns the word that somebody may have meant; undefined where none is like it. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const written = word.toLowerCase();
  const distances = words.map((each) => ({ each, distance: editsBetween(written, each.toLowerCase()) }));
  const [first] = distances.sort((one, other) => one.distance - other.distance);
  if (first === undefined) return undefined;
  // Of a short word less is left to know it by.
  return first.distance <= Math.min(MISSPELT, Math.ceil(first.each.length / 3)) ? first.each : undefined;
}

/** @returns how many letters to add, take away, change or swap with their neighbour make one word the other. */
function editsBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row++) {
    const line = [row];
    for (let column = 1; column <= other.length; column++) {
      const at = (back: number, left: number): number => rows[row - back]?.[column - left] ?? Infinity;
      const same = one[row - 1] === other[column - 1];
      const swapped =
        one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1] ? at(2, 2) + 1 : Infinity;
      line.push(
        Math.min(at(1, 0) + 1, (line[column - 1] ?? Infinity) + 1, at(1, 1) + (same ? 0 : 1), swapped),
      );
    }
    rows.push(line);
  }
  return rows[one.length]?.[other.length] ?? 0;
}
