import type { ProgressEvent } from "../../../shared/contract/progress.ts";
import type { LyricsProposal } from "../../../shared/contract/transcript.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import type { TranscriptFile } from "../../../shared/contract/transcript.ts";
import { LatentuneError } from "../../core/errors.ts";
import { workspaceRelative } from "../../dataset/dataset.ts";
import { findLayout, type DatasetPaths } from "../../dataset/layout.ts";
import { encodeTable } from "../../dataset/text/table-text.ts";
import { parseLyricsTable, type LyricsTable } from "../../dataset/table/lyrics-table.ts";
import { readTable } from "../../dataset/table/read-table.ts";
import { enterWorkspace } from "../../store/enter-workspace.ts";
import { workspacePaths, type WorkspacePaths } from "../../store/paths.ts";
import { completeSettings } from "../resolve-settings.ts";
import { transcribeSongs } from "./transcribe-songs.ts";
import { songTextOf, type SongText } from "./song-text.ts";
import { transcriptsDir, writeTranscript } from "./transcript-files.ts";
import { withTexts, writeLyrics } from "./write-lyrics.ts";

export interface ProposalRequest {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  readonly settings: Partial<RunSettings>;
  readonly model: string;
  /** See {@link TranscriptionRequest}. */
  readonly writeLanguage: boolean;
  /** The song's, as `lyrics.csv` has it. */
  readonly filename: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/**
 * Hears one song anew, for a look before its lyrics are replaced: what was heard, and the table with it. Nothing is written.
 * @throws as {@link transcribeSongs}; {LatentuneError} if the table cannot be written to.
 */
export async function proposeLyrics({
  model,
  filename,
  writeLanguage,
  ...request
}: ProposalRequest): Promise<LyricsProposal> {
  const transcripts: TranscriptFile[] = [];
  const { songs, diagnostics } = await transcribeSongs({
    ...request,
    transcription: {
      model,
      language: null,
      force: true,
      limit: null,
      only: [filename],
      writeLanguage,
      preview: true,
      allowDownload: false,
    },
    onTranscript: (transcript) => transcripts.push(transcript),
  });
  const song = songs[0]!;
  const paths = workspacePaths(request.workspace, completeSettings(request.settings).dataDir);
  const [transcript] = transcripts;
  const text = transcript === undefined ? undefined : songTextOf(transcript, writeLanguage);
  const lyricsText = text === undefined || text.lyrics === "" ? null : await withText(paths, filename, text);
  return { song, transcript: transcript ?? null, lyricsText, diagnostics };
}

/**
 * Puts a proposal into effect: the transcript first and then the row, as a transcription does.
 * @returns whether the row was there to be written.
 */
export async function acceptLyrics(
  paths: WorkspacePaths,
  transcript: TranscriptFile,
  writeLanguage: boolean,
): Promise<boolean> {
  const release = await enterWorkspace(paths, "Transcription");
  try {
    await writeTranscript(transcriptsDir(paths.dataDir), transcript);
    const layout = await findLayout(paths);
    const dataset = { paths: layout, table: parseLyricsTable(await readTable(layout.lyricsTable), fileOf(layout)) };
    const { filename } = transcript;
    const written = await writeLyrics(dataset, new Map([[filename, songTextOf(transcript, writeLanguage)]]), {
      force: true,
    });
    return written.get(filename) === "written";
  } finally {
    await release();
  }
}

async function withText(paths: WorkspacePaths, filename: string, words: SongText): Promise<string> {
  const layout = await findLayout(paths);
  const file = fileOf(layout);
  const bytes = await readTable(layout.lyricsTable);
  const table: LyricsTable = parseLyricsTable(bytes, file);
  const record = table.records.find((row) => row.usable && row.filename === filename);
  if (record === undefined) throw new LatentuneError(`The row of “${filename}” is gone from the table.`, { file });
  const text = withTexts(table, new Map([[record.row, words]]));
  // What the table's encoding lacks is said now and not when the proposal is accepted.
  encodeTable(table.source, text, table);
  // An editor shows no byte-order mark.
  return new TextDecoder().decode(text);
}

function fileOf({ workspace, lyricsTable }: DatasetPaths): string {
  return workspaceRelative(workspace, lyricsTable);
}
