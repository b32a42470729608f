import { html, nothing, type TemplateResult } from "lit";
import { ariaSort, link, select, sortIcon } from "../../base/controls.ts";
import { memo } from "../../base/memo.ts";
import type { RunView } from "../../data/run-view.ts";
import type { Shown } from "../../data/shown.ts";
import { countOf } from "../../../shared/format.ts";
import { UNKNOWN_LABEL } from "../../../shared/names.ts";
import { parseRange } from "../../../shared/search/number-range.ts";
import { BORDERLINE, countOfBorderline } from "../../model/filter.ts";
import { nextSort } from "../../model/sort.ts";
import type { Panel } from "../../panel/panel.ts";
import { SONG_COLUMNS, type SongColumn } from "../../../shared/contract/scale/song-table.ts";
import { FILTER, SORT } from "../../panel/state/choices.ts";

/** What the table says of a column. */
interface Column {
  readonly label: string;
  readonly numeric: boolean;
  readonly hint?: string;
}
const COLUMNS: Record<SongColumn, Column> = {
  title: { label: "Title", numeric: false },
  language: { label: "Language", numeric: false },
  genre: { label: "Genre", numeric: false },
  cluster: { label: "Cluster", numeric: true },
  silhouette: { label: "Silhouette", numeric: true, hint: " ↑ better" },
  error: { label: "Error", numeric: true, hint: " ↓ better" },
};

/** The heads of the columns: a press sorts by one. */
export function songHeads(panel: Panel): TemplateResult {
  return html`<div class="row" role="row">
    <span role="columnheader"><span class="visually-hidden">Play</span></span>
    ${SONG_COLUMNS.map((column) => head(panel, column))}
  </div>`;
}

function head(panel: Panel, column: SongColumn): TemplateResult {
  const sort = panel.choice(SORT);
  const sorted = sort.column === column;
  const { label, numeric, hint = "" } = COLUMNS[column];
  return html`<span
    role="columnheader"
    class="${column} ${numeric ? "number" : ""}"
    aria-sort=${ariaSort(sorted, sort.descending)}
  >
    <button
      class="plain"
      title="Sort by ${label.toLowerCase()}${hint}"
      @click=${() => {
        // The largest error first: that is what one looks for.
        panel.change(SORT, nextSort(sort, column, column === "error"));
      }}
    >
      ${label}${sortIcon(sorted, sort.descending)}
    </button>
  </span>`;
}

/** What the rows are filtered by, below the heads of their columns. */
export function songFilters(panel: Panel, shown: Shown): TemplateResult {
  const filter = panel.choice(FILTER);
  const clusters = shown.clustering.clusters.map(({ id }) => id);
  const noise = hasNoise(shown.labels) ? [-1] : [];
  const { languages, genres } = offered(shown.run);
  // An empty language or genre is one: songs without any.
  const { language, genre, ...others } = filter;
  const asksNothing =
    language === null && genre === null && Object.values(others).every((value) => value === null || value === "");
  const borderline = borderlineCount(shown.silhouette);
  const find = html`<span title="Nearer to another cluster than to their own: their silhouette is below 0"
    >${link(`Find ${countOf(borderline, "borderline song")}`, () => {
      panel.change(FILTER, { silhouette: BORDERLINE });
    })}</span
  >`;
  const clear = (): void => {
    panel.change(FILTER, FILTER.fresh);
  };
  return html`<div class="row" role="row">
    <span role="gridcell"></span>
    <span role="gridcell" class="title soft"
      >${filter.own === null ? nothing : html`Label <bdi>“${filter.own}”</bdi> · `}${asksNothing ? (borderline > 0 ? find : nothing) : link("Clear filters", clear)}</span
    >
    ${choice(panel, "language", languages)} ${choice(panel, "genre", genres)}
    ${choice(panel, "cluster", [...clusters, ...noise])} ${range(panel, "silhouette", "< 0.1")}
    ${range(panel, "error", "> 0.2")}
  </div>`;
}

/** The value of the option that filters nothing; the others start with `=`, so that a genre may be called anything. */
const ALL = "";

function choice(
  panel: Panel,
  column: "language" | "genre" | "cluster",
  values: readonly (string | number)[],
): TemplateResult {
  const chosen = panel.choice(FILTER)[column];
  const options = values.map((value) => [`=${value}`, optionName(column, value)] as const);
  return html`<span role="gridcell" class=${column}>
    ${select(`Filter by ${column}`, [[ALL, "All"], ...options], chosen === null ? ALL : `=${chosen}`, (picked) => {
      panel.change(FILTER, { [column]: values.find((value) => `=${value}` === picked) ?? null });
    })}
  </span>`;
}

function optionName(column: SongColumn, value: string | number): string {
  if (column === "cluster") return value === -1 ? "noise" : String(value);
  return value === "" ? UNKNOWN_LABEL : String(value);
}

function range(panel: Panel, column: "silhouette" | "error", placeholder: string): TemplateResult {
  const text = panel.choice(FILTER)[column];
  return html`<span role="gridcell" class=${column}>
    <input
      aria-label="Filter by ${column}"
      title="A bound or a range: < 0.1, > 0.2, 0.1–0.4"
      placeholder=${placeholder}
      .value=${text}
      aria-invalid=${parseRange(text) === undefined ? "true" : "false"}
      @input=${({ target }: Event) => {
        panel.change(FILTER, { [column]: (target as HTMLInputElement).value });
      }}
    />
  </span>`;
}

/** Of ten thousand rows this is too slow for every scroll. */
const offered = memo(({ songs }: RunView) => ({
  languages: distinct(songs.language.names),
  genres: distinct(songs.genre.names),
}));

const borderlineCount = memo(countOfBorderline);
const hasNoise = memo((labels: Int32Array) => labels.includes(-1));

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b));
}
