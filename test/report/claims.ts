import { deviationColumn, meanColumn } from "../../src/shared/contract/seeds.ts";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { formatSeconds } from "../../src/shared/format.ts";
import type { MetricTableRow } from "../../src/engine/analysis/metrics/table.ts";
import { agreement } from "../../src/engine/analysis/metrics/agreement.ts";
import { sentencesOf } from "../../src/engine/report/model/build-report.ts";
import type { Claim, Report } from "../../src/engine/report/model/report.ts";
import { claimsOf } from "../../src/engine/report/model/sentence.ts";

/** A run's files as JSON and CSV have them. */
export interface RunFiles {
  readonly run: unknown;
  readonly view: unknown;
  /** The metrics table. */
  readonly rows: readonly MetricTableRow[];
  /** The table of seeds. */
  readonly seeds: readonly MetricTableRow[];
  readonly songs: readonly Readonly<Record<"language" | "genre", string>>[];
  /** The lines of the tables of sweeps; left out: there are none. */
  readonly betaSweep?: readonly Readonly<Record<string, string>>[];
  readonly kSweep?: readonly Readonly<Record<string, string>>[];
}

/** What two compared clusterings were computed from. */
export interface ComparedFiles {
  readonly a: SideFiles;
  readonly b: SideFiles;
}
export interface SideFiles extends RunFiles {
  /** One per song, −1 is noise. */
  readonly labels: ArrayLike<number>;
  readonly filenames: readonly string[];
}

/** Every claim of a report's sentences. */
export function allClaims({ abstract, sections }: Report): Claim[] {
  return claimsOf([...abstract, ...sections.flatMap(({ blocks }) => blocks.flatMap(sentencesOf))]);
}

/** Claims that the run's files do not bear out, each with what they say. */
export function unsupported(
  report: Report,
  files: RunFiles | ComparedFiles,
): { readonly claim: Claim; readonly found: unknown }[] {
  return allClaims(report).flatMap((claim) => {
    const found = "a" in files ? lookUpCompared(claim, files) : lookUp(claim, files);
    const isText =
      claim.text.includes(textOf(claim.value)) ||
      claim.text === formatSeconds(Number(claim.value)) ||
      (claim.value === 0 && claim.text.startsWith("no "));
    return found === claim.value && isText ? [] : [{ claim, found }];
  });
}

/** The least that a sentence must have of a value: its first digits, without thousands. */
function textOf(value: number | string): string {
  if (typeof value === "string") return "";
  if (Number.isInteger(value)) return value.toLocaleString("en-US").replace("-", "−");
  return "";
}

