import { DOUBTS, doubtNotes, doubtOf } from "../../shared/doubt.ts";
import { countOf, formatNumber } from "../../shared/format.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { STABILITY } from "../../shared/contract/seeds.ts";
import { approximationRows } from "../../shared/contract/scale/approximation.ts";
import type { ViewManifest } from "../../shared/contract/view.ts";
import type { TableColumn } from "../../shared/contract/metrics.ts";
import { ariaSort, link, sortIcon, toggle } from "../base/controls.ts";
import { exportItem } from "../base/exports.ts";
import { memo } from "../base/memo.ts";
import { ViewElement } from "../base/panel-element.ts";
import { filling } from "../base/styles.ts";
import type { Shown, ShownClustering } from "../data/shown.ts";
import {
  bestValues,
  hasNoiseChoice,
  metricColumns,
  metricRows,
  metricText,
  metricValue,
  tunedRow,
  type MetricRow,
  tableValues,
} from "../model/metric-table.ts";
import { metricsCsv, metricsLatex, metricsMarkdown, overview } from "../model/metrics-export.ts";
import { tunedWithOwnScores, withOwnScores } from "../model/own-scores.ts";
import { betterSide, nextSort } from "../model/sort.ts";
import { flag, maybe, savedGroup, text } from "../base/saved-group.ts";
import { SCORES } from "../panel/state/choices.ts";
import { NOT_TUNED, TUNING } from "../panel/state/tuning.ts";
import type { PanelView } from "../panel/views.ts";

const METRICS = savedGroup("metrics", { column: maybe(text), descending: flag(false), withoutNoise: flag(false) });

/** "Metrics": every clustering of every representation. The row that is shown on the map is marked; choosing one shows it. */
export class MetricsView extends ViewElement {
  static override readonly styles = [
    filling,
    css`
      .view-head {
        padding: 4px 12px;
      }
      .warnings,
      .approximations {
        flex: none;
        max-height: 40%;
        overflow: auto;
        padding: 0 12px 4px;
      }
      .warnings summary,
      .approximations summary {
        cursor: pointer;
      }
      .warnings ul,
      .approximations ul {
        padding-inline-start: 20px;
      }
      .view-head p {
        flex: 1 1 320px;
      }
      table {
        min-width: 100%;
      }
      td.number,
      th.number {
        text-align: end;
      }
      thead th {
        z-index: 1;
        padding: 0 4px;
        border-bottom: 1px solid var(--line);
        vertical-align: bottom;
      }
      thead button.plain {
        flex-wrap: wrap;
        justify-content: flex-start;
        gap: 0 2px;
        height: auto;
        font-weight: 600;
      }
      thead .number button.plain {
        justify-content: flex-end;
      }
      .direction {
        flex-basis: 100%;
        color: var(--soft);
        font-weight: 400;
      }
      thead .number .direction {
        text-align: end;
      }
      tbody tr {
        cursor: pointer;
      }
      tbody tr:hover {
        background: var(--vscode-list-hoverBackground);
      }
      tbody tr[aria-current="true"] {
        background: var(--vscode-list-inactiveSelectionBackground);
        color: var(--vscode-list-inactiveSelectionForeground, inherit);
      }
      tbody th {
        font-weight: 400;
      }
      tbody th:first-child {
        padding-inline-start: 12px;
      }
      thead th:first-child {
        padding-inline-start: 7px;
      }
      /* The methods are seen beside long names of representations. */
      @media (max-width: 499px) {
        tbody th {
          max-width: 40vw;
        }
        tbody th button {
          white-space: normal;
          text-align: start;
        }
      }
      tbody th button {
        color: inherit;
      }
      .best {
        font-weight: 600;
      }
      /* Beside the column, in which digits stand below digits. */
      .mark {
        display: inline-block;
        width: 0;
        color: var(--soft);
        font-weight: 400;
        text-indent: 1px;
      }
      .badge {
        margin-inline-start: 6px;
        padding: 0 4px;
        border: 1px solid var(--line);
        border-radius: 4px;
        color: var(--soft);
      }
      tr[aria-current="true"] .badge,
      tr[aria-current="true"] .mark,
      tr[aria-current="true"] .soft {
        color: inherit;
      }
    `,
  ];

