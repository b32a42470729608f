import { formatUtc } from "../../../../shared/format.ts";
import { ADVISED_SEEDS } from "../../../../shared/contract/seeds.ts";
import { commandOf } from "../command.ts";
import { runClaim } from "../context.ts";
import type { Block, Section, Sentence } from "../report.ts";
import { code, say } from "../sentence.ts";
import { fact } from "./abstract.ts";
import { onSide, sideName, SIDES, type ComparisonContext } from "./source.ts";

/** What the comparison cannot tell. */
export function limitsOfComparison(context: ComparisonContext): Section {
  const { runs, isOneRun, a, b, comparison } = context;
  const isSameData = runs.a.manifest.dataFingerprint === runs.b.manifest.dataFingerprint;
  const sentences: Sentence[] = [say`The agreement is that of ${fact(context, "common", "song")}.`];
  if (!isSameData && !isOneRun)
    sentences.push(say`The data differ, so a score that moved may say more of the songs than of the settings.`); // prettier-ignore
  const single = SIDES.filter((side) => runs[side].manifest.settings.seeds === 1);
  if (single.length > 0) {
    const seeds = single.map((side) => runs[side].manifest.settings.seed);
    const isSame = seeds.length === 2 && seeds[0] === seeds[1];
    const of = isSame ? [onSide("a", say`Both have one seed (${runClaim(seeds[0]!, "settings", "seed")})`)] : single.map((side) => onSide(side, say`${sideName(side)} has one seed (${runClaim(runs[side].manifest.settings.seed, "settings", "seed")})`)); // prettier-ignore
    sentences.push(say`${of.flatMap((part, index) => (index === 0 ? part : [", ", ...part]))}: ${code(`--seeds ${ADVISED_SEEDS}`)} in both would tell what another seed changes.`); // prettier-ignore
  }
  if (single.length < SIDES.length)
    sentences.push(say`Clusters and maps are those of the first seed, scores the means over all seeds of a run.`); // prettier-ignore
  if (a.representation.name !== b.representation.name)
    sentences.push(say`The representations differ, so silhouette and other scores of shape, which live in the space of each, are not compared.`); // prettier-ignore
  if (comparison.cells.some(({ a: one, b: other }) => one < 0 || other < 0))
    sentences.push(say`Noise counts as a cluster of its own in the agreement.`); // prettier-ignore
  return { id: "limits", title: "Limits", blocks: [{ kind: "paragraph", sentences }] };
}

/** How both runs and their comparison are made again. */
export function reproductionOfComparison({ runs, isOneRun, comparison }: ComparisonContext): Section {
  const { a, b } = comparison;
  const paragraph = (lead: string, sentences: readonly Sentence[]): Block => ({ kind: "paragraph", lead, sentences });
  const blocks = (isOneRun ? (["a"] as const) : SIDES).map((side) => {
    const { manifest } = runs[side];
    return paragraph(isOneRun ? "The run." : `${sideName(side)}.`, [
      say`Run ${code(manifest.runId)} of ${formatUtc(manifest.startedAt)}, made by ${code(commandOf(manifest))} with Latentune ${manifest.versions["latentune"] ?? ""}; the fingerprint of its data is ${code(manifest.dataFingerprint)}.`,
    ]);
  });
  const clustering = (side: typeof a): string => `${side.runId}:${side.representation}:${side.method}`;
  return {
    id: "reproduction",
    title: "Reproduction",
    blocks: [
      ...blocks,
      paragraph("The comparison.", [say`It was written by ${code(`latentune compare ${clustering(a)} ${clustering(b)}`)}.`]), // prettier-ignore
    ],
  };
}
