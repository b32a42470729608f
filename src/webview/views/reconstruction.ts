import { messageOf } from "../../shared/thrown.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { memo } from "../base/memo.ts";
import { PanelElement } from "../base/panel-element.ts";
import { shared } from "../base/styles.ts";
import {
  decibelDifference,
  decibels,
  difference,
  symmetricRange,
  valueRange,
  type Mel,
  type ValueRange,
} from "../charts/mel-picture.ts";
import { diverging } from "../colour/diverging.ts";
import { MAGMA } from "../colour/magma.ts";
import { toHex } from "../colour/rgb.ts";
import { gradientStops, type Scale } from "../colour/scale.ts";
import type { Theme } from "../colour/theme.ts";
import type { Shown } from "../data/shown.ts";
import { loadSongMels, type LoadedMels } from "../data/song-mels.ts";
import { formatHertz, formatNumber } from "../model/format.ts";
import "./mel-figure.ts";
import type { MelPoint } from "./mel-figure.ts";

/** Songs to compare with are offered up to this many. */
const MAX_OFFERED = 50;
/** Someone who walks through the table with the arrow keys does not want every spectrogram on the way. */
const SETTLE_MS = 120;

type Loading =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "ready"; readonly mels: LoadedMels };

/** One spectrogram to draw. */
interface Picture {
  readonly title: string;
  readonly note: string;
  readonly mel: Mel;
  readonly range: ValueRange;
  readonly scale: Scale;
  readonly unit: (value: number) => number;
}

