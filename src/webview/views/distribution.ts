import { countOf, formatNumber, formatShare } from "../../shared/format.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { select, toggle } from "../base/controls.ts";
import { icon } from "../base/icons.ts";
import { memo } from "../base/memo.ts";
import { ViewElement } from "../base/panel-element.ts";
import "../base/fitting.ts";
import { filling } from "../base/styles.ts";
import "../charts/chart-element.ts";
import { cellWords, clusterBars, heatMap } from "../charts/distribution-chart.ts";
import type { Theme } from "../colour/theme.ts";
import type { Shown } from "../data/shown.ts";
import { distributionFigure } from "../figures/distribution-figure.ts";
import { FIGURE_THEME } from "../figures/look.ts";
import { textMeasure } from "../figures/measure.ts";
import { swatch } from "../map/element/legend.ts";
import type { MarkStyle } from "../map/render/scene.ts";
import { VIEW } from "../panel/state/choices.ts";
import { modeOf } from "../map/interact/keys.ts";
import { distribution, type Distribution } from "../model/distribution.ts";
import { presentColour } from "../model/colour-encoding.ts";
import { categoryMarks, paletteOf } from "../model/group-colours.ts";
import { flag, oneOf, savedGroup, type Saved } from "../base/saved-group.ts";
import type { PanelView } from "../panel/views.ts";

const DISTRIBUTION = savedGroup("distribution", {
  by: oneOf(["genre", "language"]),
  kind: oneOf(["automatic", "bars", "heat"]),
  values: oneOf(["counts", "shares"]),
  table: flag(false),
});
type DistributionChoice = Saved<typeof DISTRIBUTION>;

/** More clusters or categories than this are a heat map, unless bars are asked for, and more categories share "others". */
const MOST_GROUPS = 12;

