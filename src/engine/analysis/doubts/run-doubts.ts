import { partOf } from "../../../shared/format.ts";
import type { Song } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { mostClusters } from "../../../shared/contract/k-sweep.ts";
import type { LabelName } from "../../../shared/contract/metrics.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import { NOISE } from "../clustering/labels.ts";
import type { KnownClasses } from "../metrics/contingency.ts";
import type { Representation } from "../representations/representation.ts";
import { audioDoubts, rowDoubts } from "./equal-rows.ts";
import { labelDoubts } from "./label-doubts.ts";
import { recordingDoubts } from "./recordings.ts";
import { listedLabels, runDiagnostic } from "./run-diagnostic.ts";

/** The labels that each task scores against, beside the user's own where they are asked for. */
const SCORED: Readonly<Record<Task, readonly LabelName[]>> = {
  easy: [],
  medium: ["language"],
  hard: ["language", "genre"],
};

type DoubtedSong = Pick<Song, "filename" | "audioRelative"> & Partial<Pick<Song, "lyrics">>;

interface DoubtedSongs extends KnownClasses {
  readonly songs: readonly DoubtedSong[];
  /** Of the audio files, as far as they are known. */
  readonly hashes: readonly (string | null)[];
}

interface DoubtedClusters {
  readonly representation: Pick<Representation, "label" | "matrix" | "holdsLabel">;
  readonly methods: readonly { readonly label: string; readonly labels: Int32Array }[];
}

/** Why the numbers of a run say less than they seem to, each reason once. @param k clusters that methods were asked for */
export function runDoubts(
  task: Task,
  { songs, hashes, ...known }: DoubtedSongs,
  k: number,
  clustered: readonly DoubtedClusters[],
): Diagnostic[] {
  const labels: Readonly<Record<LabelName, readonly string[]>> = {
    language: known.languages,
    genre: known.genres,
    own: (known.own ?? []).filter((label) => label !== ""),
  };
  const representations = clustered.map(({ representation }) => representation);
  return [
    ...clusterCountDoubts(k, songs.length),
    ...[...SCORED[task], "own" as const].flatMap((name) => labelDoubts(name, labels[name])),
    ...(SCORED[task].includes("genre") ? recordingDoubts(songs, known.genres, known.languages) : []),
    ...noiseDoubts(clustered),
    ...audioDoubts(songs, hashes),
    ...rowDoubts(songs, hashes, representations),
    ...containedDoubts(representations),
  ];
}

function clusterCountDoubts(k: number, songs: number): Diagnostic[] {
  const most = mostClusters(songs);
  if (k <= most) return [];
  const message = `${k} clusters of ${songs} songs: most clusters hold one or two songs, and scores rise with their number alone.`;
  // Fewer than two clusters cannot be asked for.
  const remedy = most < 2 ? "Add songs." : `Set --k to ${most} or less, or add songs.`;
  return [runDiagnostic("clusters-many", message, remedy)];
}

function noiseDoubts(clustered: readonly DoubtedClusters[]): Diagnostic[] {
  const all = clustered.flatMap(({ methods }) => methods);
  const empty = all.filter(({ labels }) => labels.every((label) => label === NOISE));
  if (empty.length === 0) return [];
  const methods = listedLabels([...new Set(empty.map(({ label }) => label))]);
  const message = `All songs are noise in ${partOf(empty.length, all.length, "clustering")} (${methods}): there are no clusters to score.`;
  const remedy = "Go by methods that find clusters, such as K-Means.";
  return [runDiagnostic("noise-only", message, remedy)];
}

function containedDoubts(representations: readonly DoubtedClusters["representation"][]): Diagnostic[] {
  const holding = representations.filter(({ holdsLabel }) => holdsLabel !== null);
  if (holding.length === 0) return [];
  const message = `These contain the genre that they are scored against, so that their genre scores say nothing about the audio or the lyrics: ${listedLabels(holding.map(({ label }) => label))}.`;
  return [
    runDiagnostic(
      "label-contained",
      message,
      "Judge them by the language or the silhouette; leave out --include-genre-feature for fair scores.",
    ),
  ];
}
