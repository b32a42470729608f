import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { exportItem, mapName } from "../../base/exports.ts";
import { memo } from "../../base/memo.ts";
import { ViewElement } from "../../base/panel-element.ts";
import { filling } from "../../base/styles.ts";
import { scrollToRow, visibleRows } from "../../base/virtual-rows.ts";
import type { Shown } from "../../data/shown.ts";
import { modeOf } from "../../map/interact/keys.ts";
import { clusterColours } from "../../model/group-colours.ts";
import { selectionCsv } from "../../model/selection-csv.ts";
import type { PanelView } from "../../panel/views.ts";
import { songFilters, songHeads } from "./head.ts";
import { songRow } from "./row.ts";
import { ROW_HEIGHT, songsStyles } from "./songs-styles.ts";

/** What the table has last brought into sight for. */
interface Seen {
  readonly focus: number | null;
  readonly cursor: readonly number[];
  readonly order: Uint32Array | null;
}

/** "Songs": every row of the run, of which only those in sight are in the page. What a filter leaves out is dimmed. */
export class SongsView extends ViewElement {
  static override readonly styles = [filling, songsStyles];
  @state() accessor top = 0;
  @state() accessor room = 0;

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
  readonly #resize = new ResizeObserver(([entry]) => {
    // The heads stay in sight above the rows.
    this.room = Math.max(
      0,
      (entry?.contentRect.height ?? 0) - this.renderRoot.querySelector<HTMLElement>(".heads")!.offsetHeight,
    );
  });
  #seen: Seen = { focus: null, cursor: [], order: null };
  #seenDimmed: Uint8Array | null = null;

  protected override firstUpdated(): void {
    this.#resize.observe(this.#body);
  }

  protected override updated(): void {
    const { state, order, dimmed } = this.panel;
    const { cursor } = state;
    const { focus } = state.selected;
    const filtered = dimmed !== this.#seenDimmed;
    this.#seenDimmed = dimmed;
    if (this.room === 0) return;
    const before = this.#seen;
    this.#seen = { focus, cursor, order };
    const pointed = cursor === before.cursor ? undefined : cursor[0];
    const song = pointed ?? (focus === before.focus && order === before.order ? undefined : focus) ?? undefined;
    if (song !== undefined && song < order.length) this.#reveal(this.#rowOf(order)[song]!);
    else if (filtered && dimmed !== null) this.#reveal(order.findIndex((candidate) => dimmed[candidate] === 0));
  }

  protected override render(): TemplateResult {
    const { shown, state, order } = this.panel;
    const { focus } = state.selected;
    const rows = visibleRows(order.length, ROW_HEIGHT, this.top, this.room);
    const focused = focus === null ? undefined : this.#rowOf(order)[focus];
    const inSight = focused !== undefined && focused >= rows.first && focused < rows.end;
    const space = (count: number): TemplateResult =>
      html`<div style=${styleMap({ height: `${count * ROW_HEIGHT}px` })} role="presentation"></div>`;
    return html`
      <div
        class="grid"
        role="grid"
        tabindex="0"
        aria-label="Songs"
        aria-rowcount=${order.length + 2}
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
                    order.subarray(rows.first, rows.end),
                    (song) => song,
                    (song, index) => this.#row(shown, song, rows.first + index),
                  )
            }
            ${space(order.length - rows.end)}
          </div>
        </div>
      </div>
    `;
  }

  #row(shown: Shown, song: number, row: number): TemplateResult {
    const { state } = this.panel;
    return songRow(this.panel, shown, song, {
      row,
      isSelected: this.#selected(state.selected.songs).has(song),
      isAtCursor: this.#atCursor(state.cursor).has(song),
      colour: this.#colours(shown.labels, this.theme).get(shown.labels[song]!),
      clicked: this.#clicked,
    });
  }

  readonly #clicked = (song: number, { shiftKey, altKey, ctrlKey, metaKey }: MouseEvent): void => {
    const { order, state } = this.panel;
    const { songs, focus } = state.selected;
    if (shiftKey && focus !== null) {
      const [a, b] = [this.#rowOf(order)[focus]!, this.#rowOf(order)[song]!];
      const range = [...order.subarray(Math.min(a, b), Math.max(a, b) + 1)];
      this.panel.dispatch({ type: "select", songs: range, mode: "add", focus: song });
      this.panel.openRow(song);
      return;
    }
    const toggles = ctrlKey || metaKey;
    const takesAway = altKey || (toggles && this.#selected(songs).has(song));
    this.panel.activate(song, takesAway ? "subtract" : toggles ? "add" : "replace");
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    // The filters and heads inside have keys of their own.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const { order, state } = this.panel;
    const { focus } = state.selected;
    if (event.key === "Enter" && focus !== null) {
      event.preventDefault();
      this.panel.openRow(focus);
      return;
    }
    const last = order.length - 1;
    const at = focus === null ? -1 : this.#rowOf(order)[focus]!;
    const page = Math.max(1, Math.floor(this.room / ROW_HEIGHT) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    const song = order[Math.min(last, Math.max(0, to))]!;
    this.panel.dispatch({ type: "select", songs: [song], mode: modeOf(event), focus: song });
  };

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
    ["Enter", "Show the row in lyrics.csv"],
    ["Space", "Play or pause"],
  ],
  exports: (panel) => {
    const { shown, state } = panel;
    const { songs } = state.selected;
    const csv = (of: readonly number[]) => () => (shown === null ? null : selectionCsv(shown, of));
    const label = `Selection as CSV (${songs.length === 0 ? "nothing selected" : songs.length})`;
    return [
      exportItem(panel, label, `${mapName(panel)}_selection.csv`, csv(songs), songs.length === 0),
      exportItem(panel, "All songs as CSV", `${mapName(panel)}_songs.csv`, csv([...(shown?.run.titles.keys() ?? [])])),
    ];
  },
};
