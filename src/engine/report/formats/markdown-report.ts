import { RESULT_FILES } from "../../../shared/contract/result-files.ts";
import { code, escapeHtml, escapeMarkdown, markdownPath, markdownTable } from "../markdown.ts";
import type { Block, Report, ReportCell, ReportColumn, ReportFigure, Sentence, Table } from "../model/report.ts";
import { plainText, written } from "../model/sentence.ts";
import { drawPlot, plotsProblem } from "../plots/index.ts";
import type { ReportFormat, ReportSubject } from "./format.ts";

/** `REPORT.md`: the report with the pictures of the run's folder; long tables behind one click each. */
export const MARKDOWN: ReportFormat = {
  file: RESULT_FILES.report,
  write: ({ report, about, target }) => reportMarkdown(report, liesIn(about, target) ? ownPicture : pathOfPicture),
  async beside({ report, about, target }) {
    const pictures = new Map<string, Uint8Array>();
    if (liesIn(about, target) || (await plotsProblem()) !== undefined) return pictures;
    for (const figure of figuresOf(report)) {
      for (const [index, { plot }] of figure.panels.entries()) {
        const path = pathOfPicture(figure, index);
        if (path !== undefined) pictures.set(path, await drawPlot(plot));
      }
    }
    return pictures;
  },
};

/** Whether a report stands in the folder of its run, whose pictures it shows. */
function liesIn(about: ReportSubject, target: string): boolean {
  return about.kind === "run" && about.folder === target;
}

function figuresOf({ sections }: Report): ReportFigure[] {
  return sections.flatMap(({ blocks }) => blocks).filter((block): block is ReportFigure => block.kind === "figure");
}

/** Where a panel's picture lies, relative to the report; undefined: it is left out. */
type PicturePath = (figure: ReportFigure, panel: number) => string | undefined;

const ownPicture: PicturePath = ({ panels }, panel) => panels[panel]?.picture;

/** Elsewhere a report has pictures of its own. Of those that are for reference only the ones that the run has. */
const pathOfPicture: PicturePath = ({ id, panels, appendix = false }, panel) =>
  appendix && panels[panel]?.picture === undefined ? undefined : `figures/${plainName(id)}${panels.length === 1 ? "" : `-${panel + 1}`}.png`; // prettier-ignore

function plainName(id: string): string {
  return id.replaceAll(/[^\w.-]/g, "_");
}

