import { DASHES, HELD_OUT_DASHES } from "../../shared/figures/palette.ts";
import { formatLoss } from "../../shared/format.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { toggle } from "../base/controls.ts";
import { icon } from "../base/icons.ts";
import { memo } from "../base/memo.ts";
import { ViewElement } from "../base/panel-element.ts";
import { filling } from "../base/styles.ts";
import "../charts/chart-element.ts";
import { chartInk } from "../charts/chart-text.ts";
import {
  CURVE_TITLES,
  heldOutLabel,
  isHeldOut,
  linesOf,
  trainingChart,
  type Curve,
  type CurveKey,
} from "../charts/training-chart.ts";
import { toHex } from "../../shared/figures/rgb.ts";
import type { Theme } from "../colour/theme.ts";
import type { RunView } from "../data/run-view.ts";
import type { LiveCurve } from "../panel/live.ts";
import { flag, savedGroup } from "../base/saved-group.ts";
import type { PanelView } from "../panel/views.ts";
import { CURVE_KEYS, trainingFigures } from "./training-figure.ts";

const TRAINING = savedGroup("training", { logarithmic: flag(true), table: flag(false) });

/** Rows of the table twin; longer histories are shown every few epochs, the last one always. */
const MAX_ROWS = 200;

/** Whether a network's loss has this term at all: a contrastive one has no reconstruction. */
const hasTerm =
  (key: CurveKey) =>
  ({ points }: Pick<Curve, "points">): boolean =>
    points.some((point) => point[key] !== undefined);

