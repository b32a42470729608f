import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Typst from "@myriaddreamin/typst-ts-node-compiler";
import { countOf, have } from "../../../../shared/format.ts";
import { greatest } from "../../../../shared/extremes.ts";
import { RESULT_FILES } from "../../../../shared/contract/result-files.ts";
import { LatentuneError } from "../../../core/errors.ts";
import { loadNative, tryNative, type NativeModule } from "../../../core/native/native-module.ts";
import { plotsProblem } from "../../plots/index.ts";
import type { Block, Report, ReportColumn, SectionId, Sentence, Table } from "../../model/report.ts";
import type { ReportFormat } from "../format.ts";
import { paperFigure } from "./figures.ts";
import { readFonts } from "../../fonts/font-files.ts";
import { moreFonts } from "../../fonts/more-fonts.ts";
import { scriptCharacters, scriptsOf } from "../../fonts/scripts.ts";
import { TEMPLATE } from "./template.ts";

const TYPST: NativeModule = { name: "@myriaddreamin/typst-ts-node-compiler", label: "Typst, which sets the PDF," };

/** Families of the fonts that stand in for what the text's own font lacks. */
const FONTS = ["Noto Sans", "Noto Sans Bengali", "Noto Sans Arabic"];

/** `REPORT.pdf`: the report as a paper of two columns, with vector figures. */
export const PDF: ReportFormat = {
  file: RESULT_FILES.reportPdf,
  async problem() {
    try {
      await tryNative(TYPST);
      loadNative(TYPST);
      return await plotsProblem();
    } catch (error) {
      if (error instanceof LatentuneError) return error;
      throw error;
    }
  },
  write: ({ report, date, setPaper = reportPdf }) => setPaper(report, date),
};

/** @param date of the document: the same report at the same date is the same file */
export async function reportPdf(report: Report, date: Date): Promise<Uint8Array> {
  const { NodeCompiler } = loadNative(TYPST) as typeof Typst;
  // Files exist in memory alone; nothing of this folder is read.
  const root = join(tmpdir(), "latentune-paper");
  const pictures = new Map<string, Buffer>();
  const paper = await paperOf(report, (name, content) => {
    const file = `figure-${name.replaceAll(/[^\w.-]/g, "_")}`;
    pictures.set(file, content);
    return `/${file}`;
  });
  const own = await readFonts();
  const more = await moreFonts(scriptCharacters(JSON.stringify(paper)), own);
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: [...own, ...more.fonts] }], workspace: root });
  for (const [file, content] of pictures) compiler.mapShadow(join(root, file), content);
  compiler.mapShadow(join(root, "report.json"), Buffer.from(JSON.stringify(withFontNote(paper, more.missing))));
  const compiled = compiler.compile({ mainFileContent: TEMPLATE });
  if (compiled.result === null) {
    const [first] = (compiled.takeError()?.shortDiagnostics ?? []) as { readonly message?: string }[];
    throw new LatentuneError(`The PDF cannot be set: ${first?.message ?? "Typst does not say why"}.`);
  }
  const creationTimestamp = Math.floor(date.getTime() / 1000);
  try {
    return compiler.pdf(compiled.result, { creationTimestamp });
  } catch {
    // Typst cannot tag some documents (“internal error: parent group”): the same pages, without tags for screen readers.
    return compiler.pdf(compiled.result, { creationTimestamp, pdfTags: false });
  } finally {
    compiler.evictCache(0);
  }
}

type Part = { readonly kind: "text" | "see" | "code"; readonly value: string } | { readonly kind: "cite"; readonly value: readonly number[] }; // prettier-ignore

interface Paper {
  readonly sections: readonly { readonly id: SectionId; readonly blocks: readonly object[] }[];
}

