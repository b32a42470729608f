/** A computation in short turns, run to its end without a pause: what its caller would look at between turns, nobody does. */
export function drained<Value>(turns: Generator<unknown, Value, undefined>): Value {
  let turn = turns.next();
  while (turn.done !== true) turn = turns.next();
  return turn.value;
}

/** The same with a pause after each turn, which gets what the turn gave. */
export async function paused<Given, Value>(
  turns: Generator<Given, Value, undefined>,
  pause: (given: Given) => Promise<void>,
): Promise<Value> {
  let turn = turns.next();
  while (turn.done !== true) {
    await pause(turn.value);
    turn = turns.next();
  }
  return turn.value;
}

/** The result of work in turns, for whoever waits for it with a pause of his own. */
export type Shared<Value> = (pause: () => Promise<void>) => Promise<Value>;

/**
 * Work in turns whose result several want: each goes on with it from where the others are, also where one of them was cancelled,
 * and who comes later has what was found.
 */
export function shared<Value>(turns: Generator<unknown, Value, undefined>): Shared<Value> {
  let ended: (() => Value) | undefined;
  const step = (): void => {
    try {
      const turn = turns.next();
      if (turn.done === true) ended = () => turn.value;
    } catch (error) {
      ended = () => {
        throw error;
      };
    }
  };
  return async (pause) => {
    while (ended === undefined) {
      step();
      await pause();
    }
    return ended();
  };
}
