import { formatNumber } from "../../../shared/format.ts";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { DEFAULT_SPEECH_MODEL, SPEECH_MODELS } from "../../../shared/contract/models.ts";
import {
  isUnsure,
  NO_WORDS,
  type TranscribedSong,
  type TranscriptionResult,
} from "../../../shared/contract/transcript.ts";
import { languageName } from "../../speech/languages.ts";
import { diagnosticLines } from "../diagnostic-line.ts";
import { TIMES_FROM } from "../../../shared/lyrics/lrc.ts";
import { addCommand, allowDownloadOption, parseNumber, queueOf, queueOption, type CommonOptions } from "../options.ts";
import { setAction, type CommandContext } from "../run-command.ts";
import { visibleLine } from "../visible.ts";

interface TranscribeOptions extends CommonOptions {
  readonly model: string;
  readonly language?: string;
  readonly force: boolean;
  readonly limit?: number;
  readonly only?: readonly string[];
  readonly writeLanguage: boolean;
  readonly preview: boolean;
  readonly allowDownload: boolean;
}

export function addTranscribeCommand(program: Command): void {
  const command = addCommand(program, "transcribe", "write down the words of songs that have no lyrics (Whisper)", {
    seeded: true,
    settings: ["modelsDir", "modelWeights", "executionProvider", "dataDir", "audioRoots", "ffmpegPath"],
  })
    .option(
      "--model <name>",
      `${SPEECH_MODELS.map(({ name }) => name).join(", ")}, a hub id or a folder`,
      DEFAULT_SPEECH_MODEL,
    )
    .option(
      "--language <name>",
      "language of all songs, such as bangla or bn (default: each row's; detected where there is none)",
    )
    .option("--force", "songs that have lyrics, or were heard to have no words, as well", false)
    .addOption(new Option("--limit <n>", "at most so many songs").argParser(parseLimit))
    .addOption(
      new Option("--only <filename>", "only this song; may be given several times").argParser(
        (name: string, before: readonly string[] | undefined) => [...(before ?? []), name],
      ),
    )
    .option("--no-write-language", "leave the language of a row without one empty; otherwise a sure one is written")
    .option("--preview", "print the lyrics instead of writing them", false)
    .addOption(allowDownloadOption())
    .addOption(queueOption())
    .addHelpText(
      "after",
      "\nEach song is written as soon as it is heard; a second run goes on where the first one stopped.",
    );
  setAction(
    command,
    async ({
      options,
      workspace,
      settings,
      signal,
      onProgress,
      print,
      note,
      fail,
    }: CommandContext<TranscribeOptions>) => {
      const { language = null, force, limit = null, only = null, writeLanguage, preview, allowDownload } = options;
      const model = folderOr(options.model);
      const { transcribeSongs } = await import("../../steps/transcription/transcribe-songs.ts");
      const result = await transcribeSongs({
        workspace,
        settings,
        queue: queueOf(options),
        transcription: { model, language, force, limit, only, writeLanguage, preview, allowDownload },
        signal,
        onProgress,
        onSong: (song, done, total) => {
          note(`${done}/${total} ${songLine(song)}`);
          if (preview && song.lyrics !== "") print(`${visibleLine(song.filename)}\n${song.lyrics}\n`);
        },
      });
      for (const line of diagnosticLines(result.diagnostics)) print(line);
      print(summaryText(result, preview));
      if (result.songs.length > 0 && result.failed === result.songs.length) fail();
      return { ...result, warnings: result.diagnostics };
    },
  );
}

interface ExportLrcOptions extends CommonOptions {
  readonly out?: string;
}

export function addExportLrcCommand(program: Command): void {
  const command = addCommand(program, "export-lrc", "write transcribed lyrics with their times as .lrc files", {
    settings: ["dataDir", "audioRoots"],
  }).option("--out <folder>", "where to (default: beside each song; files of others are left alone)");
  setAction(command, async ({ options, workspace, settings, signal, print }: CommandContext<ExportLrcOptions>) => {
    const folder = options.out === undefined ? null : resolve(options.out);
    const { exportLrc } = await import("../../steps/transcription/export-lrc.ts");
    const result = await exportLrc({ workspace, settings, folder, signal });
    const { written, kept, untimed } = result;
    for (const path of written) print(visibleLine(path));
    for (const path of kept) print(`left alone: ${visibleLine(path)} is not of Latentune`);
    print(`Written: ${written.length}\nLeft alone: ${kept.length}\nWithout times: ${untimed}`);
    if (untimed > 0) print(`${TIMES_FROM} latentune transcribe hears songs without lyrics; with --force also those with lyrics, and writes what it heard in their place.`); // prettier-ignore
    return { ...result, warnings: [] };
  });
}

/** A folder of the current one counts as a folder although it looks like a hub id. */
function folderOr(model: string): string {
  return existsSync(resolve(model, "config.json")) ? resolve(model) : model;
}

function parseLimit(text: string): number {
  const limit = parseNumber(text);
  if (!Number.isInteger(limit) || limit < 1) throw new InvalidArgumentError("Give a whole number from 1.");
  return limit;
}

/** `3/30 song.mp3: 12 lines, Spanish 0.98, 4.2 × real time`: how sure a detected language is stands behind it. */
function songLine(song: TranscribedSong): string {
  const { filename, outcome, lyrics, reason, language, languageProbability, speed, reused } = song;
  const lines = lyrics.split("\n").length;
  const what =
    outcome === "failed"
      ? "failed"
      : reason !== null
        ? `no words (${NO_WORDS[reason]})`
        : `${lines} ${lines === 1 ? "line" : "lines"}`;
  const sure =
    languageProbability === null ? "" : ` ${languageProbability.toFixed(2)}${isUnsure(song) ? ", not sure" : ""}`;
  const tongue = language === null ? "" : `, ${languageName(language)}${sure}`;
  return `${visibleLine(filename)}: ${what}${tongue}${speed === null ? "" : `, ${formatNumber(speed)} × real time`}${reused ? ", heard before" : ""}`;
}

/** What the reference prints: transcribed, skipped, failed, still missing. */
function summaryText(
  { transcribed, noWords, failed, skipped, stillMissing, model, weights }: TranscriptionResult,
  preview: boolean,
): string {
  return [
    `Transcribed: ${transcribed}${preview ? " (preview: nothing was written)" : ""}`,
    `No words: ${noWords}`,
    `Skipped: ${skipped}`,
    `Failed: ${failed}`,
    `Still missing: ${stillMissing}`,
    `Model: ${model}, ${weights} weights`,
  ].join("\n");
}
