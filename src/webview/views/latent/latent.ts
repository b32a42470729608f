import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { LatentPlace, LatentSpace } from "../../../shared/contract/panel/latent.ts";
import { MAGMA } from "../../../shared/figures/magma.ts";
import { valueRange, type Mel, type ValueRange } from "../../../shared/figures/mel.ts";
import { formatShare } from "../../../shared/format.ts";
import { messageOf } from "../../../shared/thrown.ts";
import { select, toggle } from "../../base/controls.ts";
import { icon } from "../../base/icons.ts";
import { ViewElement } from "../../base/panel-element.ts";
import { oneOf, savedGroup } from "../../base/saved-group.ts";
import { filling } from "../../base/styles.ts";
import { between, latestOf, melOf, placeOf } from "../../data/latents.ts";
import { titleOf } from "../../data/run-songs.ts";
import type { RunView } from "../../data/run-view.ts";
import type { Shown } from "../../data/shown.ts";
import { PATH, RECONSTRUCTION } from "../../panel/state/choices.ts";
import type { PanelView } from "../../panel/views.ts";
import "../song/mel-figure.ts";
import { dimensionSliders } from "./dimensions.ts";
import { latentStyles } from "./latent-styles.ts";
import { Resynthesis } from "./resynthesis.ts";
import { chosenEnds, foundWay, type Way } from "./way.ts";

const LATENT = savedGroup("latent", { along: oneOf(["dimensions", "songs"]) });

/** The network that is looked into, and where the songs that are gone from lie in it. */
interface Looked {
  readonly run: RunView;
  readonly model: string;
  readonly space: LatentSpace;
}

/** Where one starts from, and where one goes. */
interface Homes {
  readonly key: string;
  readonly a: readonly number[];
  /** Left out along dimensions. */
  readonly b?: readonly number[];
}

