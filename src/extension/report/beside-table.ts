import { dirname, join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { isRecord, readJson } from "../common/files.ts";
import type { BesideTable } from "./metric-report.ts";

/** Reads what explains a metrics table: `metrics_*.json` beside it and the manifest in its results folder. Never fails. */
export async function readBeside(csvFile: string): Promise<BesideTable> {
  const [records, manifest] = await Promise.all([
    readJson(csvFile.replace(/\.csv$/i, ".json")),
    readJson(join(dirname(csvFile), "..", RESULT_FILES.manifest)),
  ]);
  const { bestBy, labels } = isRecord(manifest) ? manifest : {};
  return {
    reasons: Array.isArray(records) ? records.map(reasonsOf) : [],
    bestBy: Array.isArray(bestBy) ? bestBy.filter((key) => typeof key === "string") : [],
    labels: textsOf(labels),
  };
}

function reasonsOf(record: unknown): Readonly<Record<string, string>> {
  return textsOf(isRecord(record) ? record["undefined_because"] : undefined);
}

/** The entries of a record that are texts. */
function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
