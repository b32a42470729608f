import { nameKey } from "../../../shared/names.ts";
import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import type { Dirent } from "node:fs";
import { throwIfCancelled } from "../../core/errors.ts";

/** The endings of songs, lower-case: first those that are decoded in process, then those that ffmpeg decodes. */
export const AUDIO_EXTENSIONS: readonly string[] = [
  ...[".ogg", ".oga", ".mp3", ".wav", ".flac", ".opus", ".mp2", ".wave"],
  ...[".m4a", ".aac", ".m4b", ".m4r", ".mp4", ".m4v", ".mov", ".3gp", ".3g2", ".webm", ".mka", ".mkv", ".weba"],
  ...[".wma", ".asf", ".wmv", ".aif", ".aiff", ".aifc", ".caf", ".au", ".snd", ".w64", ".avi", ".flv", ".mpg", ".mpeg"],
  ...[".ac3", ".eac3", ".dts", ".amr", ".ape", ".wv", ".tta", ".mpc", ".tak", ".shn", ".dsf", ".dff", ".spx", ".ogv"],
  ...[".ra", ".rm", ".rmvb", ".voc", ".gsm", ".mp1", ".mpa", ".m2a", ".ogx", ".rf64", ".bwf", ".adts", ".m4p"],
];

/** For people: they are too many to name. */
export const USUAL_ENDINGS = ".mp3 .flac .ogg .opus .wav .m4a .aac .webm .wma .aiff";

/** `outside`: a symbolic link that leads out of the audio folder; `broken`: one that leads nowhere. */
export type AudioFileKind = "audio" | "other" | "outside" | "broken";

/** A file below the audio folder. */
export interface AudioFile {
  /** The bare name as the disk spells it. */
  readonly name: string;
  /** Relative to the audio folder, with forward slashes. */
  readonly path: string;
  /** Absolute and without links: what says whether two paths are one file. */
  readonly real: string;
  /** How many folders lie between the audio folder and the file. */
  readonly depth: number;
  readonly kind: AudioFileKind;
}

/** The audio folder, listed once. */
export interface AudioIndex {
  /** The audio folder itself, absolute. */
  readonly root: string;
  /** Every file, nearest the root first, then by path. */
  readonly files: readonly AudioFile[];
  /** The files by bare name in Unicode NFC (macOS may store NFD), in the order of `files`. */
  readonly byName: ReadonlyMap<string, readonly AudioFile[]>;
  /** Folders that are not searched, and why. */
  readonly skipped: readonly SkippedFolder[];
}

export interface SkippedFolder {
  /** Relative to the audio folder, with forward slashes. */
  readonly path: string;
  /** `outside`: a symbolic link that leads out of the audio folder; else the system's error code, such as `EACCES`. */
  readonly reason: string;
}

/** Whether a file's name has one of {@link AUDIO_EXTENSIONS}, in any case. */
export function hasAudioExtension(name: string): boolean {
  // A name may end in a blank on every system but Windows.
  const lower = name.trim().toLowerCase();
  return AUDIO_EXTENSIONS.some((extension) => lower.endsWith(extension) && lower.length > extension.length);
}

/**
 * Lists the audio folder and everything below it. Links to folders are not followed (what they point to inside the
 * root is listed where it lies, and nothing outside belongs to it), so a loop of links cannot occur; links to files
 * are resolved to see whether they stay inside.
 *
 * @param passesOver the names of folders that are not looked into.
 * @throws if the root itself cannot be listed, and {CancelledError}.
 */
export async function indexAudio(
  root: string,
  signal?: AbortSignal,
  passesOver: (folder: string) => boolean = () => false,
): Promise<AudioIndex> {
  const realRoot = await realpath(root);
  const files: AudioFile[] = [];
  const skipped: SkippedFolder[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    throwIfCancelled(signal);
    const depth = folder === "" ? 0 : folder.split("/").length;
    for (const entry of await list(root, folder, skipped)) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!passesOver(entry.name)) folders.push(path);
      }
      // macOS writes a "._name" beside each file on foreign disks: metadata, never audio.
      else if (!entry.name.startsWith("._")) {
        const found = await kindOf(entry, join(realRoot, path), realRoot);
        if (found?.kind === "outside folder") skipped.push({ path, reason: "outside" });
        else if (found !== undefined) files.push({ name: entry.name, path, depth, real: found.real, kind: found.kind });
      }
    }
  }
  files.sort((a, b) => a.depth - b.depth || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const byName = new Map<string, AudioFile[]>();
  for (const file of files) {
    const name = nameKey(file.name);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [file]);
    else same.push(file);
  }
  return { root, files, byName, skipped };
}

async function list(root: string, folder: string, skipped: SkippedFolder[]): Promise<Dirent[]> {
  try {
    return await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === "") throw error;
    skipped.push({ path: folder, reason: (error as NodeJS.ErrnoException).code ?? String(error) });
    return [];
  }
}

/** Whether an absolute path is a folder or lies below it. On Windows another drive makes the relative path absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** What an entry is; undefined for links to folders inside and for pipes, sockets and devices, which could block a reader for ever. */
async function kindOf(
  entry: Dirent,
  path: string,
  realRoot: string,
): Promise<{ readonly real: string; readonly kind: AudioFileKind | "outside folder" } | undefined> {
  const byExtension = hasAudioExtension(entry.name) ? "audio" : "other";
  if (entry.isFile()) return { real: path, kind: byExtension };
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const real = await realpath(path);
    const found = await stat(real);
    if (!isInside(real, realRoot)) return { real, kind: found.isDirectory() ? "outside folder" : "outside" };
    return found.isFile() ? { real, kind: byExtension } : undefined;
  } catch {
    // The target is gone, may not be looked at, or the links form a loop (ELOOP).
    return { real: path, kind: "broken" };
  }
}