/** "Latent": what a network's decoder makes of places in its latents, and the way from one song to another. */
export class LatentView extends ViewElement {
  static override readonly styles = [filling, latentStyles];
  @state() accessor looked: Looked | null = null;
  @state() accessor homes: Homes | null = null;
  /** Where one is along the dimensions. */
  @state() accessor now: readonly number[] = [];
  /** Where one is between the two songs: 0 to 1. */
  @state() accessor share = 0;
  @state() accessor picture: Mel | null = null;
  @state() accessor way: Way = { kind: "none" };
  @state() accessor problem = "";
  /** Of the first picture at a home: what changes shows against it. */
  #range: ValueRange | null = null;
  #asked = "";
  #askedWay = "";
  readonly #sound = new Resynthesis(
    (place) => this.panel.request("hearLatents", place),
    () => {
      this.requestUpdate();
    },
  );
  readonly #decode = latestOf(
    async (place: LatentPlace) => melOf(await this.panel.request("decodeLatents", place)),
    (mel) => {
      this.#range ??= valueRange(mel.values);
      this.picture = mel;
      this.problem = "";
    },
    (error) => {
      this.problem = messageOf(error);
    },
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sound.stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { shown, model, player } = this.panel;
    if (player.state.status === "playing") this.#sound.stop();
    if (shown === null) return;
    void this.#lookUp(shown, model);
    void this.#findWay(shown);
    if (changed.has("now") || changed.has("share") || changed.has("homes")) this.#moved();
  }

  protected override render(): TemplateResult {
    const { panel } = this;
    const { shown, model } = panel;
    if (shown === null) return html`<div class="skeleton"></div>`;
    const { along } = panel.choice(LATENT);
    const hasDecoder = model !== null && shown.run.manifest.mel !== null;
    const models = shown.run.manifest.models.filter(({ errors }) => errors !== null);
    return html`<div class="view-head">
        ${
          hasDecoder
            ? html`<span class="choices" role="group" aria-label="What to move along">
                ${toggle("Along a dimension", along === "dimensions", () => {
                  panel.change(LATENT, { along: "dimensions" });
                })}
                ${toggle("Between two songs", along === "songs", () => {
                  panel.change(LATENT, { along: "songs" });
                })}
              </span>`
            : nothing
        }
        ${
          hasDecoder && models.length > 1
            ? select(
                "Network",
                models.map(({ name, label }) => [name, label] as const),
                model,
                (name) => {
                  panel.change(RECONSTRUCTION, { model: name });
                },
              )
            : nothing
        }
      </div>
      ${
        hasDecoder
          ? html`<div class="columns">
              <div class="controls">${along === "songs" ? this.#between(shown, true) : this.#dimensions(shown)}</div>
              <div class="picture">${this.#picture(shown, along)}</div>
            </div>`
          : html`<p class="none soft">
                No network of this run has a decoder of spectrograms, so there is nothing to decode; a path between two
                songs can be found all the same.
              </p>
              ${this.#between(shown, false)}`
      }`;
  }

  #dimensions({ run }: Shown): TemplateResult {
    const { focus } = this.panel.state.selected;
    if (focus === null)
      return html`<p class="none soft">
        Choose a song on the map or in the table: its place along every dimension appears here, to be moved.
      </p>`;
    const { looked, homes } = this;
    if (looked === null || homes === null) return html`<p class="soft" aria-busy="true">Reading the latents…</p>`;
    const { a } = homes;
    return html`<div class="view-head">
        <strong class="ellipsis"><bdi>${titleOf(run, focus)}</bdi></strong>
        <button
          class="link"
          ?hidden=${this.now.every((value, dimension) => value === a[dimension])}
          @click=${() => {
            this.now = a;
          }}
        >
          Back to the song
        </button>
      </div>
      ${dimensionSliders(looked.space, a, this.now, (dimension, to) => {
        this.now = this.now.with(dimension, to);
      })}`;
  }

  #between(shown: Shown, decodes: boolean): TemplateResult {
    const { panel, homes, share } = this;
    return html`${chosenEnds(panel, shown)}
    ${
      decodes && homes?.b !== undefined
        ? html`<label class="slider">
            <span>From</span>
            <span class="track"
              ><input
                type="range"
                aria-label="Between the two songs"
                aria-valuetext="${formatShare(share)} of the way"
                min="0"
                max="1"
                step="0.01"
                .value=${String(share)}
                @input=${({ target }: Event) => {
                  this.share = Number((target as HTMLInputElement).value);
                }}
            /></span>
            <span>To</span>
          </label>`
        : nothing
    }
    ${foundWay(panel, shown, this.way)}`;
  }

  #picture({ run }: Shown, along: "dimensions" | "songs"): TemplateResult | typeof nothing {
    const { picture, problem, homes, share } = this;
    if (problem !== "") return html`<p role="alert">${problem}</p>`;
    const { mel, models } = run.manifest;
    if (picture === null || homes === null || mel === null) return nothing;
    const place = this.#place();
    const atHome = along === "songs" ? share === 0 : place.every((value, dimension) => value === homes.a[dimension]);
    const label = models.find(({ name }) => name === this.panel.model)?.label ?? "";
    return html`<latentune-mel
        .title="Decoded by ${label}"
        .note=${along === "songs" ? `${formatShare(share)} of the way` : atHome ? "at the song" : "moved"}
        .mel=${picture}
        .frames=${picture.frames}
        .start=${mel.offset ?? 0}
        .seconds=${mel.seconds}
        .centres=${mel.hertz}
        .range=${this.#range ?? valueRange(picture.values)}
        .scale=${MAGMA}
      ></latentune-mel>
      <div class="hear">
        <button
          class="plain"
          aria-busy=${this.#sound.status === "making" ? "true" : "false"}
          @click=${() => {
            if (this.#sound.status === "playing") this.#sound.stop();
            else void this.#hear(place);
          }}
        >
          ${icon(this.#sound.status === "playing" ? "pause" : "play")}${this.#sound.status === "playing" ? "Stop" : "Hear it"}
        </button>
        <span class="soft" role="status">
          ${this.#sound.status === "making" ? "Making the sound…" : this.#sound.message === "" ? "Resynthesised from the spectrogram, not the recording." : this.#sound.message}
        </span>
      </div>`;
  }

  async #hear(latents: readonly number[]): Promise<void> {
    const { model, player } = this.panel;
    if (model === null) return;
    player.queue.stop();
    await this.#sound.play({ model, latents });
  }

  #place(): readonly number[] {
    const { homes } = this;
    if (homes === null) return [];
    return homes.b === undefined ? this.now : between(homes.a, homes.b, this.share);
  }

  #moved(): void {
    const { model } = this.panel;
    const latents = this.#place();
    this.#sound.stop();
    if (model !== null && latents.length > 0) this.#decode({ model, latents });
  }

  /** Reads the network's latents, and where the songs lie that are gone from. */
  async #lookUp({ run }: Shown, model: string | null): Promise<void> {
    const { selected } = this.panel.state;
    const { from, to } = this.panel.choice(PATH);
    const along = this.panel.choice(LATENT).along;
    const songs = along === "dimensions" ? [selected.focus] : [from, to];
    const key = `${run.source.runId} ${model ?? ""} ${along} ${songs.join(" ")}`;
    if (key === this.#asked) return;
    this.#asked = key;
    this.homes = this.#range = null;
    this.problem = "";
    if (model === null || run.manifest.mel === null) return;
    try {
      const known = this.looked?.run === run && this.looked.model === model ? this.looked : null;
      const looked = known ?? { run, model, space: await this.panel.request("latentSpace", { model }) };
      const { file } = looked.space;
      const [a, b] = await Promise.all(songs.map(async (song) => (song === null ? [] : placeOf(run, file, song))));
      if (key !== this.#asked) return;
      this.looked = looked;
      if (a === undefined || a.length === 0 || b?.length === 0) return;
      this.homes = { key, a, ...(b && { b }) };
      this.now = a;
      this.share = 0;
    } catch (error) {
      if (key === this.#asked) this.problem = messageOf(error);
    }
  }

  /** Looks for the way between the two songs, in the representation that is shown. */
  async #findWay({ run, representation: { name, label } }: Shown): Promise<void> {
    const { from, to } = this.panel.choice(PATH);
    const key = `${run.source.runId} ${name} ${from ?? ""} ${to ?? ""}`;
    if (key === this.#askedWay) return;
    this.#askedWay = key;
    if (from === null || to === null) {
      this.way = { kind: "none" };
      return;
    }
    this.way = { kind: "looking" };
    try {
      const path = await this.panel.request("songPath", { representation: name, from, to });
      if (key !== this.#askedWay) return;
      this.way =
        path === null
          ? { kind: "failed", message: `The nearest songs of each song in ${label} do not join these two.` }
          : { kind: "found", path };
      this.panel.change(PATH, { representation: name, songs: path?.songs ?? [] });
    } catch (error) {
      if (key === this.#askedWay) this.way = { kind: "failed", message: messageOf(error) };
    }
  }
}

customElements.define("latentune-latent", LatentView);

export const latentView: PanelView = {
  id: "latent",
  label: "Latent",
  place: "below",
  tag: "latentune-latent",
  saved: LATENT,
  available: ({ shown }) => shown !== null,
};