function lookUp({ source, value }: Claim, files: RunFiles): unknown {
  const { run, view, rows, seeds, songs, betaSweep = [], kSweep = [] } = files;
  const manifest = run as {
    readonly settings: { readonly seed: number; readonly seeds: number };
    readonly rows: { readonly total: number; readonly used: number };
    readonly bestBy: readonly string[];
    readonly warnings: RunManifest["warnings"];
    readonly steps: RunManifest["steps"];
  };
  const seedOf = (row: MetricTableRow) => seeds.find(({ rep, method }) => rep === row.rep && method === row.method);
  /** What a row is judged by. */
  const judged = (row: MetricTableRow, column: string): unknown => {
    const mean = seedOf(row)?.values[meanColumn(column)];
    return mean === undefined ? row.values[column] : mean;
  };
  const leaks = ({ values }: MetricTableRow, column: string): boolean =>
    typeof values["leaks"] === "string" && column.includes(`_${values["leaks"]}`);
  switch (source.from) {
    case "run":
      return at(run, source.path);
    case "view":
      return at(view, source.path);
    case "scores": {
      const row = rows.find(({ rep, method }) => rep === source.rep && method === source.method);
      const seed = row && seedOf(row);
      const own = source.column in (row?.values ?? {}) ? row?.values[source.column] : undefined;
      const ofSeeds = source.column === "stability" || source.column.endsWith(meanColumn("")) || source.column.endsWith(deviationColumn("")); // prettier-ignore
      return ofSeeds ? seed?.values[source.column] : own;
    }
    case "songs":
      return songs.filter((song) => Object.entries(source.where).every(([column, label]) => song[column as "genre"] === label)).length; // prettier-ignore
    case "labels":
      return new Set(songs.map((song) => song[source.column]).filter((label) => label !== "")).size;
    case "best":
      return best(source.by)?.[source.part];
    case "rows":
      return rows.filter((row) => {
        if (source.column === "method") return true;
        const cell = judged(row, source.column);
        if (typeof cell !== "number" || leaks(row, source.column)) return false;
        if (source.clusters !== undefined && Number(judged(row, "n_clusters_found") ?? Infinity) < source.clusters) return false; // prettier-ignore
        return source.is === "defined" || (source.is === "above" ? cell > source.than : cell < source.than);
      }).length;
    case "equal-to-best": {
      const top = best(manifest.bestBy)!;
      const score = judged(top, source.column);
      const others = new Set(rows.filter((row) => row.rep !== top.rep && judged(row, source.column) === score && !leaks(row, source.column)).map(({ rep }) => rep)); // prettier-ignore
      return others.size;
    }
    case "equal-rows": {
      const top = best([source.column])!;
      const score = judged(top, source.column);
      return rows.filter((row) => row !== top && !leaks(row, source.column) && judged(row, source.column) === score).length; // prettier-ignore
    }
    case "reused-steps":
      return manifest.steps.filter(({ reused }) => reused).length;
    case "best-rows": {
      const reps = [...new Set(rows.map(({ rep }) => rep))];
      const chosen = reps.map((rep) => best(manifest.bestBy, rep));
      return chosen.filter((row) => source.method === undefined || row?.method === source.method).length;
    }
    case "warnings":
      return manifest.warnings.filter(({ code }) => code === source.code).length;
    case "left-out":
      return leftOut(manifest, source.code);
    case "last-seed":
      return manifest.settings.seed + manifest.settings.seeds - 1;
    case "step":
      return manifest.steps.find(({ name }) => name === source.name)?.detail?.includes(source.text) === true ? value : undefined; // prettier-ignore
    case "k-sweep":
      return Number(kSweep.find(({ rep, best_by: best = "" }) => rep === source.rep && best.split(" ").includes(source.best))?.["k"]); // prettier-ignore
    case "beta-sweep":
      return Number(betaSweep.find(({ beta }) => Number(beta) === source.beta)?.[source.column]);
    case "best-beta":
      return Number(betaSweep.toSorted((a, b) => Number(b[source.column] ?? "") - Number(a[source.column] ?? ""))[0]?.["beta"]); // prettier-ignore
    case "side":
    case "compared":
    case "change":
    case "beyond":
      return undefined;
  }

  /** The first of the rows with the highest values, the second column breaking ties; of one cluster or none only where all are. */
  function best(by: readonly string[], rep?: string): MetricTableRow | undefined {
    const able = rows.filter((row) => rep === undefined || row.rep === rep);
    const rank = (row: MetricTableRow): number[] => [
      leaks(row, by[0]!) ? 0 : 1,
      typeof row.values["n_clusters_found"] === "number" && Number(judged(row, "n_clusters_found")) < 2 ? 0 : 1,
      ...by.map((column) => {
        const cell = judged(row, column);
        return typeof cell === "number" ? cell : -Infinity;
      }),
    ];
    return able.reduce<MetricTableRow | undefined>((top, row) => {
      if (top === undefined) return row;
      const [a, b] = [rank(row), rank(top)];
      const first = a.findIndex((each, index) => each !== b[index]);
      return first >= 0 && a[first]! > b[first]! ? row : top;
    }, undefined);
  }
}

