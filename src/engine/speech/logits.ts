/** log Σ exp of the logits in [from, to); −Infinity where all are. */
export function logSumExp(logits: Float32Array, from = 0, to = logits.length): number {
  const most = maximum(logits, from, to);
  if (most === -Infinity) return -Infinity;
  let sum = 0;
  for (let token = from; token < to; token++) sum += Math.exp(logits[token]! - most);
  return most + Math.log(sum);
}

/** The largest logit in [from, to); −Infinity if there is none. */
export function maximum(logits: Float32Array, from = 0, to = logits.length): number {
  let most = -Infinity;
  for (let token = from; token < to; token++) if (logits[token]! > most) most = logits[token]!;
  return most;
}

/** The token of the largest logit, the first of equal ones. */
export function mostLikely(logits: Float32Array): number {
  return logits.indexOf(maximum(logits));
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
  return mostLikely(logits);
}
