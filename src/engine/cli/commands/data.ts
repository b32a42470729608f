import type { Command } from "commander";
import { countOf, formatNumber, partOf } from "../../../shared/format.ts";
import type { CorrectedTable } from "../../dataset/correct-table.ts";
import { completeSettings } from "../../steps/resolve-settings.ts";
import { FEWEST_SONGS } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { CheckDataResult } from "../../../shared/contract/rpc.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { convertedText } from "../../../shared/table/converted-text.ts";
import type { DoctorReport } from "../../tasks/doctor.ts";
import { diagnosticLines } from "../diagnostic-line.ts";
import { addCommand, type CommonOptions } from "../options.ts";
import { shownPath } from "../shown-path.ts";
import { setAction, type CommandContext } from "../run-command.ts";
import { visibleLine } from "../visible.ts";

interface MergeGenreOptions extends CommonOptions {
  readonly genreCsv?: string;
  readonly overwriteLyrics: boolean;
}

interface ConvertOptions extends CommonOptions {
  readonly encoding?: string;
  readonly genreMap: boolean;
}

interface DoctorOptions extends CommonOptions {
  readonly fix: boolean;
  readonly audio: boolean;
}

/** The commands about the data and the machine. */
export function addDataCommands(program: Command): void {
  const merge = addCommand(
    program,
    "merge-genre",
    "join genres into data/meta_with_genre.csv and, if asked, lyrics.csv",
    { settings: ["dataDir", "genreSeparator"] },
  )
    .option("--genre-csv <file>", "genre map (default: genre_map.csv of the data folder)")
    .option("--overwrite-lyrics", "write the genres into lyrics.csv; every other byte of it stays", false);
  setAction(merge, async ({ options, workspace, settings, signal, print }: CommandContext<MergeGenreOptions>) => {
    const { genreCsv, overwriteLyrics } = options;
    const { dataDir, genreSeparator } = settings;
    const { mergeGenreFiles } = await import("../../dataset/genres/write-genres.ts");
    const result = await mergeGenreFiles(
      {
        workspace,
        ...(dataDir === undefined ? {} : { dataDir }),
        ...(genreSeparator === undefined ? {} : { genreSeparator }),
        ...(genreCsv === undefined ? {} : { genreCsv }),
        overwriteLyrics,
      },
      signal,
    );
    const { counts, fromTable, fromMap, missing, metaFile, lyricsChanged, diagnostics } = result;
    // That no row has a genre is a note to other commands. Of rows without one the first are named.
    const told = diagnostics.filter(({ severity, code }) => severity !== "info" || code === "genre-none");
    for (const line of diagnosticLines(told)) print(line);
    print(
      [
        ...[...counts].map(([genre, count]) => `${String(count).padStart(6)}  ${visibleLine(genre)}`),
        `${countOf(fromTable, "genre")} from lyrics.csv, ${fromMap} from the map, ${missing.length} missing.`,
        `Written: ${shownPath(metaFile)}${lyricsChanged ? " and lyrics.csv" : overwriteLyrics ? " (lyrics.csv has every genre already)" : ""}`,
      ].join("\n"),
    );
    return {
      counts: Object.fromEntries(counts),
      fromTable,
      fromMap,
      missing: missing.map(({ filename, firstLine }) => ({ filename, line: firstLine })),
      metaFile,
      lyricsChanged,
      warnings: diagnostics,
    };
  });

  const convert = addCommand(
    program,
    "convert-table",
    "write lyrics.csv in UTF-8, and repair text that was encoded twice",
    { settings: ["dataDir"] },
  )
    .option("--encoding <name>", "what the file is encoded in, such as windows-1251 (default: what it seems to be)")
    .option("--genre-map", "convert genre_map.csv in its place", false);
  setAction(convert, async ({ options, workspace, settings, print }: CommandContext<ConvertOptions>) => {
    const { encoding, genreMap } = options;
    const { dataDir } = settings;
    const { convertTable } = await import("../../dataset/table/convert-table.ts");
    const converted = await convertTable({
      workspace,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(encoding === undefined ? {} : { encoding }),
      table: genreMap ? "genreMap" : "lyrics",
    });
    print(convertedText(converted));
    return { ...converted, warnings: [] };
  });

  const doctor = addCommand(program, "doctor", "check every row, every song and the machine", {
    settings: ["seconds", "offset", "dataDir", "audioRoots", "genreSeparator", "ffmpegPath"],
  })
    .option("--fix", "first correct names and labels of lyrics.csv in all rows where that is certain", false)
    .option(
      "--no-audio",
      "check the rows alone, and what earlier runs found in the songs: no song is decoded, and nothing that needs the machine's own code is loaded",
    )
    .addHelpText(
      "after",
      `\nExit code 0, whatever is found, as long as a task can run; 1 if none can: fewer than ${FEWEST_SONGS} songs and no lyrics alone, an ffmpeg path\nwithout a program, no networks here.`,
    );
  setAction(
    doctor,
    async ({ options, workspace, settings, signal, onProgress, print, fail }: CommandContext<DoctorOptions>) => {
      const corrected = options.fix ? await correctRows(workspace, settings, signal) : null;
      if (corrected !== null) print(correctedText(corrected));
      if (!options.audio) {
        const rows = await checkRows(workspace, settings, signal);
        print(rowsText(rows));
        if (rows.cannotRun !== null) fail();
        return { ...rows, warnings: rows.diagnostics, ...(corrected === null ? {} : { corrected }) };
      }
      const { runDoctor } = await import("../../tasks/doctor.ts");
      const report = await runDoctor({ workspace, settings, signal, onProgress });
      print(doctorText(report));
      if (report.cannotRun !== null) fail();
      return { ...report, warnings: report.diagnostics, ...(corrected === null ? {} : { corrected }) };
    },
  );
}

