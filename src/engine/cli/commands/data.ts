import { resolve } from "node:path";
import type { Command } from "commander";
import { mergeGenreFiles } from "../../dataset/write-genres.ts";
import { runDoctor, type DoctorReport } from "../../pipeline/doctor.ts";
import { addCommonOptions, addSettingOptions, settingsFromOptions, type CommonOptions } from "../options.ts";
import { runCommand } from "../run-command.ts";
import { findingLine } from "./tasks.ts";

/** The commands about the data and the machine. */
export function addDataCommands(program: Command): void {
  addSettingOptions(
    addCommonOptions(program.command("merge-genre").description("join genres into data/meta_with_genre.csv and, if asked, lyrics.csv")),
    ["dataDir"],
  )
    .option("--genre-csv <file>", "genre map (default: genre_map.csv of the data folder)")
    .option("--overwrite-lyrics", "write the genres into lyrics.csv; every other byte of it stays", false)
    .action(async (options: CommonOptions & { genreCsv?: string; overwriteLyrics: boolean }) => {
      await runCommand(options.json, async ({ signal, print }) => {
        const { genreCsv, overwriteLyrics } = options;
        const { dataDir } = settingsFromOptions({ ...options });
        const started = performance.now();
        const result = await mergeGenreFiles(
          {
            workspace: resolve(options.workspace),
            ...(dataDir === undefined ? {} : { dataDir }),
            ...(genreCsv === undefined ? {} : { genreCsv: resolve(genreCsv) }),
            overwriteLyrics,
          },
          signal,
        );
        const { counts, fromTable, fromMap, missing, metaFile, lyricsChanged, findings } = result;
        for (const finding of findings.filter(({ severity }) => severity !== "info")) print(findingLine(finding));
        print(
          [
            ...[...counts].map(([genre, count]) => `${String(count).padStart(6)}  ${genre}`),
            `${fromTable} genres from lyrics.csv, ${fromMap} from the map, ${missing.length} missing.`,
            ...missing.map(({ filename, firstLine }) => `  missing: line ${firstLine}, ${filename}`),
            `Written: ${metaFile}${lyricsChanged ? " and lyrics.csv" : overwriteLyrics ? " (lyrics.csv has every genre already)" : ""}`,
          ].join("\n"),
        );
        return {
          seconds: (performance.now() - started) / 1000,
          counts: Object.fromEntries(counts),
          fromTable,
          fromMap,
          missing: missing.map(({ filename, firstLine }) => ({ filename, line: firstLine })),
          metaFile,
          lyricsChanged,
          warnings: findings,
        };
      });
    });

  addSettingOptions(
    addCommonOptions(program.command("doctor").description("check every row, every song and the machine")),
    ["seconds", "dataDir", "ffmpegPath"],
  ).action(async (options: CommonOptions) => {
    await runCommand(options.json, async ({ signal, onProgress, print }) => {
      const settings = settingsFromOptions({ ...options });
      const report = await runDoctor({ workspace: resolve(options.workspace), settings, signal, onProgress });
      print(doctorText(report));
      return report;
    });
  });
}

function doctorText({ machine, rows, languages, genres, findings }: DoctorReport): string {
  const counts = (label: string, of: Readonly<Record<string, number>>): string =>
    `${label}: ${Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ") || "none"}`;
  const versions = Object.entries(machine.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  const by = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  return [
    `${rows.usable} of ${rows.total} rows can be used.`,
    counts("Languages", languages),
    counts("Genres", genres),
    "",
    `Machine: ${machine.cores} cores, ${machine.memoryGiB} GiB; ${versions}`,
    `Decoders: ${machine.decoders.join(", ")}; ffmpeg: ${machine.ffmpeg ?? "not found (m4a and aac need it)"}`,
    `Execution providers: ${machine.executionProviders.join(", ")}`,
    "",
    ...findings.map(findingLine),
    `${by("error")} errors, ${by("warning")} warnings, ${by("info")} remarks.`,
  ].join("\n");
}
