import * as vscode from "vscode";
import type { Disposable } from "../../common/disposable.ts";
import type { ViewClustering, ViewRepresentation, ViewRow } from "../../../shared/contract/view.ts";
import { messageOf } from "../../../shared/thrown.ts";
import { viewRow, type ViewArray } from "../../../shared/npy.ts";
import type { ClusteringChoice, RunView, Services, TunedReply } from "../../services.ts";

/** One clustering of one representation of a run, loaded: what the editor tells about songs. */
export interface ShownClustering {
  readonly view: RunView;
  readonly representation: ViewRepresentation;
  readonly clustering: ViewClustering;
  /** Its clusters are not the run's own, but tuned in the panel. */
  readonly tuned: boolean;
  /** For people: `β-VAE latent, Ward`. */
  readonly name: string;
  /** Per song; −1 is noise. */
  readonly labels: ArrayLike<number>;
  /** Per song; NaN where undefined. */
  readonly silhouette: ArrayLike<number>;
  /** (songs, count), nearest first. */
  readonly neighbours: {
    readonly count: number;
    readonly songs: ArrayLike<number>;
    readonly distances: ArrayLike<number>;
  };
  /** Reconstruction errors per song, by model. */
  readonly errors: readonly { readonly model: string; readonly values: ArrayLike<number> }[];
}

/** What the editor shows of the run that is shown; undefined without one. */
export interface ShownClusters extends Disposable {
  readonly current: ShownClustering | undefined;
  readonly onDidChange: vscode.Event<void>;
}

/** What is known of one song. */
export interface SongFacts {
  readonly song: number;
  readonly cluster: number;
  readonly clusterSize: number;
  /** Null where undefined. */
  readonly silhouette: number | null;
  readonly isMedoid: boolean;
  readonly neighbours: readonly { readonly filename: string; readonly distance: number; readonly cluster: number }[];
  readonly errors: readonly { readonly model: string; readonly value: number }[];
}

/** The facts of a file name's song; undefined if the run had no such song. */
export function factsOf(shown: ShownClustering, filename: string): SongFacts | undefined {
  const { view, clustering, labels, silhouette, neighbours, errors } = shown;
  const song = view.songNamed(filename);
  if (song === undefined) return undefined;
  const cluster = labels[song]!;
  const own = clustering.clusters.find(({ id }) => id === cluster);
  return {
    song,
    cluster,
    clusterSize: own?.size ?? 0,
    silhouette: numberOrNull(silhouette[song]),
    isMedoid: own?.medoid === song,
    neighbours: Array.from({ length: neighbours.count }, (_, rank) => {
      const at = song * neighbours.count + rank;
      const other = neighbours.songs[at]!;
      return { filename: view.songs.filename.at(other)!, distance: neighbours.distances[at]!, cluster: labels[other]! };
    }),
    errors: errors.map(({ model, values }) => ({ model, value: values[song]! })),
  };
}

/** Loads a clustering: the named ones where the run has them, else what the run's view starts with. */
export async function loadShown(view: RunView, choice?: ClusteringChoice): Promise<ShownClustering | undefined> {
  const { representations, start, models } = view.manifest;
  const representation =
    representations.find(({ name }) => name === choice?.representation) ??
    representations.find(({ name }) => name === start.representation) ??
    representations[0];
  const clusterings = representation?.clusterings ?? [];
  const clustering =
    clusterings.find(({ method }) => method === choice?.method) ??
    clusterings.find(({ method }) => method === start.method) ??
    clusterings.find(({ best }) => best) ??
    clusterings[0];
  if (representation === undefined || clustering === undefined) return undefined;
  const data = async (file: string): Promise<ViewArray["data"]> => (await view.array(file)).data;
  const row = async (at: ViewRow): Promise<ViewArray["data"]> =>
    viewRow(await view.array(at.file), at, view.manifest.songCount);
  const [labels, silhouette, songs, distances] = await Promise.all([
    row(clustering.labels),
    row(clustering.silhouette),
    data(representation.neighbours.indices),
    data(representation.neighbours.distances),
  ]);
  const errors = await Promise.all(
    models.flatMap(({ label, errors: file }) =>
      file === null ? [] : [data(file).then((values) => ({ model: label, values }))],
    ),
  );
  const neighbours = { count: representation.neighbours.count, songs, distances };
  const name = `${representation.label}, ${clustering.label}`;
  const own = { view, representation, clustering, tuned: false, name, labels, silhouette, neighbours, errors };
  const tuned = choice?.tuned ?? null;
  const isTuned =
    tuned?.runId === view.manifest.runId &&
    choice?.representation === representation.name &&
    choice.method === clustering.method;
  return isTuned ? withTuning(own, tuned) : own;
}

/** The clusters that were tuned in the place of the run's; the nearest songs are those of the run's representation. */
function withTuning(own: ShownClustering, { clusters: made, scores }: TunedReply): ShownClustering {
  const { label, clusters } = made.clustering;
  const labels = new Int32Array(bytesOf(made.labels));
  return {
    ...own,
    clustering: { ...own.clustering, label, clusters },
    tuned: true,
    name: `${made.representation.label}, ${label} (tuned)`,
    labels,
    silhouette:
      scores === null ? new Float32Array(labels.length).fill(NaN) : new Float32Array(bytesOf(scores.silhouette)),
  };
}

/** In a buffer of their own, as arrays of larger numbers want them. */
function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, "base64")).buffer;
}

/** Follows the shown run and the clustering that the panel shows of it. */
export function createShownClusters({
  runs,
  views,
  panel,
  log,
}: Pick<Services, "runs" | "views" | "panel" | "log">): ShownClusters {
  const changed = new vscode.EventEmitter<void>();
  let current: ShownClustering | undefined;
  let latest = 0;

  const load = async (): Promise<void> => {
    const mine = ++latest;
    const run = runs.shown;
    let loaded: ShownClustering | undefined;
    try {
      const view = run === undefined ? undefined : await views.get(run);
      loaded = view === undefined ? undefined : await loadShown(view, panel.clustering);
    } catch (error) {
      log.warn(`The run cannot be shown beside the rows of lyrics.csv: ${messageOf(error)}`);
    }
    // A run that was chosen later has its own answer under way.
    if (mine !== latest || (current === undefined && loaded === undefined)) return;
    current = loaded;
    changed.fire();
  };
  const listening = vscode.Disposable.from(
    runs.onDidChange(() => void load()),
    panel.onDidChooseClustering(() => void load()),
  );
  void load();
  return {
    get current() {
      return current;
    },
    onDidChange: changed.event,
    dispose: () => {
      latest++;
      listening.dispose();
      changed.dispose();
    },
  };
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