/** "Training": the curves of the run's networks; of the run that goes on, as they grow. */
export class TrainingView extends ViewElement {
  static override readonly styles = [
    filling,
    css`
      :host {
        gap: 8px;
        padding: 8px 12px;
        overflow: auto;
        container-type: size;
      }
      .none {
        padding: 12px;
        max-width: 56ch;
        line-height: 1.5;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
      }
      .key {
        margin-inline-end: 4px;
        vertical-align: middle;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        grid-auto-rows: minmax(112px, 1fr);
        gap: 8px 16px;
        flex: 1;
        min-height: 120px;
      }
      figure {
        display: flex;
        flex-direction: column;
        min-height: 112px;
      }
      figcaption {
        color: var(--soft);
      }
      latentune-chart {
        flex: 1;
      }
      td,
      th {
        text-align: end;
      }
      @container (max-width: 700px) or (max-aspect-ratio: 5/2) {
        .charts {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      @container (max-width: 360px) {
        .charts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
  /** Of the shown run; null while they are read. */
  @state() accessor histories: ReadonlyMap<string, LiveCurve> | null = null;
  #historiesOf: RunView | null = null;

  readonly #curves = memo((models: ReadonlyMap<string, LiveCurve>, theme: Theme) => {
    // Colours are the songs' groups beside the curves: networks differ by dashes and by two inks.
    const colours = [theme.foreground, theme.softForeground].map(toHex);
    return [...models.values()].map(({ label, points }, index): Curve => ({
      label,
      points,
      colour: colours[index % colours.length]!,
      dash: DASHES[index % DASHES.length]!,
      heldOutDash: HELD_OUT_DASHES[index % HELD_OUT_DASHES.length]!,
    }));
  });
  readonly #configurations = memo((curves: readonly Curve[], logarithmic: boolean, theme: Theme) =>
    CURVE_KEYS.map((key) => trainingChart(key, curves, logarithmic, chartInk(theme))),
  );

  protected override willUpdate(): void {
    const run = this.panel.shown?.run ?? null;
    if (run === this.#historiesOf) return;
    this.#historiesOf = run;
    this.histories = null;
    if (run !== null) void this.#read(run);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { progress, curves } = this.panel.live;
    // What grows now comes before what is finished.
    const models = progress !== null || curves.size > 0 ? curves : this.histories;
    return models === null ? nothing : this.#body(models, progress !== null);
  }

  #body(models: ReadonlyMap<string, LiveCurve>, runs: boolean): TemplateResult {
    if (models.size === 0) {
      return html`<p class="none">
        ${!runs ? "No network was trained in this run, so there are no curves." : "Curves appear here when the first epoch of training is done."}
      </p>`;
    }
    const { logarithmic, table } = this.panel.choice(TRAINING);
    const curves = this.#curves(models, this.theme);
    return html`
      <div class="view-head">
        <div class="legend">
          ${curves.map(({ label, colour, dash }) => legendKey(label, colour, dash))}
          ${curves.filter(isHeldOut).map((curve) => legendKey(heldOutLabel(curve), curve.colour, curve.heldOutDash))}
        </div>
        <span class="choices" style=${styleMap({ marginInlineStart: "auto" })}>
          ${toggle("Logarithmic", logarithmic, () => {
            this.panel.change(TRAINING, { logarithmic: !logarithmic });
          })}
          ${toggle(html`${icon("table")}Table`, table, () => {
            this.panel.change(TRAINING, { table: !table });
          })}
        </span>
      </div>
      ${table ? this.#table(curves) : this.#charts(curves, logarithmic)}
    `;
  }

  #charts(curves: readonly Curve[], logarithmic: boolean): TemplateResult {
    const configurations = this.#configurations(curves, logarithmic, this.theme);
    return html`<div class="charts">
      ${CURVE_KEYS.map((key, index) => {
        const last = linesOf(key, curves)
          .filter(({ points }) => points.length > 0)
          .map(({ label, points }) => `${label} ${formatLoss(points.at(-1)?.y)} at epoch ${points.at(-1)?.x ?? 0}`);
        if (last.length === 0) return nothing;
        return html`<figure>
          <figcaption>${CURVE_TITLES[key]} by epoch</figcaption>
          <latentune-chart
            .configuration=${configurations[index]!}
            label="${CURVE_TITLES[key]} per epoch: ${last.join(", ")}"
          ></latentune-chart>
        </figure>`;
      })}
    </div>`;
  }

  #table(curves: readonly Curve[]): TemplateResult {
    const longest = curves.reduce((a, b) => (b.points.length > a.points.length ? b : a)).points;
    const step = Math.ceil(longest.length / MAX_ROWS);
    const epochs = longest
      .filter((_point, index) => index % step === 0 || index === longest.length - 1)
      .map(({ epoch }) => epoch);
    const byEpoch = curves.map((curve) => ({
      keys: keysOf(curve),
      points: new Map(curve.points.map((point) => [point.epoch, point])),
    }));
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Training as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Epoch</th>
            ${curves.map((curve) => keysOf(curve).map((key) => html`<th scope="col">${curve.label} ${CURVE_TITLES[key]}</th>`))}
          </tr>
        </thead>
        <tbody>
          ${epochs.map(
            (epoch) =>
              html`<tr>
                <th scope="row">${epoch}</th>
                ${byEpoch.map(({ keys, points }) => keys.map((key) => html`<td>${formatLoss(points.get(epoch)?.[key])}</td>`))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  async #read(run: RunView): Promise<void> {
    try {
      const curves = await Promise.all(
        run.manifest.models.map(
          async ({ name, label, history }) => [name, { label, points: await run.history(history) }] as const,
        ),
      );
      if (this.#historiesOf === run) this.histories = new Map(curves);
    } catch (error) {
      if (this.#historiesOf === run) this.panel.report(error);
    }
  }
}

const keysOf = (curve: Curve): readonly CurveKey[] => [
  ...CURVE_KEYS.filter((key) => hasTerm(key)(curve)),
  ...(isHeldOut(curve) ? (["validation"] as const) : []),
];

function legendKey(label: string, colour: string, dash: readonly number[]): TemplateResult {
  return html`<span
    ><svg class="key" viewBox="0 0 24 4" width="24" height="4" aria-hidden="true">
      <path d="M0 2H24" stroke=${colour} stroke-width="2" stroke-dasharray=${dash.join(" ")} /></svg
    >${label}</span
  >`;
}

customElements.define("latentune-training", TrainingView);

export const trainingView: PanelView = {
  id: "training",
  label: "Training",
  place: "below",
  tag: "latentune-training",
  saved: TRAINING,
  followsRun: true,
  figures: (panel) => trainingFigures(panel, panel.choice(TRAINING).logarithmic),
};
