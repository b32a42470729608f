import { isInside } from "../safe-paths.ts";
import {
  VIEW_SCHEMA_VERSION,
  type SongMels,
  type ViewManifest,
  type ViewRow,
  type ViewSongFiles,
  type ViewSongs,
} from "./view.ts";

/** The files that a view names, each once, relative to the run's folder. */
export function filesOfView(view: ViewManifest): string[] {
  const { songs, tags, representations, models } = view;
  const named = [
    ...(typeof songs === "string" ? [songs] : filesOfSongs(songs)),
    ...(tags === undefined ? [] : [tags.scores, ...(tags.byTag === undefined ? [] : [tags.byTag.scores])]),
    ...representations.flatMap(({ projections, neighbours }) => [
      ...projections.map(({ file }) => file),
      neighbours.indices,
      neighbours.distances,
    ]),
    ...rowsOfView(view).map(({ file }) => file),
    ...models.flatMap(({ errors, history }) => [...(errors === null ? [] : [errors]), history]),
  ];
  return [...new Set(named)];
}

function rowsOfView({ representations }: ViewManifest): ViewRow[] {
  return representations.flatMap(({ clusterings }) =>
    clusterings.flatMap(({ labels, silhouette, nextCluster, coAssignment }) => [
      labels,
      silhouette,
      nextCluster,
      ...(coAssignment === undefined ? [] : [coAssignment]),
    ]),
  );
}

function filesOfSongs({ filename, audio, search, language, genre, row, titleRank }: ViewSongFiles): string[] {
  return [
    ...[filename, audio, search].flatMap(({ text, ends }) => [text, ends]),
    language.codes,
    genre.codes,
    row,
    titleRank,
  ];
}

function namesOfView({ songs }: ViewManifest): readonly string[] {
  return typeof songs === "string" ? [] : [...songs.language.names, ...songs.genre.names];
}

/** The files of a song's spectrograms, relative to the run's folder. */
export function filesOfMels({ original, reconstructions }: SongMels): string[] {
  return [...(original === "" ? [] : [original]), ...Object.values(reconstructions).map(({ file }) => file)];
}

/** Whether what was read is a view of this version, all its files lie in the run's folder, and rows are rows. Anybody may have edited it. */
export function isViewManifest(value: unknown): value is ViewManifest {
  const view = value as Partial<ViewManifest> | null;
  if (view?.schemaVersion !== VIEW_SCHEMA_VERSION) return false;
  try {
    return (
      filesOfView(view as ViewManifest).every((file: unknown) => typeof file === "string" && isInside(file)) &&
      namesOfView(view as ViewManifest).every((name: unknown) => typeof name === "string") &&
      rowsOfView(view as ViewManifest).every(({ row }) => Number.isSafeInteger(row) && row >= 0)
    );
  } catch {
    // It lacks what every view has.
    return false;
  }
}

/** Whether what was read has the songs of a view, each with everything. */
export function isViewSongs(value: unknown): value is ViewSongs {
  const songs = (value ?? {}) as Partial<ViewSongs>;
  const texts = [songs.filename, songs.language, songs.genre, songs.audio, songs.firstLyric, songs.search];
  return (
    texts.every((column) => Array.isArray(column) && column.every((cell) => typeof cell === "string")) &&
    Array.isArray(songs.row) &&
    [...texts, songs.row].every((column) => column.length === songs.filename?.length)
  );
}
