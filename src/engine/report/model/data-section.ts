import { DATASET_DIAGNOSTICS } from "../../../shared/contract/dataset.ts";
import { countOf, formatNumber, formatShare } from "../../../shared/format.ts";
import { groupBy } from "../../../shared/group-by.ts";
import { runClaim, settingClaim, songsClaim, type ReportContext } from "./context.ts";
import type { Block, Claim, LabelColumn, ReportCell, Section, Sentence, Table } from "./report.ts";
import { claim, code, listed, say, see } from "./sentence.ts";

/** Labels that a table names; the rest are counted in one line. */
const MOST_NAMED = { rows: 15, columns: 5 } as const;

/** What was clustered, and what was left out. */
export function dataSection(context: ReportContext): Section {
  const table = labelTable(context);
  const blocks: Block[] = [
    { kind: "paragraph", sentences: [...counts(context, table !== undefined), ...leftOut(context), ...withoutLyrics(context)] }, // prettier-ignore
    ...(table === undefined ? [] : [table]),
  ];
  return { id: "data", title: "Data", blocks };
}

function counts(context: ReportContext, hasTable: boolean): Sentence[] {
  const { manifest, languages, genres } = context;
  const { used, total } = manifest.rows;
  const of = total === used ? "" : say` of ${runClaim(total, "rows", "total")} rows`;
  const reference = hasTable ? say` (${see("labels")})` : "";
  return [
    say`The data are ${songsClaim(used)}${of} of ${code(`${manifest.settings.dataDir}/lyrics/lyrics.csv`)}${reference}.`,
    ...labelSentence("language", languages),
    ...labelSentence("genre", genres),
    ...heard(context),
  ];
}

function heard(context: ReportContext): Sentence[] {
  const { manifest, view } = context;
  if (manifest.task === "easy") return [say`All ${songsClaim(manifest.rows.used)} are heard as a whole.`];
  if (!view.representations.some(({ kind }) => kind === "audio" || kind === "spectral")) return [say`None of the ${songsClaim(manifest.rows.used)} has its audio file, so this run is about the lyrics alone.`]; // prettier-ignore
  const skipped = (view.mel?.offset ?? 0) > 0 ? say`, behind the first ${settingClaim(context, "offset")} s` : "";
  return [say`Of each song, ${settingClaim(context, "seconds")} s from its start are heard${skipped}.`];
}

function labelSentence(column: LabelColumn, labels: readonly string[]): Sentence[] {
  const groups = sized(labels).filter(([label]) => label !== "");
  const missing = labels.filter((label) => label === "").length;
  const [largest, ...others] = groups;
  if (largest === undefined) return [say`None of the ${songsClaim(labels.length, { [column]: "" })} has a ${column}.`];
  const share = formatShare(largest[1] / labels.length);
  const count: Claim = claim(countOf(groups.length, column), groups.length, { from: "labels", column });
  const rest = missing === 0 ? "" : say`; ${songsClaim(missing, { [column]: "" })} ${missing === 1 ? "has" : "have"} none`; // prettier-ignore
  const smallest = others.at(-1);
  const ends =
    smallest === undefined
      ? say`${largest[0]}`
      : say`the largest is ${largest[0]} with ${songsClaim(largest[1], { [column]: largest[0] })} (${share}), the smallest ${smallest[0]} with ${claim(formatNumber(smallest[1]), smallest[1], { from: "songs", where: { [column]: smallest[0] } })}`;
  return [say`They have ${count}: ${ends}${rest}.`];
}

/** Why rows are not among the songs. */
function leftOut({ manifest: { rows, warnings } }: ReportContext): Sentence[] {
  const count = rows.total - rows.used;
  if (count <= 0) return [];
  const severity: Readonly<Record<string, string>> = DATASET_DIAGNOSTICS;
  const errors = groupBy(warnings.filter(({ code: of, severity: own }) => own === "error" && severity[of] === "error"), ({ code: of }) => of); // prettier-ignore
  const reasons = Array.from(errors, ([of, found]): Sentence => {
    const words = REASONS[of] ?? of.replaceAll("-", " ");
    return say`${claim(formatNumber(found.length), found.length, { from: "warnings", code: of })} ${words}`;
  });
  const why = reasons.length === 0 ? "" : say`: ${listed(reasons)}`;
  const left = claim(countOf(count, "row"), count, { from: "left-out" });
  return [say`${left} ${count === 1 ? "was" : "were"} left out${why}.`];
}

