/** log Σ exp of the logits in [from, to); −Infinity where all are. */
export function logSumExp(logits: Float32Array, from = 0, to = logits.length): number {
  const most = maximum(logits, from, to);
  if (most === -Infinity) return -Infinity;
  let sum = 0;
  for (let token = from; token < to; token++) sum += expOf(logits[token]! - most);
  return most + Math.log(sum);
}

/** Powers of two are looked up: of so many steps between two whole ones. */
const STEPS = 1024;
const STEPS_PER_E = STEPS / Math.LN2;
const FRACTIONS = Float64Array.from({ length: STEPS }, (_, step) => 2 ** (-step / STEPS));
/** e to the power of less than this is none beside 1. */
const LEAST = -50;
const HALVINGS = Float64Array.from({ length: Math.ceil(-LEAST / Math.LN2) + 1 }, (_, times) => 2 ** -times);

/** e^x for x ≤ 0, to ten digits, in a quarter of the time of `Math.exp`: whole vocabularies are summed up at every token. */
function expOf(x: number): number {
  if (!(x > LEAST)) return 0;
  const step = Math.trunc(-x * STEPS_PER_E);
  const rest = x + step / STEPS_PER_E;
  return HALVINGS[step >> 10]! * FRACTIONS[step & (STEPS - 1)]! * (1 + rest * (1 + rest / 2));
}

/** The largest logit in [from, to); −Infinity if there is none. */
export function maximum(logits: Float32Array, from = 0, to = logits.length): number {
  let most = -Infinity;
  for (let token = from; token < to; token++) if (logits[token]! > most) most = logits[token]!;
  return most;
}

/** The tokens of the largest logits, from the largest on, the first of equal ones first; none that is ruled out. */
export function mostLikelyOf(logits: Float32Array, count: number): readonly number[] {
  const tokens: number[] = [];
  let least = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token]!;
    if (!(logit > least)) continue;
    let place = tokens.length;
    while (place > 0 && logits[tokens[place - 1]!]! < logit) place--;
    tokens.splice(place, 0, token);
    if (tokens.length > count) tokens.pop();
    if (tokens.length === count) least = logits[tokens[count - 1]!]!;
  }
  return tokens;
}

/** The softmax's value of one token. */
export function probabilityOf(logits: Float32Array, token: number): number {
  return Math.exp(logits[token]! - logSumExp(logits));
}

/** The softmax over some tokens alone, in their order. */
export function probabilitiesAmong(logits: Float32Array, tokens: Iterable<number>): readonly number[] {
  const chosen = Float32Array.from(tokens, (token) => logits[token]!);
  const total = logSumExp(chosen);
  return Array.from(chosen, (logit) => Math.exp(logit - total));
}

/**
 * A token drawn from softmax(logits / temperature).
 * @param uniform in [0, 1)
 */
export function drawToken(logits: Float32Array, temperature: number, uniform: number): number {
  const most = maximum(logits);
  const weight = (token: number): number => Math.exp((logits[token]! - most) / temperature);
  let total = 0;
  for (let token = 0; token < logits.length; token++) total += weight(token);
  let left = uniform * total;
  for (let token = 0; token < logits.length; token++) {
    left -= weight(token);
    if (left < 0) return token;
  }
  return mostLikelyOf(logits, 1)[0]!;
}
