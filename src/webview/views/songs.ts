import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { icon } from "../base/icons.ts";
import { memo } from "../base/memo.ts";
import { PanelElement } from "../base/panel-element.ts";
import { shared } from "../base/styles.ts";
import { scrollToRow, visibleRows } from "../base/virtual-rows.ts";
import type { Theme } from "../colour/theme.ts";
import type { Shown } from "../data/shown.ts";
import type { SelectMode } from "../map/encoding.ts";
import { clusterColours } from "../model/group-colours.ts";
import { formatFixed } from "../model/format.ts";
import { parseRange } from "../model/number-range.ts";
import { NO_FILTER, SONG_COLUMNS, type SongColumn, type SongFilter } from "../panel/state/state.ts";

const ROW_HEIGHT = 24;
const LABELS: Record<SongColumn, string> = {
  title: "Title",
  language: "Language",
  genre: "Genre",
  cluster: "Cluster",
  silhouette: "Silhouette",
  error: "Error",
};

/** "Songs": every row of the run, of which only those in sight are in the page. What a filter leaves out is dimmed. */
export class SongsView extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        container-type: inline-size;
        --columns: 24px minmax(120px, 4fr) minmax(72px, 1fr) minmax(72px, 1fr) 72px 92px 72px;
      }
      .grid {
        display: flex;
        flex-direction: column;
        flex: 1;
        min-height: 0;
      }
      .grid:focus-visible {
        outline: none;
      }
      .row {
        display: grid;
        grid-template-columns: var(--columns);
        align-items: center;
        height: ${ROW_HEIGHT}px;
        padding: 0 8px;
      }
      .row > * {
        overflow: hidden;
        padding: 0 4px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .row > .number {
        text-align: end;
      }
      .heads {
        position: sticky;
        top: 0;
        z-index: 2;
        padding-bottom: 4px;
        border-bottom: 1px solid var(--line);
        background: var(--vscode-editor-background);
      }
      .heads .row {
        height: 28px;
      }
      .heads .row > * {
        overflow: visible;
      }
      .heads button {
        justify-content: flex-start;
        width: 100%;
        padding: 0;
        font-weight: 600;
      }
      .heads .number button {
        flex-direction: row-reverse;
      }
      select,
      input {
        width: 100%;
        min-width: 0;
        height: 22px;
        padding: 0 2px;
        border: 1px solid var(--vscode-input-border, var(--line));
        border-radius: 2px;
        background: var(--vscode-input-background);
        color: var(--vscode-input-foreground);
        font: inherit;
      }
      input::placeholder {
        color: var(--vscode-input-placeholderForeground);
      }
      input[aria-invalid="true"] {
        border-color: var(--vscode-inputValidation-errorBorder);
      }
      .body {
        position: relative;
        flex: 1;
        min-height: 0;
        overflow: hidden auto;
        scrollbar-gutter: stable;
      }
      .body [id] {
        position: relative;
        cursor: pointer;
      }
      .body [id]:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .row.dimmed {
        color: color-mix(in srgb, var(--vscode-foreground) 70%, var(--vscode-editor-background));
      }
      .body .row[aria-selected="true"] {
        background: var(--vscode-list-inactiveSelectionBackground);
        color: var(--vscode-list-inactiveSelectionForeground, var(--vscode-foreground));
      }
      .grid:focus .row[aria-selected="true"] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
      }
      :host-context(.vscode-high-contrast) .body .row[aria-selected="true"] {
        outline: 1px dotted var(--vscode-contrastActiveBorder);
        outline-offset: -1px;
      }
      .row.focused {
        box-shadow: inset 0 0 0 1px var(--line);
      }
      .grid:focus .row.focused {
        box-shadow: inset 0 0 0 1px var(--accent);
      }
      .row.at-cursor::before {
        position: absolute;
        inset-block: 2px;
        inset-inline-start: 2px;
        width: 3px;
        padding: 0;
        background: var(--accent);
        content: "";
      }
      .dot {
        display: inline-block;
        width: 8px;
        height: 8px;
        margin-inline-end: 4px;
        border-radius: 50%;
      }
      .row .play {
        width: 20px;
        min-width: 20px;
        height: 20px;
        padding: 0;
        opacity: 0;
      }
      .row:hover .play,
      .row.focused .play,
      .row .play[aria-pressed="true"] {
        opacity: 1;
      }
      .row .play[aria-pressed="true"] {
        border-color: transparent;
        background: none;
        color: inherit;
      }
      @container (max-width: 620px) {
        .heads,
        .body {
          --columns: 24px minmax(96px, 4fr) minmax(56px, 1.2fr) minmax(64px, 1fr) 84px;
        }
        .language,
        .error {
          display: none;
        }
      }
    `,
  ];
  static override properties = {
    ...PanelElement.properties,
    theme: { attribute: false },
    dimmed: { attribute: false },
    order: { attribute: false },
    top: { state: true },
    room: { state: true },
  };
  declare theme: Theme;
  declare dimmed: Uint8Array | null;
  /** Songs as the rows stand. */
  declare order: Uint32Array;
  declare top: number;
  declare room: number;

  readonly #rowOf = memo((order: Uint32Array) => {
    const rows = new Uint32Array(order.length);
    order.forEach((song, row) => {
      rows[song] = row;
    });
    return rows;
  });
  readonly #selected = memo((songs: readonly number[]) => new Set(songs));
  readonly #atCursor = memo((songs: readonly number[]) => new Set(songs));
  readonly #colours = memo(clusterColours);
  readonly #languages = memo((shown: Shown) => distinct(shown.run.songs.language));
  readonly #genres = memo((shown: Shown) => distinct(shown.run.songs.genre));
  readonly #resize = new ResizeObserver(([entry]) => {
    // The heads stay in sight above the rows.
    this.room = Math.max(
      0,
      (entry?.contentRect.height ?? 0) - this.renderRoot.querySelector<HTMLElement>(".heads")!.offsetHeight,
    );
  });
  #seen: { readonly focus: number | null; readonly cursor: readonly number[]; readonly order: Uint32Array | null } = {
    focus: null,
    cursor: [],
    order: null,
  };

  constructor() {
    super();
    this.dimmed = null;
    this.order = new Uint32Array();
    this.top = 0;
    this.room = 0;
  }

  protected override firstUpdated(): void {
    this.#resize.observe(this.#body);
  }

  protected override updated(changed: PropertyValues): void {
    const { selected } = this.panel.state.saved;
    const { cursor } = this.panel.state;
    const wanted = cursor !== this.#seen.cursor ? cursor[0] : undefined;
    const song =
      wanted ??
      (selected.focus !== this.#seen.focus || this.order !== this.#seen.order
        ? (selected.focus ?? undefined)
        : undefined);
    if (this.room > 0) {
      this.#seen = { focus: selected.focus, cursor, order: this.order };
      if (song !== undefined && song < this.order.length) this.#reveal(song);
      else if (changed.has("dimmed") && this.dimmed !== null) this.#revealFirstMatch(this.dimmed);
    }
  }

  protected override render(): TemplateResult {
    const { shown, state } = this.panel;
    const { focus } = state.saved.selected;
    const rows = visibleRows(this.order.length, ROW_HEIGHT, this.top, this.room);
    const inSight = focus !== null && shown !== null && this.#rowIn(rows, focus);
    return html`
      <div
        class="grid"
        role="grid"
        tabindex="0"
        aria-label="Songs"
        aria-rowcount=${this.order.length + 2}
        aria-multiselectable="true"
        aria-activedescendant=${inSight ? `song-${focus}` : nothing}
        @keydown=${this.#keyed}
      >
        <div class="body" role="presentation" @scroll=${this.#scrolled}>
          <div class="heads" role="rowgroup">
            <div class="row" role="row">
              <span role="columnheader"><span class="visually-hidden">Play</span></span>
              ${SONG_COLUMNS.map((column) => this.#head(column))}
            </div>
            ${shown === null ? nothing : this.#filters(shown)}
          </div>
          <div role="rowgroup">
            <div style=${styleMap({ height: `${rows.first * ROW_HEIGHT}px` })} role="presentation"></div>
            ${
              shown === null
                ? nothing
                : repeat(
                    this.order.subarray(rows.first, rows.end),
                    (song) => song,
                    (song, index) => this.#row(shown, song, rows.first + index),
                  )
            }
            <div
              style=${styleMap({ height: `${(this.order.length - rows.end) * ROW_HEIGHT}px` })}
              role="presentation"
            ></div>
          </div>
        </div>
      </div>
    `;
  }

  #head(column: SongColumn): TemplateResult {
    const { sort } = this.panel.state.saved;
    const sorted = sort.column === column;
    const direction = sorted ? (sort.descending ? "descending" : "ascending") : "none";
    const hint = column === "silhouette" ? " ↑ better" : column === "error" ? " ↓ better" : "";
    return html`<span role="columnheader" class="${column} ${isNumeric(column) ? "number" : ""}" aria-sort=${direction}>
      <button
        class="plain"
        title="Sort by ${LABELS[column].toLowerCase()}${hint}"
        @click=${() => {
          this.#sort(column);
        }}
      >
        ${LABELS[column]}${sorted ? icon(sort.descending ? "descending" : "ascending") : nothing}
      </button>
    </span>`;
  }

  #filters(shown: Shown): TemplateResult {
    const { filter } = this.panel.state.saved;
    const clusters = shown.clustering.clusters.map(({ id }) => String(id));
    const noise = shown.labels.includes(-1) ? ["-1"] : [];
    return html`<div class="row" role="row">
      <span role="gridcell"></span>
      <span role="gridcell" class="title soft">
        ${
          Object.values(filter).every((value) => value === null || value === "")
            ? nothing
            : html`<button
                class="link"
                @click=${() => {
                  this.#filter(NO_FILTER);
                }}
              >
                Clear filters
              </button>`
        }
      </span>
      ${this.#choice("language", this.#languages(shown), filter.language)}
      ${this.#choice("genre", this.#genres(shown), filter.genre)}
      ${this.#choice("cluster", [...clusters, ...noise], filter.cluster === null ? null : String(filter.cluster))}
      ${this.#range("silhouette", filter.silhouette, "< 0.1")} ${this.#range("error", filter.error, "> 0.2")}
    </div>`;
  }

  #choice(column: "language" | "genre" | "cluster", values: readonly string[], chosen: string | null): TemplateResult {
    return html`<span role="gridcell" class=${column}>
      <select
        aria-label="Filter by ${column}"
        @change=${({ target }: Event) => {
          const { value } = target as HTMLSelectElement;
          const picked = value === ALL ? null : value.slice(1);
          this.#filter(
            column === "cluster" ? { cluster: picked === null ? null : Number(picked) } : { [column]: picked },
          );
        }}
      >
        <option value=${ALL} ?selected=${chosen === null}>All</option>
        ${values.map((value) => html`<option value="=${value}" ?selected=${chosen === value}>${optionName(column, value)}</option>`)}
      </select>
    </span>`;
  }

  #range(column: "silhouette" | "error", text: string, placeholder: string): TemplateResult {
    return html`<span role="gridcell" class=${column}>
      <input
        aria-label="Filter by ${column}"
        title="A bound or a range: < 0.1, > 0.2, 0.1–0.4"
        placeholder=${placeholder}
        .value=${text}
        aria-invalid=${parseRange(text) === undefined ? "true" : "false"}
        @input=${({ target }: Event) => {
          this.#filter({ [column]: (target as HTMLInputElement).value });
        }}
      />
    </span>`;
  }

  #row(shown: Shown, song: number, row: number): TemplateResult {
    const { state, player, model } = this.panel;
    const { run, labels, silhouette, errors } = shown;
    const { songs, focus } = state.saved.selected;
    const playing = player.state.song === song && player.state.status === "playing";
    const cursor = this.#atCursor(state.cursor).has(song);
    const classes = [
      "row",
      focus === song ? "focused" : "",
      this.dimmed?.[song] === 1 ? "dimmed" : "",
      cursor ? "at-cursor" : "",
    ].join(" ");
    const label = labels[song]!;
    return html`<div
      id="song-${song}"
      class=${classes}
      role="row"
      aria-rowindex=${row + 3}
      aria-selected=${this.#selected(songs).has(song) ? "true" : "false"}
      @click=${(event: MouseEvent) => {
        this.#clicked(event, song);
      }}
    >
      <span role="gridcell" class="control">
        <button
          class="plain play"
          tabindex="-1"
          aria-label="${playing ? "Pause" : "Play"} ${run.titles[song]!}"
          aria-pressed=${playing ? "true" : "false"}
          @click=${(event: MouseEvent) => {
            event.stopPropagation();
            player.toggle(song);
          }}
        >
          ${icon(playing ? "pause" : "play")}
        </button>
      </span>
      <span role="gridcell" class="title" title=${run.songs.filename[song]!}><bdi>${run.titles[song]}</bdi></span>
      <span role="gridcell" class="language">${run.songs.language[song]}</span>
      <span role="gridcell" class="genre">${run.songs.genre[song]}</span>
      <span role="gridcell" class="number"
        ><span
          class="dot"
          style=${styleMap({ background: this.#colours(shown.labels, this.theme).get(label) ?? "none" })}
        ></span
        >${label < 0 ? "noise" : label}</span
      >
      <span role="gridcell" class="number">${formatFixed(silhouette[song], 2)}</span>
      <span role="gridcell" class="number error"
        >${formatFixed(model === null ? undefined : errors.get(model)?.[song], 3)}</span
      >
    </div>`;
  }

  #sort(column: SongColumn): void {
    const { sort } = this.panel.state.saved;
    if (sort.column !== column) this.panel.change("sort", { column, descending: column === "error" });
    // The third press brings the order of the file back.
    else if (sort.descending !== (column === "error")) this.panel.change("sort", { column: null, descending: false });
    else this.panel.change("sort", { descending: !sort.descending });
  }

  #filter(to: Partial<SongFilter>): void {
    this.panel.change("filter", to);
  }

  #clicked(event: MouseEvent, song: number): void {
    const { songs, focus } = this.panel.state.saved.selected;
    if (event.shiftKey && focus !== null) {
      const [a, b] = [this.#rowOf(this.order)[focus]!, this.#rowOf(this.order)[song]!];
      const range = [...this.order.subarray(Math.min(a, b), Math.max(a, b) + 1)];
      this.panel.dispatch({ type: "select", songs: range, mode: "add", focus: song });
      this.panel.openRow(song);
      return;
    }
    const toggles = event.ctrlKey || event.metaKey;
    this.panel.activate(
      song,
      event.altKey || (toggles && this.#selected(songs).has(song)) ? "subtract" : toggles ? "add" : "replace",
    );
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    // The filters and heads inside have keys of their own.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const { focus } = this.panel.state.saved.selected;
    if (event.key === "Enter" && focus !== null) {
      event.preventDefault();
      this.panel.openRow(focus);
      return;
    }
    const last = this.order.length - 1;
    const at = focus === null ? -1 : this.#rowOf(this.order)[focus]!;
    const page = Math.max(1, Math.floor(this.room / ROW_HEIGHT) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    const song = this.order[Math.min(last, Math.max(0, to))]!;
    const mode: SelectMode = event.shiftKey ? "add" : "replace";
    this.panel.dispatch({ type: "select", songs: [song], mode, focus: song });
  };

  readonly #scrolled = (): void => {
    this.top = this.#body.scrollTop;
  };

  #rowIn({ first, end }: { readonly first: number; readonly end: number }, song: number): boolean {
    const row = this.#rowOf(this.order)[song];
    return row !== undefined && row >= first && row < end;
  }

  #reveal(song: number): void {
    const body = this.#body;
    body.scrollTop = scrollToRow(this.#rowOf(this.order)[song]!, ROW_HEIGHT, body.scrollTop, this.room);
  }

  #revealFirstMatch(dimmed: Uint8Array): void {
    const row = this.order.findIndex((song) => dimmed[song] === 0);
    if (row >= 0) this.#body.scrollTop = scrollToRow(row, ROW_HEIGHT, this.#body.scrollTop, this.room);
  }

  get #body(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(".body")!;
  }
}

/** The value of the option that filters nothing; the others start with `=`, so that a genre may be called anything. */
const ALL = "";

function isNumeric(column: SongColumn): boolean {
  return column === "cluster" || column === "silhouette" || column === "error";
}

function optionName(column: string, value: string): string {
  if (column === "cluster") return value === "-1" ? "noise" : value;
  return value === "" ? "unknown" : value;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b));
}

customElements.define("latentune-songs", SongsView);
