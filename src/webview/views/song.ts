import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../base/icons.ts";
import { PanelElement } from "../base/panel-element.ts";
import { shared } from "../base/styles.ts";
import type { Theme } from "../colour/theme.ts";
import { nearestOf, type NearSongs } from "../data/near.ts";
import type { Shown } from "../data/shown.ts";
import { agreement, type Agreement } from "../model/agreement.ts";
import { clusterPlace, silhouetteWords } from "../model/cluster-place.ts";
import { clusterName, count, formatFixed, formatNumber } from "../model/format.ts";
import type { SongDetails } from "../protocol.ts";
import "./lyrics.ts";
import "./reconstruction.ts";
import "./transport.ts";

/** Neighbours to list; the arrays hold more for the key N and for the comparison of sound and words. */
const LISTED = 6;
const SETTLE_MS = 60;

/** The focused song: how it sounds, what the models make of it, what it says, what is near, and why it is where it is. */
export class SongView extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        height: 100%;
        padding: 8px 12px;
        overflow: hidden auto;
      }
      .title {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 12px;
      }
      .title h2 {
        flex: 1 1 auto;
        max-width: 100%;
        overflow: hidden;
        font-size: 1.15em;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      section {
        margin-top: 8px;
      }
      h3 {
        margin-bottom: 4px;
        font-size: 1em;
        font-weight: 600;
      }
      .near {
        list-style: none;
      }
      .near li {
        display: grid;
        grid-template-columns: 24px minmax(0, 1fr) auto;
        align-items: center;
        gap: 4px;
        height: 24px;
      }
      .near button.song {
        overflow: hidden;
        color: inherit;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .near button.play {
        min-width: 20px;
        height: 20px;
        padding: 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 12px;
        line-height: 1.4;
      }
      dt {
        color: var(--soft);
      }
      .message {
        margin-top: 4px;
      }
      .skeleton {
        height: 24px;
        margin-top: 8px;
      }
    `,
  ];
  static override properties = {
    ...PanelElement.properties,
    theme: { attribute: false },
    order: { attribute: false },
    details: { state: true },
  };
  declare theme: Theme;
  declare order: Uint32Array;
  declare details: { readonly song: number; readonly value: SongDetails } | null;
  #asked: { readonly shown: Shown | null; readonly song: number | null } = { shown: null, song: null };
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.details = null;
    this.order = new Uint32Array();
  }

  protected override willUpdate(): void {
    const { shown, state } = this.panel;
    const song = state.saved.selected.focus;
    if (shown?.run === this.#asked.shown?.run && song === this.#asked.song) return;
    this.#asked = { shown, song };
    clearTimeout(this.#settling);
    if (shown === null || song === null) return;
    this.#settling = setTimeout(() => {
      void this.#askDetails(song);
    }, SETTLE_MS);
  }

  protected override render(): TemplateResult {
    const { shown, state } = this.panel;
    if (shown === null) {
      return html`<div class="skeleton"></div>
        <div class="skeleton"></div>
        <section aria-label="Reconstruction">
          <latentune-reconstruction .panel=${this.panel} .theme=${this.theme}></latentune-reconstruction>
        </section>`;
    }
    const song = state.saved.selected.focus;
    if (song === null) {
      return html`<section aria-label="Reconstruction">
        <latentune-reconstruction .panel=${this.panel} .theme=${this.theme}></latentune-reconstruction>
      </section>`;
    }
    const { run } = shown;
    const { player, near } = this.panel;
    const details = this.details?.song === song ? this.details.value : null;
    const facts = [run.songs.genre[song]!, run.songs.language[song]!, clusterName(shown.labels[song]!)].filter(
      (fact) => fact !== "",
    );
    return html`
      <div class="title">
        <h2 title=${run.songs.filename[song]!}><bdi>${run.titles[song]}</bdi></h2>
        <span class="soft"><bdi>${facts.join(" · ")}</bdi></span>
      </div>
      <latentune-transport .panel=${this.panel} .song=${song} .order=${this.order}></latentune-transport>
      ${this.#playerNote(shown, song)}
      <section aria-label="Reconstruction">
        <latentune-reconstruction .panel=${this.panel} .theme=${this.theme}></latentune-reconstruction>
      </section>
      <section aria-label="Lyrics">
        <h3>Lyrics</h3>
        <latentune-lyrics .panel=${this.panel} .song=${song} .details=${details}></latentune-lyrics>
      </section>
      <section aria-label="Nearest songs">
        <h3>
          Nearest in ${shown.representation.label}
          <span class="soft">(${count(shown.representation.dimensions, "dimension")})</span>
        </h3>
        ${near === null ? html`<div class="skeleton"></div>` : this.#nearest(shown, near, song, player.state.status === "playing" ? player.state.song : null)}
      </section>
      <section aria-label="Why this cluster">
        <h3>Why this cluster</h3>
        ${this.#why(shown, song, near)}
      </section>
    `;
  }

  #playerNote(shown: Shown, song: number): TemplateResult | typeof nothing {
    const { player } = this.panel;
    const { song: playing, status, message } = player.state;
    if (playing === null) return nothing;
    if (playing !== song) {
      if (status !== "playing") return nothing;
      return html`<p class="message soft">
        Playing <bdi>${shown.run.titles[playing]}</bdi>
        <button
          class="link"
          @click=${() => {
            player.pause();
          }}
        >
          Pause
        </button>
      </p>`;
    }
    const text = status === "decoding" ? "Decoding the file: this format has no decoder here." : message;
    return text === ""
      ? nothing
      : html`<p class="message" role=${status === "failed" ? "alert" : "status"}>${text}</p>`;
  }

  #nearest(shown: Shown, { own }: NearSongs, song: number, playing: number | null): TemplateResult {
    const { run } = shown;
    const nearest = [...nearestOf(own, song)].slice(0, LISTED);
    if (nearest.length === 0) return html`<p class="soft">There is no other song.</p>`;
    return html`<ol class="near">
      ${nearest.map((other, rank) => {
        const plays = playing === other;
        return html`<li>
          <button
            class="plain play"
            aria-label="${plays ? "Pause" : "Play"} ${run.titles[other]!}"
            @click=${() => {
              this.panel.player.toggle(other);
            }}
          >
            ${icon(plays ? "pause" : "play")}
          </button>
          <button
            class="link song"
            title=${run.songs.filename[other]!}
            @click=${(event: MouseEvent) => {
              this.panel.activate(other, event.shiftKey ? "add" : event.altKey ? "subtract" : "replace");
            }}
          >
            <bdi>${run.titles[other]}</bdi>
          </button>
          <span class="soft number"
            >${shown.labels[other] === shown.labels[song] ? "" : `${clusterName(shown.labels[other]!)} · `}${formatNumber(own.distances[song * own.count + rank])}</span
          >
        </li>`;
      })}
    </ol>`;
  }

  #why(shown: Shown, song: number, near: NearSongs | null): TemplateResult {
    const place = clusterPlace(shown, song);
    const described = shown.clustering.clusters.find(({ id }) => id === place.cluster);
    const terms = described?.terms ?? [];
    const enriched = described?.enriched ?? null;
    const agreed = near === null ? undefined : agreementOf(near, song, shown.run.songCount);
    return html`<dl class="number">
      <dt>${shown.clustering.label}</dt>
      <dd>
        ${clusterName(place.cluster)},
        ${count(place.size, "song")}${enriched === null ? "" : `, ${Math.round(100 * enriched.share)} % ${enriched.value}`}${terms.length === 0 ? "" : ` (${terms.join(", ")})`}
      </dd>
      <dt>Medoid</dt>
      <dd>
        ${
          place.isMedoid
            ? "this song: the most central of its cluster"
            : place.medoid === null
              ? "none: noise belongs to no cluster"
              : html`<button
                  class="link"
                  @click=${() => {
                    this.panel.activate(place.medoid!);
                  }}
                >
                  <bdi>${shown.run.titles[place.medoid]}</bdi>
                </button>`
        }
      </dd>
      <dt>Silhouette</dt>
      <dd>${formatFixed(place.silhouette, 2)} <span class="soft">${silhouetteWords(place.silhouette)}</span></dd>
      <dt>Next cluster</dt>
      <dd>${place.next < 0 ? "none" : clusterName(place.next)}</dd>
      <dt>Sound and words</dt>
      <dd>
        ${agreed === undefined ? html`<span class="soft">${near === null ? "…" : "cannot be compared in this run"}</span>` : agreementWords(agreed, near!)}
      </dd>
    </dl>`;
  }

  async #askDetails(song: number): Promise<void> {
    try {
      const value = await this.panel.request("songDetails", { song });
      if (this.panel.state.saved.selected.focus === song) this.details = { song, value };
    } catch (error) {
      if (this.panel.state.saved.selected.focus !== song) return;
      this.details = { song, value: { lyrics: "", timedLines: [], lines: null } };
      this.panel.tell(error);
    }
  }
}

function agreementOf({ sound, words }: NearSongs, song: number, songCount: number): Agreement | undefined {
  return sound === null || words === null
    ? undefined
    : agreement(nearestOf(sound.near, song), nearestOf(words.near, song), songCount);
}

function agreementWords(
  { shared: both, neighbours, expected, verdict }: Agreement,
  { sound, words }: NearSongs,
): TemplateResult {
  const verdicts = { agree: "agree", chance: "no more than by chance", disagree: "disagree" };
  return html`<span
    title="Nearest ${neighbours} songs by ${sound!.label} and by ${words!.label}; by chance they would share ${formatNumber(expected)}"
    >${verdicts[verdict]}<span class="soft"
      >: ${both} of the ${neighbours} nearest in common, ${formatNumber(expected)} by chance</span
    ></span
  >`;
}

customElements.define("latentune-song", SongView);
