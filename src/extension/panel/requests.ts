import { resolve } from "node:path";
import { writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import * as vscode from "vscode";
import { NOWHERE } from "../engine/platform.ts";
import { pathOf, uriOf } from "../common/uri.ts";
import type { RunParams } from "../../shared/contract/rpc.ts";
import { MOST_ROWS, type SongPage, type SongPageParams } from "../../shared/contract/scale/song-table.ts";
import { filesOfMels } from "../../shared/contract/view-files.ts";
import { isListable, leftOutLines } from "../../shared/naming/playlist.ts";
import { messageOf } from "../../shared/thrown.ts";
import { messageAndRemedy } from "../../shared/text/message-and-remedy.ts";
import type { HostMessage, PanelMessage, PanelMethod, PanelParams, PanelResult } from "../../webview/protocol.ts";
import { UserError } from "../common/report-error.ts";
import { EngineError } from "../engine/engine-error.ts";
import { COMMANDS, SECTION } from "../ids.ts";
import type { RunView, Services, Workspace, TunedReply } from "../services.ts";
import { checkRunFiles } from "../runs/run-files.ts";
import { showRecord } from "../workspace/show-record.ts";
import { compareShown } from "./comparison.ts";
import { latentHandlers } from "./latent-requests.ts";
import { meaningHandlers } from "./meaning-requests.ts";
import { labelHandlers } from "./own-labels.ts";
import { playlistOf } from "./playlist.ts";
import { readTimedLines } from "./timed-lines.ts";
import { tuningHandlers } from "./tuning-requests.ts";

/** Answers one request of the panel each; whatever they throw rejects in the panel. */
export type PanelHandlers = { readonly [M in PanelMethod]: (params: PanelParams<M>) => Promise<PanelResult<M>> };

type PanelParts = Pick<Services, "workspace" | "engine" | "records" | "runs" | "memory" | "models">;

const FIGURE_KEY = "figure";

/** The panel that asks. */
export interface AskingPanel {
  /** What it shows; undefined before a run is shown. */
  view(): RunView | undefined;
  column(): vscode.ViewColumn | undefined;
  readonly uriOf: (path: string) => string;
  /** Selections that we make in the editor are not the user's cursor. */
  ignoreSelection(editor: vscode.TextEditor): void;
  /** The engine has answered with other clusters, or with what they are worth. */
  readonly tuned: (reply: TunedReply) => void;
}

/** Names every request, or does not compile. */
export function panelHandlers(
  { workspace, engine, records, runs, memory, models }: PanelParts,
  panel: AskingPanel,
): PanelHandlers {
  const shown = (): RunView => {
    const view = panel.view();
    if (view === undefined) throw new UserError("No run is shown.");
    return view;
  };
  const current = (): Workspace => {
    if (workspace.current === undefined) throw new UserError("No folder is open.");
    return workspace.current;
  };
  const filenameOf = (song: number): string => {
    const filename = shown().songs.filename.at(song);
    if (filename === undefined) throw new UserError(`The run has no song ${song}.`);
    return filename;
  };
  /** What the engine must be asked for, which an untrusted workspace does not allow. */
  const runOf = (what: string): RunParams => {
    if (!workspace.trusted) throw new UserError(`${what} cannot be made ${NOWHERE}.`);
    const { path, dataDir, audioRoots } = current();
    return { workspace: path, dataDir, audioRoots, runId: shown().manifest.runId };
  };
  const command = async (id: string): Promise<null> => {
    // Commands tell their own failures; they may run for minutes, and the panel does not wait for them.
    void vscode.commands.executeCommand(id);
    return await Promise.resolve(null);
  };

  return {
    async openRow({ song }) {
      const below = vscode.workspace.getConfiguration(SECTION).get("panel.openRow") !== "beside";
      const where = { focus: true, besides: panel.column(), below };
      const editor = await showRecord(current().lyricsFile, records, filenameOf(song), where);
      panel.ignoreSelection(editor);
      return null;
    },
    async songDetails({ song }) {
      const { path, dataDir, lyricsFile } = current();
      const document = await vscode.workspace.openTextDocument(lyricsFile);
      const record = records.of(document).named(filenameOf(song));
      if (record === undefined) return { lyrics: null, timedLines: [], lines: null };
      return {
        lyrics: record.lyrics,
        timedLines: await readTimedLines(resolve(path, dataDir), record),
        lines: { first: record.firstLine, last: record.lastLine },
      };
    },
    songsPage: (params) =>
      workspace.trusted
        ? engine.request("songsPage", { ...runOf("The table"), ...params })
        : untrustedPage(shown(), params),
    async songsInRows(params) {
      if (!workspace.trusted) throw new UserError(NOT_FOUND_HERE);
      return await engine.request("songsInRows", { ...runOf("The table"), ...params });
    },
    songTexts: ({ songs }) => shown().songs.texts(songs),
    async songMels({ song }) {
      const mels = await engine.request("songMels", { ...runOf("Spectrograms"), song });
      await checkRunFiles(shown().run.runDir, filesOfMels(mels));
      return mels;
    },
    project: ({ representation, method }) =>
      engine.request("project", {
        ...runOf("This map"),
        representation,
        method,
        token: `project-${representation}-${method}`,
      }),
    compare: (params) =>
      compareShown({ engine, runs }, current(), runOf("A comparison").runId, params, (path) => panel.uriOf(path)),
    async audio({ song, decode }) {
      const [{ audio } = {}] = await shown().songs.texts([song]);
      if (audio === "") throw new UserError("The song has no audio file.");
      if (audio === undefined || !isInside(audio)) throw new UserError("The song's file is not in this workspace.");
      const { path, dataDir, audioRoots } = current();
      if (!decode) return { uri: panel.uriOf(join(path, audio)) };
      if (!workspace.trusted)
        throw new UserError(`This format cannot be played ${NOWHERE}: it would have to be decoded.`);
      const { file } = await engine.request("playable", { workspace: path, dataDir, audioRoots, audio });
      return { uri: panel.uriOf(isAbsolute(file) ? file : join(path, file)) };
    },
    async save({ suggestedName, kind, data, base64 }) {
      const uri = await vscode.window.showSaveDialog({
        defaultUri: uriOf(join(current().path, suggestedName)),
        filters: { [FORMATS[kind]]: [kind] },
      });
      if (uri === undefined) return null;
      await writeFile(pathOf(uri), base64 ? Buffer.from(data, "base64") : data);
      return { path: uri.fsPath };
    },
    ...tuningHandlers({ engine, runs, runOf, tuned: panel.tuned }),
    ...meaningHandlers({ engine, models, workspace, runOf, run: () => shown().run }),
    ...latentHandlers({ engine, runOf, runDir: () => shown().run.runDir, uriOf: panel.uriOf }),
    lastFigure: () => Promise.resolve(memory.get<unknown>(FIGURE_KEY) ?? null),
    async keepFigure(choice) {
      await memory.update(FIGURE_KEY, choice);
      return null;
    },
    async savePlaylist({ suggestedName, songs }) {
      const { path } = current();
      const playable = (await shown().songs.texts(songs)).filter(({ audio }) => audio !== "" && isInside(audio));
      const entries = playable.filter(({ audio }) => isListable(audio));
      const [leftOut] = leftOutLines(
        playable.filter(({ audio }) => !isListable(audio)).map(({ filename }) => filename),
      );
      if (entries.length === 0) throw new UserError(leftOut ?? "None of these songs has an audio file to be played.");
      const uri = await vscode.window.showSaveDialog({
        defaultUri: uriOf(join(path, suggestedName)),
        filters: { Playlist: ["m3u8"] },
      });
      if (uri === undefined) return null;
      await writeFile(pathOf(uri), playlistOf(entries, path, dirname(pathOf(uri))));
      if (leftOut !== undefined) void vscode.window.showWarningMessage(leftOut);
      return { path: uri.fsPath };
    },
    ...labelHandlers(shown, current),
    runTask: ({ task }) =>
      command({ easy: COMMANDS.runEasy, medium: COMMANDS.runMedium, hard: COMMANDS.runHard }[task]),
    cancelRun: () => command(COMMANDS.cancelRun),
    async showRun({ runId }) {
      runs.show(runId);
      return await Promise.resolve(null);
    },
    async declineRun() {
      runs.decline();
      return await Promise.resolve(null);
    },
    createSample: () => command(COMMANDS.createSample),
    createTable: () => command(COMMANDS.createTable),
    openFolder: () => command("vscode.openFolder"),
  };
}

const NOT_FOUND_HERE = `The songs of so large a run are sorted, filtered and searched by the engine, which does not run ${NOWHERE}.`;

/** A page of the songs as the file has them: what can be had without the engine. */
async function untrustedPage(
  { songs, manifest: { songCount } }: RunView,
  { from, count, find, sort, filter, among }: SongPageParams,
): Promise<SongPage> {
  const { text, silhouette, error, language, genre, cluster } = filter;
  const finds = [text, silhouette, error].some((part) => part.trim() !== "") || (language ?? genre ?? cluster) !== null;
  if (sort.column !== null || finds || among !== null) throw new UserError(NOT_FOUND_HERE);
  const end = Math.min(from + Math.min(count, MOST_ROWS), songCount);
  const rows = await songs.texts(Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index));
  return { total: songCount, rows, found: find ?? null };
}

