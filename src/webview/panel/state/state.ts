import type { ProjectionName } from "../../../shared/contract/projections.ts";
import type { MapTool, MapView } from "../../map/encoding.ts";

/** What points are coloured by; `error` is the reconstruction error of the chosen model. */
export const COLOURS = ["cluster", "genre", "language", "error", "silhouette"] as const;
export type ColourBy = (typeof COLOURS)[number];

/** The tabs of the lower pane; below 500 px they stand beside the views above them. */
export const TABS = ["songs", "metrics", "training"] as const;
export type Tab = (typeof TABS)[number];
export const NARROW_TABS = ["map", "song", "distribution", ...TABS] as const;
export type NarrowTab = (typeof NARROW_TABS)[number];

export const SONG_COLUMNS = ["title", "language", "genre", "cluster", "silhouette", "error"] as const;
export type SongColumn = (typeof SONG_COLUMNS)[number];

/** What outlives a reload, by group. Transient things (what the pointer is over, the undo history) are not here. */
export interface SavedState {
  readonly runId: string | null;
  readonly selected: Selected;
  readonly view: ViewChoice;
  readonly map: MapChoice;
  readonly layout: Layout;
  readonly filter: SongFilter;
  readonly sort: { readonly column: SongColumn | null; readonly descending: boolean };
  readonly distribution: DistributionChoice;
  readonly reconstruction: ReconstructionChoice;
  readonly metrics: { readonly column: string | null; readonly descending: boolean; readonly withoutNoise: boolean };
  readonly training: { readonly logarithmic: boolean; readonly table: boolean };
}

/** The one selection. */
export interface Selected {
  /** Ascending, each once. */
  readonly songs: readonly number[];
  /** The song whose details are shown; need not be among the selected. */
  readonly focus: number | null;
}

/** null: what the run starts with. */
export interface ViewChoice {
  readonly representation: string | null;
  readonly projection: ProjectionName | null;
  readonly method: string | null;
  readonly colour: ColourBy;
}

export interface MapChoice {
  /** Where the map looks; null: at everything. */
  readonly view: MapView | null;
  /** Keys of the groups that the legend hides. */
  readonly hidden: readonly string[];
  readonly tool: MapTool;
}

/** Shares of the page, 0 to 1. */
export interface Layout {
  readonly right: number;
  readonly bottom: number;
  readonly distribution: number;
  readonly tab: Tab;
  readonly narrowTab: NarrowTab;
}

/** Songs that do not match are dimmed; null and empty texts match all. */
export interface SongFilter {
  readonly text: string;
  readonly language: string | null;
  readonly genre: string | null;
  readonly cluster: number | null;
  /** Such as `< 0.2` or `0.1–0.4`. */
  readonly silhouette: string;
  readonly error: string;
}

export interface DistributionChoice {
  readonly by: "genre" | "language";
  readonly kind: "bars" | "heat";
  readonly values: "counts" | "shares";
  readonly table: boolean;
}

export interface ReconstructionChoice {
  /** The model whose difference and errors are shown; null: the run's first. */
  readonly model: string | null;
  /** A second song beside the focused one. */
  readonly compare: number | null;
}

/** The groups that a view may change directly; the selection and the run have actions of their own. */
export type ChoiceGroup = Exclude<keyof SavedState, "runId" | "selected">;

export interface State {
  readonly saved: SavedState;
  /** Songs of the shown run; selections stay below it. */
  readonly songCount: number;
  /** Selections to go back and forward to, latest last. */
  readonly past: readonly Selected[];
  readonly future: readonly Selected[];
  /** Songs whose records hold the editor's cursor. */
  readonly cursor: readonly number[];
}

export const NO_FILTER: SongFilter = {
  text: "",
  language: null,
  genre: null,
  cluster: null,
  silhouette: "",
  error: "",
};

export const FRESH: SavedState = {
  runId: null,
  selected: { songs: [], focus: null },
  view: { representation: null, projection: null, method: null, colour: "cluster" },
  map: { view: null, hidden: [], tool: "pan" },
  layout: { right: 0.42, bottom: 0.26, distribution: 0.34, tab: "songs", narrowTab: "map" },
  filter: NO_FILTER,
  sort: { column: null, descending: false },
  distribution: { by: "genre", kind: "bars", values: "counts", table: false },
  reconstruction: { model: null, compare: null },
  metrics: { column: null, descending: false, withoutNoise: false },
  training: { logarithmic: true, table: false },
};
