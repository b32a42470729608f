// Which tokens may come next, as in OpenAI's whisper/decoding.py (SuppressBlank, SuppressTokens, ApplyTimestampRules).
import { logSumExp, maximum } from "./logits.ts";
import type { SpeechTokens } from "../model.ts";

/**
 * Rules out tokens by setting their logits to −Infinity, in place. Timestamps come in pairs around each line and never go
 * back; the first token is a timestamp within the first second; where timestamps together are likelier than any one
 * text token, a timestamp it is.
 *
 * @param said the tokens so far, without the prompt
 */
export function applyTokenRules(logits: Float32Array, said: readonly number[], tokens: SpeechTokens): void {
  const { endOfText, noTimestamps, firstTimestamp, suppressed, suppressedFirst, maxFirstTimestamp } = tokens;
  if (said.length === 0) for (const token of suppressedFirst) logits[token] = -Infinity;
  for (const token of suppressed) logits[token] = -Infinity;
  logits[noTimestamps] = -Infinity;

  const isTimestamp = (token: number | undefined): boolean => token !== undefined && token >= firstTimestamp;
  const lastIs = isTimestamp(said.at(-1));
  const beforeIs = said.length < 2 || isTimestamp(said.at(-2));
  if (lastIs && beforeIs) logits.fill(-Infinity, firstTimestamp);
  if (lastIs && !beforeIs) logits.fill(-Infinity, 0, endOfText);

  const latest = said.findLast(isTimestamp);
  if (latest !== undefined) {
    // The one that closes a line may open the next; otherwise a line would have no length.
    logits.fill(-Infinity, firstTimestamp, lastIs && !beforeIs ? latest : latest + 1);
  }
  if (said.length === 0) {
    logits.fill(-Infinity, 0, firstTimestamp);
    logits.fill(-Infinity, firstTimestamp + maxFirstTimestamp + 1);
  }
  if (logSumExp(logits, firstTimestamp) > maximum(logits, 0, firstTimestamp)) logits.fill(-Infinity, 0, firstTimestamp);
}

/**
 * So many tokens of text in a row are said once only where loops are ruled out. Fewer forbid what lyrics repeat, and the text goes astray
 * into other words and languages.
 */
const ONCE_ONLY = 5;

/** Rules out, in place, the tokens that would say {@link ONCE_ONLY} tokens of text a second time, whatever the timestamps between them. */
export function ruleOutLoops(logits: Float32Array, said: readonly number[], { endOfText }: SpeechTokens): void {
  const text = said.filter((token) => token < endOfText);
  const last = text.slice(1 - ONCE_ONLY);
  for (let end = ONCE_ONLY - 1; end < text.length; end++) {
    const before = text.slice(end - last.length, end);
    if (last.length === ONCE_ONLY - 1 && before.every((token, at) => token === last[at]))
      logits[text[end]!] = -Infinity;
  }
}
