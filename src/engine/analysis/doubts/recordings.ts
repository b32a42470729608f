import type { Song } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { groupBy } from "../../../shared/group-by.ts";
import { nameKey, songTitle } from "../../../shared/names.ts";
import { runDiagnostic } from "./run-diagnostic.ts";

type NamedSong = Pick<Song, "filename" | "audioRelative">;

/** `(1 of 6)`, `[2/4]`, `Teil 3 von 5` at the end of a title: with both numbers, so that `No. 5` is none. */
const PART =
  /[\s_([{（【]*(?:part|pt|teil|parte|partie|часть)?[.\s_]*\p{Nd}+\s*(?:of|von|de|di|sur|из|\/|／)\s*\p{Nd}+\s*[)\]}）】]*$/iu;
/** Between artist and title; a hyphen inside a word has no blanks. */
const DASH = /[\s_]+[-–—―][\s_]+|\s*[－]\s*/u;

/** Where a song comes from, as its name or folder says; null where they do not say. */
const SOURCES: readonly {
  /** What a source is, in the plural. */
  readonly what: string;
  readonly measured: string;
  readonly of: (song: NamedSong) => string | null;
}[] = [
  {
    what: "recordings",
    measured: "whether parts of one recording lie together",
    of: ({ filename }) => {
      const title = songTitle(filename);
      const whole = title.replace(PART, "");
      return whole === title || whole === "" ? null : whole;
    },
  },
  ...[0, -1].map((at) => ({
    what: "artists or albums",
    measured: "whether songs of one artist or album lie together",
    of: ({ filename }: NamedSong) => {
      const segments = songTitle(filename).replace(PART, "").split(DASH);
      return segments.length < 2 ? null : segments.at(at)!;
    },
  })),
  {
    what: "folders",
    measured: "whether songs of one artist or album lie together",
    // Of `data/audio/genre/artist/song`: one level alone is how people sort by genre.
    of: ({ audioRelative }) => {
      const folders = audioRelative.split("/").slice(0, -1);
      return folders.length < 4 ? null : folders.slice(2).join("/");
    },
  },
];

/** A source belongs to so many songs of each genre, or it is a coincidence. */
const MOST = 0.9;
/** Sources for each genre, on average, up to which the genre is its sources. */
const FEW = 1.5;

/**
 * Where each genre is one recording, artist or album (or nearly so), scores against the genre measure that. Only names and
 * folders are looked at: a source counts if it has several songs, all of one genre, and is not called as a label is.
 */
export function recordingDoubts(
  songs: readonly NamedSong[],
  genres: readonly string[],
  languages: readonly string[],
): Diagnostic[] {
  const known = [...songs.keys()].filter((song) => genres[song] !== "");
  const labels = [...new Set([...genres, ...languages])].map(plain).filter((label) => label !== "");
  for (const { what, measured, of } of SOURCES) {
    const kinds = new Set(known.map((song) => genres[song]!));
    const sources = sourcesOf(known, (song) => of(songs[song]!), labels, FEW * kinds.size);
    const byGenre = sources && ofGenres(known, genres, sources);
    if (byGenre === undefined) continue;
    const told = Array.from(
      byGenre,
      ([genre, names]) => `“${genre}” is ${names.map((name) => `“${name}”`).join(", ")}`,
    );
    const message = `Each genre is one or a few ${what}: ${told.join("; ")}. Scores against the genre measure ${measured}.`;
    const remedy = "Add other artists to each genre before taking these scores for genre.";
    return [runDiagnostic("genre-is-recording", message, remedy)];
  }
  return [];
}

interface Source {
  readonly name: string;
  readonly songs: number[];
}

/** Sources of several songs by their names; undefined if there are more than `most`: the songs behind are not looked at. */
function sourcesOf(
  songs: readonly number[],
  of: (song: number) => string | null,
  labels: readonly string[],
  most: number,
): Source[] | undefined {
  const sources = new Map<string, Source>();
  let several = 0;
  for (const song of songs) {
    const name = of(song)?.trim() ?? "";
    const key = plain(name);
    if (!/\p{L}/u.test(key) || labels.some((label) => key.includes(label) || label.includes(key))) continue;
    const source = sources.get(key) ?? { name, songs: [] };
    source.songs.push(song);
    sources.set(key, source);
    if (source.songs.length === 2 && ++several > most) return undefined;
  }
  return [...sources.values()].filter((source) => source.songs.length > 1);
}

/** The names of each genre's sources; undefined where genres are more than that. */
function ofGenres(
  songs: readonly number[],
  genres: readonly string[],
  sources: readonly Source[],
): ReadonlyMap<string, readonly string[]> | undefined {
  const kinds = groupBy(songs, (song) => genres[song]!);
  if (kinds.size < 2) return undefined;
  if (sources.some((source) => new Set(source.songs.map((song) => genres[song])).size > 1)) return undefined;
  const found = new Map<string, readonly string[]>();
  const sourcesOf = groupBy(sources, (source) => genres[source.songs[0]!]!);
  for (const [genre, all] of kinds) {
    const own = sourcesOf.get(genre) ?? [];
    const covered = own.reduce((sum, source) => sum + source.songs.length, 0);
    if (covered < MOST * all.length) return undefined;
    found.set(
      genre,
      own.map(({ name }) => name),
    );
  }
  return found;
}

/** Letters and digits alone, in lower case. */
function plain(text: string): string {
  return nameKey(text.normalize("NFKC"))
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, "");
}
