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

/** The result of work in turns, for whoever waits for it with a pause of his own, which gets what each turn gave. */
export type Shared<Given, Value> = (pause: (given: Given) => Promise<void>) => Promise<Value>;

/**
 * Work in turns whose result several want: each goes on with it from where the others are, also where one of them was cancelled,
 * and who comes later has what was found.
 */
export function shared<Given, Value>(turns: Generator<Given, Value, undefined>): Shared<Given, Value> {
  let ended: (() => Value) | undefined;
  const next = (): IteratorResult<Given, Value> | undefined => {
    try {
      const turn = turns.next();
      if (turn.done === true) ended = () => turn.value;
      return turn;
    } catch (error) {
      ended = () => {
        throw error;
      };
      return undefined;
    }
  };
  return async (pause) => {
    while (ended === undefined) {
      const turn = next();
      if (turn?.done === false) await pause(turn.value);
    }
    return ended();
  };
}
