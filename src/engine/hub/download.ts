import { formatBytes } from "../../shared/format.ts";
import { createHash } from "node:crypto";
import { open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { LatentuneError, messageOf, throwIfCancelled } from "../core/errors.ts";
import { makeFolder } from "../core/files.ts";
import { hashOfFile } from "../core/hash.ts";
import { hubAddress, hubFile, refused, request, type Checksum, type HubFile } from "./hub-file.ts";
import { externalData, modelFiles, type StoredWeights } from "./layout.ts";
import { modelPlace, modelTitle, weightsInOrder, type ModelRequest } from "./locate.ts";

/** What a download will fetch; nothing but the files' heads has been asked for yet. */
export interface DownloadPlan {
  readonly id: string;
  readonly folder: string;
  readonly weights: StoredWeights;
  readonly files: readonly HubFile[];
  /** Bytes of all files, and of those that are not there yet. */
  readonly totalBytes: number;
  readonly missingBytes: number;
}

export interface DownloadProgress {
  readonly id: string;
  /** Bytes that are there, of how many. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** What is being fetched; relative. */
  readonly file: string;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called at most ten times a second. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Called once, before the first byte: how large it is. */
  readonly onPlan?: ((plan: DownloadPlan) => void) | undefined;
  readonly hub?: string;
}

/**
 * Asks the hub what a model consists of and how large it is. Every file is of one commit.
 * @throws {LatentuneError} if the hub cannot be reached, has no such model, or not in these weights.
 */
export async function planDownload(
  wanted: ModelRequest,
  { signal, hub = hubAddress() }: Pick<DownloadOptions, "signal" | "hub"> = {},
): Promise<DownloadPlan> {
  const { id, folder, own } = modelPlace(wanted);
  if (own) throw new LatentuneError("Only models of the hub can be downloaded, not a folder.", { file: folder });
  const address = (revision: string, file: string): string => `${hub}/${id}/resolve/${revision}/${file}`;
  const first = await hubFile(address("main", "config.json"), "config.json", signal);
  if (first === undefined) throw refused(address("main", "config.json"), 404);
  const revision = first.commit ?? "main";
  const head = (file: string): Promise<HubFile | undefined> => hubFile(address(revision, file), file, signal);

  let lacking = "";
  for (const weights of weightsInOrder(wanted)) {
    const files = await Promise.all(
      modelFiles(wanted.kind, weights).map(async (file) => ({ file, found: await head(file) })),
    );
    const absent = files.find(({ found }) => found === undefined);
    if (absent !== undefined) {
      lacking = absent.file;
      continue;
    }
    const beside = await Promise.all(files.flatMap(({ file }) => externalData(file) ?? []).map(head));
    const all = [...files.map(({ found }) => found!), ...beside.filter((found) => found !== undefined)];
    const there = await Promise.all(all.map((file) => isThere(join(folder, file.file), file)));
    const totalBytes = sizeOfAll(all);
    const missingBytes = sizeOfAll(all.filter((_, index) => !there[index]));
    return { id, folder, weights, files: all, totalBytes, missingBytes };
  }
  throw new LatentuneError(`${modelTitle(wanted.kind, id)} cannot be used: its repository has no ${lacking}.`, {
    file: `${hub}/${id}`,
    remedy: "Choose a model that was exported for Transformers.js, such as those of Xenova and onnx-community.",
  });
}

/**
 * Downloads what is missing of a model. A file appears under its name when it is whole and its checksum is right; what a
 * broken connection or a killed process left is continued the next time, unless the file has changed on the hub.
 * @throws {LatentuneError}, {CancelledError}
 */
export async function downloadModel(wanted: ModelRequest, options: DownloadOptions = {}): Promise<DownloadPlan> {
  const { signal, onProgress, onPlan } = options;
  const plan = await planDownload(wanted, options);
  onPlan?.(plan);
  await requireSpace(plan);
  let before = plan.totalBytes - plan.missingBytes;
  let told = 0;
  for (const file of plan.files) {
    const path = join(plan.folder, file.file);
    if (await isThere(path, file)) continue;
    await fetchFile(file, path, signal, (bytes) => {
      if (performance.now() - told < 100 && bytes < file.size) return;
      told = performance.now();
      onProgress?.({ id: plan.id, doneBytes: before + bytes, totalBytes: plan.totalBytes, file: file.file });
    });
    before += file.size;
  }
  return plan;
}

/** A whole file was checked when it got its name. */
async function isThere(path: string, { size }: HubFile): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() && found.size === size,
    () => false,
  );
}

