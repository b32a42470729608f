import { html, nothing, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import { clusterName } from "../../../shared/names.ts";
import { countOf as counted, formatNumber } from "../../../shared/format.ts";
import type { Contingency } from "../../../shared/contract/panel/contingency.ts";

/** The table of both clusterings; each count selects its songs. */
export function contingencyTable(
  table: Contingency,
  select: (a: number, b: number, event: MouseEvent) => void,
): TemplateResult {
  const { rows, columns, countOf, isMatched, left } = table;
  const short = (cluster: number): string => (cluster < 0 ? "noise" : String(cluster));
  return html`
    <p id="contingency" class="soft">Songs by cluster of A (rows) and of B (columns); framed: matched clusters</p>
    <table aria-labelledby="contingency">
      <thead>
        <tr>
          <th scope="col">A \\ B</th>
          ${columns.map((column) => html`<th scope="col" class="count">${short(column)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${short(row)}</th>
              ${columns.map((column) => {
                const count = countOf(row, column);
                return html`<td class=${classMap({ count: true, matched: isMatched(row, column) })}>
                  ${
                    count === 0
                      ? html`<span class="soft">0</span>`
                      : html`<button
                          class="plain"
                          aria-label="Select ${counted(count, "song")}: ${clusterName(row)} of A, ${clusterName(column)} of B"
                          @click=${(event: MouseEvent) => {
                            select(row, column, event);
                          }}
                        >
                          ${formatNumber(count)}
                        </button>`
                  }
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      left.a + left.b === 0
        ? nothing
        : html`<p class="soft">
            Not listed: ${formatNumber(left.a)} smaller clusters of A, ${formatNumber(left.b)} of B.
          </p>`
    }
  `;
}
