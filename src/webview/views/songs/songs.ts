import { formatNumber } from "../../../shared/format.ts";
import { clusterName } from "../../../shared/names.ts";
import type { MenuItem } from "../../base/menu.ts";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { exportItem, mapName } from "../../base/exports.ts";
import { memo } from "../../base/memo.ts";
import { ViewElement } from "../../base/panel-element.ts";
import { filling } from "../../base/styles.ts";
import { scrollToRow, visibleRows } from "../../base/virtual-rows.ts";
import { rowsInMemory, type SongRows } from "../../data/song-rows.ts";
import type { Shown } from "../../data/shown.ts";
import type { SelectMode } from "../../map/encoding.ts";
import { modeOf } from "../../map/interact/keys.ts";
import { presentColour } from "../../model/colour-encoding.ts";
import { clusterMarks, paletteOf } from "../../model/group-colours.ts";
import { selectionCsv } from "../../model/selection-csv.ts";
import { VIEW } from "../../panel/state/choices.ts";
import type { PanelView } from "../../panel/views.ts";
import { songFilters, songHeads } from "./head.ts";
import { emptyRow, songRow } from "./row.ts";
import { ROW_HEIGHT, songsStyles } from "./songs-styles.ts";

/** What the table has last brought into sight for. */
interface Seen {
  readonly focus: number | null;
  readonly cursor: readonly number[];
  readonly rows: SongRows | null;
}

/** Exports of more songs are not made here. */
const MOST_EXPORTED = 100_000;
const NO_ROWS: SongRows = rowsInMemory(new Uint32Array());

/**
 * "Songs": every row of the run, of which only those in sight are in the page. What a filter leaves out comes last,
 * dimmed; in a run of many songs the table holds only what it leaves, and its rows come in pages.
 */
export class SongsView extends ViewElement {
  static override readonly styles = [filling, songsStyles];
  @state() accessor top = 0;
  @state() accessor room = 0;