/** "Reconstruction": what a song's spectrogram becomes on its way through the models, for one song or two side by side. */
export class ReconstructionView extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }
      .songs {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 4px 16px;
      }
      .songs.two {
        grid-template-columns: repeat(2, minmax(0, 1fr));
      }
      .song {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 4px 8px;
        align-content: start;
      }
      .two .song {
        grid-template-columns: minmax(0, 1fr);
      }
      .song > .message,
      .song > .name {
        grid-column: 1 / -1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .song > p.name {
        white-space: normal;
      }
      .skeleton {
        height: 100px;
      }
      .view-head {
        flex-wrap: nowrap;
      }
      .view-head h2 {
        margin-inline-end: 0;
      }
      .scales {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        min-height: 20px;
      }
      .bar {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-size: 0.9em;
        color: var(--soft);
        font-variant-numeric: tabular-nums;
      }
      .bar i {
        width: 72px;
        height: 8px;
      }
      .readout {
        flex: 1 1 0;
        font-size: 0.9em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .message {
        padding: 8px 0;
        line-height: 1.5;
      }
      @container (max-width: 340px) {
        .song {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
  static override properties = {
    ...PanelElement.properties,
    theme: { attribute: false },
    loaded: { state: true },
    point: { state: true },
  };
  declare theme: Theme;
  declare loaded: ReadonlyMap<number, Loading>;
  declare point: { readonly song: number; readonly at: MelPoint } | null;
  #shown: Shown | null = null;
  #frame = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** One entry per song: its pictures are made once and not for every redraw. */
  readonly #pictures = [memo(pictures), memo(pictures)];

  constructor() {
    super();
    this.loaded = new Map();
    this.point = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settling);
  }

  protected override willUpdate(): void {
    const { shown } = this.panel;
    if (shown?.run !== this.#shown?.run) this.loaded = new Map();
    this.#shown = shown;
    const wanted = this.#songs();
    const missing = wanted.filter((song) => !this.loaded.has(song));
    if (missing.length === 0) return;
    // Only what is shown is kept: a spectrogram is a megabyte.
    const kept = [...this.loaded].filter(([song]) => wanted.includes(song));
    this.loaded = new Map([...kept, ...missing.map((song) => [song, { kind: "loading" }] as const)]);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      for (const song of this.#songs()) if (this.loaded.get(song)?.kind === "loading") void this.#load(song);
    }, SETTLE_MS);
  }

  protected override updated(): void {
    this.#movePlayhead();
  }

  protected override render(): TemplateResult {
    const { shown } = this.panel;
    const songs = this.#songs();
    return html`
      <div class="view-head">
        <h2>Reconstruction</h2>
        <span class="readout soft number">${this.#readout()}</span
        >${shown === null || songs.length === 0 ? nothing : this.#choices(shown)}
      </div>
      ${shown === null ? html`<div class="skeleton"></div>` : this.#body(shown, songs)}
    `;
  }

  #body(shown: Shown, songs: readonly number[]): TemplateResult {
    if (shown.run.manifest.mel === null) {
      return html`<p class="soft message">
        The Easy task learns from MFCC means and makes no spectrograms. Run Medium or Hard to see originals and
        reconstructions here.
      </p>`;
    }
    if (songs.length === 0)
      return html`<p class="soft message">
        Choose a point on the map or a row of the table: its spectrogram, what the models make of it, its lyrics and its
        nearest songs appear here. Space plays it.
      </p>`;
    const all = songs.map((song, index) => ({
      song,
      index,
      state: this.loaded.get(song) ?? ({ kind: "loading" } as const),
    }));
    return html`
      <div class="songs ${songs.length > 1 ? "two" : ""}">
        ${all.map(({ song, index, state }) => this.#song(shown, song, index, state, songs.length > 1))}
      </div>
      ${this.#legend(all.flatMap(({ state, index }) => (state.kind === "ready" ? [this.#made(index, state.mels)] : [])))}
    `;
  }

  #song(shown: Shown, song: number, index: number, state: Loading, named: boolean): TemplateResult {
    const name = named ? html`<div class="name soft"><bdi>${shown.run.titles[song]}</bdi></div>` : nothing;
    if (state.kind === "failed") {
      return html`<div class="song">
        ${name}
        <p class="message" role="alert">
          ${state.message}
          <button
            class="link"
            @click=${() => {
              this.#retry(song);
            }}
          >
            Try again
          </button>
        </p>
      </div>`;
    }
    if (state.kind === "loading") {
      const count = shown.run.manifest.models.length + (shown.run.manifest.models.length > 0 ? 2 : 1);
      return html`<div class="song" aria-busy="true">
        ${name}${Array.from({ length: count }, () => html`<div class="skeleton"></div>`)}
      </div>`;
    }
    const { mels } = state;
    return html`<div
      class="song"
      data-song=${song}
      @mel-point=${({ detail }: CustomEvent<MelPoint | null>) => {
        this.point = detail === null ? null : { song, at: detail };
      }}
      @mel-seek=${({ detail }: CustomEvent<number>) => {
        void this.panel.player.play(song, detail);
      }}
      style=${styleMap(this.point?.song === song ? { "--pointer": `${(100 * this.point.at.seconds) / mels.seconds}%` } : {})}
    >
      ${name} ${mels.problem === "" ? nothing : html`<p class="name message" role="status">${mels.problem}</p>`}
      ${this.#made(index, mels).map(
        ({ title, note, mel, range, scale }) =>
          html`<latentune-mel
            .title=${title}
            .note=${note}
            .mel=${mel}
            .frames=${mels.frames}
            .seconds=${mels.seconds}
            .centres=${shown.run.manifest.mel!.hertz}
            .range=${range}
            .scale=${scale}
          ></latentune-mel>`,
      )}
    </div>`;
  }

  #legend(made: readonly (readonly Picture[])[]): TemplateResult {
    const [first] = made;
    const original = first?.[0];
    const changed = first?.find(({ unit }) => unit === decibelDifference);
    return html`<div class="scales">
      ${original === undefined ? nothing : bar(original, "power")}
      ${changed === undefined ? nothing : bar(changed, "difference")}
    </div>`;
  }

  /** What is under the pointer: in this spectrogram, and in the others at the same place. */
  #readout(): string {
    const { point } = this;
    const state = point === null ? undefined : this.loaded.get(point.song);
    const own =
      point === null || state?.kind !== "ready" ? undefined : this.#made(this.#songs().indexOf(point.song), state.mels);
    const centres = this.panel.shown?.run.manifest.mel?.hertz;
    if (point === null || own === undefined || centres === undefined) return "";
    const { seconds, frame, band } = point.at;
    const values = own.map(
      ({ title, mel, unit }) =>
        `${title.toLowerCase() === "original" ? "original" : title} ${formatNumber(unit(mel.values[band * mel.frames + frame]!))} dB`,
    );
    return [`${seconds.toFixed(2)} s`, formatHertz(centres[band] ?? NaN), ...values].join(" · ");
  }

  #choices(shown: Shown): TemplateResult {
    const { saved } = this.panel.state;
    const { models, mel } = shown.run.manifest;
    const others = saved.selected.songs.filter((song) => song !== saved.selected.focus).slice(0, MAX_OFFERED);
    const { compare } = saved.reconstruction;
    return html`
      ${
        models.length > 1
          ? html`<span class="choices" role="group" aria-label="Model of the difference">
              ${models.map(
                ({ name, label }) =>
                  html`<button
                    class="plain"
                    aria-pressed=${name === this.panel.model ? "true" : "false"}
                    title="Show what ${label} gets wrong"
                    @click=${() => {
                      this.panel.change("reconstruction", { model: name });
                    }}
                  >
                    ${label}
                  </button>`,
              )}
            </span>`
          : nothing
      }
      ${
        mel !== null && (others.length > 0 || compare !== null)
          ? html`<select
              aria-label="Compare with"
              @change=${({ target }: Event) => {
                const { value } = target as HTMLSelectElement;
                this.panel.change("reconstruction", { compare: value === "" ? null : Number(value) });
              }}
            >
              <option value="" ?selected=${compare === null}>Compare with …</option>
              ${[...new Set([...others, ...(compare === null ? [] : [compare])])].map(
                (song) => html`<option value=${song} ?selected=${song === compare}>${shown.run.titles[song]}</option>`,
              )}
            </select>`
          : nothing
      }
    `;
  }

  /** The focused song, and the one that it is compared with. */
  #songs(): number[] {
    const { selected, reconstruction } = this.panel.state.saved;
    const { shown } = this.panel;
    if (shown === null || selected.focus === null || shown.run.manifest.mel === null) return [];
    const { compare } = reconstruction;
    return compare === null || compare === selected.focus ? [selected.focus] : [selected.focus, compare];
  }

  #made(index: number, mels: LoadedMels): readonly Picture[] {
    return this.#pictures[index]!(mels, this.panel.model, this.theme.dark);
  }

  async #load(song: number): Promise<void> {
    const { shown } = this.panel;
    if (shown === null) return;
    const set = (state: Loading): void => {
      // Another song or run may be shown by now.
      if (this.panel.shown?.run === shown.run && this.loaded.has(song))
        this.loaded = new Map(this.loaded).set(song, state);
    };
    try {
      set({ kind: "ready", mels: await loadSongMels(shown.run, song, await this.panel.request("songMels", { song })) });
    } catch (error) {
      set({ kind: "failed", message: messageOf(error) });
    }
  }

  #retry(song: number): void {
    this.loaded = new Map([...this.loaded].filter(([known]) => known !== song));
  }

  /** Moves the line of the sound, each frame while it plays. */
  readonly #movePlayhead = (): void => {
    cancelAnimationFrame(this.#frame);
    const { player } = this.panel;
    const { song, status } = player.state;
    for (const element of this.renderRoot.querySelectorAll<HTMLElement>(".song[data-song]")) {
      const own = Number(element.dataset["song"]);
      const state = this.loaded.get(own);
      if (own === song && state?.kind === "ready" && (player.time > 0 || status === "playing")) {
        element.style.setProperty("--playhead", `${(100 * player.time) / state.mels.seconds}%`);
      } else {
        element.style.removeProperty("--playhead");
      }
    }
    if (status === "playing") this.#frame = requestAnimationFrame(this.#movePlayhead);
  };
}