/** @param pictureOf by default those of the run's folder */
export function reportMarkdown(report: Report, pictureOf: PicturePath = ownPicture): string {
  const write = sentenceWriter(report);
  const { title, byline, abstract, notes, doubts, sections, references } = report;
  const parts = [
    `# ${escapeMarkdown(title)}`,
    `*${escapeMarkdown(byline)}*`,
    paragraph(abstract, write),
    ...[...notes, ...doubts].map((note) => `> ${escapeMarkdown(note)}`),
    ...sections.flatMap(({ title: heading, blocks }) => [
      `## ${heading}`,
      ...blocks.map((block, index) => blockMarkdown(block, { write, pictureOf }, titleAbove(blocks, index))),
    ]),
    references.length === 0 ? "" : "## References",
    references.map(({ number, text, url }) => `${number}. ${escapeMarkdown(text)}${url === undefined ? "" : ` <${url}>`}`).join("\n"), // prettier-ignore
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

type Writer = (sentence: Sentence) => string;

function sentenceWriter({ references, sections }: Report): Writer {
  const numbers = new Map(references.map(({ key, number }) => [key, number]));
  const titles = new Map(sections.flatMap(({ blocks }) => blocks.flatMap((block) => ("id" in block ? [[block.id, block.title] as const] : [])))); // prettier-ignore
  return (sentence) =>
    written(sentence, {
      text: escapeMarkdown,
      cite: ({ cite }) => `\\[${cite.map((key) => numbers.get(key) ?? key).join(", ")}\\]`,
      see: ({ see }) => `“${escapeMarkdown(titles.get(see) ?? see)}”`,
      code: (part) => code(part.code),
    });
}

interface BlockWriter {
  readonly write: Writer;
  readonly pictureOf: PicturePath;
}

function paragraph(sentences: readonly Sentence[], write: Writer): string {
  return sentences.map(write).join(" ");
}

/** The heading of the figure before this one: figures of one thing stand below one heading. */
function titleAbove(blocks: readonly Block[], index: number): string {
  const above = blocks[index - 1];
  return above?.kind === "figure" ? above.title : "";
}

function blockMarkdown(block: Block, { write, pictureOf }: BlockWriter, above: string): string {
  switch (block.kind) {
    case "paragraph": {
      // Said at the top, before any number.
      if (block.doubt === true) return "";
      const lead = block.lead === undefined ? "" : `**${escapeMarkdown(block.lead)}** `;
      return `${lead}${paragraph(block.sentences, write)}`;
    }
    case "formula":
      return `> ${escapeMarkdown(block.text)}`;
    case "table":
      return tableMarkdown(block, write);
    case "figure":
      return figureMarkdown(block, { write, pictureOf }, above);
  }
}

function tableMarkdown(
  { id, title, caption, columns, rows, notes, names = [], appendix }: Table,
  write: Writer,
): string {
  // prettier-ignore
  const body = rows.map(({ cells, best }) => cells.map((cell, column) => cellMarkdown(cell, best === true && column === 0))); // prettier-ignore
  const head = columns.map(headText);
  const meanings = columns.filter(({ meaning }) => meaning !== undefined && meaning !== "").map(({ label, meaning }) => `- **${label}**: ${escapeMarkdown(meaning!)}`); // prettier-ignore
  const shown = [
    markdownTable(head, body, (column) => columns[column]!.numeric),
    ...notes.map(escapeMarkdown),
    ...(appendix === true ? [meanings.join("\n")] : []),
    names.length === 0 ? "" : `Names in the files: ${names.map(({ label, name }) => `${escapeMarkdown(label)} ${code(name)}`).join("; ")}.`, // prettier-ignore
  ].filter((part) => part !== "");
  const told = withoutTitle(caption, title);
  const said = paragraph(told, write);
  // What is long, or only of use to who makes the run again, is folded.
  if (appendix === true || id === "settings") {
    const summary = told.map((sentence) => escapeHtml(plainText(sentence))).join(" ");
    return [`### ${escapeMarkdown(title)}`, `<details><summary>${summary}</summary>`, ...shown, "</details>"].join(
      "\n\n",
    );
  }
  return [`### ${escapeMarkdown(title)}`, said, ...shown].join("\n\n");
}

/** A caption below its title: without a sentence that says the same. */
function withoutTitle(caption: readonly Sentence[], title: string): readonly Sentence[] {
  const words = (text: string): string => text.toLowerCase().replace(/^the /, "").replace(/\.$/, "");
  return caption.filter((sentence) => words(plainText(sentence)) !== words(title));
}

function headText({ label, better }: ReportColumn): string {
  return `${escapeMarkdown(label)}${better === "higher" ? " ↑" : better === "lower" ? " ↓" : ""}`;
}

function cellMarkdown({ text, best = false }: ReportCell, isBestRow: boolean): string {
  const escaped = escapeMarkdown(text);
  if (isBestRow) return `**${escaped}** (best)`;
  return best ? `**${escaped}**` : escaped;
}

/** The pictures that there are; a figure without one is left out. */
function figureMarkdown(figure: ReportFigure, { write, pictureOf }: BlockWriter, above: string): string {
  const { title, caption, panels } = figure;
  const pictures = panels.flatMap(({ label }, index) => {
    const picture = pictureOf(figure, index);
    const text = escapeMarkdown([title, label].filter((part) => part !== "").join(", "));
    return picture === undefined ? [] : [`![${text}](${markdownPath(picture)})`];
  });
  if (pictures.length === 0) return "";
  return [...(title === above ? [] : [`### ${escapeMarkdown(title)}`]), ...pictures, `*${paragraph(caption, write)}*`].join("\n\n"); // prettier-ignore
}
