import { countOf, formatNumber, formatUtc } from "../../../../shared/format.ts";
import { sentencesOf } from "../build-report.ts";
import { citedReferences } from "../references.ts";
import type { Report } from "../report.ts";
import { comparisonAbstract } from "./abstract.ts";
import { agreementBlocks } from "./agreement.ts";
import { limitsOfComparison, reproductionOfComparison } from "./closing.ts";
import { comparisonMethod } from "./method.ts";
import { scoreBlocks } from "./scores.ts";
import { sidesSection } from "./sides.ts";
import { comparisonContext, SIDES, type ComparisonContext, type ComparisonSource } from "./source.ts";

/** The report of two compared clusterings: what every format shows. Pure: the same files give the same report. */
export function buildComparison(source: ComparisonSource): Report {
  const context = comparisonContext(source);
  const abstract = comparisonAbstract(context);
  const sections = [
    sidesSection(context),
    comparisonMethod(context),
    { id: "results" as const, title: "Results", blocks: [...agreementBlocks(context), ...scoreBlocks(context)] },
    limitsOfComparison(context),
    reproductionOfComparison(context),
  ];
  const sentences = [...abstract, ...sections.flatMap(({ blocks }) => blocks.flatMap(sentencesOf))];
  const { a, b } = context.runs;
  return {
    runId: context.isOneRun ? a.manifest.runId : `${a.manifest.runId} and ${b.manifest.runId}`,
    title: titleOfComparison(context),
    byline: `Latentune ${b.manifest.versions["latentune"] ?? ""}, ${SIDES.map((side) => `${side.toUpperCase()}: run ${context.runs[side].manifest.runId} of ${formatUtc(context.runs[side].manifest.startedAt)}`).join(", ")}`,
    abstract,
    doubts: doubtsOfComparison(context),
    notes: [],
    sections,
    references: citedReferences(sentences, source.a.source.bibliography),
  };
}

function titleOfComparison({ isOneRun, a, b }: ComparisonContext): string {
  const name = ({ representation, clustering }: ComparisonContext["a"]): string =>
    `${representation.label}, ${clustering.label}`;
  if (isOneRun) return `Two clusterings of one run: ${name(a)} and ${name(b)}`;
  return a.name === b.name ? `Two runs compared: ${a.name}` : `Two runs compared: ${a.name} and ${b.name}`;
}

/** What to know before any number is believed. */
function doubtsOfComparison({ runs: { a, b }, comparison }: ComparisonContext): string[] {
  if (a.manifest.dataFingerprint === b.manifest.dataFingerprint) return [];
  const { common } = comparison;
  return [
    `The data differ: ${countOf(common, "song")} ${common === 1 ? "is" : "are"} in both runs, ${formatNumber(a.manifest.rows.used - common)} only in A and ${formatNumber(b.manifest.rows.used - common)} only in B. Scores of different songs are no fair comparison.`,
  ];
}
