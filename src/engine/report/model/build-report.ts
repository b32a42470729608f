import { formatUtc } from "../../../shared/format.ts";
import { tableNotes } from "../../results/schema/song-table.ts";
import { abstractOf, titleOf } from "./abstract.ts";
import { doubtsOf, limitsSection, reproductionSection } from "./closing-sections.ts";
import { contextOf } from "./context.ts";
import { dataSection } from "./data-section.ts";
import { methodSection } from "./method-section.ts";
import { citedReferences } from "./references.ts";
import type { Block, Report, Sentence } from "./report.ts";
import { resultsSection } from "./results-section.ts";
import type { ReportSource } from "./source.ts";

/** The report of a finished run: what every format shows. Pure: the same files give the same report. */
export function buildReport(source: ReportSource): Report {
  const context = contextOf(source);
  const { manifest } = source;
  const abstract = abstractOf(context);
  const sections = [dataSection(context), methodSection(context), resultsSection(context), limitsSection(context), reproductionSection(context)]; // prettier-ignore
  const sentences = [...abstract, ...sections.flatMap(({ blocks }) => blocks.flatMap(sentencesOf))];
  return {
    runId: manifest.runId,
    title: titleOf(context),
    byline: `Latentune ${manifest.versions["latentune"] ?? ""}, ${formatUtc(manifest.startedAt)}, run ${manifest.runId}`,
    abstract,
    doubts: doubtsOf(context),
    notes: tableNotes(manifest.rows.used),
    sections,
    references: citedReferences(sentences, source.bibliography),
  };
}

/** All sentences of a block, those of captions among them. */
export function sentencesOf(block: Block): readonly Sentence[] {
  if (block.kind === "paragraph") return block.sentences;
  return block.kind === "formula" ? [] : block.caption;
}
