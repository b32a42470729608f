import { groupBy } from "../../../shared/group-by.ts";
import { nameKey } from "../../../shared/names.ts";
import { realpath } from "node:fs/promises";
import { byDepthAndPath, walkAudio, type Place, type SkippedFolder } from "./walk-audio.ts";

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

/** A file below the audio folder, or a link to one. */
export interface AudioFile extends Place {
  /** `outside`: a symbolic link that leads where links may not lead; `broken`: one that leads nowhere. */
  readonly kind: "audio" | "other" | "outside" | "broken";
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

export interface IndexOptions {
  readonly signal?: AbortSignal | undefined;
  /** Folders into which links may lead, without links themselves; the audio folder is always one. */
  readonly reachable?: readonly string[];
  /** Says by its name whether a folder is not looked into; `linked`: a symbolic link leads there. */
  readonly passesOver?: (folder: string, linked: boolean) => boolean;
}

/** Whether a file's name has one of {@link AUDIO_EXTENSIONS}, in any case. */
export function hasAudioExtension(name: string): boolean {
  // A name may end in a blank on every system but Windows.
  const lower = name.trim().toLowerCase();
  return AUDIO_EXTENSIONS.some((extension) => lower.endsWith(extension) && lower.length > extension.length);
}

/**
 * Lists the audio folder and everything below it; see {@link walkAudio} for links.
 * @throws if the root itself cannot be listed, and {CancelledError}.
 */
export async function indexAudio(
  root: string,
  { signal, reachable = [], passesOver = () => false }: IndexOptions = {},
): Promise<AudioIndex> {
  const realRoot = await realpath(root);
  const skipped: SkippedFolder[] = [];
  const found = await walkAudio(realRoot, { signal, reachable: [realRoot, ...reachable], passesOver, skipped });
  const files = found
    .sort(byDepthAndPath)
    .map(({ kind, ...file }): AudioFile => ({ ...file, kind: kind === "file" ? kindOf(file.name) : kind }));
  return { root, files, byName: groupBy(files, ({ name }) => nameKey(name)), skipped };
}

function kindOf(name: string): AudioFile["kind"] {
  return hasAudioExtension(name) ? "audio" : "other";
}