function pictures({ original, reconstructions }: LoadedMels, model: string | null, dark: boolean): readonly Picture[] {
  const reference = original ?? reconstructions[0]?.mel;
  if (reference === undefined) return [];
  // Everything on the scale of the original: a reconstruction that is too quiet must look so.
  const range = valueRange(reference.values);
  const chosen = reconstructions.find((candidate) => candidate.model === model) ?? reconstructions[0];
  const plain = { range, scale: MAGMA, unit: decibels };
  const rebuilt = reconstructions.map(({ label, error, mel }): Picture => ({
    title: label,
    note: `error ${formatNumber(error)}`,
    mel,
    ...plain,
  }));
  if (original === null) return rebuilt;
  const first: Picture = { title: "Original", note: "", mel: original, ...plain };
  if (chosen === undefined) return [first];
  const changed = difference(chosen.mel, original);
  const between: Picture = {
    title: `${chosen.label} − original`,
    note: "",
    mel: changed,
    range: symmetricRange(changed.values),
    scale: diverging(dark),
    unit: decibelDifference,
  };
  return [first, between, ...rebuilt];
}

function bar({ range, scale, unit }: Picture, name: string): TemplateResult {
  const stops = gradientStops(scale).map(({ share, colour }) => `${toHex(colour)} ${100 * share}%`);
  const [low, high] = [unit(range.min), unit(range.max)];
  const sign = unit === decibelDifference ? "+" : "";
  return html`<span class="bar"
    >${name} ${low.toFixed(0).replace("-", "−")}<i
      style=${styleMap({ background: `linear-gradient(to right, ${stops.join(", ")})` })}
    ></i
    >${sign}${high.toFixed(0).replace("-", "−")} dB</span
  >`;
}

customElements.define("latentune-reconstruction", ReconstructionView);
