import type { MetricReport, ReportCell, ReportColumn, ReportRow } from "./protocol.ts";
import { shownColumns, shownRows, type ReportState } from "./sort.ts";

export interface PageActions {
  readonly press: (key: string) => void;
  readonly set: (change: Partial<ReportState>) => void;
}

/** The report as elements. Text of the file only ever becomes text. */
export function reportPage(report: MetricReport, state: ReportState, actions: PageActions): readonly HTMLElement[] {
  const columns = shownColumns(report, state).map((index) => ({ index, column: report.columns[index]! }));
  const rows = shownRows(report, state);
  return [
    element("h1", {}, report.title),
    element("p", { className: "notes" }, report.notes.join(" ")),
    choices(report, state, actions),
    scroller(tableOf(columns, rows, state, actions)),
    ...footnotes(
      report,
      rows,
      columns.map(({ index }) => index),
    ),
    ...definitions(columns.map(({ column }) => column)),
  ];
}

/** What stands in the place of a report that cannot be made. */
export function brokenPage(message: string): readonly HTMLElement[] {
  return [element("p", { className: "broken", role: "alert" }, message)];
}

interface ShownColumn {
  readonly index: number;
  readonly column: ReportColumn;
}

function choices(report: MetricReport, state: ReportState, { set }: PageActions): HTMLElement {
  const box = (id: keyof ReportState, label: string, checked: boolean): HTMLElement => {
    const input = element("input", { type: "checkbox", id, checked });
    input.addEventListener("change", () => {
      set({ [id]: input.checked });
    });
    const text = element("label", {}, label);
    text.prepend(input);
    return text;
  };
  const bar = element("div", { className: "choices" });
  if (report.columns.some(({ noise }) => noise === "left-out"))
    bar.append(box("withoutNoise", "Leave noise out of the agreement", state.withoutNoise));
  if (report.columns.some(({ key }) => key === "rep"))
    bar.append(box("bestOnly", "Best of each representation only", state.bestOnly));
  return bar;
}

/** A table wider than the window scrolls by itself, with the keyboard too. */
function scroller(table: HTMLElement): HTMLElement {
  const region = element("div", { className: "scroller", tabIndex: 0 }, table);
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", "Metrics table");
  return region;
}

function tableOf(
  columns: readonly ShownColumn[],
  rows: readonly ReportRow[],
  state: ReportState,
  { press }: PageActions,
): HTMLElement {
  const heads = columns.map(({ column }) => headOf(column, state, press));
  const body = rows.map((row) => rowOf(row, columns));
  return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...body));
}

function headOf(
  { key, label, better, meaning, numeric }: ReportColumn,
  { sortBy, descending }: ReportState,
  press: (key: string) => void,
): HTMLElement {
  const sorted = sortBy === key;
  const direction = better === null ? "" : better === "higher" ? "↑ better" : "↓ better";
  const button = element(
    "button",
    { type: "button", title: meaning },
    element("span", {}, `${label}${sorted ? (descending ? " ▾" : " ▴") : ""}`),
  );
  button.dataset["key"] = key;
  if (direction !== "") button.append(element("span", { className: "direction" }, direction));
  button.addEventListener("click", () => {
    press(key);
  });
  const head = element("th", { scope: "col", className: numeric ? "number" : "" }, button);
  head.setAttribute("aria-sort", sorted ? (descending ? "descending" : "ascending") : "none");
  return head;
}

function rowOf({ cells, best }: ReportRow, columns: readonly ShownColumn[]): HTMLElement {
  const row = element("tr", { className: best === null ? "" : `best ${best}` });
  columns.forEach(({ index, column }, position) => {
    const cell = cellOf(cells[index]!, column, position === 0);
    if (position === 0 && best !== null) {
      cell.append(
        " ",
        element("span", { className: "badge" }, best === "overall" ? "best overall" : "best of its kind"),
      );
    }
    row.append(cell);
  });
  return row;
}

function cellOf({ text, name, best, reason }: ReportCell, { numeric }: ReportColumn, isRowHead: boolean): HTMLElement {
  const className = `${numeric ? "number" : ""} ${best ? "leader" : ""}`.trim();
  const cell = isRowHead ? element("th", { scope: "row", className }, text) : element("td", { className }, text);
  if (name !== null) cell.title = name;
  if (best) cell.append(element("span", { className: "spoken" }, " best value of the column"));
  if (reason !== null) cell.append(element("sup", {}, String(reason + 1)));
  return cell;
}

/** Why cells of the shown table are undefined. */
function footnotes(
  { reasons }: MetricReport,
  rows: readonly ReportRow[],
  columns: readonly number[],
): readonly HTMLElement[] {
  const used = new Set(rows.flatMap(({ cells }) => columns.map((column) => cells[column]!.reason)));
  const notes = reasons.flatMap((reason, index) =>
    used.has(index) ? [element("p", {}, element("sup", {}, String(index + 1)), ` undefined: ${reason}`)] : [],
  );
  return notes.length === 0 ? [] : [element("div", { className: "footnotes" }, ...notes)];
}

function definitions(columns: readonly ReportColumn[]): readonly HTMLElement[] {
  const explained = columns.filter(({ meaning }) => meaning !== "");
  if (explained.length === 0) return [];
  // Agreement with languages and with genres is one metric: it is explained once.
  const byMeaning = new Map(
    explained.map(({ meaning }) => [meaning, explained.filter((column) => column.meaning === meaning)]),
  );
  const list = element("dl", {});
  for (const [meaning, same] of byMeaning) {
    const better = same[0]!.better;
    const direction = better === null ? "" : better === "higher" ? " Higher is better." : " Lower is better.";
    list.append(
      element("dt", {}, same.map(({ label }) => label).join(", ")),
      element("dd", {}, `${meaning}${direction}`),
    );
  }
  return [element("h2", {}, "What the columns mean"), list];
}

/** An element with properties and children; strings become text. */
function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}
