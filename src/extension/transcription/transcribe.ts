import * as vscode from "vscode";
import type { RunSettings } from "../../shared/contract/settings.ts";
import { NO_WORDS, type TranscriptionRequest, type TranscriptionResult } from "../../shared/contract/transcript.ts";
import { UserError } from "../common/report-error.ts";
import { EngineError } from "../engine/engine-error.ts";
import { COMMANDS } from "../ids.ts";
import { writesLanguage } from "../models/model-settings.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import type { LyricsRecord, Services, Workspace } from "../services.ts";
import { nameAtCursor, showRecord } from "../workspace/show-record.ts";
import { askToSave, isEdited } from "./save-first.ts";
import { songText, stoppedText, summaryText, transcriptionProgress } from "./transcription-texts.ts";

export type SpeechParts = Pick<
  Services,
  "workspace" | "engine" | "activity" | "records" | "log" | "models" | "proposals"
>;

/** Writes down the words of all songs that have no lyrics. */
export async function transcribeMissing(parts: SpeechParts): Promise<void> {
  const ready = await prepare(parts);
  const result = await hear(parts, ready, null);
  if (result === undefined) return;
  for (const { filename = "", message } of result.diagnostics) parts.log.warn(`${filename}: ${message}`);
  const open = "Open lyrics.csv";
  const check = "Check Data";
  const pressed = await vscode.window.showInformationMessage(
    summaryText(result),
    open,
    ...(result.failed === 0 ? [] : [check]),
  );
  if (pressed === open) await vscode.window.showTextDocument(ready.workspace.lyricsFile);
  if (pressed === check) await vscode.commands.executeCommand(COMMANDS.checkData);
}

/**
 * Writes down the words of one song. Lyrics that are there are replaced only after a look at what they would become.
 * @param given a file name; otherwise the record at the cursor is meant
 */
export async function transcribeRow(parts: SpeechParts, given: unknown): Promise<void> {
  const filename = typeof given === "string" ? given : nameAtCursor(parts);
  const ready = await prepare(parts);
  const record = await recordOf(parts, ready.workspace, filename);
  if (record.lyrics.trim() !== "") {
    await propose(parts, ready, filename);
    return;
  }
  const result = await hear(parts, ready, filename);
  if (result === undefined) return;
  const [song] = result.songs;
  if (song === undefined) {
    const again = "Listen Again";
    const pressed = await vscode.window.showInformationMessage(
      `No words were heard in “${filename}” before, by this model.`,
      again,
    );
    if (pressed === again) await propose(parts, ready, filename);
    return;
  }
  // That its language is not sure stands in the song's own line.
  const problem = result.diagnostics.find(({ code }) => code !== "language-unsure");
  if (song.outcome === "failed") throw new UserError(`“${filename}” cannot be heard. ${problem?.message ?? ""}`.trim());
  const show = "Show Row";
  const pressed = await vscode.window.showInformationMessage(
    problem === undefined ? songText(song) : `${filename}: ${problem.message}`,
    show,
  );
  if (pressed === show) await showRecord(ready.workspace.lyricsFile, parts.records, filename, { focus: true });
}

interface Ready {
  readonly workspace: Workspace;
  readonly settings: Partial<RunSettings>;
  readonly model: string;
  readonly writeLanguage: boolean;
}

/** Everything that a transcription needs: a saved table, a trusted folder, a model. */
async function prepare({ workspace: state, models }: SpeechParts): Promise<Ready> {
  if (state.trusted) await askToSave(state.current);
  const workspace = await readyWorkspace(state, { needsLyrics: true, needsNetworks: true });
  const settings = state.settings();
  const ready = await models.ensure({ kind: "speech", settings });
  if (ready === undefined) throw new vscode.CancellationError();
  const writeLanguage = writesLanguage(state);
  return { workspace, settings: { ...settings, modelsDir: ready.modelsDir }, model: ready.model, writeLanguage };
}

/** Hears songs and has each written as soon as it is heard; undefined if the user stopped it. */
async function hear(
  { engine, activity, log, workspace: state }: SpeechParts,
  { workspace, settings, model, writeLanguage }: Ready,
  only: string | null,
): Promise<TranscriptionResult | undefined> {
  const transcription: TranscriptionRequest = {
    model,
    language: null,
    force: false,
    limit: null,
    only: only === null ? null : [only],
    writeLanguage,
    preview: false,
    allowDownload: false,
  };
  let written = 0;
  let warned = false;
  try {
    return await activity.run({
      title: "transcription",
      task: null,
      describe: transcriptionProgress,
      ask: async (token, cancellation) => {
        const listening = engine.onSong((news) => {
          if (news.token !== token) return;
          log.info(`Transcription ${news.done}/${news.total}: ${songText(news.song)}`);
          if (news.song.outcome === "transcribed") written++;
          if (warned || !isEdited(workspace)) return;
          warned = true;
          void vscode.window.showWarningMessage(
            "lyrics.csv has changes that are not saved, while songs are written to it. When you save, VS Code will ask: compare, and keep both.",
          );
        });
        try {
          const { path, dataDir } = workspace;
          return await engine.request(
            "transcribe",
            { workspace: path, dataDir, settings, ...(only === null ? state.queue() : {}), transcription, token },
            cancellation,
          );
        } finally {
          listening.dispose();
        }
      },
    });
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== "cancelled") throw error;
    await vscode.window.showInformationMessage(stoppedText(written));
    return undefined;
  }
}

/** Hears a song, shows what its row would become, and writes that if the user wants it. */
async function propose(
  { engine, activity, records, proposals }: SpeechParts,
  { workspace, settings, model, writeLanguage }: Ready,
  filename: string,
): Promise<void> {
  const { path, dataDir, lyricsFile } = workspace;
  const { song, transcript, lyricsText, diagnostics } = await activity.run({
    title: "transcription",
    task: null,
    describe: transcriptionProgress,
    ask: (token, cancellation) =>
      engine.request(
        "proposeLyrics",
        { workspace: path, dataDir, settings, model, filename, writeLanguage, token },
        cancellation,
      ),
  });
  if (transcript === null)
    throw new UserError(`“${filename}” cannot be heard. ${diagnostics[0]?.message ?? ""}`.trim());
  if (lyricsText === null) {
    const why = song.reason === null ? "" : `: ${NO_WORDS[song.reason]}`;
    await vscode.window.showInformationMessage(`No words were heard in “${filename}”${why}. Its row stays as it is.`);
    return;
  }
  const accepted = await proposals.ask({
    file: lyricsFile,
    text: lyricsText,
    title: `lyrics.csv: ${filename} (as it is ↔ as it was heard)`,
    question: `Replace the lyrics of this song? ${songText(song)}.`,
  });
  if (!accepted) return;
  await askToSave(workspace);
  const { written } = await engine.request("acceptLyrics", { workspace: path, dataDir, transcript, writeLanguage });
  if (!written)
    throw new UserError(`lyrics.csv has no row for “${filename}” any more; what was heard is kept in data/lyrics/asr.`);
  await showRecord(lyricsFile, records, filename, { focus: false });
}

async function recordOf({ records }: SpeechParts, { lyricsFile }: Workspace, filename: string): Promise<LyricsRecord> {
  const record = records.of(await vscode.workspace.openTextDocument(lyricsFile)).named(filename);
  if (record === undefined) throw new UserError(`lyrics.csv has no row for “${filename}” any more.`);
  return record;
}