const FORMATS = { png: "PNG picture", svg: "SVG drawing", csv: "CSV table", md: "Markdown", tex: "LaTeX" } as const;

/** Views are files of the workspace: a path in them may not lead out of it. */
function isInside(path: string): boolean {
  return !isAbsolute(path) && !/^\.\.(?:[/\\]|$)/.test(relative(".", path));
}

/** The reply to a request: the result, or why there is none. */
export async function answer(
  handlers: PanelHandlers,
  { id, method, params }: Extract<PanelMessage, { readonly type: "request" }>,
  workspace: string | undefined,
): Promise<HostMessage> {
  try {
    const handler = handlers[method] as (params: unknown) => Promise<PanelHandlersResult>;
    return { type: "reply", id, ok: true, value: await handler(params) };
  } catch (error) {
    return { type: "reply", id, ok: false, message: withRemedy(error, workspace) };
  }
}
type PanelHandlersResult = Awaited<ReturnType<PanelHandlers[PanelMethod]>>;

/** What the panel shows of an error: the file that it is about, and what to do about it, where the engine knows. */
export function withRemedy(error: unknown, workspace: string | undefined): string {
  if (!(error instanceof EngineError)) return messageOf(error);
  const { message, file, remedy } = error;
  const at = file === undefined || message.includes(basename(file)) ? "" : `${shownPath(file, workspace)}: `;
  return messageAndRemedy(`${at}${message}`, remedy);
}

function shownPath(file: string, workspace: string | undefined): string {
  if (workspace === undefined || !isAbsolute(file)) return file;
  const inside = relative(workspace, file);
  return isInside(inside) ? inside.replaceAll("\\", "/") : file;
}
