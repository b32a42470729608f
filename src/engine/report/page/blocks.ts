import type { Block, Paragraph, ReportCell, ReportColumn, ReportFigure, Table } from "../model/report.ts";
import { markup, type Markup } from "./markup.ts";
import { sentencesMarkup, type Targets } from "./sentences.ts";

/** What a page is made with: where sentences point to, and the drawing of a figure's panels. */
export interface PageContext {
  readonly targets: Targets;
  /** In the order of the figure's panels. */
  readonly panels: ReadonlyMap<ReportFigure, readonly Markup[]>;
}

/** The blocks of a section; further figures that follow each other are folded together. */
export function blocksMarkup(blocks: readonly Block[], context: PageContext): Markup {
  const parts: Markup[] = [];
  let further: Markup[] = [];
  const fold = (): void => {
    if (further.length > 0) parts.push(folded("Further maps and charts", further));
    further = [];
  };
  for (const block of blocks) {
    if (block.kind === "figure" && block.appendix === true) {
      further.push(figureMarkup(block, context));
      continue;
    }
    fold();
    parts.push(blockMarkup(block, context));
  }
  fold();
  return markup`${parts}`;
}

function folded(title: string, content: readonly Markup[]): Markup {
  return markup`<details><summary>${title}</summary>
${content}</details>
`;
}

function blockMarkup(block: Block, context: PageContext): Markup {
  switch (block.kind) {
    case "paragraph":
      return paragraphMarkup(block, context.targets);
    case "formula":
      return markup`<p class="formula">${block.text}</p>
`;
    case "table":
      return block.appendix === true ? folded(block.title, [tableMarkup(block, context.targets)]) : tableMarkup(block, context.targets); // prettier-ignore
    case "figure":
      return figureMarkup(block, context);
  }
}

function paragraphMarkup({ lead, sentences }: Paragraph, targets: Targets): Markup {
  const start = lead === undefined ? [] : [markup`<b>${lead}</b> `];
  return markup`<p>${start}${sentencesMarkup(sentences, targets)}</p>
`;
}

function tableMarkup({ id, caption, columns, rows, notes, names = [], appendix }: Table, targets: Targets): Markup {
  const { name, anchor } = targets.numbered.get(id) ?? { name: "", anchor: id };
  const body = rows.map(
    ({
      cells,
      best,
    }) => markup`<tr${best === true ? [markup` class="best"`] : []}>${cells.map((cell, index) => cellMarkup(cell, columns[index], index === 0))}</tr>
`,
  );
  // What the columns mean is said once, where there is room for it.
  const meanings = appendix === true ? columns.filter(({ meaning = "" }) => meaning !== "") : [];
  return markup`<div class="table" id="${anchor}">
<p class="caption" id="${anchor}-caption"><b>${name}.</b> ${sentencesMarkup(caption, targets)}</p>
<div class="scroller" role="region" aria-labelledby="${anchor}-caption" tabindex="0"><table class="sorts">
<thead><tr>${columns.map(headMarkup)}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
</div>
${notes.map(
  (note) => markup`<p class="notes">${note}</p>
`,
)}${
    meanings.length === 0
      ? []
      : [
          markup`<dl class="notes">${meanings.map(({ label, meaning = "" }) => markup`<div><dt>${label}</dt><dd>${meaning}</dd></div>`)}</dl>
`,
        ]
  }${
    names.length === 0
      ? []
      : [
          markup`<p class="notes">Names in the files: ${names.map((each, index) => markup`${index === 0 ? "" : "; "}${each.label} <code>${each.name}</code>`)}.</p>
`,
        ]
  }`;
}

function headMarkup({ label, numeric, better = null, meaning = "" }: ReportColumn): Markup {
  const arrow = better === null ? "" : better === "higher" ? " ↑" : " ↓";
  const way = better === null ? [] : [markup` data-better="${better}"`];
  const about = meaning === "" ? [] : [markup` title="${meaning}"`];
  return markup`<th scope="col"${numeric ? [markup` class="number"`] : []}${way}${about}>${label}${arrow}</th>`;
}

function cellMarkup({ text, value, best }: ReportCell, column: ReportColumn | undefined, isFirst: boolean): Markup {
  const classes = [...(column?.numeric === true ? ["number"] : []), ...(best === true ? ["best"] : [])];
  const attributes = [
    ...(classes.length === 0 ? [] : [markup` class="${classes.join(" ")}"`]),
    ...(value === undefined ? [] : [markup` data-value="${value ?? ""}"`]),
  ];
  if (isFirst) return markup`<th scope="row"${attributes} dir="auto">${text}</th>`;
  return markup`<td${attributes}>${text}</td>`;
}

function figureMarkup(figure: ReportFigure, { targets, panels }: PageContext): Markup {
  const { name, anchor } = targets.numbered.get(figure.id) ?? { name: "", anchor: figure.id };
  const drawn = panels.get(figure) ?? [];
  const content = figure.panels.map(({ label }, index) => {
    const heading = label === "" ? [] : [markup`<p class="label">${label}</p>`];
    return markup`<div class="panel">${heading}${drawn[index] ?? ""}</div>`;
  });
  const size = figure.panels.length > 2 ? " small" : figure.panels.length === 1 ? " one" : "";
  return markup`<figure id="${anchor}"><div class="panels${size}">${content}</div>
<figcaption><b>${name}.</b> ${sentencesMarkup(figure.caption, targets)}</figcaption></figure>
`;
}
