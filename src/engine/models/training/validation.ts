import { channelBlock, compile, createSession, type Session, type Tensors } from "../../nn/index.ts";
import type { TrainSettings } from "../settings.ts";
import type { Normalisation } from "./normalisation.ts";
import type { ErrorOf } from "./objective.ts";
import { inBatches, type SampleSource } from "./source.ts";

/** Measures a network on songs that its training does not see. Has one owner, who releases it. */
export interface Validation {
  /**
   * The songs' mean error with these weights.
   * @throws {CancelledError} if the signal is aborted
   */
  error(weights: Tensors, signal?: AbortSignal): Promise<number>;
  release(): Promise<void>;
}

const BATCH = 8;

/** @param normalisation of the songs that are trained on: what is held out is new to the network in every way. */
export async function createValidation(
  errorOf: ErrorOf,
  source: SampleSource,
  normalisation: Normalisation,
  settings: TrainSettings,
): Promise<Validation> {
  const block = settings.executionProvider === "cpu" ? await channelBlock() : undefined;
  const sessions = new Map<number, Session>();
  const sessionOf = async (songs: number): Promise<Session> => {
    const known = sessions.get(songs);
    if (known !== undefined) return known;
    const made = await createSession(compile({ error: errorOf(songs) }, { channelBlock: block }), settings);
    sessions.set(songs, made);
    return made;
  };
  return {
    async error(weights, signal) {
      let sum = 0;
      for await (const { samples } of inBatches(source, BATCH, signal)) {
        const songs = samples.length / source.sampleLength;
        const session = await sessionOf(songs);
        const { error } = await session.run({ ...weights, ...normalisation, x: samples });
        sum += error![0]! * songs;
      }
      return sum / source.count;
    },
    async release() {
      for (const session of sessions.values()) await session.release();
    },
  };
}
