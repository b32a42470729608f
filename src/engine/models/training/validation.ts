import { channelBlock, compile, createSession, type Session, type Tensors } from "../../nn/index.ts";
import type { TrainSettings } from "../settings.ts";
import type { Normalisation } from "./normalisation.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import type { HeldOutError } from "./objective.ts";
import type { SampleSource } from "./source.ts";

/** Measures a network on songs that its training does not see. Has one owner, who releases it. */
export interface Validation {
  /**
   * The songs' mean error with these weights.
   * @throws {CancelledError} if the signal is aborted
   */
  error(weights: Tensors, signal?: AbortSignal): Promise<number>;
  release(): Promise<void>;
}

/** @param normalisation of the songs that are trained on: what is held out is new to the network in every way. */
export async function createValidation(
  heldOut: HeldOutError,
  source: SampleSource,
  normalisation: Normalisation,
  settings: TrainSettings,
): Promise<Validation> {
  const block = settings.executionProvider === "cpu" ? await channelBlock() : undefined;
  const size = heldOut.batchSize(source.count, settings.batchSize);
  const read = heldOut.reader(source, Math.min(size, source.count));
  const sessions = new Map<number, Session>();
  const sessionOf = async (songs: number): Promise<Session> => {
    const known = sessions.get(songs);
    if (known !== undefined) return known;
    const made = await createSession(compile({ error: heldOut.of(songs) }, { channelBlock: block }), settings);
    sessions.set(songs, made);
    return made;
  };
  return {
    async error(weights, signal) {
      let sum = 0;
      for (let first = 0, batch = 1; first < source.count; first += size, batch++) {
        throwIfCancelled(signal);
        const songs = Uint32Array.from({ length: Math.min(size, source.count - first) }, (_, index) => first + index);
        const { samples, perSong, whole } = await read({ songs, step: -batch, epoch: 0 });
        const session = await sessionOf(songs.length);
        const { error } = await session.run({ ...weights, ...normalisation, ...perSong, ...whole, x: samples });
        sum += error![0]! * songs.length;
      }
      return sum / source.count;
    },
    async release() {
      for (const session of sessions.values()) await session.release();
    },
  };
}
