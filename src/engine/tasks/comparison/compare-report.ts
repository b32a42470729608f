import {
  alignedPoint,
  type Alignment,
  type ComparedChoice,
  type ComparisonParams,
} from "../../../shared/contract/panel/comparison.ts";
import type { ReportFormatName } from "../../../shared/contract/result-files.ts";
import { formatUtc } from "../../../shared/format.ts";
import { TASK_LABELS } from "../../../shared/contract/settings.ts";
import { LatentuneError } from "../../core/errors.ts";
import { makeFolder } from "../../core/files.ts";
import type { ReportInput } from "../../report/formats/format.ts";
import { buildComparison } from "../../report/model/comparison/build-comparison.ts";
import type { ComparedSource, ComparisonSource } from "../../report/model/comparison/source.ts";
import { readReportSource } from "../../report/read-source.ts";
import { writeFormats } from "../../report/write-reports.ts";
import { readAnnotation } from "../../store/annotation.ts";
import type { WorkspacePaths } from "../../store/paths.ts";
import { openComparison, type CompareControl, type OpenedComparison } from "./compare.ts";
import { requireFormats, requireReportFolder, writtenReport, type WrittenReport } from "../report-run.ts";

/** Songs that the report names of those that moved. */
const MOST_MOVED = 20;

/**
 * Writes the report of two compared clusterings of kept runs.
 * @param out absolute
 * @throws {LatentuneError} if a run is not there or has nothing to compare, or none of the formats can be written here
 */
export async function reportComparison(
  paths: WorkspacePaths,
  params: ComparisonParams,
  { formats, out }: { readonly formats: readonly ReportFormatName[]; readonly out: string },
  control: CompareControl,
): Promise<WrittenReport> {
  const { formats: writable, warnings } = await requireFormats(formats);
  await requireReportFolder(out);
  const opened = await openComparison(paths, params, control, MOST_MOVED);
  requireNamed(params.a, opened.a);
  requireNamed(params.b, opened.b);
  if (opened.comparison.common === 0) {
    throw new LatentuneError("The two runs have no song in common, so there is nothing to compare.", {
      remedy: "Choose two runs of the same songs: latentune runs.",
    });
  }
  const source = await comparisonSource(opened);
  const folders = { a: opened.a.place.runFolder, b: opened.b.place.runFolder };
  const last = [opened.a, opened.b].map(({ manifest }) => manifest.startedAt).sort().at(-1)!; // prettier-ignore
  const input: ReportInput = {
    report: buildComparison(source),
    about: { kind: "comparison", source, folders },
    date: new Date(last),
    target: out,
  };
  await makeFolder(out);
  return writtenReport(out, await writeFormats(input, writable), warnings);
}

/** The panel shows something else where a clustering that was looked at is gone; who asks for one by its name gets that one. */
function requireNamed(wanted: ComparedChoice, { view, representation, clustering }: OpenedComparison["a"]): void {
  const missing = (what: string, names: readonly string[]): LatentuneError =>
    new LatentuneError(`The run ${view.runId} has no ${what}.`, { remedy: `It has ${names.join(", ")}.` });
  if (wanted.representation !== null && wanted.representation !== representation.name)
    throw missing(`representation “${wanted.representation}”`, view.representations.map(({ name }) => name)); // prettier-ignore
  if (wanted.method !== null && wanted.method !== clustering.method)
    throw missing(`clustering “${wanted.method}” of ${representation.name}`, representation.clusterings.map(({ method }) => method)); // prettier-ignore
}

async function comparisonSource({ comparison, songsOfA, a, b }: OpenedComparison): Promise<ComparisonSource> {
  return {
    comparison,
    a: await comparedSource(a, null),
    b: await comparedSource(b, comparison.alignment),
    songOfA: songsOfA ?? Int32Array.from({ length: b.data.labels.length }, (_, song) => song),
  };
}

async function comparedSource(
  { place, manifest, view, representation, clustering, data }: OpenedComparison["a"],
  alignment: Alignment | null,
): Promise<ComparedSource> {
  const { name = "" } = await readAnnotation(place.runFolder);
  const points = Float32Array.from(data.points);
  for (let at = 0; alignment !== null && at < points.length; at += 2)
    points.set(alignedPoint(alignment, points[at]!, points[at + 1]!), at);
  return {
    source: await readReportSource({ folder: place.runFolder, manifest, view }),
    name: name || `${TASK_LABELS[manifest.task]} of ${formatUtc(manifest.startedAt)}`,
    representation,
    clustering,
    labels: data.labels,
    points,
  };
}
