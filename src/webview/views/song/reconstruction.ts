import { formatHertz, formatNumber } from "../../../shared/format.ts";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { messageOf } from "../../../shared/thrown.ts";
import { link, select, toggle } from "../../base/controls.ts";
import { memo } from "../../base/memo.ts";
import { ViewElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import { titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import { loadSongMels, type LoadedMels } from "../../data/song-mels.ts";
import { RECONSTRUCTION } from "../../panel/state/choices.ts";
import "./mel-figure.ts";
import type { MelPoint } from "./mel-figure.ts";
import type { MelPanel } from "../../figures/mels-figure.ts";
import { pictures, scaleBars } from "./pictures.ts";
import { reconstructionStyles } from "./reconstruction-styles.ts";

/** Songs to compare with are offered up to this many. */
const MAX_OFFERED = 50;
/** Someone who walks through the table with the arrow keys does not want every spectrogram on the way. */
const SETTLE_MS = 120;

type Loading =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "ready"; readonly mels: LoadedMels };

const LOADING: Loading = { kind: "loading" };

/** "Reconstruction": what a song's spectrogram becomes on its way through the models, for one song or two side by side. */
export class ReconstructionView extends ViewElement {
  static override readonly styles = [shared, reconstructionStyles];
  @state() accessor loaded: ReadonlyMap<number, Loading> = new Map();
  @state() accessor point: { readonly song: number; readonly at: MelPoint } | null = null;
  #shown: Shown | null = null;
  #frame = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** One entry per song: its pictures are made once and not for every redraw. */
  readonly #pictures = [memo(pictures), memo(pictures)];

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
    this.loaded = new Map([...kept, ...missing.map((song) => [song, LOADING] as const)]);
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
        <span class="readout ellipsis soft number">${this.#readout()}</span
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
    const all = songs.map((song) => this.loaded.get(song) ?? LOADING);
    const [first] = all.flatMap((state, index) => (state.kind === "ready" ? [this.#made(index, state.mels)] : []));
    return html`
      <div class="songs ${songs.length > 1 ? "two" : ""}">
        ${all.map((state, index) => this.#song(shown, songs[index]!, index, state, songs.length > 1))}
      </div>
      ${scaleBars(first)} ${seenNote(shown)}
    `;
  }

  #song(shown: Shown, song: number, index: number, state: Loading, named: boolean): TemplateResult {
    const name = named
      ? html`<div class="name soft"><bdi class="cut">${titleOf(shown.run, song)}</bdi></div>`
      : nothing;
    if (state.kind === "failed") {
      return html`<div class="song">
        ${name}
        <p class="message" role="alert">
          ${state.message}
          ${link("Try again", () => {
            // What is missing is loaded at the next update.
            this.loaded = new Map([...this.loaded].filter(([known]) => known !== song));
          })}
        </p>
      </div>`;
    }
    if (state.kind === "loading") {
      const models = shown.run.manifest.models.filter(({ errors }) => errors !== null).length;
      const count = models + (models > 0 ? 2 : 1);
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
      style=${styleMap(this.point?.song === song ? { "--pointer": percentOf(this.point.at.seconds, mels) } : {})}
    >
      ${name} ${mels.problem === "" ? nothing : html`<p class="name message" role="status">${mels.problem}</p>`}
      ${this.#made(index, mels).map(
        ({ title, note, mel, range, scale }) =>
          html`<latentune-mel
            .title=${title}
            .note=${note}
            .mel=${mel}
            .frames=${mels.frames}
            .start=${mels.start}
            .seconds=${mels.seconds}
            .centres=${shown.run.manifest.mel!.hertz}
            .range=${range}
            .scale=${scale}
          ></latentune-mel>`,
      )}
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
    const { panel } = this;
    const { mel } = shown.run.manifest;
    const models = shown.run.manifest.models.filter(({ errors }) => errors !== null);
    const { songs, focus } = panel.state.selected;
    const others = songs.filter((song) => song !== focus).slice(0, MAX_OFFERED);
    const { compare } = panel.choice(RECONSTRUCTION);
    const offered = [...new Set([...others, ...(compare === null ? [] : [compare])])];
    return html`
      ${
        models.length > 1
          ? html`<span class="choices" role="group" aria-label="Model of the difference">
              ${models.map(({ name, label }) =>
                toggle(
                  label,
                  name === panel.model,
                  () => {
                    panel.change(RECONSTRUCTION, { model: name });
                  },
                  `Show what ${label} gets wrong`,
                ),
              )}
            </span>`
          : nothing
      }
      ${
        mel === null || offered.length === 0
          ? nothing
          : select(
              "Compare with",
              [["", "Compare with …"], ...offered.map((song) => [String(song), titleOf(shown.run, song)] as const)],
              compare === null ? "" : String(compare),
              (value) => {
                panel.change(RECONSTRUCTION, { compare: value === "" ? null : Number(value) });
              },
            )
      }
    `;
  }

  /** The focused song, and the one that it is compared with. */
  #songs(): number[] {
    const { shown, state } = this.panel;
    const { focus } = state.selected;
    if (shown === null || focus === null || shown.run.manifest.mel === null) return [];
    const { compare } = this.panel.choice(RECONSTRUCTION);
    return compare === null || compare === focus ? [focus] : [focus, compare];
  }

  #made(index: number, mels: LoadedMels): readonly MelPanel[] {
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

  /** Moves the line of the sound, each frame while it plays. */
  readonly #movePlayhead = (): void => {
    cancelAnimationFrame(this.#frame);
    const { player } = this.panel;
    const { song, status } = player.state;
    for (const element of this.renderRoot.querySelectorAll<HTMLElement>(".song[data-song]")) {
      const own = Number(element.dataset["song"]);
      const state = this.loaded.get(own);
      if (own === song && state?.kind === "ready" && (player.time > 0 || status === "playing")) {
        element.style.setProperty("--playhead", percentOf(player.time, state.mels));
      } else {
        element.style.removeProperty("--playhead");
      }
    }
    if (status === "playing") this.#frame = requestAnimationFrame(this.#movePlayhead);
  };
}

/** Where a time of the song lies on the spectrograms' time axis. */
function percentOf(time: number, { start, seconds }: LoadedMels): string {
  return `${(100 * (time - start)) / seconds}%`;
}

/** Where some songs were held out, each reconstruction says which it is of; where none was, this says it once. */
function seenNote({ run: { manifest } }: Shown): TemplateResult | typeof nothing {
  const trained = manifest.models.some(({ errors }) => errors !== null);
  if (!trained || manifest.models.some(({ heldOut }) => heldOut !== undefined)) return nothing;
  return html`<p class="soft seen">All songs were seen in training. The setting Validation holds some of them out.</p>`;
}

customElements.define("latentune-reconstruction", ReconstructionView);
