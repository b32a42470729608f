import { css, html, nothing, type TemplateResult } from "lit";
import { clusterName } from "../../../shared/names.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { link } from "../../base/controls.ts";
import { memo } from "../../base/memo.ts";
import { ViewElement } from "../../base/panel-element.ts";
import { filling } from "../../base/styles.ts";
import { modeOf } from "../../map/interact/keys.ts";
import { contingencyOf } from "../../../shared/contract/panel/contingency.ts";
import type { Compared } from "../../panel/comparing.ts";
import { COMPARISON_VIEW } from "../../panel/state/choices.ts";
import type { PanelView } from "../../panel/views.ts";
import { contingencyTable } from "./contingency.ts";

/** What two clusterings have in common and what not: a summary, the songs that moved, and the table of both. */
export class ComparisonView extends ViewElement {
  static override readonly styles = [
    filling,
    css`
      .parts {
        display: grid;
        grid-template-columns: minmax(320px, 3fr) minmax(240px, 2fr);
        gap: 8px 24px;
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 8px 12px;
      }
      .summary {
        display: flex;
        flex-direction: column;
        gap: 4px;
        list-style: none;
      }
      .summary li {
        overflow-wrap: anywhere;
      }
      .moved {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        margin-top: 8px;
      }
      .table {
        overflow: auto;
      }
      .table > p {
        margin-bottom: 4px;
      }
      .count {
        min-width: 32px;
        padding: 1px 4px;
        text-align: center;
      }
      td.matched {
        outline: 1px solid var(--accent);
        outline-offset: -1px;
      }
      .message {
        padding: 8px 12px;
      }
      @media (max-width: 699px) {
        .parts {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
  readonly #table = memo(contingencyOf);

  protected override render(): TemplateResult {
    const { compared, isLoading, problem } = this.panel.comparing.now;
    if (problem !== null) return html`<p class="message" role="alert">${problem}</p>`;
    if (compared === null) return html`<p class="message soft" role="status">Comparing…</p>`;
    return html`<div class="parts" aria-busy=${isLoading} tabindex="0" role="group" aria-label="Comparison of A and B">
      <div>
        <ul class="summary number">
          ${compared.comparison.summary.map((line) => html`<li dir="auto">${line}</li>`)}
        </ul>
        ${this.#moved(compared)}
      </div>
      <div class="table">
        ${contingencyTable(this.#table(compared.comparison), (a, b, event) => {
          this.#select(songsOfCell(compared, this.panel.shown?.labels, a, b), event);
        })}
      </div>
    </div>`;
  }

  #moved({ comparison, moved }: Compared): TemplateResult | typeof nothing {
    if (comparison.moved.length === 0) return nothing;
    return html`<div class="moved">
      ${
        moved.length === 0
          ? nothing
          : link(`Select the ${countOf(moved.length, "song")} that moved`, (event) => {
              this.#select(moved, event);
            })
      }
      ${comparison.moved.map(({ song, title, clusterA, clusterB, kept, neighbours }) =>
        link(
          html`<span
            title="${clusterName(clusterA)} of A, ${clusterName(clusterB)} of B; keeps ${formatNumber(kept)} of its ${formatNumber(neighbours)} nearest songs"
            ><bdi>${title}</bdi></span
          >`,
          (event) => {
            this.panel.dispatch({ type: "select", songs: [song], mode: modeOf(event), focus: song });
          },
        ),
      )}
    </div>`;
  }

  #select(songs: readonly number[], event: MouseEvent): void {
    this.panel.dispatch({ type: "select", songs, mode: modeOf(event) });
  }
}

function songsOfCell({ other, songOfB }: Compared, labels: Int32Array | undefined, a: number, b: number): number[] {
  const songs: number[] = [];
  labels?.forEach((label, song) => {
    const songB = songOfB(song);
    if (songB >= 0 && Math.max(-1, label) === a && Math.max(-1, other.labels[songB]!) === b) songs.push(song);
  });
  return songs;
}

customElements.define("latentune-comparison", ComparisonView);

export const comparisonView: PanelView = {
  id: COMPARISON_VIEW,
  label: "Comparison",
  place: "below",
  tag: "latentune-comparison",
  available: ({ comparing }) => comparing.choice.runId !== null,
};
