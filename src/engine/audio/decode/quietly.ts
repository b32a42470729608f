/** A decoder that prints more than this within one call goes round in circles. */
const MOST_PRINTS = 1000;

let quietCalls = 0;
let prints = 0;
let consoleError = console.error;

/**
 * Runs a decoder's call without its printing of damaged frames: it returns them as well, and they are reported from there.
 * @throws {Error} if it prints without end.
 */
export async function quietly<T>(call: () => T | Promise<T>): Promise<T> {
  if (quietCalls++ === 0) {
    consoleError = console.error;
    prints = 0;
    console.error = () => {
      if (++prints > MOST_PRINTS) throw new Error("it is damaged in too many places");
    };
  }
  try {
    return await call();
  } finally {
    if (--quietCalls === 0) console.error = consoleError;
  }
}