const REASONS: Readonly<Record<string, string>> = {
  "audio-missing": "without an audio file",
  "audio-name-uncertain": "whose audio file is uncertain",
  "audio-duplicate": "with the audio file of another row",
  "filename-empty": "without a file name",
  "filename-duplicate": "with the file name of another row",
  "row-too-long": "with too many cells",
  "header-repeated": "that repeat the header",
  "quoting-broken": "whose quotes are broken",
  "audio-undecodable": "whose audio cannot be decoded",
};

function withoutLyrics({ manifest: { warnings, task } }: ReportContext): Sentence[] {
  const count = warnings.filter(({ code: of }) => of === "lyrics-empty").length;
  if (count === 0 || task === "easy") return [];
  return [say`${claim(countOf(count, "song"), count, { from: "warnings", code: "lyrics-empty" })} ${count === 1 ? "has" : "have"} no lyrics: all columns of the lyrics are the same for ${count === 1 ? "it" : "them"}.`]; // prettier-ignore
}

/** Genres (rows) by languages (columns); undefined where there is only one label. */
function labelTable({ genres, languages }: ReportContext): Table | undefined {
  const byGenre = sized(genres);
  const byLanguage = sized(languages);
  const [rowsOf, columnsOf] = byGenre.length > 1 ? [byGenre, byLanguage] : [byLanguage, []];
  if (rowsOf.length < 2) return undefined;
  const isByGenre = rowsOf === byGenre;
  const [rowLabels, columnLabels] = isByGenre ? [genres, languages] : [languages, genres];
  const cellOf = (members: readonly number[]): ReportCell => ({ text: formatNumber(members.length), value: members.length }); // prettier-ignore
  const all = [...rowLabels.keys()];
  const shownRows = rowsOf.slice(0, MOST_NAMED.rows).map(([name]) => name);
  const shownColumns = columnsOf.length > 1 ? columnsOf.slice(0, MOST_NAMED.columns).map(([name]) => name) : [];
  const otherColumns = columnsOf.length > shownColumns.length && shownColumns.length > 0;
  const lineOf = (name: string, members: readonly number[]) => ({
    cells: [
      { text: name },
      ...shownColumns.map((label) => cellOf(members.filter((song) => columnLabels[song] === label))),
      ...(otherColumns ? [cellOf(members.filter((song) => !shownColumns.includes(columnLabels[song]!)))] : []),
      cellOf(members),
    ],
  });
  const rest = all.filter((song) => !shownRows.includes(rowLabels[song]!));
  return {
    kind: "table",
    id: "labels",
    title: isByGenre ? "Songs by genre and language" : "Songs by language",
    caption: [say`Songs by ${isByGenre ? (shownColumns.length > 0 ? "genre and language" : "genre") : "language"}, the largest first.`], // prettier-ignore
    columns: [
      { label: isByGenre ? "genre" : "language", numeric: false },
      ...shownColumns.map((label) => ({ label: label || "none", numeric: true })),
      ...(otherColumns ? [{ label: "others", numeric: true }] : []),
      { label: "songs", numeric: true },
    ],
    rows: [
      ...shownRows.map((name) => lineOf(name || "none", all.filter((song) => rowLabels[song] === name))), // prettier-ignore
      ...(rest.length > 0 ? [lineOf(`${rowsOf.length - shownRows.length} others`, rest)] : []),
      { ...lineOf("all", all), best: false },
    ],
    notes: [],
    wide: false,
  };
}

/** Labels with how many songs have them, the largest first, then by name. */
function sized(labels: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