  readonly #columns = memo(metricColumns);
  readonly #rows = memo(metricRows);
  readonly #manifest = memo(withOwnScores);
  readonly #tunedRow = memo(tunedRow);
  readonly #tuned = memo(tunedWithOwnScores);
  readonly #best = memo(bestValues);

  protected override render(): TemplateResult | typeof nothing {
    const { shown } = this.panel;
    if (shown === null) return nothing;
    const metrics = this.panel.choice(METRICS);
    const scores = this.panel.ownScores;
    const manifest = this.#manifest(shown.run.manifest, scores);
    const { warnings = [], approximations = [], kChosen } = manifest;
    const columns = this.#columns(manifest, metrics.withoutNoise);
    const own = this.#rows(manifest, metrics);
    const tuned = this.#tuned(this.#tunedRow(shown), scores);
    const rows = tuned === null ? own : [tuned, ...own];
    const best = this.#best(own, columns);
    const hasNoise = hasNoiseChoice(manifest);
    const doubts = doubtNotes(
      rows.map((row) => ({ values: tableValues(row) })),
      columns.map(({ key }) => key),
    );
    return html`
      <div class="view-head">
        <p class="soft">
          Choose a row to see it on the map. “best” is the best of its representation, ★ the best of the
          column.${columns.includes(STABILITY) ? " Scores are mean ± deviation over the run’s seeds." : ""}${doubts.map((note) => ` ${note}`)}${ownNote(manifest)}${kChosen === undefined ? "" : ` ${kChosen}.`}
        </p>
        ${this.#ownToggle(shown)}
        ${
          hasNoise
            ? toggle(
                "Without noise",
                metrics.withoutNoise,
                () => {
                  this.panel.change(METRICS, { withoutNoise: !metrics.withoutNoise });
                },
                "Agreement with the labels, computed without the songs that are noise",
              )
            : nothing
        }
      </div>
      ${
        warnings.length === 0
          ? nothing
          : html`<details class="warnings">
              <summary>${countOf(warnings.length, "warning")} about these scores</summary>
              <ul>
                ${warnings.map(({ message, remedy }) => html`<li>${message} <span class="soft">${remedy}</span></li>`)}
              </ul>
            </details>`
      }
      ${
        approximations.length === 0
          ? nothing
          : html`<details class="approximations">
              <summary>Computed approximately, as there are many songs</summary>
              <ul>
                ${approximationRows(approximations, formatNumber).map(
                  ({ what, text, measure }) => html`<li>${what}: ${text} <span class="soft">${measure}</span></li>`,
                )}
              </ul>
            </details>`
      }
      <div class="scroll" tabindex="0" role="group" aria-label="Metrics of each clustering">
        <table>
          <thead>
            <tr>
              ${this.#head("representation", "Representation")} ${this.#head("method", "Method")}
              ${columns.map((column) => this.#head(column.key, column.label, column))}
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => this.#row(row, columns, best, shown))}
          </tbody>
        </table>
      </div>
    `;
  }

