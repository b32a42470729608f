import { basename, dirname, join } from "node:path";
import { VIEW } from "../../../shared/contract/result-files.ts";
import type { SongMels, ViewManifest, ViewMel, ViewModel } from "../../../shared/contract/view.ts";
import type { NpyArray } from "../../../shared/npy.ts";
import { LatentuneError } from "../../core/errors.ts";
import { makeFolder } from "../../core/files.ts";
import { readNpy } from "../../core/npy.ts";
import { withSystemErrors } from "../../core/system-error.ts";
import { createFeatureExecutor } from "../../audio/features/feature-executor.ts";
import { extractFeature } from "../../audio/features/extract.ts";
import { logMelFeature, logMelOf } from "../../audio/features/log-mel.ts";
import { audioPathOf } from "../../dataset/audio-files/audio-path.ts";
import { boundFolder, touch } from "../../store/bounded-folder.ts";
import { workspacePaths, type WorkspacePaths } from "../../store/paths.ts";
import type { Decoders } from "./decoders.ts";
import { networkOf } from "./network-of-run.ts";
import type { KeptRunPlace } from "../../results/view/from-files.ts";
import { inView, VIEW_FILES, writeViewArray } from "../../results/view/files.ts";
import { audioOf } from "../../results/view/songs/song-columns.ts";

/** Limit of the spectrograms that a run keeps, in bytes; half a minute takes a megabyte for each of a song's spectrograms. */
const KEPT_BYTES = 200 * 2 ** 20;

export interface SongMelsOptions {
  readonly decoders: Decoders;
  readonly signal: AbortSignal;
}

/**
 * The spectrograms of one song of a run: that of its audio and each network's reconstruction of it, as files of the view.
 * They are kept while there is room. A song whose audio is gone or broken still has its reconstructions.
 * @throws {LatentuneError} if the run has no such song, or no spectrograms. @throws {CancelledError}
 */
export async function makeSongMels(
  paths: WorkspacePaths,
  place: KeptRunPlace,
  view: ViewManifest,
  song: number,
  options: SongMelsOptions,
): Promise<SongMels> {
  const { mel } = view;
  if (mel === null)
    throw new LatentuneError("This run has no spectrograms: the Easy task works on statistics of them.");
  if (!Number.isInteger(song) || song < 0 || song >= view.songCount) {
    throw new LatentuneError(`This run has no song ${song}; it has ${view.songCount}.`);
  }
  const { runFolder } = place;
  const viewFolder = join(runFolder, VIEW.folder);
  const melsFolder = join(viewFolder, dirname(VIEW_FILES.mels.path));
  const kept = await keptMels(runFolder, song);
  if (kept !== undefined) return kept;

  await makeFolder(melsFolder);
  const reconstructions: Record<string, { file: string; error: number }> = {};
  for (const model of view.models.filter(({ errors }) => errors !== null)) {
    const data = await reconstruct(place, model, song, options.decoders);
    const image = { shape: [mel.bands, mel.frames], data };
    const file = await writeViewArray(viewFolder, VIEW_FILES.mel, image, { song, picture: model.name });
    reconstructions[model.name] = { file, error: await errorOf(runFolder, model, song) };
  }
  const heard = await originalOf(
    workspacePaths(paths.workspace, place.dataDir, paths.audioRoots),
    place,
    view,
    song,
    mel,
    options.signal,
  );
  const original =
    heard.mel === undefined
      ? ""
      : await writeViewArray(viewFolder, VIEW_FILES.mel, heard.mel, { song, picture: "original" });
  const mels: SongMels = {
    original,
    reconstructions,
    seconds: heard.seconds ?? mel.seconds,
    ...(heard.problem === undefined ? {} : { problem: heard.problem }),
  };
  // The user may repair the audio, so an answer without its spectrogram is not kept.
  if (heard.mel !== undefined) await VIEW_FILES.mels.write(viewFolder, mels, { song });
  await boundFolder(
    melsFolder,
    KEPT_BYTES,
    filesOfMels(mels).map((file) => join(runFolder, file)),
  );
  return mels;
}

/** What was made before, if all of its files are still there; they then count as used now, so that they are deleted last. */
async function keptMels(runFolder: string, song: number): Promise<SongMels | undefined> {
  const mels = await VIEW_FILES.mels.read(join(runFolder, VIEW.folder), { song }).catch(() => undefined);
  if (mels === undefined) return undefined;
  const files = [inView(VIEW_FILES.mels.at({ song })), ...filesOfMels(mels)];
  return (await touch(...files.map((file) => join(runFolder, file)))) ? mels : undefined;
}

function filesOfMels({ original, reconstructions }: SongMels): string[] {
  return [...(original === "" ? [] : [original]), ...Object.values(reconstructions).map(({ file }) => file)];
}

/** The decoder's image of the song's μ, in the spectrogram's own unit. */
async function reconstruct(
  place: KeptRunPlace,
  { name }: ViewModel,
  song: number,
  decoders: Decoders,
): Promise<Float32Array> {
  const network = networkOf(place, name);
  const { shape, data } = await network.latents();
  return decoders.decode(network.decoder, data.slice(song * shape[1]!, (song + 1) * shape[1]!));
}

async function errorOf(runFolder: string, { errors }: ViewModel, song: number): Promise<number> {
  return Number((await readNpy(join(runFolder, errors!))).data[song]);
}

interface Heard {
  readonly mel?: NpyArray<Float32Array>;
  readonly seconds?: number;
  /** Why there is none. */
  readonly problem?: string;
}

/** The song's spectrogram from the cache, else decoded; or why there is none. */
async function originalOf(
  paths: Pick<WorkspacePaths, "workspace" | "dataDir" | "audioRoots" | "cache">,
  { runFolder }: KeptRunPlace,
  view: ViewManifest,
  song: number,
  { seconds, offset }: Pick<ViewMel, "seconds" | "offset">,
  signal: AbortSignal,
): Promise<Heard> {
  const audio = await audioOf(runFolder, view, song);
  if (audio === "") return { problem: "The song has no audio file." };
  const executor = createFeatureExecutor({ workers: 1 });
  try {
    const audioPath = await audioPathOf(paths, audio);
    const request = { id: basename(audioPath), audioPath };
    // Not the run's own ffmpeg: a path in a file of the workspace is nothing to start.
    const features = await extractFeature(logMelFeature, [request], {
      cacheDir: paths.cache,
      executor,
      seconds,
      offset,
      signal,
    });
    const feature = features.get(request.id)!;
    if (!feature.ok) return { problem: feature.diagnostic.message };
    const { bands, frames, data } = logMelOf(await feature.read(() => undefined));
    return { mel: { shape: [bands, frames], data }, seconds: feature.seconds };
  } catch (thrown) {
    const error = withSystemErrors(thrown);
    if (!(error instanceof LatentuneError)) throw error;
    return { problem: error.message };
  } finally {
    await executor.close();
  }
}
