import { formatNumber } from "../../../shared/format.ts";
import { clusterName } from "../../../shared/names.ts";
import { html, type TemplateResult } from "lit";
import { icon } from "../../base/icons.ts";
import type { NearSongs } from "../../data/near.ts";
import { titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import { modeOf } from "../../map/interact/keys.ts";
import type { Panel } from "../../panel/panel.ts";

/** Neighbours to list; the arrays hold more for the key N and for the comparison of sound and words. */
const LISTED = 6;

/** The songs nearest to one, to be played and selected, with their distances. */
export function nearestList(panel: Panel, { run, labels }: Shown, { own }: NearSongs, song: number): TemplateResult {
  const found = own.of(song);
  if (found === null) return html`<div class="skeleton"></div>`;
  const nearest = [...found.songs.subarray(0, LISTED)];
  if (nearest.length === 0) return html`<p class="soft">There is no other song.</p>`;
  const { player } = panel;
  return html`<ol class="near">
    ${nearest.map((other, rank) => {
      const plays = player.state.status === "playing" && player.state.song === other;
      const cluster = labels[other] === labels[song] ? "" : `${clusterName(labels[other]!)} · `;
      return html`<li>
        <button
          class="plain play"
          aria-label="${plays ? "Pause" : "Play"} ${titleOf(run, other)}"
          ?disabled=${run.songs.text(other)?.audio === ""}
          @click=${() => {
            player.toggle(other);
          }}
        >
          ${icon(plays ? "pause" : "play")}
        </button>
        <button
          class="link song ellipsis"
          title=${run.songs.text(other)?.filename ?? ""}
          @click=${(event: MouseEvent) => {
            panel.activate(other, modeOf(event));
          }}
        >
          <bdi class="cut">${titleOf(run, other)}</bdi>
        </button>
        <span class="soft number">${cluster}${formatNumber(found.distances[rank])}</span>
      </li>`;
    })}
  </ol>`;
}
