// What outlives a reload is kept in groups. A group declares each of its fields once: its default and which values make
// sense, so that what another version of the panel left behind never reaches a view.

/** One saved value: as it is at first, and which values may come back. */
export interface Field<T> {
  readonly fresh: T;
  readonly accepts: (value: unknown) => boolean;
}

/** What happens to the songs and groups of songs of the run before. */
export interface RunChange {
  /** Is it the run that was shown before, opened anew? */
  readonly sameRun: boolean;
  /** The index of a song in the run that is shown now; null where it has none. */
  readonly move: (song: number | null) => number | null;
}

/** Saved state of one concern, by which it is read and changed (`panel.choice`, `panel.change`). */
export interface SavedGroup<T extends object = object> {
  /** Its name in what is saved. */
  readonly key: string;
  readonly fresh: T;
  /** What was saved, field by field; what is missing or makes no sense is as at first. */
  restore(raw: unknown): T;
  inRun(value: T, change: RunChange): T;
}

export type Saved<G> = G extends SavedGroup<infer T> ? T : never;

/** @param inRun what remains of it when a run is shown; left out: everything */
export function savedGroup<T extends object>(
  key: string,
  fields: { readonly [K in keyof T]: Field<T[K]> },
  inRun: SavedGroup<T>["inRun"] = (value) => value,
): SavedGroup<T> {
  const restore = (raw: unknown): T => {
    const given = isRecord(raw) ? raw : {};
    const entries = Object.entries<Field<unknown>>(fields).map(([name, { fresh, accepts }]) => {
      return [name, accepts(given[name]) ? given[name] : fresh] as const;
    });
    // Each value has passed the guard of its field.
    return Object.fromEntries(entries) as T;
  };
  return { key, fresh: restore(undefined), restore, inRun };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const text: Field<string> = { fresh: "", accepts: (value) => typeof value === "string" };
export const integer: Field<number> = { fresh: 0, accepts: Number.isInteger };
export const song: Field<number> = { fresh: 0, accepts: (value) => Number.isInteger(value) && (value as number) >= 0 };
export const flag = (fresh: boolean): Field<boolean> => ({ fresh, accepts: (value) => typeof value === "boolean" });
/** A share of the page, between 0 and 1. */
export const share = (fresh: number): Field<number> => ({
  fresh,
  accepts: (value) => typeof value === "number" && value > 0 && value < 1,
});
/** One of at least one; the first is the default. */
export const oneOf = <const T>(values: readonly T[]): Field<T> => ({
  fresh: values[0]!,
  accepts: (value) => values.some((allowed) => allowed === value),
});
export const maybe = <T>({ accepts }: Field<T>): Field<T | null> => ({
  fresh: null,
  accepts: (value) => value === null || accepts(value),
});
export const list = <T>({ accepts }: Field<T>): Field<readonly T[]> => ({
  fresh: [],
  accepts: (value) => Array.isArray(value) && value.every(accepts),
});
