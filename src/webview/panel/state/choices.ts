// The saved choices that more than one view reads or changes; what belongs to one view alone is declared beside it.
import { SEARCH_BY, type SearchBy } from "../../../shared/contract/panel/meaning.ts";
import { PROJECTIONS } from "../../../shared/contract/projections.ts";
import { SONG_COLUMNS, type SongColumn } from "../../../shared/contract/scale/song-table.ts";
import type { MapTool, MapView } from "../../map/encoding.ts";
import {
  flag,
  integer,
  isRecord,
  list,
  maybe,
  oneOf,
  savedGroup,
  share,
  song,
  text,
  type Saved,
} from "../../base/saved-group.ts";
import { TUNING } from "./tuning.ts";

/** What points are coloured by; `error` is the reconstruction error of the chosen model, `tag` how much of a tag each song has. */
export const COLOURS = [
  "cluster",
  "genre",
  "language",
  "error",
  "silhouette",
  "co-assignment",
  "own label",
  "tag",
] as const;
export type ColourBy = (typeof COLOURS)[number];

/** What is shown; null: what the run starts with. `tag`: by which one `colour` colours if it is `tag`. */
export const VIEW = savedGroup("view", {
  representation: maybe(text),
  projection: maybe(oneOf(PROJECTIONS.map(({ name }) => name))),
  method: maybe(text),
  colour: oneOf<ColourBy>(COLOURS),
  tag: maybe(text),
});
export type ViewChoice = Saved<typeof VIEW>;

/** `view`: where the map looks, null at everything. `hidden`: keys of the groups that the legend hides. */
export const MAP = savedGroup(
  "map",
  {
    view: maybe<MapView>({
      fresh: { x: 0, y: 0, zoom: 1 },
      accepts: (value) => isRecord(value) && ["x", "y", "zoom"].every((key) => Number.isFinite(value[key])),
    }),
    hidden: list(text),
    tool: oneOf<MapTool>(["pan", "rectangle", "lasso"]),
  },
  (map, { sameRun }) => (sameRun ? map : { ...map, view: null, hidden: [] }),
);

/**
 * Shares of the page, and the ids of the views that are open: null, and any that there is not, is the first. `strip`: is it
 * unfolded?
 */
export const LAYOUT = savedGroup("layout", {
  right: share(0.42),
  bottom: share(0.26),
  distribution: share(0.34),
  tab: maybe(text),
  narrowTab: maybe(text),
  strip: flag(false),
});

/** Songs that do not match are dimmed; null and empty texts match all. `own`: the user's own label. `silhouette`, `error`: such as `< 0.2`, `0.1–0.4`. */
export const FILTER = savedGroup(
  "filter",
  {
    text,
    language: maybe(text),
    genre: maybe(text),
    cluster: maybe(integer),
    silhouette: text,
    error: text,
    own: maybe(text),
  },
  // Clusters of another run have other numbers and other values of their columns.
  (filter, { sameRun }) =>
    sameRun
      ? filter
      : { text: filter.text, language: null, genre: null, cluster: null, silhouette: "", error: "", own: filter.own },
);

export type PanelFilter = Saved<typeof FILTER>;

/** By what the filter's text finds songs: what their lyrics mean or how they sound; null: by words that they have. */
export const SEARCH = savedGroup("search", { by: maybe(oneOf<SearchBy>(SEARCH_BY)) });

/** `own`: are clusterings also scored against the user's own labels? */
export const SCORES = savedGroup("scores", { own: flag(false) });

/** How the table of songs is sorted; null: as the file has them. */
export const SORT = savedGroup("sort", { column: maybe(oneOf<SongColumn>(SONG_COLUMNS)), descending: flag(false) });

/** `model`: whose difference and errors are shown, null the run's first. `compare`: a second song beside the focused one. */
export const RECONSTRUCTION = savedGroup(
  "reconstruction",
  { model: maybe(text), compare: maybe(song) },
  ({ model, compare }, { move }) => ({ model, compare: move(compare) }),
);

/** A way from song to song through a representation: its ends, and its songs in order where it has been found. */
export const PATH = savedGroup(
  "path",
  { representation: maybe(text), from: maybe(song), to: maybe(song), songs: list(song) },
  (path, { sameRun, move }) =>
    sameRun ? path : { representation: null, from: move(path.from), to: move(path.to), songs: [] },
);

export type PathChoice = Saved<typeof PATH>;

/** What is shown beside the shown clustering: a run, null for none, and which of its clusterings, null for the shown one's names. */
export const COMPARED = savedGroup("compared", {
  runId: maybe(text),
  representation: maybe(text),
  method: maybe(text),
});
/** The id of the view that opens with a comparison. */
export const COMPARISON_VIEW = "comparison";
export type ComparedWith = Saved<typeof COMPARED>;

/** The groups that are there whatever views there are. */
export const SHARED_CHOICES = [PATH, VIEW, MAP, LAYOUT, FILTER, SEARCH, SORT, RECONSTRUCTION, COMPARED, TUNING, SCORES];
