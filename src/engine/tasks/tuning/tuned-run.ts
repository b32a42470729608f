import { resolve } from "node:path";
import { TEXT_COLUMNS } from "../../../shared/contract/metrics.ts";
import type { TunedClustering, Weights } from "../../../shared/contract/panel/tuning.ts";
import { describeRepresentations, planRepresentations } from "../../analysis/representations/representations.ts";
import type { Representation } from "../../analysis/representations/representation.ts";
import { type Permuted, permutedLabels } from "../../analysis/metrics/chance.ts";
import type { KnownClasses } from "../../analysis/metrics/contingency.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { vocabularyOf } from "../../analysis/describe/vocabulary.ts";
import {
  sameWeights,
  tunableParts,
  weightedRepresentation,
  type TunableParts,
} from "../../analysis/tuning/weighted.ts";
import { LatentuneError } from "../../core/errors.ts";
import { ownLabelsOf, readOwnLabels } from "../../dataset/labels/own-labels.ts";
import { TASK_SCHEMAS } from "../../results/files/index.ts";
import { readTags } from "../../results/files/tags.ts";
import type { Described } from "../../results/view/describe.ts";
import type { ViewSourceSong } from "../../results/view/source.ts";
import {
  readRepresentation,
  readSongs,
  tunedRepresentation,
  type KeptRunPlace,
} from "../../results/view/from-files.ts";

/** A representation that is being tuned: what does not depend on parameters is kept with it. */
export interface WorkedRepresentation extends Representation {
  /** Names the random draws: with the run's own, its clusterings are found again. */
  readonly stream: string;
  readonly keptWith: object;
}

/** A kept run in memory while it is tuned: what requests share is read once. */
export interface TunedRun {
  readonly place: KeptRunPlace;
  readonly rows: readonly MetricTableRow[];
  /** Columns of its metrics table that are numbers. */
  readonly columns: readonly string[];
  readonly described: Described & { readonly songs: readonly ViewSourceSong[] };
  /** What clusters are compared with. @param own with the user's own labels, as they are now */
  known(own: boolean): Promise<{ readonly classes: KnownClasses; readonly permuted: Permuted }>;
  /** A row that was tuned itself is that of the run before with all changes. */
  originOf(asked: TunedClustering): TunedClustering;
  /** How a representation can be weighted; undefined where it cannot. */
  partsOf(representation: string): TunableParts | undefined;
  /** A representation as the run keeps it, or with other weights. @throws {LatentuneError} if it cannot be had */
  representation(name: string, weights?: Weights): Promise<WorkedRepresentation>;
}

/** Representations that are held at the same time: the one in hand, the two that it is joined of, the one before. */
const HELD = 4;

/** @throws {LatentuneError} if a file of the run is missing or broken. */
export async function openTunedRun(place: KeptRunPlace): Promise<TunedRun> {
  const { runFolder, manifest } = place;
  const { task, settings } = manifest;
  const songs = await readSongs(place);
  const rows = await TASK_SCHEMAS[task].metrics.read(runFolder);
  const names = new Set(rows.map(({ rep }) => rep));
  const plans = planRepresentations(task, settings);
  const descriptions = describeRepresentations(task, settings);
  const genres = songs.map(({ genre }) => genre);
  const classes =
    task === "easy" ? { languages: [], genres: [] } : { languages: songs.map(({ language }) => language), genres };
  const permuted = permutedLabels(classes);
  const held = new Map<string, Promise<WorkedRepresentation>>();

  function hold(key: string, make: () => Promise<Representation>): Promise<WorkedRepresentation> {
    const known = held.get(key) ?? make().then((made) => ({ ...made, stream: streamOf(made.name), keptWith: {} }));
    held.delete(key);
    held.set(key, known);
    const [oldest] = held.keys();
    if (held.size > HELD && oldest !== undefined) held.delete(oldest);
    known.catch(() => held.delete(key));
    return known;
  }
  /** The Easy task names its draws by the only method that it has. */
  function streamOf(name: string): string {
    return task === "easy" ? (rows.find(({ rep }) => rep === name)?.method ?? name) : name;
  }
  function stored(name: string): Promise<WorkedRepresentation> {
    return hold(name, async () => {
      if (!names.has(name)) throw new LatentuneError(`This run has no representation ${name}.`);
      const unplanned = { ...tunedRepresentation(name, manifest.tuned ?? []), parts: [], drawn: "never" } as const;
      const described = descriptions.get(name) ?? unplanned;
      return { ...described, matrix: await readRepresentation(place, name) };
    });
  }
  function partsOf(name: string): TunableParts | undefined {
    return task === "easy" ? undefined : tunableParts(plans, names, name);
  }
  /** The run may keep what the weights come to. */
  function keptAs(weights: Weights, { holders }: TunableParts): string | undefined {
    return [...names].find((name) => {
      const parts = partsOf(name);
      if (parts === undefined || !sameWeights(parts.weights, weights)) return false;
      return (["audio", "lyrics"] as const).every(
        (modality) => weights[modality] === 0 || parts.holders[modality] === holders[modality],
      );
    });
  }

  return {
    place,
    rows,
    columns: Object.keys(rows[0]?.values ?? {}).filter((key) => !TEXT_COLUMNS.includes(key)),
    described: { songs, tags: await readTags(runFolder, songs), vocabulary: await vocabularyOf(songs) },
    async known(own) {
      if (!own) return { classes, permuted };
      const labels = ownLabelsOf(await readOwnLabels({ dataDir: resolve(place.workspace, place.dataDir) }), songs);
      const permutedOwn = permutedLabels({ languages: [], genres: [], own: labels });
      return {
        classes: { ...classes, own: labels },
        permuted: (label, ...rest) => (label === "own" ? permutedOwn : permuted)(label, ...rest),
      };
    },
    originOf({ representation, method, tuning }) {
      const row = manifest.tuned?.find(({ rep, method: name }) => rep === representation && name === method);
      return row === undefined
        ? { representation, method, tuning }
        : { representation: row.of.rep, method: row.of.method, tuning: { ...row.tuning, ...tuning } };
    },
    partsOf,
    async representation(name, weights) {
      const parts = partsOf(name);
      if (weights === undefined || (parts !== undefined && sameWeights(parts.weights, weights))) return stored(name);
      if (parts === undefined)
        throw new LatentuneError("This representation cannot be weighted: it is not made of the run's own parts.");
      const kept = keptAs(weights, parts);
      if (kept !== undefined) return stored(kept);
      const [audio, lyrics] = [parts.holders.audio, parts.holders.lyrics];
      return hold(JSON.stringify([parts.holders, weights]), async () =>
        weightedRepresentation(weights, {
          audio: audio === null || weights.audio === 0 ? null : await stored(audio),
          lyrics: lyrics === null || weights.lyrics === 0 ? null : await stored(lyrics),
          genres,
        }),
      );
    },
  };
}
