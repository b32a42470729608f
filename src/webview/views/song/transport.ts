import type { SongRows } from "../../data/song-rows.ts";
import { formatClock } from "../../../shared/format.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { iconButton } from "../../base/controls.ts";
import { icon } from "../../base/icons.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";

/** The player of the focused song: play, pause, seek, the songs before and behind it in the table. */
export class Transport extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      input[type="range"] {
        flex: 1;
        min-width: 48px;
        margin: 0 4px;
      }
      .time {
        min-width: 80px;
        text-align: end;
      }
    `,
  ];
  @property({ type: Number }) accessor song!: number;
  #frame = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
  }

  protected override updated(): void {
    this.#follow();
  }

  protected override render(): TemplateResult {
    const { player } = this.panel;
    const own = player.state.song === this.song;
    const playing = own && player.state.status === "playing";
    const busy = own && (player.state.status === "locating" || player.state.status === "decoding");
    const duration = own ? player.duration : 0;
    const label = playing ? "Pause" : "Play";
    return html`
      ${iconButton("previous", "Previous song", this.#previous, "Previous song")}
      <button
        class="plain"
        aria-label=${label}
        title="${label} (Space)"
        aria-busy=${busy ? "true" : "false"}
        ?disabled=${this.panel.shown?.run.songs.text(this.song)?.audio === ""}
        @click=${() => {
          player.toggle(this.song);
        }}
      >
        ${icon(playing ? "pause" : "play")}
      </button>
      ${iconButton("next", "Next song", this.#next, "Next song")}
      <input
        type="range"
        aria-label="Position"
        min="0"
        max=${duration > 0 ? duration : 1}
        step="0.1"
        ?disabled=${duration === 0}
        aria-valuetext=${formatClock(own ? player.time : 0)}
        @input=${({ target }: Event) => {
          player.seek(Number((target as HTMLInputElement).value));
        }}
      />
      <span class="time soft number"
        ><span class="now">0:00</span>${duration > 0 ? html` / ${formatClock(duration)}` : nothing}</span
      >
    `;
  }

  /** Shows the time, each frame while it passes. */
  readonly #follow = (): void => {
    cancelAnimationFrame(this.#frame);
    const { player } = this.panel;
    const own = player.state.song === this.song;
    const time = own ? player.time : 0;
    const slider = this.renderRoot.querySelector("input")!;
    slider.value = String(time);
    this.renderRoot.querySelector(".now")!.textContent = formatClock(time);
    if (own && player.state.status === "playing") this.#frame = requestAnimationFrame(this.#follow);
  };

  readonly #previous = (): void => {
    void this.#step(-1);
  };
  readonly #next = (): void => {
    void this.#step(1);
  };

  /** Goes through the selection if there is one, else through the table. */
  async #step(by: 1 | -1): Promise<void> {
    const { state, rows, shown } = this.panel;
    const { songs } = state.selected;
    if (rows === null || shown === null) return;
    const among = songs.length > 1;
    const next = among
      ? nextOf(songs, shown.run.songs.lists === null ? null : rows, this.song, by)
      : await nextRow(rows, this.song, by);
    if (next === null) return;
    if (among) this.panel.dispatch({ type: "focus", song: next });
    else this.panel.dispatch({ type: "select", songs: [next], mode: "replace", focus: next });
    void this.panel.player.play(next);
  }
}

/** The selected song before or behind one, in the order of the table; where that is not here, of the file. */
function nextOf(songs: readonly number[], rows: SongRows | null, song: number, by: 1 | -1): number | null {
  const ordered = rows === null ? songs : songs.toSorted((a, b) => rows.rowOf(a)! - rows.rowOf(b)!);
  const at = ordered.indexOf(song);
  return ordered[(at + by + ordered.length) % ordered.length] ?? null;
}

async function nextRow(rows: SongRows, song: number, by: 1 | -1): Promise<number | null> {
  const [at, count] = [rows.rowOf(song), rows.count];
  return at === null || count === null ? null : rows.load((at + by + count) % count);
}

customElements.define("latentune-transport", Transport);
