import { formatNumber, formatShare } from "../../shared/format.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { select, toggle } from "../base/controls.ts";
import { icon } from "../base/icons.ts";
import { memo } from "../base/memo.ts";
import { ViewElement } from "../base/panel-element.ts";
import { filling } from "../base/styles.ts";
import "../charts/chart-element.ts";
import { cellWords, clusterBars, heatMap } from "../charts/distribution-chart.ts";
import type { Theme } from "../colour/theme.ts";
import type { Shown } from "../data/shown.ts";
import { distributionFigure } from "../figures/distribution-figure.ts";
import { FIGURE_THEME } from "../figures/look.ts";
import { textMeasure } from "../figures/measure.ts";
import { modeOf } from "../map/interact/keys.ts";
import { distribution, type Distribution } from "../model/distribution.ts";
import { categoryColours } from "../model/group-colours.ts";
import { flag, oneOf, savedGroup, type Saved } from "../base/saved-group.ts";
import type { PanelView } from "../panel/views.ts";

const DISTRIBUTION = savedGroup("distribution", {
  by: oneOf(["genre", "language"]),
  kind: oneOf(["bars", "heat"]),
  values: oneOf(["counts", "shares"]),
  table: flag(false),
});
type DistributionChoice = Saved<typeof DISTRIBUTION>;

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
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        flex: none;
        max-height: 44px;
        overflow: hidden auto;
      }
      .legend button {
        height: 20px;
      }
      .swatch {
        width: 8px;
        height: 8px;
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
      td button {
        min-width: 24px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  readonly #distribution = memo(distribution);
  readonly #colours = memo(categoryColours);
  /** One song of many would leave nothing but faint bars: a selection shows from two songs on. */
  readonly #selected = memo((songs: readonly number[], table: Distribution) =>
    songs.length < 2 ? null : table.countsOf(songs),
  );
  readonly #configuration = memo(
    (
      kind: DistributionChoice["kind"],
      values: DistributionChoice["values"],
      table: Distribution,
      colours: readonly string[],
      selected: Uint32Array | null,
      theme: Theme,
    ) =>
      (kind === "bars" ? clusterBars : heatMap)({
        distribution: table,
        colours,
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
        ${this.#choice("kind", "Kind", { bars: "Bars", heat: "Heat map" })}
        ${this.#choice("values", "Values", { counts: "Counts", shares: "Shares" })}
        ${toggle(html`${icon("table")}Table`, choice.table, () => {
          this.panel.change(DISTRIBUTION, { table: !choice.table });
        })}
      </div>
      ${shown === null ? html`<div class="skeleton chart"></div>` : this.#body(shown, choice)}
    `;
  }

  #body(shown: Shown, choice: DistributionChoice): TemplateResult {
    const values = shown.run.songs[choice.by];
    const table = this.#distribution(shown.labels, values);
    if (choice.table) return this.#table(table, choice.values);
    const colours = this.#colours(values, table.categories, this.theme);
    const selected = this.#selected(this.panel.state.selected.songs, table);
    return html`
      <div class="chart">
        <latentune-chart
          .configuration=${this.#configuration(choice.kind, choice.values, table, colours, selected, this.theme)}
          label="${table.clusters.length} clusters by ${choice.by}; the table has the numbers"
        ></latentune-chart>
      </div>
      <div class="legend" role="group" aria-label="Select a ${choice.by}">
        ${table.categories.map(
          (name, category) =>
            html`<button
              class="plain"
              title="Select all ${name} songs"
              @click=${(event: MouseEvent) => {
                this.#select(songsOfCategory(table, category), event);
              }}
            >
              ${choice.kind === "bars" ? html`<span class="swatch" style=${styleMap({ background: colours[category]! })}></span>` : nothing}<bdi
                >${name}</bdi
              >
            </button>`,
        )}
      </div>
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
                <th scope="row">${row.id < 0 ? "noise" : `Cluster ${row.id}`}</th>
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
    const { by, kind, values } = panel.choice(DISTRIBUTION);
    if (shown === null) return [];
    const { representation, clustering, labels, run } = shown;
    const draw = (width: number): string => {
      const table = distribution(labels, run.songs[by]);
      const colours = categoryColours(run.songs[by], table.categories, FIGURE_THEME);
      const caption = `${representation.label} · ${clustering.label}`;
      const figure = { distribution: table, kind, values, by, colours, caption };
      return distributionFigure(figure, width, textMeasure(FIGURE_THEME));
    };
    const file = `clusters_${representation.name}_${clustering.method}_by_${by}_${values}`;
    return [{ label: kind === "bars" ? "Cluster distribution" : "Cluster distribution, heat map", file, draw }];
  },
};