  readonly #selected = memo((songs: readonly number[]) => {
    const selected = new Uint8Array((songs.at(-1) ?? -1) + 1);
    for (const song of songs) selected[song] = 1;
    return selected;
  });
  readonly #atCursor = memo((songs: readonly number[]) => new Set(songs));
  readonly #marks = memo(clusterMarks);
  readonly #resize = new ResizeObserver(([entry]) => {
    // The heads stay in sight above the rows.
    this.room = Math.max(
      0,
      (entry?.contentRect.height ?? 0) - this.renderRoot.querySelector<HTMLElement>(".heads")!.offsetHeight,
    );
  });
  #seen: Seen = { focus: null, cursor: [], rows: null };
  #seenDimmed: Uint8Array | null = null;
  /** A song to bring into sight as soon as its row is known. */
  #sought: number | null = null;
  /** The rows that are shown: those of before until the first new ones have come, so that nothing jumps. */
  #rows: SongRows = NO_ROWS;

  protected override firstUpdated(): void {
    this.#resize.observe(this.#body);
  }

  protected override willUpdate(): void {
    const { rows } = this.panel;
    if (rows === null) this.#rows = NO_ROWS;
    else if (rows.count !== null || rows.problem !== null) this.#rows = rows;
    else void rows.load(visibleRows(Infinity, ROW_HEIGHT, this.top, this.room).first);
  }

  protected override updated(): void {
    const { state, dimmed } = this.panel;
    const rows = this.#rows;
    const { cursor } = state;
    const { focus } = state.selected;
    const filtered = dimmed !== this.#seenDimmed;
    this.#seenDimmed = dimmed;
    if (this.room === 0) return;
    const before = this.#seen;
    this.#seen = { focus, cursor, rows };
    const pointed = cursor === before.cursor ? undefined : cursor[0];
    const song = pointed ?? (focus === before.focus && rows === before.rows ? undefined : focus) ?? undefined;
    // Matches stand first: who looks for them sees them, wherever the focus is.
    if (filtered && dimmed !== null && pointed === undefined) this.#sought = rows.songAt(0);
    else if (song !== undefined) this.#sought = song;
    const row = this.#sought === null ? null : rows.rowOf(this.#sought);
    if (row === null) return;
    this.#sought = null;
    this.#reveal(row);
  }

  protected override render(): TemplateResult {
    const { shown, state } = this.panel;
    const { focus } = state.selected;
    const { count, problem } = this.#rows;
    const all = count ?? 0;
    const rows = visibleRows(all, ROW_HEIGHT, this.top, this.room);
    const songs = Array.from({ length: rows.end - rows.first }, (_, index) => this.#rows.songAt(rows.first + index));
    const inSight = focus !== null && songs.includes(focus);
    const waits = this.panel.rows !== null && this.panel.rows !== this.#rows;
    const space = (count: number): TemplateResult =>
      html`<div style=${styleMap({ height: `${count * ROW_HEIGHT}px` })} role="presentation"></div>`;
    return html`
      <div
        class="grid"
        role="grid"
        tabindex="0"
        aria-label="Songs"
        aria-rowcount=${all + 2}
        aria-busy=${waits ? "true" : "false"}
        aria-multiselectable="true"
        aria-activedescendant=${inSight ? `song-${focus}` : nothing}
        @keydown=${this.#keyed}
      >
        <div class="body" role="presentation" @scroll=${this.#scrolled}>
          <div class="heads" role="rowgroup">
            ${songHeads(this.panel)} ${shown === null ? nothing : songFilters(this.panel, shown)}
          </div>
          <div role="rowgroup">
            ${space(rows.first)}
            ${
              shown === null
                ? nothing
                : repeat(
                    songs,
                    (song, index) => song ?? `row ${rows.first + index}`,
                    (song, index) =>
                      song === null ? emptyRow(rows.first + index) : this.#row(shown, song, rows.first + index),
                  )
            }
            ${space(all - rows.end)}
            ${problem === null ? nothing : html`<p class="message" role="alert">${problem}</p>`}
            ${
              problem === null && count === 0 && shown !== null
                ? html`<p class="message soft">No song matches the filter.</p>`
                : nothing
            }
          </div>
        </div>
      </div>
    `;
  }

  #row(shown: Shown, song: number, row: number): TemplateResult {
    const { state } = this.panel;
    return songRow(this.panel, shown, song, {
      row,
      isSelected: this.#selected(state.selected.songs)[song] === 1,
      isAtCursor: this.#atCursor(state.cursor).has(song),
      mark: this.#isMapsPalette(shown) ? this.#marks(shown.labels, this.theme)(shown.labels[song]!) : undefined,
      clicked: this.#clicked,
    });
  }

  /** Where the map's colours are genres, the marks of clusters would be taken for them. */
  #isMapsPalette(shown: Shown): boolean {
    return paletteOf(presentColour(shown, this.panel.choice(VIEW))) === "cluster";
  }

  readonly #clicked = (song: number, { shiftKey, altKey, ctrlKey, metaKey }: MouseEvent): void => {
    const { songs, focus } = this.panel.state.selected;
    if (shiftKey && focus !== null) {
      void this.#selectRange(focus, song);
      return;
    }
    const toggles = ctrlKey || metaKey;
    const takesAway = altKey || (toggles && this.#selected(songs)[song] === 1);
    this.panel.activate(song, takesAway ? "subtract" : toggles ? "add" : "replace");
  };

  async #selectRange(from: number, to: number): Promise<void> {
    const [a, b] = [this.#rows.rowOf(from), this.#rows.rowOf(to)];
    if (a === null || b === null) return;
    try {
      const songs = await this.#rows.range(Math.min(a, b), Math.max(a, b) + 1);
      this.panel.dispatch({ type: "select", songs, mode: "add", focus: to });
    } catch (error) {
      this.panel.report(error);
    }
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    // The filters and heads inside have keys of their own.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const { focus } = this.panel.state.selected;
    if (event.key === "Enter" && focus !== null) {
      event.preventDefault();
      this.panel.openRow(focus);
      return;
    }
    const last = (this.#rows.count ?? 0) - 1;
    const at = (focus === null ? null : this.#rows.rowOf(focus)) ?? -1;
    const page = Math.max(1, Math.floor(this.room / ROW_HEIGHT) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    void this.#goTo(Math.min(last, Math.max(0, to)), modeOf(event));
  };

  async #goTo(row: number, mode: SelectMode): Promise<void> {
    const song = this.#rows.songAt(row) ?? (await this.#rows.load(row));
    if (song !== null) this.panel.dispatch({ type: "select", songs: [song], mode, focus: song });
  }

  readonly #scrolled = (): void => {
    this.top = this.#body.scrollTop;
  };

  #reveal(row: number): void {
    if (row >= 0) this.#body.scrollTop = scrollToRow(row, ROW_HEIGHT, this.#body.scrollTop, this.room);
  }

  get #body(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(".body")!;
  }
}

