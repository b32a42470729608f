import { access, chmod, constants, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { ANNOTATIONS_FILE, NOT_UTF8, changeAnnotations, readAnnotations } from "../../shared/annotations.ts";
import type { OwnLabels, PanelParams, PanelResult } from "../../webview/protocol.ts";
import { throttle } from "../../shared/throttle.ts";
import { FILE_LIMITS, readGivenFile } from "../common/given-file.ts";
import { UserError } from "../common/report-error.ts";
import type { RunView, Workspace } from "../services.ts";

/** A program that writes a file in parts tells of each. */
const WATCH_MS = 100;

type LabelMethod = "ownLabels" | "setOwnLabels";
type LabelHandlers = { readonly [M in LabelMethod]: (params: PanelParams<M>) => Promise<PanelResult<M>> };

/** The user's own labels: read from and written to `annotations.csv` in the data folder, never to `lyrics.csv`. */
export function labelHandlers(shown: () => RunView, current: () => Workspace): LabelHandlers {
  const file = (): string => join(current().path, current().dataDir, ANNOTATIONS_FILE);
  /** Changes wait for each other: each is of the file that the one before has left. */
  let last: Promise<unknown> = Promise.resolve();
  return {
    ownLabels: async () => labelsOf(await readText(file()), shown()),
    setOwnLabels({ changes }) {
      const view = shown();
      const path = file();
      const made = last
        .catch(() => undefined)
        .then(async () => {
          const wanted = changes.flatMap(({ songs, label }) =>
            songs.flatMap((song) => {
              const filename = view.songs.filename.at(song);
              return filename === undefined ? [] : [{ filename, label: label.trim() }];
            }),
          );
          const before = await readText(path);
          const after = changeAnnotations(before, wanted);
          if (after !== before) await replaceFile(path, after);
          return labelsOf(after, view);
        });
      last = made;
      return made;
    },
  };
}

/** Tells when the table of labels has become another one, by whoever changed it. */
export function watchLabels(changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${ANNOTATIONS_FILE}`);
  const settled = throttle<undefined>(WATCH_MS, changed);
  const tell = (): void => {
    settled(undefined);
  };
  return vscode.Disposable.from(
    watcher,
    settled,
    watcher.onDidCreate(tell),
    watcher.onDidChange(tell),
    watcher.onDidDelete(tell),
  );
}

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readGivenFile(path, "The table of labels", FILE_LIMITS.table);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError(NOT_UTF8);
  }
}

/**
 * Whole or not at all: a file beside it takes its place by its name, with its permissions. A link stays one.
 * @throws {UserError} if the file is write-protected, which its folder would not say
 */
async function replaceFile(path: string, text: string): Promise<void> {
  const place = await realpath(path).catch(() => path);
  const present = await stat(place).catch(() => undefined);
  if (present !== undefined && !(await mayWrite(place, present.mode)))
    throw new UserError(`${ANNOTATIONS_FILE} is write-protected: no label was changed. Allow writing to it first.`);
  const temporary = `${place}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    if (present !== undefined) await chmod(temporary, present.mode);
    await rename(temporary, place);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Whether this user may; one who may everything is held back by the file's mode alone. */
async function mayWrite(path: string, mode: number): Promise<boolean> {
  if ((mode & 0o222) === 0) return false;
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

function labelsOf(text: string, view: RunView): OwnLabels {
  const places = new Map<string, number>();
  const songs: number[] = [];
  const codes: number[] = [];
  for (const [filename, label] of readAnnotations(text)) {
    const song = view.songNamed(filename);
    if (song === undefined) continue;
    const place = places.get(label) ?? places.size;
    places.set(label, place);
    songs.push(song);
    codes.push(place);
  }
  return { names: [...places.keys()], songs, codes };
}
