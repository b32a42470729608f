// Records what a real Whisper says to a sound, step by step at temperature 0: the largest logits, and what the others share.
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { locateModel } from "../../src/engine/hub/locate.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { decodeWindow } from "../../src/engine/speech/decoding/decode-window.ts";
import { logSumExp } from "../../src/engine/speech/decoding/logits.ts";
import { loadWhisper } from "../../src/engine/speech/whisper.ts";
import { windowOf } from "../../src/engine/speech/transcribe.ts";

/** One step: [token, logit] of the most likely tokens, the special ones among them, and the logit of each other token. */
export interface RecordedStep {
  readonly top: readonly (readonly [token: number, logit: number])[];
  readonly others: number;
}

export interface RecordedSound {
  readonly name: string;
  /** The text of each token that was said. */
  readonly texts: Readonly<Record<number, string>>;
  readonly steps: readonly RecordedStep[];
}

export interface Recording {
  /** Tokens that the model is never to say. */
  readonly suppressed: readonly number[];
  readonly sounds: readonly RecordedSound[];
}

const KEPT = 40;

/** @param model the folder of Whisper tiny.en */
export async function recordLogits(model: string, sounds: Readonly<Record<string, Float32Array>>): Promise<Recording> {
  const whisper = await loadWhisper(
    await locateModel({ kind: "speech", model, weights: "full", modelsDir: null, executionProvider: "cpu" }),
    "cpu",
  );
  const always = [whisper.tokens.noSpeech, whisper.tokens.endOfText, whisper.tokens.firstTimestamp];
  const recorded: RecordedSound[] = [];
  for (const [name, samples] of Object.entries(sounds)) {
    const steps: RecordedStep[] = [];
    const window = await whisper.listen(
      windowOf(whisperLogMel(samples, samples.length / 16_000 + 30, whisper.bands), 0),
    );
    const listening = {
      begin() {
        const stream = window.begin();
        const recording = (rows: readonly Float32Array[]): readonly Float32Array[] => {
          steps.push(...rows.map((logits) => stepOf(logits, always)));
          return rows;
        };
        return {
          start: async (tokens: readonly number[]) => recording(await stream.start(tokens)),
          next: async (texts: Parameters<typeof stream.next>[0]) => recording(await stream.next(texts)),
          end: () => stream.end(),
        };
      },
    };
    const { tokens } = await decodeWindow(whisper, listening, { temperature: 0, language: "en", rng: createRng(1) });
    recorded.push({ name, texts: Object.fromEntries(tokens.map((token) => [token, whisper.text([token])])), steps });
  }
  await whisper.dispose();
  return { suppressed: whisper.tokens.suppressed, sounds: recorded };
}

function stepOf(logits: Float32Array, always: readonly number[]): RecordedStep {
  const order = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]!);
  const kept = [...new Set([...order.slice(0, KEPT), ...always])];
  const rest = Float32Array.from(
    order.filter((token) => !kept.includes(token)),
    (token) => logits[token]!,
  );
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    top: kept.map((token) => [token, round(logits[token]!)]),
    others: round(logSumExp(rest) - Math.log(rest.length)),
  };
}

/** The sounds that are recorded: speech, a tone, noise. */
export async function recordedSounds(speech: string): Promise<Record<string, Float32Array>> {
  const rng = createRng(3);
  return {
    speech: (await decodeAudio(speech, { sampleRate: 16_000, seconds: 30 })).samples,
    tone: Float32Array.from({ length: 160_000 }, (_, index) => 0.3 * Math.sin((2 * Math.PI * 440 * index) / 16_000)),
    noise: Float32Array.from({ length: 160_000 }, () => 0.05 * rng.normal()),
  };
}