function songsOfCluster(labels: Int32Array, cluster: number): number[] {
  const songs: number[] = [];
  labels.forEach((label, song) => {
    if (label === cluster) songs.push(song);
  });
  return songs;
}

const sentence = (words: string): string => words.replace(/^./, (letter) => letter.toUpperCase());

customElements.define("latentune-songs", SongsView);

export const songsView: PanelView = {
  id: "songs",
  label: "Songs",
  place: "below",
  tag: "latentune-songs",
  stays: true,
  size: ({ shown }) => shown?.run.songCount ?? null,
  keys: [
    ["↑ ↓ Home End", "Move through the rows; Shift adds"],
    ["Enter", "Open the row in lyrics.csv"],
    ["Space", "Play or pause"],
  ],
  exports: (panel) => {
    const { shown, state } = panel;
    const { songs, focus } = state.selected;
    if (shown === null) return [];
    const count = shown.run.songCount;
    const csv = (of: () => readonly number[]) => async () => selectionCsv(shown, of(), await panel.textsOf(of()));
    const playlist = (label: string, name: string, of: () => readonly number[], disabled: boolean): MenuItem => ({
      label,
      disabled,
      run: () => {
        panel.ask("savePlaylist", { suggestedName: `${name}.m3u8`, songs: of() });
      },
    });
    const cluster = focus === null ? null : shown.labels[focus]!;
    const tooMany = (number: number): string =>
      number > MOST_EXPORTED
        ? `: more than ${formatNumber(MOST_EXPORTED)} songs, see the tables in the run's folder`
        : "";
    const chosen = songs.length === 0 ? "nothing selected" : formatNumber(songs.length);
    const many = songs.length > MOST_EXPORTED;
    return [
      exportItem(
        panel,
        `Selection as CSV (${chosen})${tooMany(songs.length)}`,
        `${mapName(panel)}_selection.csv`,
        csv(() => songs),
        songs.length === 0 || many,
      ),
      exportItem(
        panel,
        `All songs as CSV${tooMany(count)}`,
        `${mapName(panel)}_songs.csv`,
        csv(() => Array.from({ length: count }, (_, song) => song)),
        count > MOST_EXPORTED,
      ),
      playlist(`Selection as playlist (${chosen})`, "selection", () => songs, songs.length === 0 || many),
      ...(cluster === null
        ? []
        : [
            playlist(
              `${sentence(clusterName(cluster))} as playlist`,
              `${shown.representation.name}_${shown.clustering.method}_${cluster < 0 ? "noise" : `cluster_${cluster}`}`,
              () => songsOfCluster(shown.labels, cluster).slice(0, MOST_EXPORTED),
              false,
            ),
          ]),
    ];
  },
};
