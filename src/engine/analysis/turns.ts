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