/** "Cluster distribution": what the clusters are made of. A part of a bar, or a cell, selects its songs. */
export class DistributionView extends ViewElement {
  static override readonly styles = [
    filling,
    css`
      :host {
        gap: 4px;
        padding: 8px 12px;
      }
      .legend {
        flex: none;
      }
      .chart {
        flex: 1;
        min-height: 0;
      }
      .chart latentune-chart {
        cursor: pointer;
      }
      td,
      thead th:not(:first-child) {
        text-align: end;
      }
      thead .soft {
        display: block;
        font-weight: 400;
      }
      td button.plain {
        justify-content: flex-end;
        min-width: 24px;
        padding: 0;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  readonly #distribution = memo(distribution);
  /** With a column for every category, for the table. */
  readonly #complete = memo(distribution);
  readonly #marks = memo(categoryMarks);
  /** One song of many would leave nothing but faint bars: a selection shows from two songs on. */
  readonly #selected = memo((songs: readonly number[], table: Distribution) =>
    songs.length < 2 ? null : table.countsOf(songs),
  );
  readonly #configuration = memo(
    (
      kind: "bars" | "heat",
      values: DistributionChoice["values"],
      table: Distribution,
      marks: readonly MarkStyle[],
      selected: Uint32Array | null,
      theme: Theme,
    ) =>
      (kind === "bars" ? clusterBars : heatMap)({
        distribution: table,
        marks,
        values,
        selected,
        theme,
        onCell: (cell, event) => {
          this.#select(table.members(cell.cluster, cell.category), event);
        },
      }),
  );

  protected override render(): TemplateResult {
    const { shown } = this.panel;
    const choice = this.panel.choice(DISTRIBUTION);
    return html`
      <div class="view-head">
        <h2>Cluster distribution</h2>
        ${this.#choice("by", "Columns", { genre: "by genre", language: "by language" })}
        ${this.#choice("kind", "Kind", { automatic: "Auto", bars: "Bars", heat: "Heat map" })}
        ${this.#choice("values", "Values", { counts: "Counts", shares: "Shares" })}
        ${toggle(html`${icon("table")}Table`, choice.table, () => {
          this.panel.change(DISTRIBUTION, { table: !choice.table });
        })}
      </div>
      ${shown === null ? html`<div class="skeleton chart"></div>` : this.#body(shown, choice)}
    `;
  }

  /** What the chart shows: few of the categories, and how. */
  #drawn(shown: Shown, choice: DistributionChoice) {
    const { by } = choice;
    const values = shown.run.songs[by];
    const table = this.#distribution(shown.labels, values, MOST_GROUPS);
    const asOnMap = paletteOf(presentColour(shown, this.panel.choice(VIEW))) === by;
    return { table, kind: kindOf(table, choice), marks: this.#marks(values, table, asOnMap, this.theme) } as const;
  }

  #body(shown: Shown, choice: DistributionChoice): TemplateResult {
    if (choice.table) return this.#table(this.#complete(shown.labels, shown.run.songs[choice.by]), choice.values);
    const { table, kind, marks } = this.#drawn(shown, choice);
    const selected = this.#selected(this.panel.state.selected.songs, table);
    return html`
      <div class="chart">
        <latentune-chart
          .configuration=${this.#configuration(kind, choice.values, table, marks, selected, this.theme)}
          label="${countOf(table.clusters.length, "cluster")} by ${choice.by}; the table has the numbers"
        ></latentune-chart>
      </div>
      <latentune-fitting class="legend" .lines=${kind === "heat" ? 1 : 2} label="Select a ${choice.by}">
        ${table.categories.map(
          (name, category) =>
            html`<button
              class="plain"
              title="Select all ${name} songs"
              @click=${(event: MouseEvent) => {
                this.#select(songsOfCategory(table, category), event);
              }}
            >
              ${kind === "bars" ? swatch(marks[category]!) : nothing}<bdi>${name}</bdi>
            </button>`,
        )}
      </latentune-fitting>
    `;
  }

  #table(table: Distribution, shows: DistributionChoice["values"]): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Cluster distribution as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Cluster</th>
            ${table.categories.map((name) => html`<th scope="col"><bdi>${name}</bdi></th>`)}
            <th scope="col" title="Songs of the cluster">Songs</th>
            <th scope="col" title="Share of the most frequent one, 1 is best">
              Purity <span class="soft">↑ better</span>
            </th>
            <th scope="col" title="Shannon entropy in bits: 0 if all songs are alike">
              Entropy <span class="soft">↓ better</span>
            </th>
          </tr>
        </thead>
        <tbody>
          ${table.clusters.map(
            (row, cluster) =>
              html`<tr>
                <th scope="row">${row.id < 0 ? "noise" : row.id}</th>
                ${row.counts.map(
                  (count, category) =>
                    html`<td>
                      ${
                        count === 0
                          ? html`<span class="soft">0</span>`
                          : html`<button
                              class="plain"
                              aria-label="Select ${cellWords(table, { cluster, category })}"
                              @click=${(event: MouseEvent) => {
                                this.#select(table.members(cluster, category), event);
                              }}
                            >
                              ${shows === "counts" ? formatNumber(count) : formatShare(count / row.size)}
                            </button>`
                      }
                    </td>`,
                )}
                <td>${formatNumber(row.size)}</td>
                <td>${formatNumber(row.purity)}</td>
                <td>${formatNumber(row.entropy)} <span class="soft">bits</span></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #select(songs: Uint32Array, event: MouseEvent): void {
    this.panel.dispatch({ type: "select", songs, mode: modeOf(event) });
  }

  #choice<K extends "by" | "kind" | "values">(
    key: K,
    name: string,
    labels: Readonly<Record<DistributionChoice[K], string>>,
  ): TemplateResult {
    return select(name, Object.entries<string>(labels), this.panel.choice(DISTRIBUTION)[key], (value) => {
      this.panel.change(DISTRIBUTION, { [key]: value });
    });
  }
}

function kindOf({ clusters, categories }: Distribution, { kind }: DistributionChoice): "bars" | "heat" {
  if (kind !== "automatic") return kind;
  return clusters.filter(({ id }) => id >= 0).length > MOST_GROUPS || categories.length > MOST_GROUPS ? "heat" : "bars";
}

function songsOfCategory(table: Distribution, category: number): Uint32Array {
  const parts = table.clusters.map((_, cluster) => table.members(cluster, category));
  const songs = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const part of parts) {
    songs.set(part, filled);
    filled += part.length;
  }
  return songs.sort();
}

customElements.define("latentune-distribution", DistributionView);

export const distributionView: PanelView = {
  id: "distribution",
  label: "Clusters",
  title: "Cluster distribution",
  place: "distribution",
  tag: "latentune-distribution",
  saved: DISTRIBUTION,
  figures: (panel) => {
    const { shown } = panel;
    const choice = panel.choice(DISTRIBUTION);
    const { by, values } = choice;
    if (shown === null) return [];
    const { representation, clustering, labels, run } = shown;
    const table = distribution(labels, run.songs[by], MOST_GROUPS);
    const kind = kindOf(table, choice);
    const draw = (width: number): string => {
      // By itself, the figure has the palette of the map.
      const marks = categoryMarks(run.songs[by], table, true, FIGURE_THEME);
      const caption = `${representation.label} · ${clustering.label}`;
      const figure = { distribution: table, kind, values, by, marks, caption };
      return distributionFigure(figure, width, textMeasure(FIGURE_THEME));
    };
    const file = `clusters_${representation.name}_${clustering.method}_by_${by}_${values}`;
    return [{ label: kind === "bars" ? "Cluster distribution" : "Cluster distribution, heat map", file, draw }];
  },
};
