import type { DecodedMel } from "../../shared/contract/panel/latent.ts";
import type { Mel } from "../../shared/figures/mel.ts";
import type { RunView } from "./run-view.ts";

/** The spectrogram that the engine has decoded. */
export function melOf({ bands, columns, values }: DecodedMel): Mel {
  const bytes = Uint8Array.from(atob(values), (character) => character.charCodeAt(0));
  return { bands, frames: columns, values: new Float32Array(bytes.buffer) };
}

/** Where a song lies, from the file of all; of a run of many songs only its row is read. */
export async function placeOf(run: RunView, file: string, song: number): Promise<number[]> {
  if (run.songs.lists === null) return Array.from(await run.row(file, song), Number);
  const { shape, data } = await run.array(file);
  return Array.from(data.subarray(song * shape[1]!, (song + 1) * shape[1]!), Number);
}

/** The place between two others: the first at 0, the second at 1. */
export function between(a: ArrayLike<number>, b: ArrayLike<number>, share: number): number[] {
  return Array.from(a, (value, dimension) => value + share * (b[dimension]! - value));
}

/**
 * Asks for one thing at a time, and of what is wanted meanwhile only for the last: a slider moves faster than answers come.
 * @param arrived is told of each answer @param failed of each failure
 */
export function latestOf<Wanted, Answer>(
  ask: (wanted: Wanted) => Promise<Answer>,
  arrived: (answer: Answer, wanted: Wanted) => void,
  failed: (error: unknown, wanted: Wanted) => void,
): (wanted: Wanted) => void {
  const waiting: Wanted[] = [];
  let busy = false;
  async function work(): Promise<void> {
    busy = true;
    for (let wanted = waiting.pop(); wanted !== undefined; wanted = waiting.pop()) {
      waiting.length = 0;
      try {
        arrived(await ask(wanted), wanted);
      } catch (error) {
        failed(error, wanted);
      }
    }
    busy = false;
  }
  return (wanted) => {
    waiting.push(wanted);
    if (!busy) void work();
  };
}
