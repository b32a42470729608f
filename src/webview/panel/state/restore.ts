import { PROJECTIONS } from "../../../shared/contract/projections.ts";
import { COLOURS, FRESH, NARROW_TABS, SONG_COLUMNS, TABS, type SavedState } from "./state.ts";

type Guard = (value: unknown) => boolean;
type Guards = {
  readonly [G in keyof SavedState]: SavedState[G] extends object
    ? { readonly [K in keyof SavedState[G]]: Guard }
    : Guard;
};

const text: Guard = (value) => typeof value === "string";
const flag: Guard = (value) => typeof value === "boolean";
const song: Guard = (value) => Number.isInteger(value) && (value as number) >= 0;
const share: Guard = (value) => typeof value === "number" && value > 0 && value < 1;
const mapView: Guard = (value) => isRecord(value) && ["x", "y", "zoom"].every((key) => Number.isFinite(value[key]));
const oneOf =
  (...values: readonly unknown[]): Guard =>
  (value) =>
    values.includes(value);
const maybe =
  (guard: Guard): Guard =>
  (value) =>
    value === null || guard(value);

/** What each saved field must look like: one entry for every field, or this does not compile. */
const GUARDS: Guards = {
  runId: maybe(text),
  selected: { songs: (value) => Array.isArray(value) && value.every(song), focus: maybe(song) },
  view: {
    representation: maybe(text),
    projection: maybe(oneOf(...PROJECTIONS.map(({ name }) => name))),
    method: maybe(text),
    colour: oneOf(...COLOURS),
  },
  map: {
    view: maybe(mapView),
    hidden: (value) => Array.isArray(value) && value.every(text),
    tool: oneOf("pan", "rectangle", "lasso"),
  },
  layout: { right: share, bottom: share, distribution: share, tab: oneOf(...TABS), narrowTab: oneOf(...NARROW_TABS) },
  filter: {
    text,
    language: maybe(text),
    genre: maybe(text),
    cluster: maybe((value) => Number.isInteger(value)),
    silhouette: text,
    error: text,
  },
  sort: { column: maybe(oneOf(...SONG_COLUMNS)), descending: flag },
  distribution: {
    by: oneOf("genre", "language"),
    kind: oneOf("bars", "heat"),
    values: oneOf("counts", "shares"),
    table: flag,
  },
  reconstruction: { model: maybe(text), compare: maybe(song) },
  metrics: { column: maybe(text), descending: flag, withoutNoise: flag },
  training: { logarithmic: flag, table: flag },
};

/** The state of a page before this one; what is missing or was written by another version is as in a fresh panel. */
export function restore(raw: unknown): SavedState {
  return merge(FRESH, raw, GUARDS) as SavedState;
}

function merge(fresh: unknown, raw: unknown, guard: unknown): unknown {
  if (typeof guard === "function") return (guard as Guard)(raw) ? raw : fresh;
  const given = isRecord(raw) ? raw : {};
  return Object.fromEntries(
    Object.entries(fresh as object).map(([key, value]) => [
      key,
      merge(value, given[key], (guard as Record<string, unknown>)[key]),
    ]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