/** Says among the limits which names are boxes, and what helps. */
function withFontNote(paper: Paper, missing: readonly string[]): Paper {
  if (missing.length === 0) return paper;
  const names = new Set(textsIn(paper).filter((text) => missing.some((character) => text.includes(character)))).size;
  const scripts = scriptsOf(missing);
  const fonts = [...new Set(scripts.map(({ font }) => font))].join(", ");
  const note = `${countOf(names, "text")} of this paper ${have(names)} boxes in place of ${countOf(missing.length, "character")} (${scripts.map(({ name }) => name).join(", ")}): no font of the machine that set it has them. Install one (${fonts}) and write the report again; the page and the Markdown have all characters.`;
  const block = { kind: "doubt", lead: "", sentences: [[{ kind: "text", value: note }]] };
  return { ...paper, sections: paper.sections.map((section) => (section.id === "limits" ? { ...section, blocks: [...section.blocks, block] } : section)) }; // prettier-ignore
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The report as the template takes it: without what is for reference only. */
async function paperOf(report: Report, add: (name: string, content: Buffer) => string): Promise<Paper> {
  const numbers = new Map(report.references.map(({ key, number }) => [key, number]));
  const blocks = report.sections.flatMap((section) => section.blocks);
  const shown = new Set(blocks.flatMap((block) => ("id" in block && block.appendix !== true ? [block.id] : [])));
  const titles = new Map(blocks.flatMap((block) => ("id" in block ? [[block.id, block.title] as const] : [])));
  const parts = (sentence: Sentence): Part[] =>
    sentence.map((part): Part => {
      if (typeof part === "string") return { kind: "text", value: together(part) };
      if ("cite" in part) return { kind: "cite", value: part.cite.map((key) => numbers.get(key) ?? 0) };
      if ("see" in part) return shown.has(part.see) ? { kind: "see", value: part.see } : { kind: "text", value: titles.get(part.see) ?? "" }; // prettier-ignore
      return "code" in part ? { kind: "code", value: part.code } : { kind: "text", value: together(part.text) };
    });
  const sections: { id: SectionId; title: string; blocks: object[] }[] = [];
  for (const { id, title, blocks: all } of report.sections) {
    const set: object[] = [];
    for (const block of all) {
      if ("appendix" in block && block.appendix) continue;
      set.push(await paperBlock(block, parts, add));
    }
    sections.push({ id, title, blocks: set });
  }
  const paper = {
    title: report.title,
    byline: report.byline,
    run: report.runId,
    fonts: FONTS,
    abstract: report.abstract.map(parts),
    sections,
    references: report.references.map(({ number, text, url = null }) => ({ number, text, url })),
  };
  return paper;
}

async function paperBlock(
  block: Block,
  parts: (sentence: Sentence) => Part[],
  add: (name: string, content: Buffer) => string,
): Promise<object> {
  switch (block.kind) {
    case "paragraph":
      return { kind: block.doubt === true ? "doubt" : "paragraph", lead: block.lead ?? "", sentences: block.sentences.map(parts) }; // prettier-ignore
    case "formula":
      return block;
    case "table":
      return paperTable(block, parts);
    case "figure":
      return { kind: "figure", id: block.id, wide: block.wide, caption: block.caption.map(parts), ...(await paperFigure(block, add)) }; // prettier-ignore
  }
}

/** Longer tables break over pages where they stand. */
const MOST_FLOATING = 40;

function paperTable({ id, caption, columns, rows, notes, wide }: Table, parts: (sentence: Sentence) => Part[]): object {
  return {
    kind: "table",
    id,
    wide,
    long: rows.length > MOST_FLOATING,
    caption: caption.map(parts),
    columns: columns.map((column) => ({ label: headText(column), numeric: column.numeric })),
    widths: columns.map((each, column) => widthOf(each, column, columns.length, rows)),
    rows: rows.map(({ cells, best = false }) => ({
      cells: cells.map(({ text, best: isBest = false }) => ({ text: inCell(text), bold: best || isBest })),
    })),
    notes,
  };
}

/** Columns beyond which the numbers are as narrow as they can be. */
const MANY_COLUMNS = 9;

/** Texts that are long share what is left; numbers and names take what they need, many numbers the same. */
function widthOf({ numeric }: ReportColumn, column: number, columns: number, rows: Table["rows"]): "auto" | number {
  if (columns > MANY_COLUMNS) return numeric ? 1 : "auto";
  const longest = greatest(rows.map(({ cells }) => cells[column]?.text.length ?? 0));
  return numeric || longest < 24 ? "auto" : Math.min(4, longest / 24);
}

function headText({ label, better }: ReportColumn): string {
  return `${label}${better === "higher" ? " ↑" : better === "lower" ? " ↓" : ""}`;
}

/** A number and its unit, noun or deviation stay on one line. */
function together(text: string): string {
  return text.replaceAll(/(\d|^) (?=%|s\b|songs?\b|±)/g, "$1\u00a0").replaceAll("± ", "±\u00a0");
}

/** A narrow cell breaks before its deviation; a mark of doubt stays with the number. */
function inCell(text: string): string {
  return text.replaceAll("± ", "±\u00a0").replaceAll(/ (?=[°†])/g, "\u00a0");
}
