import type { PageData } from "../../../shared/report-page/page-data.ts";
import type { Block, Report, ReportFigure, Section } from "../model/report.ts";
import { PATTERNS } from "./bars-markup.ts";
import { blocksMarkup, type PageContext } from "./blocks.ts";
import { pageDocument, type PageSection } from "./document.ts";
import { markup, type Markup } from "./markup.ts";
import { drawPanels } from "./panels.ts";
import { sentencesMarkup, targetsOf } from "./sentences.ts";
import { songsSection } from "./songs-section.ts";

/** Songs above which the page has no further maps: its script shows them all, and each takes as much room as the songs' names. */
const MOST_MAPPED = 3_000;

/** `report.html`: the report, and above it the songs to look through; null for a report without songs of its own. */
export async function reportPage(whole: Report, data: PageData | null): Promise<string> {
  const report = data !== null && data.total > MOST_MAPPED ? withoutFurtherMaps(whole) : whole;
  const { title, byline, abstract, doubts, notes, sections, references } = report;
  const targets = targetsOf(report);
  const figures = sections
    .flatMap(({ blocks }) => blocks)
    .filter((block): block is ReportFigure => block.kind === "figure");
  const context: PageContext = { targets, panels: await drawPanels(figures) };
  const songs = data === null ? null : songsSection(data);
  const opening = markup`<p class="byline">${byline}</p>
<div class="abstract"><p>${sentencesMarkup(abstract, targets)}</p></div>
${doubts.length === 0 ? [] : [markup`<ul class="doubts">${doubts.map((doubt) => markup`<li>${doubt}</li>`)}</ul>`]}${notes.map((note) => markup`<p class="notes">${note}</p>`)}${PATTERNS}`;
  const parts: PageSection[] = [
    ...(songs === null ? [] : [{ id: "songs", title: "The songs", content: songs }]),
    ...sections.map((section) => ({ id: section.id, title: section.title, content: sectionMarkup(section, context) })),
    ...(references.length === 0 ? [] : [{ id: "references", title: "References", content: referencesMarkup(report) }]),
  ];
  return pageDocument({ title, opening }, parts);
}

function withoutFurtherMaps(report: Report): Report {
  const isFurtherMap = (block: Block): boolean =>
    block.kind === "figure" && block.appendix === true && block.panels.some(({ plot }) => plot.kind === "scatter");
  const sections = report.sections.map((section) => ({
    ...section,
    blocks: section.blocks.filter((block) => !isFurtherMap(block)),
  }));
  return { ...report, sections };
}

function sectionMarkup({ id, title, blocks }: Section, context: PageContext): Markup {
  return markup`<section id="${id}">
<h2>${title}</h2>
${blocksMarkup(blocks, context)}</section>
`;
}

function referencesMarkup({ references }: Report): Markup {
  const items = references.map(
    ({
      key,
      text,
      url,
    }) => markup`<li id="ref-${key}">${text}${url === undefined ? [] : [markup` <a href="${url}">${url}</a>`]}</li>
`,
  );
  return markup`<section id="references">
<h2>References</h2>
<ol class="references">
${items}</ol>
</section>
`;
}
