/** A number, or why it is undefined for these data. */
export type Measured = { readonly value: number } | { readonly value: null; readonly reason: string };

export function measured(value: number): Measured {
  return { value };
}

export function undefinedBecause(reason: string): Measured {
  return { value: null, reason };
}
