import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { KeptTuning, TunedClustering, TuneStart, Tuning, Weights } from "../../../shared/contract/panel/tuning.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { messageOf } from "../../../shared/thrown.ts";
import { link } from "../../base/controls.ts";
import { ViewElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import { resolveChoice, type Shown } from "../../data/shown.ts";
import { metricText } from "../../model/metric-table.ts";
import type { Panel } from "../../panel/panel.ts";
import { VIEW } from "../../panel/state/choices.ts";
import { NOT_TUNED, TUNING, tuningOf, type TuningChoice } from "../../panel/state/tuning.ts";
import type { PanelView } from "../../panel/views.ts";
import { askedOf, sweptBy } from "./asked.ts";
import "./curve-slider.ts";
import type { CurvePoint } from "./curve-slider.ts";
import { quickStart, startAsked, type StartAsked, wholeStart } from "./start.ts";
import { tuneFigures } from "./tune-figures.ts";

/** Weights on the slider; more can be typed. */
const MOST_WEIGHT = 2;
const MOST_K = 20;

/** "Tune": what the run keeps, clustered with other parameters as fast as they are moved. Nothing is trained or written. */
export class TuneStrip extends ViewElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        padding: 4px 8px;
      }
      .controls {
        display: contents;
      }
      .weights {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
      }
      .end {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        margin-inline-start: auto;
      }
      .error {
        color: var(--vscode-errorForeground, inherit);
      }
    `,
  ];
  /** Null until it is there. */
  @state() accessor start: TuneStart | null = null;
  @state() accessor problem = "";
  @state() accessor kept: KeptTuning | null = null;
  @state() accessor keeping = false;
  /** What was asked for last: the same again, after another, is asked for anew, for the engine has let go of it by then. */
  #asked: StartAsked | null = null;
  /** The clustering of the run that `start` is of. */
  #loadedOf = "";

  protected override willUpdate(): void {
    const { shown } = this.panel;
    if (shown === null || !this.panel.host.trusted) return;
    const { runId } = shown.run.manifest;
    const asked = startAsked(runId, askedOf(this.panel, shown));
    if (asked.key === this.#asked?.key) return;
    this.#asked = asked;
    this.problem = "";
    void this.#load(asked, clusteringKey(runId, asked.clustering));
  }

  /** What can be moved comes first; the curve, which takes longer, above it: until then the one before, of the same clustering. */
  async #load(asked: StartAsked, of: string): Promise<void> {
    try {
      const start = await quickStart(this.panel, asked);
      if (asked !== this.#asked) return;
      const silhouettes = of === this.#loadedOf ? (this.start?.silhouettes ?? null) : null;
      this.#loadedOf = of;
      this.start = { ...start, silhouettes: start.silhouettes ?? silhouettes };
      if (start.silhouettes !== null) return;
      const whole = await wholeStart(this.panel, asked);
      if (asked === this.#asked) this.start = whole;
    } catch (error) {
      if (asked === this.#asked) this.problem = messageOf(error);
    }
  }

  readonly #again = (): void => {
    this.#asked = null;
    this.requestUpdate();
  };

  protected override render(): TemplateResult | typeof nothing {
    const { shown, host, tuning } = this.panel;
    if (shown === null) return nothing;
    if (!host.trusted)
      return html`<span class="soft"
        >Other clusters need the engine, which runs neither in an untrusted workspace nor in a browser alone.</span
      >`;
    const problem = tuning.kind === "failed" ? tuning.message : this.problem;
    const isTuned = tuningOf(this.panel.choice(TUNING)) !== null;
    return html`
      ${
        this.start === null
          ? html`<span class="soft">${this.problem === "" ? "Reading the run" : nothing}</span>`
          : html`<div class="controls" ?inert=${!this.#isOfChoice(shown)}>${this.#controls(this.start)}</div>`
      }
      <span class="end">
        ${problem === "" ? html`<span class="soft number" role="status">${resultText(this.panel, shown)}</span>` : html`<span class="error" role="alert">${problem}</span>`}
        ${this.problem === "" ? nothing : link("Try again", this.#again)} ${isTuned ? this.#reset() : nothing}
        ${shown.tuned === null ? nothing : this.#keepAction(shown)} ${this.#keptAs()}
      </span>
    `;
  }

  /** What is moved while another clustering is on its way would be moved of the one before. */
  #isOfChoice({ run }: Shown): boolean {
    const { representation, clustering } = resolveChoice(run, this.panel.choice(VIEW));
    const chosen = { representation: representation.name, method: clustering.method };
    return this.#loadedOf === clusteringKey(run.manifest.runId, chosen);
  }

  #controls({ own, modalities, silhouettes, kDistance }: TuneStart): TemplateResult {
    const swept = sweptBy(this.panel.shown?.clustering.method ?? "");
    const curve = silhouettes?.map(({ k, silhouette }): CurvePoint => ({ x: k, y: silhouette })) ?? null;
    const count = this.panel.shown?.run.songCount ?? 0;
    const most = (limit: number): number => Math.max(2, Math.min(limit, count - 1));
    const distances = kDistance?.distances ?? [];
    const shares = distances.map((x, index): CurvePoint => ({ x, y: index / Math.max(1, distances.length - 1) }));
    return html`
      ${this.#slider("k", "k", own, { min: 2, max: most(MOST_K), points: curve, meaning: `Silhouette of ${swept} by number of clusters` })}
      ${this.#slider("eps", "ε", own, {
        min: 0,
        max: distances.at(-1) ?? 2,
        step: (distances.at(-1) ?? 2) / 200,
        points: shares,
        meaning: "Share of songs that have enough songs within ε (the k-distance curve)",
      })}
      ${this.#slider("minSamples", "min points", own, { min: 1, max: most(20) })}
      ${this.#slider("minClusterSize", "min cluster size", own, { min: 2, max: most(30) })}
      ${modalities.length === 0 || own.weights === null ? nothing : this.#weights(own.weights, modalities)}
    `;
  }

  #slider(
    name: Exclude<keyof Tuning, "weights">,
    label: string,
    own: TuneStart["own"],
    {
      min,
      max,
      step = 1,
      points = [],
      meaning = "",
    }: { min: number; max: number; step?: number; points?: readonly CurvePoint[] | null; meaning?: string },
  ): TemplateResult | typeof nothing {
    const present = this.panel.choice(TUNING)[name];
    // The method has no such parameter.
    if (own[name] === null && (name !== "eps" || own.minSamples === null)) return nothing;
    return html`<latentune-curve-slider
      class=${name}
      .label=${label}
      .meaning=${meaning}
      .min=${min}
      .max=${max}
      .step=${step}
      .own=${own[name]}
      .value=${rounded(present ?? own[name] ?? max / 2)}
      .points=${points}
      @choose=${({ detail }: CustomEvent<number | null>) => {
        this.#change({ [name]: detail === own[name] ? null : detail });
      }}
    ></latentune-curve-slider>`;
  }

  #weights(own: Weights, modalities: TuneStart["modalities"]): TemplateResult {
    const present = this.panel.choice(TUNING).weights ?? own;
    const change = (modality: keyof Weights, value: number | null): void => {
      const weights = { ...present, [modality]: value ?? own[modality] };
      const same = modalities.every((each) => weights[each] === own[each]);
      this.#change({ weights: same ? null : weights });
    };
    return html`<span class="weights" role="group" aria-label="Weights">
      ${modalities.map(
        (modality) =>
          html`<latentune-curve-slider
            class=${modality}
            .label=${modality === "genre" && present.genre > 0 ? "⚠ genre" : modality}
            .meaning=${modality === "genre" ? GENRE_LEAKS : `What the columns of the ${modality} are multiplied by`}
            .min=${0}
            .max=${MOST_WEIGHT}
            .step=${0.05}
            .own=${own[modality]}
            .value=${rounded(present[modality])}
            @choose=${({ detail }: CustomEvent<number | null>) => {
              change(modality, detail);
            }}
          ></latentune-curve-slider>`,
      )}
      ${present.genre > 0 ? html`<span class="leak" title=${GENRE_LEAKS}>scores against the genre are leaked</span>` : nothing}
    </span>`;
  }

  #change(to: Partial<TuningChoice>): void {
    this.kept = null;
    this.panel.change(TUNING, to);
  }

  #reset(): TemplateResult {
    return html`<button
      class="plain"
      @click=${() => {
        this.#change(NOT_TUNED);
      }}
    >
      Reset
    </button>`;
  }

  #keepAction(shown: Shown): TemplateResult {
    const isOff = this.keeping || this.panel.tuning.kind !== "ready" || this.kept !== null || !this.#isOfChoice(shown);
    return html`<button
      class="plain"
      ?disabled=${isOff}
      title="Keeps these clusters in a new run, beside those of this run"
      @click=${this.#keep}
    >
      ${this.keeping ? "Keeping" : "Keep as run"}
    </button>`;
  }

  #keptAs(): TemplateResult | typeof nothing {
    const { kept } = this;
    if (kept === null) return nothing;
    return html`<span role="status"
      >Kept as “${kept.name}”.
      ${link("Show it", () => {
        this.panel.ask("showRun", { runId: kept.runId });
      })}</span
    >`;
  }

  readonly #keep = (): void => {
    const { shown } = this.panel;
    if (shown === null) return;
    this.keeping = true;
    this.panel
      .request("keepTuned", askedOf(this.panel, shown))
      .then((kept) => {
        this.kept = kept;
      }, this.panel.report)
      .finally(() => {
        this.keeping = false;
      });
  };
}

const GENRE_LEAKS =
  "With the genre in it, a clustering is scored against what it was given: no score against the genre says anything.";

function clusteringKey(runId: string, { representation, method }: Omit<TunedClustering, "tuning">): string {
  return JSON.stringify([runId, representation, method]);
}

/** Sliders of radii have long numbers. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** What the shown clustering came to: `7 clusters · silhouette 0.31`, with ± where there are several seeds. */
function resultText(panel: Panel, { clustering, tuned, labels }: Shown): string {
  if (panel.tuning.kind === "making") return "Clustering";
  const { clusters, stability } = clustering;
  const noise = labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0);
  return [
    ...(tuned === null ? [] : [tuned.representation.label, clustering.label]),
    countOf(clusters.length, "cluster"),
    ...(noise === 0 ? [] : [`${formatNumber(noise)} noise`]),
    tuned?.scored === false ? "scoring" : `silhouette ${metricText(clustering, "silhouette")}`,
    ...(stability === undefined ? [] : [`stability ${formatNumber(stability)}`]),
  ].join(" · ");
}

customElements.define("latentune-tune", TuneStrip);

export const tuneView: PanelView = {
  id: "tune",
  label: "Tune",
  title: "Tune the clusters",
  place: "strip",
  tag: "latentune-tune",
  summary: (panel) => (panel.shown === null ? "" : resultText(panel, panel.shown)),
  figures: tuneFigures,
};
