import type { Mel } from "../../shared/figures/mel.ts";
import type { RunView } from "./run-view.ts";
import type { SongMels } from "../../shared/contract/view.ts";

/** The spectrograms of one song, read. */
export interface LoadedMels {
  readonly song: number;
  /** Null if the song cannot be decoded any more; `problem` says why. */
  readonly original: Mel | null;
  readonly problem: string;
  readonly reconstructions: readonly {
    readonly model: string;
    readonly label: string;
    readonly error: number;
    /** Whether the model trained on the song; undefined where it trained on all songs. */
    readonly seen?: boolean;
    readonly mel: Mel;
  }[];
  /** Where they begin in the song, in seconds. */
  readonly start: number;
  /** Seconds of sound that they show. */
  readonly seconds: number;
  /** Frames of that sound; behind them is padding. */
  readonly frames: number;
}

/** Reads the spectrograms of a song, original first. They are large, so the run does not keep them. */
export async function loadSongMels(run: RunView, song: number, mels: SongMels): Promise<LoadedMels> {
  const { mel } = run.manifest;
  if (mel === null) throw new Error("This run has no spectrograms. Run Medium or Hard to get them.");
  const read = async (file: string): Promise<Mel> => {
    const { shape, data } = await run.array(file);
    run.forget(file);
    const [bands = 0, frames = 0] = shape;
    return { bands, frames, values: data instanceof Float32Array ? data : Float32Array.from(data) };
  };
  const models = run.manifest.models.filter(({ name }) => name in mels.reconstructions);
  const [original, ...reconstructed] = await Promise.all([
    mels.original === "" ? null : read(mels.original),
    ...models.map(({ name }) => read(mels.reconstructions[name]!.file)),
  ]);
  const seconds = Math.min(mel.seconds, mels.seconds > 0 ? mels.seconds : mel.seconds);
  return {
    song,
    original,
    problem: mels.problem ?? "",
    reconstructions: models.map(({ name, label, heldOut }, index) => ({
      model: name,
      label,
      error: mels.reconstructions[name]!.error,
      ...(heldOut && { seen: !heldOut.includes(song) }),
      mel: reconstructed[index]!,
    })),
    start: mel.offset ?? 0,
    seconds,
    frames: Math.max(1, Math.round((mel.frames * seconds) / mel.seconds)),
  };
}
