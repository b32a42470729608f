import { join } from "node:path";
import { audioModelNames, isHubAudioModel } from "../../../shared/contract/audio-models.ts";
import {
  GET_MODEL,
  MOST_MEANT,
  SEARCH_VECTORS,
  searchesOf,
  type MeaningQuery,
  type MeantSong,
  type MeantSongs,
  type SearchBy,
} from "../../../shared/contract/panel/meaning.ts";
import { FILL_LYRICS, LYRICS_NONE } from "../../../shared/contract/dataset.ts";
import type { ModelWeights } from "../../../shared/contract/models.ts";
import type { RunManifest } from "../../../shared/contract/run.ts";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { ExecutionProvider } from "../../../shared/contract/train.ts";
import { UsageError } from "../../core/errors.ts";
import { ensureModel, type EnsureOptions } from "../../hub/ensure-model.ts";
import { locateModel, type LocatedModel, type ModelRequest } from "../../hub/locate.ts";
import { ModelError } from "../../hub/model-error.ts";
import type { SearchModel } from "../../lyrics/sentence/search-model.ts";
import { COMMON_FILES } from "../../results/files/common.ts";
import type { KeptRunPlace } from "../../results/view/from-files.ts";
import { lyricLines, lyricsNow } from "./lyric-lines.ts";
import { nearestRows } from "./nearest-rows.ts";

export interface SearchOptions extends EnsureOptions {
  /** Folders of models to look into behind the run's own; null: the default one. */
  readonly modelsDirs: readonly (string | null)[];
  /** Has a model at hand while it is used. */
  readonly withModel: <Result>(
    located: LocatedModel,
    executionProvider: ExecutionProvider,
    use: (model: SearchModel) => Promise<Result>,
  ) => Promise<Result>;
}

/**
 * Ranks a kept run's songs by what a text means: the cosine of its vector to those that the run keeps of its songs' lyrics or
 * sound, made by the same model. What is missing for that is an answer, not an error.
 * @throws {UsageError} for a text without a word; {LatentuneError} if a file of the run is broken. @throws {CancelledError}
 */
export async function searchRun(
  place: KeptRunPlace,
  { text, by, count, among, lines: withLines }: MeaningQuery,
  { modelsDirs, withModel, ...ensure }: SearchOptions,
): Promise<MeantSongs> {
  const { runFolder, manifest } = place;
  const { signal } = ensure;
  const lack = lackOfVectors(manifest, by);
  if (lack !== undefined) return lack;
  if (!/\S/.test(text)) throw new UsageError("Say what is searched for.");
  if (count > MOST_MEANT) throw new UsageError(`At most ${MOST_MEANT} songs can be asked for, not ${count}.`);
  const located = await modelOfRun(manifest, by, modelsDirs, ensure);
  if ("found" in located) return located;
  const set = among === null ? undefined : Buffer.from(among, "base64");
  const takes = (song: number): boolean => set === undefined || ((set[song >> 3] ?? 0) & (1 << (song & 7))) !== 0;
  const { used } = manifest.rows;
  const songs = await withModel(located, manifest.settings.executionProvider, async (model) => {
    const query = await model.query(text);
    const path = join(runFolder, SEARCH_VECTORS[by]);
    const near = await nearestRows(path, used, query, { count, takes, signal });
    const names = await filenamesOf(
      runFolder,
      near.map(({ row }) => row),
    );
    const lyrics = withLines && by === "lyrics" && used <= SIZES.fitSongs ? await lyricsNow(place) : () => "";
    const lines = near.map(({ row }) => lyricLines(lyrics(names.get(row) ?? "")));
    const cosines = await model.compare(query, lines.flat(), signal);
    return near.map(({ row, cosine }, index): MeantSong => ({
      song: row,
      filename: names.get(row) ?? "",
      similarity: cosine,
      line: nearestLine(lines[index]!, cosines),
    }));
  });
  return { found: true, model: located.id, songs };
}

