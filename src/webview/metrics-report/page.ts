import { html, nothing, type TemplateResult } from "lit";
import { DOUBTS } from "../../shared/doubt.ts";
import { ariaSort } from "../base/controls.ts";
import { betterSide } from "../model/sort.ts";
import type { MetricReport, ReportCell, ReportColumn, ReportRow } from "./protocol.ts";
import { pressed, shownColumns, shownRows, type ReportState } from "./sort.ts";

type Change = (state: ReportState) => void;

/** The report; a table wider than the window scrolls by itself, with the keyboard too. */
export function reportPage(report: MetricReport, state: ReportState, change: Change): TemplateResult {
  const columns = shownColumns(report, state);
  const rows = shownRows(report, state);
  return html`<main>
    <h1>${report.title}</h1>
    <p class="notes">${report.notes.join(" ")}</p>
    ${choices(report, state, change)}
    <div class="scroller" tabindex="0" role="region" aria-label="Metrics table">
      <table>
        <thead>
          <tr>
            ${columns.map((index) => head(report, report.columns[index]!, state, change))}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr class=${row.best === null ? "" : `best ${row.best}`}>
                ${columns.map((index, position) => cell(row, row.cells[index]!, report.columns[index]!, position === 0))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${footnotes(report, rows, columns)} ${definitions(columns.map((index) => report.columns[index]!))}
  </main>`;
}

/** What stands in the place of a report that cannot be made. */
export function brokenPage(message: string): TemplateResult {
  return html`<main><p class="broken" role="alert">${message}</p></main>`;
}

function choices({ columns }: MetricReport, state: ReportState, change: Change): TemplateResult {
  const box = (id: "withoutNoise" | "bestOnly" | "details", label: string): TemplateResult =>
    html`<label
      ><input
        type="checkbox"
        id=${id}
        .checked=${state[id]}
        @change=${({ target }: Event) => {
          change({ ...state, [id]: (target as HTMLInputElement).checked });
        }}
      />${label}</label
    >`;
  const hasNoise = columns.some(({ noise }) => noise === "left-out");
  const hasRepresentations = columns.some(({ key }) => key === "rep");
  return html`<div class="choices">
    ${hasNoise ? box("withoutNoise", "Leave noise out of the agreement") : nothing}
    ${hasRepresentations ? box("bestOnly", "Best of each representation only") : nothing}
    ${columns.some(({ detail }) => detail) ? box("details", "All columns") : nothing}
  </div>`;
}

function head(report: MetricReport, column: ReportColumn, state: ReportState, change: Change): TemplateResult {
  const { key, label, better, meaning, numeric } = column;
  const sorted = state.sortBy === key;
  const press = (): void => {
    change(pressed(state, report, key));
  };
  return html`<th scope="col" class=${numeric ? "number" : ""} aria-sort=${ariaSort(sorted, state.descending)}>
    <button type="button" title=${meaning} @click=${press}>
      <span>${label}${sorted ? (state.descending ? " ▾" : " ▴") : ""}</span>
      ${better === null ? nothing : html`<span class="direction">${betterSide(better)}</span>`}
    </button>
  </th>`;
}

function cell({ best: role }: ReportRow, content: ReportCell, { numeric }: ReportColumn, isFirst: boolean) {
  const { text, name, best, doubt, reason } = content;
  const className = `${numeric ? "number" : ""} ${best ? "leader" : ""} ${doubt === null ? "" : "doubtful"}`.trim();
  // A deviation may stand below its mean, but never apart from its sign.
  const inside = html`${text.replace("± ", "±\u00a0")}${best ? html`<span class="spoken"> best value of the column</span>` : nothing}${doubt === null ? nothing : html`<span class="doubt" aria-hidden="true">${DOUBTS[doubt].mark}</span><span class="spoken">, ${DOUBTS[doubt].meaning}</span>`}${reason === null ? nothing : html`<sup>${reason + 1}</sup>`}`;
  if (!isFirst) return html`<td class=${className} title=${name ?? nothing}>${inside}</td>`;
  const badge = role === "overall" ? "best overall" : "best of its kind";
  return html`<th scope="row" class=${className} title=${name ?? nothing}>
    ${inside} ${role === null ? nothing : html`<span class="badge">${badge}</span>`}
  </th>`;
}

/** Why cells of the shown table are undefined. */
function footnotes({ reasons, doubts }: MetricReport, rows: readonly ReportRow[], columns: readonly number[]) {
  const used = new Set(rows.flatMap(({ cells }) => columns.map((index) => cells[index]!.reason)));
  const notes = reasons.flatMap((reason, index) =>
    used.has(index) ? [html`<p><sup>${index + 1}</sup> undefined: ${reason}</p>`] : [],
  );
  const all = [...doubts.map((doubt) => html`<p>${doubt}</p>`), ...notes];
  return all.length === 0 ? nothing : html`<div class="footnotes">${all}</div>`;
}

function definitions(columns: readonly ReportColumn[]): TemplateResult | typeof nothing {
  // Agreement with languages and with genres is one metric: it is explained once.
  const meanings = new Set(columns.map(({ meaning }) => meaning).filter((meaning) => meaning !== ""));
  if (meanings.size === 0) return nothing;
  return html`<h2>What the columns mean</h2>
    <dl>
      ${Array.from(meanings, (meaning) => {
        const same = columns.filter((column) => column.meaning === meaning);
        const { better } = same[0]!;
        const direction = better === null ? "" : better === "higher" ? " Higher is better." : " Lower is better.";
        return html`<dt>${same.map(({ label }) => label).join(", ")}</dt>
          <dd>${meaning}${direction}</dd>`;
      })}
    </dl>`;
}
