import { countOf } from "../../../shared/format.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { link } from "../../base/controls.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import { lyricLines } from "../../model/lyric-lines.ts";
import type { SongDetails } from "../../protocol.ts";

/** The lyrics of the focused song: three lines, the sung one lit while it plays. */
export class LyricsView extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      .lines {
        min-height: 4.5em;
        line-height: 1.5;
        overflow-wrap: anywhere;
      }
      .line {
        white-space: pre-wrap;
      }
      .sung {
        font-weight: 600;
      }
      .timed .line:not(.sung) {
        color: var(--soft);
      }
    `,
  ];
  @property({ type: Number }) accessor song!: number;
  /** Null while they are fetched. */
  @property({ attribute: false }) accessor details: SongDetails | null = null;
  @state() accessor all = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("song")) this.all = false;
  }

  protected override updated(): void {
    clearTimeout(this.#timer);
    if (this.#time() !== null && (this.details?.timedLines.length ?? 0) > 0) {
      this.#timer = setTimeout(() => {
        this.requestUpdate();
      }, 100);
    }
  }

  protected override render(): TemplateResult {
    const { details } = this;
    if (details === null) return html`<div class="lines" aria-busy="true"></div>`;
    if (details.lyrics === null) return html`<p class="lines soft">This song has no record in lyrics.csv any more.</p>`;
    const { lines, more } = lyricLines(details, this.#time(), this.all);
    if (lines.length === 0)
      return html`<p class="lines soft">
        No lyrics. Run Latentune: Transcribe Missing Lyrics to write them down from the sound.
      </p>`;
    return html`<div class="lines ${details.timedLines.length > 0 && this.#time() !== null ? "timed" : ""}">
        ${lines.map(({ text, sung }) => html`<div class="line ${sung ? "sung" : ""}" dir="auto">${text}</div>`)}
      </div>
      ${
        more > 0 || this.all
          ? link(this.all ? "Show fewer lines" : `Show ${countOf(more, "more line")}`, () => {
              this.all = !this.all;
            })
          : nothing
      }`;
  }

  /** Seconds, while this song plays. */
  #time(): number | null {
    const { player } = this.panel;
    return player.state.song === this.song && player.state.status === "playing" ? player.time : null;
  }
}

customElements.define("latentune-lyrics", LyricsView);