/** Why a run cannot be searched so; undefined where it can. */
function lackOfVectors({ task, settings, files, warnings }: RunManifest, by: SearchBy): MeantSongs | undefined {
  const searches = searchesOf(files);
  if (searches.includes(by)) return undefined;
  const other = searches.length === 0 ? "" : ` It can be searched by ${searches.join()}.`;
  // No model helps where there is nothing to embed.
  if (by === "lyrics" && warnings.some(({ code }) => code === LYRICS_NONE))
    return {
      found: false,
      lacks: "vectors",
      message: `No song of this run has lyrics.${other}`,
      remedy: `${FILL_LYRICS}, then run the task again.`,
    };
  const again = task === "easy" ? "Run Medium or Hard" : "Run the task again";
  const { why, remedy } = LACKS[by];
  return {
    found: false,
    lacks: "vectors",
    message: `${why({ task, settings })}${other}`,
    remedy: `${again} ${remedy}, once its model is there (${GET_MODEL[by]}).`,
  };
}

const LACKS: Readonly<
  Record<SearchBy, { readonly why: (run: Pick<RunManifest, "task" | "settings">) => string; readonly remedy: string }>
> = {
  lyrics: {
    why: ({ task, settings }) =>
      task === "easy"
        ? "This run is of the Easy task, which takes no lyrics."
        : settings.lyricsEmbedding === "tfidf"
          ? "This run has its lyrics by TF-IDF alone, which knows their letters and not what they mean."
          : "This run keeps no vectors of what its lyrics mean.",
    remedy:
      "with lyrics embedded by a transformer: the setting latentune.lyricsEmbedding, or --lyrics-embedding transformer",
  },
  sound: {
    why: ({ task, settings: { audioModel } }) =>
      task === "easy"
        ? "This run is of the Easy task, which takes no pretrained audio model."
        : isHubAudioModel(audioModel)
          ? "This run keeps no vectors that texts can be compared with: it was made by an earlier version, or has no sounds."
          : `This run's audio model is ${audioModelNames(audioModel).label}, which hears and cannot read.`,
    remedy: "with CLAP as audio model: the setting latentune.audioModel, or --audio-model clap",
  },
};

/** The model that made the run's vectors, or its half that reads; in the weights that it had, else in others of the same. */
async function modelOfRun(
  { settings }: RunManifest,
  by: SearchBy,
  modelsDirs: readonly (string | null)[],
  ensure: EnsureOptions,
): Promise<LocatedModel | Extract<MeantSongs, { readonly found: false }>> {
  const { embeddingModel, audioModel, modelWeights, executionProvider, modelsDir: own } = settings;
  // A run's weights are those of its lyric model; sound was heard by the processor.
  const wanted = {
    lyrics: { kind: "embedding", model: embeddingModel, weights: [modelWeights, "auto"], executionProvider },
    sound: { kind: "audio-text", model: audioModel, weights: ["auto"], executionProvider: "cpu" },
  } as const;
  const { weights: choices, ...model } = wanted[by];
  const requests = [...new Set([own, ...modelsDirs])].flatMap((modelsDir) =>
    [...new Set<ModelWeights>(choices)].map((weights): ModelRequest => ({ ...model, weights, modelsDir })),
  );
  const errors: ModelError[] = [];
  for (const request of requests) {
    try {
      return await locateModel(request);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      errors.push(error);
    }
  }
  if (ensure.allowDownload) return ensureModel(requests[0]!, ensure);
  // Files that are there and are no such model say more than a folder that is not there.
  const { message, place } = errors.find(({ reason }) => reason === "broken") ?? errors[0]!;
  return { found: false, lacks: "model", message, remedy: place.remedy ?? "" };
}

async function filenamesOf(runFolder: string, songs: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const wanted = new Set(songs);
  const names = new Map<number, string>();
  let song = 0;
  for await (const { filename } of COMMON_FILES.songs.read(runFolder, ["filename"])) {
    if (wanted.has(song)) names.set(song, filename);
    song++;
    if (names.size === wanted.size) break;
  }
  return names;
}

/** Empty where there is none. */
function nearestLine(lines: readonly string[], cosines: ReadonlyMap<string, number>): string {
  let nearest = "";
  for (const line of lines) if (nearest === "" || cosines.get(line)! > cosines.get(nearest)!) nearest = line;
  return nearest;
}
