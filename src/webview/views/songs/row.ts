import { formatNumber } from "../../../shared/format.ts";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../base/icons.ts";
import { labelOf, titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import { swatch } from "../../map/element/legend.ts";
import type { MarkStyle } from "../../map/render/scene.ts";
import type { Panel } from "../../panel/panel.ts";
import { SEARCH } from "../../panel/state/choices.ts";

export interface RowState {
  /** From 0. */
  readonly row: number;
  readonly isSelected: boolean;
  readonly isAtCursor: boolean;
  /** Of its cluster, as on the map; undefined where the map shows something else. */
  readonly mark: MarkStyle | undefined;
  readonly clicked: (song: number, event: MouseEvent) => void;
}

/** A song's row of the table. */
export function songRow(
  panel: Panel,
  { run, labels, silhouette, errors }: Shown,
  song: number,
  { row, isSelected, isAtCursor, mark, clicked }: RowState,
): TemplateResult {
  const { state, player, model, dimmed } = panel;
  const playing = player.state.song === song && player.state.status === "playing";
  const isFocused = state.selected.focus === song;
  const label = labels[song]!;
  const text = run.songs.text(song);
  const title = titleOf(run, song);
  return html`<div
    id="song-${song}"
    class="row ${isFocused ? "focused" : ""} ${dimmed?.[song] === 1 ? "dimmed" : ""} ${isAtCursor ? "at-cursor" : ""}"
    role="row"
    aria-rowindex=${row + 3}
    aria-selected=${isSelected ? "true" : "false"}
    @click=${(event: MouseEvent) => {
      clicked(song, event);
    }}
    @dblclick=${() => {
      panel.openRow(song);
    }}
  >
    <span role="gridcell" class="control">
      <button
        class="plain play"
        tabindex="-1"
        aria-label="${playing ? "Pause" : "Play"} ${title}"
        ?disabled=${text === null || text.audio === ""}
        aria-pressed=${playing ? "true" : "false"}
        @click=${(event: MouseEvent) => {
          event.stopPropagation();
          player.toggle(song);
        }}
      >
        ${icon(playing ? "pause" : "play")}
      </button>
    </span>
    ${titleCell(panel, song, title, text?.filename ?? "")}
    <span role="gridcell" class="language">${labelOf(run.songs.language, song)}</span>
    <span role="gridcell" class="genre">${labelOf(run.songs.genre, song)}</span>
    <span role="gridcell" class="number"
      >${mark === undefined ? nothing : swatch(mark)}${label < 0 ? "noise" : label}</span
    >
    <span role="gridcell" class="number">${formatNumber(silhouette[song])}</span>
    <span role="gridcell" class="number error"
      >${formatNumber(model === null ? undefined : errors.get(model)?.[song])}</span
    >
  </div>`;
}

/** The title; of a song that was found by meaning also how near it comes, and by which line. */
function titleCell(panel: Panel, song: number, title: string, filename: string): TemplateResult {
  const meant =
    panel.choice(SEARCH).by === null ? undefined : panel.meaning.now.songs?.find((found) => found.song === song);
  if (meant === undefined)
    return html`<span role="gridcell" class="title" title=${filename}><bdi class="cut">${title}</bdi></span>`;
  const { similarity, line } = meant;
  return html`<span role="gridcell" class="title meant" title=${line === "" ? filename : `${filename}\n“${line}”`}
    ><bdi class="cut">${title}</bdi><bdi class="cut line soft">${line === "" ? nothing : `“${line}”`}</bdi
    ><span class="similarity number" title="Cosine of the song’s vector and that of what you search for"
      >${formatNumber(similarity)}</span
    ></span
  >`;
}

/** The place of a row that has not come yet. */
export function emptyRow(row: number): TemplateResult {
  return html`<div class="row" role="row" aria-rowindex=${row + 3} aria-busy="true">
    <span role="gridcell"></span><span role="gridcell" class="title soft">…</span>
  </div>`;
}
