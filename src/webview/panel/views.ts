import { formatNumber } from "../../shared/format.ts";
import type { FigureSource } from "../base/exports.ts";
import type { MenuItem } from "../base/menu.ts";
import type { Panel } from "./panel.ts";
import { SHARED_CHOICES } from "./state/choices.ts";
import type { SavedGroup } from "../base/saved-group.ts";

/**
 * Where a view stands on a wide page. `below` holds any number of views, behind tabs; each of the others holds one.
 * `beside`: a second map; while it is there it has the right column instead of `song` and `distribution`. `strip`: one line
 * between the columns and the lower pane, which users unfold.
 */
export type Place = "map" | "beside" | "song" | "distribution" | "strip" | "below";

/** Keys and what they do, for the list of keys. */
export type KeyMeanings = readonly (readonly [keys: string, meaning: string])[];

/** A view of the panel: all that the page, its tabs, the saved state, the menus and the help know of it. */
export interface PanelView {
  /** What saved states call it. */
  readonly id: string;
  /** On its tab. */
  readonly label: string;
  /** For screen readers, where the label is too short for them. */
  readonly title?: string;
  readonly place: Place;
  /** Its custom element; it is given `panel` and `theme`. */
  readonly tag: string;
  /** Saved state of its own, beside what views share. */
  readonly saved?: SavedGroup;
  /** Can it be opened now? Left out: always. */
  readonly available?: (panel: Panel) => boolean;
  /** How many things it shows, behind its label where there is room; null while that is unknown. */
  readonly size?: (panel: Panel) => number | null;
  /** Of the strip: what its line says while it is folded. */
  readonly summary?: (panel: Panel) => string;
  /** It stays in the page behind other tabs: it has something to lose, such as where it was scrolled to. */
  readonly stays?: boolean;
  /** It has the map's place while a run is watched. */
  readonly followsRun?: boolean;
  readonly keys?: KeyMeanings;
  /** Its figures for paper. */
  readonly figures?: (panel: Panel, page: ParentNode) => readonly FigureSource[];
  /** What the menu of exports offers of it; its element is in `page`, or not while another tab is open. */
  readonly exports?: (panel: Panel, page: ParentNode) => readonly MenuItem[];
}

/** All that is saved: what views share, and what each has of its own. */
export function savedGroups(views: readonly PanelView[]): readonly SavedGroup[] {
  return [...SHARED_CHOICES, ...views.flatMap(({ saved }) => saved ?? [])];
}

export function availableViews(panel: Panel, views: readonly PanelView[]): readonly PanelView[] {
  return views.filter(({ available }) => available?.(panel) ?? true);
}

/** The view that a saved id means: the first where there is no such view, or not now. */
export function openView(views: readonly PanelView[], id: string | null): PanelView | undefined {
  return views.find((view) => view.id === id) ?? views[0];
}

/** A view's label with how much it shows: `Songs (30)`. */
export function labelWithSize(panel: Panel, { label, size }: PanelView): string {
  const shown = size?.(panel) ?? null;
  return shown === null ? label : `${label} (${formatNumber(shown)})`;
}