/** Rows that are not among the songs; with a code those whose first error has it, with null those without an error of their own. */
function leftOut({ rows, warnings }: Pick<RunManifest, "rows" | "warnings">, code: string | null | undefined): number {
  const left = rows.total - rows.used;
  if (code === undefined) return left;
  const first = new Map<unknown, string>();
  for (const { severity, row, line, code: of } of warnings)
    if (severity === "error" && !first.has(row ?? line)) first.set(row ?? line, of);
  const own = [...first.values()].filter((each) => each === code).length;
  const rest = left - first.size;
  return code === null ? rest : code === "audio-outside" ? own + rest : own;
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

function lookUpCompared({ source, ...claim }: Claim, { a, b }: ComparedFiles): unknown {
  const sides = { a, b };
  if (source.from === "side") return lookUp({ ...claim, source: source.source }, sides[source.side]);
  if (source.from === "change") return scoreOf(b, source.b).value! - scoreOf(a, source.a).value!;
  if (source.from === "compared") return comparedFact(source.what, sides, claim.value);
  if (source.from !== "beyond") return undefined;
  return source.pairs.filter((pair) => {
    const [one, other] = [scoreOf(a, pair.a), scoreOf(b, pair.b)];
    return Math.abs(other.value! - one.value!) > (one.deviation ?? 0) + (other.deviation ?? 0);
  }).length;
}

function scoreOf(
  { rows, seeds }: RunFiles,
  { rep, method, column }: { readonly rep: string; readonly method: string; readonly column: string },
): { readonly value: number | undefined; readonly deviation: number | undefined } {
  const number = (value: unknown) => (typeof value === "number" ? value : undefined);
  const is = (row: MetricTableRow) => row.rep === rep && row.method === method;
  const seed = seeds.find(is)?.values ?? {};
  return {
    value: number(seed[meanColumn(column)]) ?? number(rows.find(is)?.values[column]),
    deviation: number(seed[deviationColumn(column)]),
  };
}

/** From labels and names alone; the pairs of clusters by trying all of them. */
function comparedFact(what: string, { a, b }: ComparedFiles, value: unknown): unknown {
  const place = new Map(a.filenames.map((name, song) => [name.normalize("NFC"), song]));
  const pairs = b.filenames.flatMap((name, songB) => {
    const song = place.get(name.normalize("NFC"));
    return song === undefined ? [] : [{ a: Math.max(-1, a.labels[song]!), b: Math.max(-1, b.labels[songB]!) }];
  });
  const clusters = (side: "a" | "b") => [...new Set(pairs.map((pair) => pair[side]))].filter((id) => id >= 0);
  switch (what) {
    case "common":
      return pairs.length;
    case "only-a":
      return a.filenames.length - pairs.length;
    case "only-b":
      return b.filenames.length - pairs.length;
    case "clusters-a":
      return clusters("a").length;
    case "clusters-b":
      return clusters("b").length;
    case "settings": {
      const [one, other] = [a, b].map(({ run }) => (run as { readonly settings: Record<string, unknown> }).settings);
      return Object.keys(one!).filter((name) => JSON.stringify(one![name]) !== JSON.stringify(other![name])).length;
    }
    case "ARI":
    case "AMI":
      return agreement(pairs.map((pair) => pair.a), pairs.map((pair) => pair.b))[what].value; // prettier-ignore
    case "moved": {
      const together = mostTogether(clusters("a"), clusters("b"), (one, other) => pairs.filter((pair) => pair.a === one && pair.b === other).length); // prettier-ignore
      return pairs.filter((pair) => pair.a >= 0 || pair.b >= 0).length - together;
    }
    default:
      // The pairs and the alignment are compared with scipy's in tests of their own.
      return value;
  }
}

/** The most songs that any pairing of clusters has in its pairs, by trying all. */
function mostTogether(
  [first, ...rest]: readonly number[],
  others: readonly number[],
  count: (a: number, b: number) => number,
): number {
  if (first === undefined) return 0;
  const paired = others.map((other) => count(first, other) + mostTogether(rest, others.filter((each) => each !== other), count)); // prettier-ignore
  return Math.max(mostTogether(rest, others, count), ...paired);
}
