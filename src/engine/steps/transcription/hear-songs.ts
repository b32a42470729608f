import { formatNumber, partOf } from "../../../shared/format.ts";
import type { Song } from "../../../shared/contract/dataset.ts";
import { LatentuneError, messageOf, throwIfCancelled } from "../../core/errors.ts";
import { mapParallel } from "../../core/parallel.ts";
import type { QueueAddress } from "../../queue/address.ts";
import { hearSong } from "../../speech/hear-song.ts";
import type { SpeechModel } from "../../speech/model.ts";
import { loadWhisper } from "../../speech/whisper.ts";
import { queueExecutor } from "../queue/machine-of.ts";
import { modelKey } from "../queue/shared-model.ts";
import { SPEECH_KIND } from "../queue/speech-kind.ts";
import type { StepContext } from "../context.ts";
import type { StepReporter } from "../step.ts";
import { songToHear, wordsFromBefore, wordsOf, type SongContext, type SongWords } from "./song-context.ts";

/** Songs to be heard, and who keeps what was heard as soon as it is there. */
export interface SongsToHear {
  readonly songs: readonly Song[];
  readonly context: SongContext;
  readonly keep: (words: readonly SongWords[]) => Promise<void>;
}

/** Hears song after song; the model is loaded when the first one needs it. */
export async function hearHere({ songs, context, keep }: SongsToHear, report: StepReporter): Promise<void> {
  const { located, settings, hashes } = context;
  let model: SpeechModel | undefined;
  const load = async (): Promise<SpeechModel> => (model ??= await loadWhisper(located, settings.executionProvider));
  try {
    for (const [index, song] of songs.entries()) {
      throwIfCancelled(report.signal);
      const tell = (done: number, detail: string): void => {
        report.fraction((index + done) / songs.length, `${index + 1} of ${songs.length}, ${song.filename}${detail}`);
      };
      tell(0, "");
      const hear = async (): Promise<SongWords> => {
        const hash = await hashes.of(song);
        const hearing = await hearSong(songToHear(context, song), load, {
          signal: report.signal,
          onProgress: (seconds, duration, speed) => {
            const times = seconds === 0 ? "" : `, ${formatNumber(speed)} × real time`;
            tell(seconds / duration, `: ${Math.round(seconds)} of ${Math.round(duration)} s${times}`);
          },
        });
        return wordsOf(context, song, hash, hearing);
      };
      await keep([(await wordsFromBefore(context, song)) ?? (await hear())]);
    }
  } finally {
    await model?.dispose();
  }
}

/**
 * Lets the workers of a queue hear the songs. What comes in while the table is being written is written together: of many
 * workers the table must not be the slowest part.
 * @throws {LatentuneError} if a worker could not hear a song for a reason that is not the song's, when all others are kept.
 */
export async function hearQueued(
  { songs, context, keep }: SongsToHear,
  stepContext: Pick<StepContext, "paths" | "settings">,
  address: QueueAddress,
  report: StepReporter,
): Promise<void> {
  const { signal } = report;
  const before = await mapParallel(songs, (song) => wordsFromBefore(context, song), { signal });
  await keep(before.filter((words) => words !== undefined));
  const open = songs.filter((_, index) => before[index] === undefined);
  if (open.length === 0) return;
  const { located: model, settings, hashes } = context;
  const facts = { model, modelKey: await modelKey(model, signal), executionProvider: settings.executionProvider };
  const jobs = open.map((song) => ({ ...songToHear(context, song), ...facts }));

  let heard = songs.length - open.length;
  let state: string | null = null;
  const tell = (): void => {
    const waits = state === null ? "" : `, ${state}`;
    report.fraction(heard / songs.length, `${partOf(heard, songs.length, "song")}${waits}`);
  };
  const stop = new AbortController();
  let problem: Error | undefined;
  let waiting: SongWords[] = [];
  const keepWaiting = async (): Promise<void> => {
    const some = waiting;
    waiting = [];
    if (some.length > 0 && problem === undefined) await keep(some);
  };
  let keeping = Promise.resolve();
  const executor = await queueExecutor(SPEECH_KIND, stepContext, address);
  try {
    const outcomes = await executor.run(jobs, {
      signal: AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]),
      onOutcome: (outcome, index) => {
        const song = open[index]!;
        if (outcome.ok) {
          hashes.learn(song, outcome.value.audioSha256);
          waiting.push(wordsOf(context, song, outcome.value.audioSha256, outcome.value));
        } else if (outcome.error.reason !== "threw") {
          waiting.push({ song, diagnostic: { code: "audio-failed", message: outcome.error.message } });
        }
        keeping = keeping.then(keepWaiting).catch((error: unknown) => {
          problem ??= error instanceof Error ? error : new Error(messageOf(error));
          stop.abort();
        });
      },
      onProgress: (done) => {
        heard = songs.length - open.length + done;
        tell();
      },
      onState: (text) => {
        state = text;
        tell();
      },
    });
    await keeping;
    if (problem !== undefined) throw problem;
    const failure = outcomes.find((outcome) => !outcome.ok && outcome.error.reason === "threw");
    if (failure?.ok === false) throw new LatentuneError(`A song could not be heard: ${failure.error.message}`);
    await executor.forget?.();
  } catch (error) {
    await keeping;
    throw problem ?? error;
  } finally {
    await executor.close();
  }
}
