import { html, nothing, type TemplateResult } from "lit";
import { ariaSort, link, select, sortIcon } from "../../base/controls.ts";
import { memo } from "../../base/memo.ts";
import type { RunView } from "../../data/run-view.ts";
import type { Shown } from "../../data/shown.ts";
import { parseRange } from "../../model/number-range.ts";
import { nextSort } from "../../model/sort.ts";
import type { Panel } from "../../panel/panel.ts";
import { FILTER, SONG_COLUMNS, SORT, type SongColumn } from "../../panel/state/choices.ts";

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
  const clusters = shown.clustering.clusters.map(({ id }) => String(id));
  const noise = shown.labels.includes(-1) ? ["-1"] : [];
  const { languages, genres } = offered(shown.run);
  const asksNothing = Object.values(filter).every((value) => value === null || value === "");
  const clear = (): void => {
    panel.change(FILTER, FILTER.fresh);
  };
  return html`<div class="row" role="row">
    <span role="gridcell"></span>
    <span role="gridcell" class="title soft">${asksNothing ? nothing : link("Clear filters", clear)}</span>
    ${choice("language", languages, filter.language, (language) => {
      panel.change(FILTER, { language });
    })}
    ${choice("genre", genres, filter.genre, (genre) => {
      panel.change(FILTER, { genre });
    })}
    ${choice("cluster", [...clusters, ...noise], filter.cluster === null ? null : String(filter.cluster), (cluster) => {
      panel.change(FILTER, { cluster: cluster === null ? null : Number(cluster) });
    })}
    ${range("silhouette", filter.silhouette, "< 0.1", (silhouette) => {
      panel.change(FILTER, { silhouette });
    })}
    ${range("error", filter.error, "> 0.2", (error) => {
      panel.change(FILTER, { error });
    })}
  </div>`;
}

/** The value of the option that filters nothing; the others start with `=`, so that a genre may be called anything. */
const ALL = "";

function choice(
  column: SongColumn,
  values: readonly string[],
  chosen: string | null,
  pick: (value: string | null) => void,
): TemplateResult {
  const options = values.map((value) => [`=${value}`, optionName(column, value)] as const);
  return html`<span role="gridcell" class=${column}>
    ${select(`Filter by ${column}`, [[ALL, "All"], ...options], chosen === null ? ALL : `=${chosen}`, (value) => {
      pick(value === ALL ? null : value.slice(1));
    })}
  </span>`;
}

function optionName(column: SongColumn, value: string): string {
  if (column === "cluster") return value === "-1" ? "noise" : value;
  return value === "" ? "unknown" : value;
}

function range(column: SongColumn, text: string, placeholder: string, change: (text: string) => void): TemplateResult {
  return html`<span role="gridcell" class=${column}>
    <input
      aria-label="Filter by ${column}"
      title="A bound or a range: < 0.1, > 0.2, 0.1–0.4"
      placeholder=${placeholder}
      .value=${text}
      aria-invalid=${parseRange(text) === undefined ? "true" : "false"}
      @input=${({ target }: Event) => {
        change((target as HTMLInputElement).value);
      }}
    />
  </span>`;
}

/** Of ten thousand rows this is too slow for every scroll. */
const offered = memo(({ songs }: RunView) => ({ languages: distinct(songs.language), genres: distinct(songs.genre) }));

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b));
}
