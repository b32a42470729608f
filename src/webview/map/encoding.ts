/** One entry of the legend. */
export interface CategoryGroup {
  /** Names it in `hidden`, also after a reload. */
  readonly key: string;
  readonly label: string;
  /** Songs of it. */
  readonly size: number;
  /** `other`: the small groups beyond those that have a style; `unknown`: no label; `noise`: in no cluster. */
  readonly role: "group" | "other" | "unknown" | "noise";
}

/** Songs coloured by what they belong to; `grouping.ts` makes it from labels. */
export interface CategoryEncoding {
  readonly kind: "categories";
  /** What the groups are, for the legend: `genre`, `cluster (Ward)`. */
  readonly title: string;
  /** In the order of the legend. The position decides the style, so equal groups give equal styles. */
  readonly groups: readonly CategoryGroup[];
  /** Song → position in `groups`. */
  readonly groupOf: Uint16Array;
}

/** Songs coloured by a number; NaN is drawn grey. */
export interface NumberEncoding {
  readonly kind: "numbers";
  /** For the colour bar: `reconstruction error (β-VAE)`. */
  readonly title: string;
  /** One per song. */
  readonly values: Float32Array;
  readonly better: "higher" | "lower" | null;
  /** `diverging`: from −m to m with zero in the middle. */
  readonly scale: "sequential" | "diverging";
}

export type ColourEncoding = CategoryEncoding | NumberEncoding;

/** A text on the map, placed at the middle of its songs. */
export interface MapLabel {
  /** The same in fewer and fewer words: the first that has room is shown. */
  readonly texts: readonly string[];
  /** Songs that it names. */
  readonly members: ArrayLike<number>;
}

/** Lines from where songs come from to where they are. */
export interface MapTraces {
  readonly songs: ArrayLike<number>;
  /** Songs of `songs` × 2, in the units of the coordinates. */
  readonly from: Float32Array;
}

export type SelectMode = "replace" | "add" | "subtract";
export type MapTool = "pan" | "rectangle" | "lasso";

/** Where the user has moved the map; saved and restored by the shell. */
export interface MapView {
  /** Point in the middle of the view, in the map's units: the projection lies within −1 … 1. */
  readonly x: number;
  readonly y: number;
  /** 1 shows everything. */
  readonly zoom: number;
}

/** What is shown in place of the points, or while they are still those of before. */
export type MapStatus =
  | { readonly kind: "ready" }
  /** `share`: 0 to 1 where it is known. */
  | { readonly kind: "loading"; readonly text: string; readonly share?: number }
  /** A button for it goes into the slot `action`. */
  | { readonly kind: "empty"; readonly text: string }
  | { readonly kind: "error"; readonly text: string };

/** Details of the element's events; all bubble and cross shadow roots. */
export interface LatentMapEvents {
  /** The selection should become this, by mode. `songs` ascend. */
  readonly "map-select": { readonly songs: Uint32Array; readonly mode: SelectMode };
  /** The song whose details are shown; null: none. */
  readonly "map-focus": { readonly song: number | null };
  /** Double click or Enter: open the song's row. */
  readonly "map-open": { readonly song: number; readonly source: "pointer" | "keyboard" };
  readonly "map-play": { readonly song: number };
  readonly "map-hover": { readonly song: number | null };
  /** Keys of the groups that the legend hides now. */
  readonly "map-legend": { readonly hidden: ReadonlySet<string> };
  /** The user has moved the map; comes when the movement ends. */
  readonly "map-view": { readonly view: MapView };
  /** The selection should go back or forth in its history. */
  readonly "map-undo": null;
  readonly "map-redo": null;
  readonly "map-tool": { readonly tool: MapTool };
}