/** So many attempts in a row may bring no byte; those that bring some do not count. */
const ATTEMPTS = 5;
const PAUSE_MS = 100;

async function fetchFile(
  file: HubFile,
  path: string,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<void> {
  await makeFolder(dirname(path));
  const part = `${path}.${(file.checksum?.hex ?? `${file.size}`).slice(0, 16)}.part`;
  await removeOtherParts(path, part);
  for (let attempt = 1; ;) {
    const before = await sizeOf(part);
    try {
      if (before < file.size || file.size === 0) await append(file, part, before, signal, onBytes);
      break;
    } catch (error) {
      throwIfCancelled(signal);
      attempt = (await sizeOf(part)) > before ? 1 : attempt + 1;
      if (attempt > ATTEMPTS || !isBroken(error)) throw connectionError(file, error);
      await setTimeout(PAUSE_MS * 2 ** (attempt - 1), undefined, signal === undefined ? {} : { signal }).catch(() => {
        throwIfCancelled(signal);
      });
    }
  }
  const found = await sizeOf(part);
  if (found !== file.size || !(await hasChecksum(part, found, file.checksum, signal))) {
    await rm(part, { force: true });
    throw new LatentuneError(
      `The download of ${file.file} is damaged: its ${found === file.size ? "checksum" : "size"} is wrong. It was deleted.`,
      { file: path, remedy: "Run the command again." },
    );
  }
  await rename(part, path);
}

/** A connection that broke while bytes came, as against an answer or a disk that refuses. */
function isBroken(error: unknown): boolean {
  return !(error instanceof LatentuneError) && !(error instanceof Error && "syscall" in error && "path" in error);
}

function connectionError(file: HubFile, error: unknown): unknown {
  if (!isBroken(error)) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new LatentuneError(`The connection broke while ${file.file} was downloaded: ${messageOf(cause)}.`, {
    file: file.url,
    remedy: "Run the command again: it goes on where it stopped.",
  });
}

/** Fetches what is missing of a file, behind what is there. */
async function append(
  { url, size }: HubFile,
  part: string,
  from: number,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const headers = { "Accept-Encoding": "identity", ...(from > 0 ? { Range: `bytes=${from}-` } : {}) };
  const response = await request(url, { headers }, signal);
  if (response.status !== 200 && response.status !== 206) {
    await response.body?.cancel();
    throw refused(url, response.status);
  }
  // A server that knows no ranges sends everything again.
  const start = response.status === 206 ? from : 0;
  const handle = await open(part, start > 0 ? "a" : "w");
  try {
    let done = start;
    const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
    for await (const chunk of body) {
      done += chunk.length;
      if (done > size) break;
      await handle.writeFile(chunk);
      onBytes(done);
    }
    await handle.sync();
    if (done < size) throw new Error("it ended early");
  } finally {
    await handle.close();
  }
}

/** What was begun of an earlier version of the file. */
async function removeOtherParts(path: string, part: string): Promise<void> {
  const stem = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(stem) && /^[0-9a-f]+\.part$/.test(name.slice(stem.length)) && name !== basename(part)) {
      await rm(join(dirname(path), name), { force: true });
    }
  }
}

async function hasChecksum(
  path: string,
  size: number,
  checksum: Checksum | null,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (checksum === null) return true;
  const hash = checksum.kind === "sha256" ? createHash("sha256") : createHash("sha1").update(`blob ${size}\0`);
  return (await hashOfFile(hash, path, signal)) === checksum.hex;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** @throws {LatentuneError} if the disk cannot hold the download. */
async function requireSpace({ folder, missingBytes, id }: DownloadPlan): Promise<void> {
  if (missingBytes === 0) return;
  await makeFolder(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free > missingBytes) return;
  throw new LatentuneError(
    `The model ${id} needs ${formatBytes(missingBytes)} more, but the disk has only ${formatBytes(free)} left.`,
    { file: folder, remedy: "Free some space, or name a folder on another disk with --models-dir." },
  );
}

function sizeOfAll(files: readonly HubFile[]): number {
  return files.reduce((total, { size }) => total + size, 0);
}
