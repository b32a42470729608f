import { describe, expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { decodeWindow, type DecodedWindow } from "../../src/engine/speech/decoding/decode-window.ts";
import { judge } from "../../src/engine/speech/fallback.ts";
import { windowLines } from "../../src/engine/speech/lines.ts";
import type { SpeechTokens } from "../../src/engine/speech/model.ts";
import { golden } from "../golden/load.ts";
import type { RecordedStep, Recording } from "../real-models/record-logits.ts";

const { suppressed, sounds } = golden("whisper_logits") as Recording;

/** Of Whisper tiny.en. */
const TOKENS: SpeechTokens = {
  endOfText: 50_256,
  startOfTranscript: 50_257,
  noSpeech: 50_361,
  noTimestamps: 50_362,
  firstTimestamp: 50_363,
  transcribe: null,
  languages: new Map(),
  suppressed,
  suppressedFirst: [220, 50_256],
  maxFirstTimestamp: 50,
};
const VOCABULARY = 51_864;

function logitsOf({ top, others }: RecordedStep): Float32Array {
  const logits = new Float32Array(VOCABULARY).fill(others);
  for (const [token, logit] of top) logits[token] = logit;
  return logits;
}

/** Decodes what was recorded of a sound; the recording ends where the decoding did. */
async function replay(name: string): Promise<DecodedWindow> {
  const { steps, texts } = sounds.find((sound) => sound.name === name)!;
  const model = {
    tokens: TOKENS,
    maxTokens: 448,
    text: (tokens: readonly number[]) =>
      tokens
        .filter((token) => token < TOKENS.endOfText)
        .map((token) => texts[token] ?? "")
        .join(""),
  };
  let step = 0;
  const window = {
    begin: () => ({
      start: (tokens: readonly number[]) => Promise.resolve(tokens.map(() => logitsOf(steps[step++]!))),
      next: () => Promise.resolve([logitsOf(steps[step++]!)]),
      end: () => Promise.resolve(),
    }),
  };
  return decodeWindow(model, window, { temperature: 0, language: "en", rng: createRng(1) });
}

describe("what Whisper tiny.en said, recorded", () => {
  it("is accepted for speech, with its times", async () => {
    const decoded = await replay("speech");
    expect(decoded.text).toBe(
      "Four-score and seven years ago our father's brought forth upon this continent, a new nation.",
    );
    expect(judge(decoded, "en")).toBe("accepted");
    expect(decoded.averageLogProbability).toBeGreaterThan(-0.5);
    expect(decoded.noSpeechProbability).toBeLessThan(0.2);
    const { lines } = windowLines(decoded.tokens, TOKENS, 7.8);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ start: 0 });
  });

  it.each([
    ["tone", "A", "uncertain"],
    // A sentence, of a kind that anybody who fed noise to Whisper knows.
    ["noise", "I'm going to go to the bottom of the wall.", "no-speech"],
  ] as const)("is not believed where a %s made it say “%s”: %s", async (name, text, verdict) => {
    const decoded = await replay(name);
    expect(decoded.text).toBe(text);
    expect(judge(decoded, "en")).toBe(verdict);
  });
});