  #ownToggle({ own }: Shown): TemplateResult | typeof nothing {
    if (!this.panel.host.trusted || own === null || own.names.length < 2) return nothing;
    const isOn = this.panel.choice(SCORES).own;
    const change = (): void => {
      this.panel.change(SCORES, { own: !isOn });
    };
    return toggle("Own labels", isOn, change, "Also scores against your own labels, as they are now");
  }

  #head(key: string, label: string, column?: TableColumn): TemplateResult {
    const metrics = this.panel.choice(METRICS);
    const sorted = metrics.column === key;
    const better = column?.better ?? null;
    return html`<th
      scope="col"
      class=${column === undefined ? "" : "number"}
      aria-sort=${ariaSort(sorted, metrics.descending)}
    >
      <button
        class="plain"
        title=${column?.meaning ?? `Sort by ${label.toLowerCase()}`}
        @click=${() => {
          this.panel.change(METRICS, nextSort(metrics, key, better === "higher"));
        }}
      >
        ${label}${sortIcon(sorted, metrics.descending)}${better === null ? nothing : html` <span class="direction">${betterSide(better)}</span>`}
      </button>
    </th>`;
  }

  #row(
    row: MetricRow,
    columns: readonly TableColumn[],
    best: ReadonlyMap<string, number | undefined>,
    shown: Shown,
  ): TemplateResult {
    const { representation, clustering, tuned = false, alike = [] } = row;
    const values = tableValues(row);
    const isShown = ({ method }: ShownClustering): boolean =>
      representation.name === shown.representation.name && method === shown.clustering.method;
    const current = tuned || (shown.tuned === null && [clustering, ...alike].some(isShown));
    const choose = (): void => {
      if (tuned) return;
      this.panel.change(TUNING, NOT_TUNED);
      this.panel.show({ representation: representation.name, method: clustering.method, colour: "cluster" });
    };
    return html`<tr aria-current=${current ? "true" : "false"} @click=${choose}>
      <th scope="row">
        ${link(representation.label, (event) => {
          event.stopPropagation();
          choose();
        })}
      </th>
      <td title=${alike.length === 0 ? nothing : alike.map(({ label }) => label).join("; ")}>
        ${clustering.label}${alike.length === 0 ? nothing : ` and ${alike.length} more: all noise`}${tuned ? html`<span class="badge">tuned</span>` : nothing}${clustering.best ? html`<span class="badge">best</span>` : nothing}
      </td>
      ${columns.map(({ key, label }) => {
        const value = metricValue(clustering, key);
        if (value === null) {
          const scoring = tuned && shown.tuned?.scored === false;
          const reason = scoring ? "being computed" : (clustering.reasons[key] ?? "not defined for this clustering");
          return html`<td class="number soft" title="${label}: ${reason}">
            –<span class="visually-hidden"> undefined: ${reason}</span>
          </td>`;
        }
        const doubt = doubtOf(values, key);
        const top = doubt !== "leak" && value === best.get(key);
        const { mark, meaning } = doubt === null ? { mark: "", meaning: nothing } : DOUBTS[doubt];
        return html`<td class="number ${top ? "best" : ""} ${doubt === null ? "" : "soft"}" title=${meaning}>
          ${top ? html`<span aria-hidden="true">★ </span><span class="visually-hidden">best of the column: </span>` : nothing}${metricText(clustering, key)}${doubt === null ? nothing : html`<span class="mark" aria-hidden="true">${mark}</span><span class="visually-hidden"> ${meaning}</span>`}
        </td>`;
      })}
    </tr>`;
  }
}

/** How many songs the scores against own labels are of. */
function ownNote({ representations, songCount }: ViewManifest): string {
  const labelled = representations[0]?.clusterings[0]?.metrics["n_own"] ?? null;
  if (labelled === null) return "";
  return ` Scores against own labels are of the ${formatNumber(labelled)} of ${countOf(songCount, "song")} that have one.`;
}

customElements.define("latentune-metrics", MetricsView);

export const metricsView: PanelView = {
  id: "metrics",
  label: "Metrics",
  place: "below",
  tag: "latentune-metrics",
  saved: METRICS,
  exports: (panel) => {
    const { shown } = panel;
    if (shown === null) return [];
    const manifest = withOwnScores(shown.run.manifest, panel.ownScores);
    const name = `metrics_${manifest.task}`;
    const caption = `Clusterings of ${countOf(manifest.songCount, "song")}, the best of each representation`;
    return [
      exportItem(panel, "Metrics as CSV", `${name}.csv`, () => metricsCsv(manifest)),
      exportItem(panel, "Metrics as Markdown", `${name}.md`, () => metricsMarkdown(overview(manifest, "all"))),
      exportItem(panel, "Metrics as LaTeX (best of each representation)", `${name}_best.tex`, () =>
        metricsLatex(overview(manifest, "best"), caption),
      ),
    ];
  },
};
