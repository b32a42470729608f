/** A number, or why it is undefined for these data. */
export type Measured = { readonly value: number } | { readonly value: null; readonly reason: string };

export function measured(value: number): Measured {
  return { value };
}

export function undefinedBecause(reason: string): Measured {
  return { value: null, reason };
}

/** Why metrics of shape are undefined for this many clusters of this many rows, or undefined if they are not. */
export function whyUndefined(clusters: number, rows: number): string | undefined {
  if (rows === 0) return "no row is in a cluster";
  if (clusters < 2) return "there is only one cluster";
  if (clusters >= rows) return "every row is a cluster of its own";
  return undefined;
}
