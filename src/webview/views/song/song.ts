import { countOf, formatNumber } from "../../../shared/format.ts";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { link } from "../../base/controls.ts";
import { icon } from "../../base/icons.ts";
import { ViewElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import { titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import { songFacts } from "../../model/song-facts.ts";
import { spectrogramFigures } from "./spectrogram-figure.ts";
import type { PanelView } from "../../panel/views.ts";
import type { SongDetails } from "../../protocol.ts";
import "./lyrics.ts";
import "./reconstruction.ts";
import { nearestList } from "./nearest.ts";
import { songStyles } from "./song-styles.ts";
import "./transport.ts";
import { whyThisCluster } from "./why.ts";

const SETTLE_MS = 60;

/** The focused song: how it sounds, what the models make of it, what it says, what is near, and why it is where it is. */
export class SongView extends ViewElement {
  static override readonly styles = [shared, songStyles];
  @state() accessor details: { readonly song: number; readonly value: SongDetails } | null = null;
  #asked: { readonly shown: Shown | null; readonly song: number | null } = { shown: null, song: null };
  #settling: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(): void {
    const { shown, state } = this.panel;
    const song = state.selected.focus;
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
    const song = state.selected.focus;
    const reconstruction = html`<section aria-label="Reconstruction">
      <latentune-reconstruction .panel=${this.panel} .theme=${this.theme}></latentune-reconstruction>
    </section>`;
    if (shown === null) {
      return html`<div class="skeleton"></div>
        <div class="skeleton"></div>
        ${reconstruction}`;
    }
    if (song === null) return reconstruction;
    const { run } = shown;
    const { near } = this.panel;
    const details = this.details?.song === song ? this.details.value : null;
    return html`
      <div class="title">
        <h2 title=${run.songs.text(song)?.filename ?? ""}><bdi class="cut">${titleOf(run, song)}</bdi></h2>
        <span class="soft"><bdi>${songFacts(shown, song)}</bdi></span>
      </div>
      <div class="actions">
        <button
          class="plain"
          title="Open the row in lyrics.csv (Enter)"
          @click=${() => {
            this.panel.openRow(song);
          }}
        >
          ${icon("row")}Open row${run.songs.text(song) === null ? "" : ` ${formatNumber(run.songs.text(song)!.row)}`}
        </button>
      </div>
      <latentune-transport .panel=${this.panel} .song=${song}></latentune-transport>
      ${this.#playerNote(shown, song)} ${reconstruction}
      <section aria-label="Lyrics">
        <h3>Lyrics</h3>
        <latentune-lyrics .panel=${this.panel} .song=${song} .details=${details}></latentune-lyrics>
      </section>
      <section aria-label="Nearest songs">
        <h3>
          Nearest in ${shown.representation.label}
          <span class="soft">(${countOf(shown.representation.dimensions, "dimension")})</span>
        </h3>
        ${near === null ? html`<div class="skeleton"></div>` : nearestList(this.panel, shown, near, song)}
      </section>
      <section aria-label="Why this cluster">
        <h3>Why this cluster</h3>
        ${whyThisCluster(this.panel, shown, song)}
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
        Playing <bdi>${titleOf(shown.run, playing)}</bdi>
        ${link("Pause", () => {
          player.pause();
        })}
      </p>`;
    }
    const text = status === "decoding" ? "Decoding the file: this format has no decoder here." : message;
    return text === ""
      ? nothing
      : html`<p class="message" role=${status === "failed" ? "alert" : "status"}>${text}</p>`;
  }

  async #askDetails(song: number): Promise<void> {
    try {
      const value = await this.panel.request("songDetails", { song });
      if (this.panel.state.selected.focus === song) this.details = { song, value };
    } catch (error) {
      if (this.panel.state.selected.focus !== song) return;
      this.details = { song, value: { lyrics: "", timedLines: [], lines: null } };
      this.panel.report(error);
    }
  }
}

customElements.define("latentune-song", SongView);

export const songView: PanelView = {
  id: "song",
  label: "Song",
  place: "song",
  tag: "latentune-song",
  figures: spectrogramFigures,
};
