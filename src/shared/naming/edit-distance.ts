/** Levenshtein's distance in UTF-16 units, or `limit` if it is not below that: rows are given up once they reach it. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let col = 1; col <= b.length; col++) {
      const substituted = previous[col - 1]! + (a[row - 1] === b[col - 1] ? 0 : 1);
      const value = Math.min(substituted, previous[col]! + 1, current[col - 1]! + 1);
      current.push(value);
      least = Math.min(least, value);
    }
    if (least >= limit) return limit;
    previous = current;
  }
  return Math.min(previous[b.length]!, limit);
}

/** The name that differs in at most a third of its letters, dashes and case aside; of equals the first. */
export function nearestSpelling(given: string, known: readonly string[]): string | undefined {
  const folded = (name: string): string => name.toLowerCase().replaceAll(/[-_\s]/g, "");
  const wanted = folded(given);
  let limit = Math.floor(wanted.length / 3) + 1;
  let nearest: string | undefined;
  for (const name of known) {
    const edits = editDistance(wanted, folded(name), limit);
    if (edits >= limit) continue;
    limit = edits;
    nearest = name;
  }
  return nearest;
}
