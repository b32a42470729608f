import { countOf, formatNumber, formatSeconds, formatShare, have } from "../../../shared/format.ts";
import { UNKNOWN_LABEL } from "../../../shared/names.ts";
import { mfccFeature } from "../../audio/features/mfcc.ts";
import { sized, smallestClaim, smallestOf } from "./label-groups.ts";
import { soundSentences } from "./data-sound.ts";
import { leftOut } from "./left-out.ts";
import { runClaim, settingClaim, songsClaim, type ReportContext } from "./context.ts";
import type { Block, Claim, LabelColumn, ReportCell, Section, Sentence, Table } from "./report.ts";
import { claim, code, say, see } from "./sentence.ts";

/** Labels that a table names; the rest are counted in one line. */
const MOST_NAMED = { rows: 15, columns: 5 } as const;

/** What was clustered, and what was left out. */
export function dataSection(context: ReportContext): Section {
  const table = labelTable(context);
  const blocks: Block[] = [
    { kind: "paragraph", sentences: [...counts(context, table !== undefined), ...leftOut(context.manifest), ...withoutLyrics(context)] }, // prettier-ignore
    ...(table === undefined ? [] : [table]),
  ];
  return { id: "data", title: "Data", blocks };
}

function counts(context: ReportContext, hasTable: boolean): Sentence[] {
  const { manifest, languages, genres } = context;
  const { used, total } = manifest.rows;
  const of = total === used ? "" : say` of ${runClaim(total, "rows", "total")} rows`;
  // Runs of earlier versions do not know where their table was.
  const from = manifest.table === undefined ? "" : say` of ${code(manifest.table)}`;
  const reference = hasTable ? say` (${see("labels")})` : "";
  return [
    say`The data are ${songsClaim(used)}${of}${from}${reference}.`,
    ...labelSentence("language", languages),
    ...labelSentence("genre", genres),
    ...heard(context),
    ...soundSentences(context),
  ];
}

function heard(context: ReportContext): Sentence[] {
  const { manifest, view } = context;
  if (manifest.task === "easy") return [heardWhole(manifest)];
  if (!view.representations.some(({ kind }) => kind === "audio" || kind === "spectral")) return [say`None of the ${songsClaim(manifest.rows.used)} has its audio file, so this run is about the lyrics alone.`]; // prettier-ignore
  const skipped = (view.mel?.offset ?? 0) > 0 ? say`, behind the first ${settingClaim(context, "offset")} s` : "";
  const atMost = manifest.sound !== undefined && manifest.sound.heard.shortest < manifest.settings.seconds ? "at most " : ""; // prettier-ignore
  return [say`Of each song, ${atMost}${settingClaim(context, "seconds")} s from its start are heard${skipped}.`];
}

function heardWhole({ rows, warnings }: ReportContext["manifest"]): Sentence {
  const cut = warnings.filter(({ code: of }) => of === "audio-cut").length;
  if (cut === 0) return say`All ${songsClaim(rows.used)} are heard as a whole.`;
  const longer = claim(countOf(cut, "song"), cut, { from: "warnings", code: "audio-cut" });
  return say`The songs are heard as a whole, but for ${longer} of more than ${formatSeconds(mfccFeature.seconds)}, of which the beginning is.`;
}

function labelSentence(column: LabelColumn, labels: readonly string[]): Sentence[] {
  const groups = sized(labels).filter(([label]) => label !== "");
  const missing = labels.filter((label) => label === "").length;
  const [largest] = groups;
  if (largest === undefined) return [say`None of the ${songsClaim(labels.length, { [column]: "" })} has a ${column}.`];
  const share = formatShare(largest[1] / labels.length);
  const count: Claim = claim(countOf(groups.length, column), groups.length, { from: "labels", column });
  const rest = missing === 0 ? "" : say`; ${songsClaim(missing, { [column]: "" })} ${have(missing)} none`; // prettier-ignore
  const smallest = smallestOf(groups);
  if (smallest === undefined) return [say`They have ${count}: ${largest[0]}${rest}.`];
  const fewest = smallestClaim(smallest, column);
  if (smallest.count === largest[1]) return [say`They have ${count} of ${smallestClaim(smallest, column, "song")} each${rest}.`]; // prettier-ignore
  const isOne = smallest.names.length === 1;
  const least = isOne ? say`the smallest ${smallest.words} with ${fewest}` : say`the smallest are ${smallest.words} with ${fewest} each`; // prettier-ignore
  const ends = say`the largest is ${largest[0]} with ${songsClaim(largest[1], { [column]: largest[0] })} (${share}), ${least}`;
  return [say`They have ${count}: ${ends}${rest}.`];
}

function withoutLyrics({ manifest: { warnings, task } }: ReportContext): Sentence[] {
  const count = warnings.filter(({ code: of }) => of === "lyrics-empty").length;
  if (count === 0 || task === "easy") return [];
  return [say`${claim(countOf(count, "song"), count, { from: "warnings", code: "lyrics-empty" })} ${have(count)} no lyrics: all columns of the lyrics are the same for ${count === 1 ? "it" : "them"}.`]; // prettier-ignore
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
  const labelled = isByGenre ? (shownColumns.length > 0 ? "genre and language" : "genre") : "language";
  const rest = all.filter((song) => !shownRows.includes(rowLabels[song]!));
  return {
    kind: "table",
    id: "labels",
    title: `Songs by ${labelled}`,
    caption: [say`Songs by ${labelled}.`, say`The largest first.`],
    columns: [
      { label: isByGenre ? "genre" : "language", numeric: false },
      ...shownColumns.map((label) => ({ label: label || UNKNOWN_LABEL, numeric: true })),
      ...(otherColumns ? [{ label: "others", numeric: true }] : []),
      { label: "songs", numeric: true },
    ],
    rows: [
      ...shownRows.map((name) => lineOf(name || UNKNOWN_LABEL, all.filter((song) => rowLabels[song] === name))), // prettier-ignore
      ...(rest.length > 0 ? [lineOf(countOf(rowsOf.length - shownRows.length, "other"), rest)] : []),
      { ...lineOf("all", all), best: false },
    ],
    notes: [],
    wide: false,
  };
}