async function correctRows(
  workspace: string,
  settings: Partial<RunSettings>,
  signal: AbortSignal,
): Promise<CorrectedTable> {
  const [{ correctTable }, { datasetOptions }] = await Promise.all([
    import("../../dataset/correct-table.ts"),
    import("../../dataset/dataset.ts"),
  ]);
  return correctTable(datasetOptions({ workspace }, completeSettings(settings)), signal);
}

async function checkRows(
  workspace: string,
  given: Partial<RunSettings>,
  signal: AbortSignal,
): Promise<CheckDataResult> {
  const [{ checkData }, { workspacePaths }] = await Promise.all([
    import("../../tasks/check-data.ts"),
    import("../../store/paths.ts"),
  ]);
  const { dataDir, audioRoots, genreSeparator, ffmpegPath } = completeSettings(given);
  const how = { genreSeparator, ...(ffmpegPath === null ? {} : { ffmpegPath }) };
  return checkData(workspacePaths(workspace, dataDir, audioRoots), how, signal);
}

/** So many corrected cells are named. */
const MOST_CHANGES = 8;

function correctedText({ file, cells, changes }: CorrectedTable): string {
  if (cells === 0) return `${file}: there is nothing to correct.\n`;
  const named = changes.slice(0, MOST_CHANGES).map(({ line, column, from, text }) => {
    return `  line ${line}, ${column}: ${visibleLine(`“${from}” → ${text === "" ? "empty" : `“${text}”`}`)}`;
  });
  const more = cells > named.length ? [`  and ${formatNumber(cells - named.length)} more`] : [];
  return [`${file}: ${countOf(cells, "cell")} corrected.`, ...named, ...more, ""].join("\n");
}

function rowsText({ counts, diagnostics, cannotRun }: CheckDataResult): string {
  const { rows, songs, withoutLyrics, withoutGenre } = counts;
  return [
    `${countOf(rows, "row")}, ${songs} with their audio file, ${withoutLyrics} without lyrics, ${withoutGenre} without genre.`,
    "",
    ...foundText(diagnostics, cannotRun),
  ].join("\n");
}

function foundText(diagnostics: readonly Diagnostic[], cannotRun: string | null): string[] {
  const by = (severity: string): number => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const sums = `${countOf(by("error"), "error")}, ${countOf(by("warning"), "warning")}, ${countOf(by("info"), "note")}.`;
  return [...diagnosticLines(diagnostics), ...(cannotRun === null ? [] : [cannotRun]), sums];
}

function doctorText(report: DoctorReport): string {
  const { machine, rows, cannotRun, languages, genres, diagnostics } = report;
  const lacking = diagnostics.some(({ code }) => code === "ffmpeg-missing")
    ? "not at the path that is set"
    : "not found";
  const counts = (label: string, of: Readonly<Record<string, number>>): string =>
    `${label}: ${
      Object.entries(of)
        .map(([name, count]) => `${visibleLine(name)} ${count}`)
        .join(", ") || "none"
    }`;
  const versions = Object.entries(machine.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  return [
    `${partOf(rows.usable, rows.total, "row")} can be used.`,
    counts("Languages", languages),
    counts("Genres", genres),
    "",
    `Machine: ${machine.cores} cores, ${machine.memoryGiB} GiB; ${versions}`,
    `Decoders: ${machine.decoders.join(", ")}; ffmpeg: ${machine.ffmpeg ?? `${lacking} (m4a and aac need it)`}`,
    `Execution providers: ${machine.executionProviders.join(", ") || "none: see below"}`,
    // Why, and which files it misses where, is for who has the card.
    ...machine.idleProviders.map(({ name, needs }) => `  not ${name}: it needs ${needs} (more: --json)`),
    "",
    ...foundText(diagnostics, cannotRun),
  ].join("\n");
}
