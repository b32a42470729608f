import { nameKey } from "../../../shared/names.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { nameMatcher, type NameDifference } from "../../../shared/naming/name-matcher.ts";
import { hasAudioExtension, type AudioFile, type AudioIndex } from "./audio-index.ts";
import { diagnostic } from "../diagnostic.ts";
import type { LyricsRecord } from "../table/lyrics-table.ts";

/** Where a name leads. Nothing is set where there is no such file. */
export interface AudioLocation {
  /** The file that is meant. Of several with one bare name all, nearest the root first: the first that is free is used. */
  readonly hits?: readonly [AudioFile, ...AudioFile[]];
  /** How the name differs from that of its one hit; undefined if it does not. */
  readonly difference?: NameDifference;
  /** Files that the name fits equally well, of which none is used; `count` of them if not all are named. */
  readonly candidates?: { readonly files: readonly AudioFile[]; readonly count: number };
  /** A file that is there and may not or cannot be used. */
  readonly refused?: AudioFile;
}

/** A row that names a file, before it is known whether it may use it. */
export interface NamedRow {
  readonly record: LyricsRecord;
  /** Among the table's records. */
  readonly index: number;
  readonly found: AudioLocation;
}

/** A row and the file that it uses. */
export interface SongFile extends Pick<NamedRow, "record" | "index"> {
  readonly file: AudioFile;
  readonly difference: NameDifference | undefined;
}

/**
 * Finds audio files by the names that tables give them: the bare name, or the path below the audio folder; else whatever
 * {@link nameMatcher} finds for certain. A name is only ever looked up in the listing and never becomes a path, so no name can
 * lead out of the folder.
 */
export function audioLocator({ files, byName }: AudioIndex): (filename: string) => AudioLocation {
  const audio = files.filter(({ kind }) => kind === "audio");
  const ofOtherKinds = new Map(
    files.filter(({ kind }) => kind === "other").map((file) => [nameKey(file.path), file] as const),
  );
  const refused = files.filter(({ kind }) => kind !== "audio" && kind !== "other");
  const match = nameMatcher(audio.map(({ path }) => path));
  const matchRefused = nameMatcher(refused.map(({ path }) => path));
  return (filename) => {
    const named = byName.get(nameKey(filename)) ?? [];
    // Whatever a table names by its very name may be a song, whatever its ending: its content decides.
    const [hit, ...others] = distinctFiles(
      ["audio", "other"].flatMap((wanted) => named.filter(({ kind }) => kind === wanted)),
    );
    if (hit !== undefined) return { hits: [hit, ...others] };
    if (named[0] !== undefined) return { refused: named[0] };

    const found = match(filename);
    if (found === undefined) {
      const other = ofOtherKinds.get(nameKey(filename));
      if (other !== undefined) return { hits: [other] };
      const unusable = matchRefused(filename);
      return unusable === undefined ? {} : { refused: refused[unusable.keys[0]]! };
    }
    const [one, ...more] = distinctFiles(found.keys.map((key) => audio[key]!));
    if (more.length > 0 || found.count > found.keys.length)
      return { candidates: { files: [one!, ...more], count: found.count } };
    return found.difference === undefined ? { hits: [one!] } : { hits: [one!], difference: found.difference };
  };
}

/** Without those that are one file under another path. */
export function distinctFiles(files: readonly AudioFile[]): AudioFile[] {
  const seen = new Set<string>();
  return files.filter(({ real }) => !seen.has(real) && seen.add(real));
}

/** What helps where a link leads nowhere. */
export const GET_LINKED =
  "Get the file (`git annex get` or `dvc pull`, where one of them keeps it), or put it into the audio folder.";

/** Links that seem to be songs, or folders of them, and that may not or cannot be followed. */
export function refusedSongs({ files }: Pick<AudioIndex, "files">): AudioFile[] {
  return files.filter(
    ({ kind, name }) =>
      ((kind === "outside" || kind === "broken") && hasAudioExtension(name)) ||
      // What a link to nowhere was is not known: a folder's name has no ending.
      (kind === "broken" && !name.includes(".")),
  );
}

/** Why a file that is there is not used; links that lead out are said once for all rows. */
export function refusedDiagnostic({ path, kind }: AudioFile): Diagnostic | undefined {
  if (kind === "outside") return undefined;
  const message = `${path} is a symbolic link that leads nowhere; the row is left out.`;
  return diagnostic("audio-link-broken", message, { remedy: GET_LINKED });
}
