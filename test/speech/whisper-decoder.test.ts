import type { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { createDecoder, type MakeTensor } from "../../src/engine/speech/whisper-decoder.ts";

const LAYERS = ["past_key_values.0.decoder.key", "past_key_values.0.encoder.key"];

const tensor: MakeTensor = (type, data, dims) => ({ type, data, dims, location: "cpu" }) as unknown as Tensor;

interface Run {
  readonly tokens: readonly number[];
  readonly cached: boolean;
}

/** A graph whose cache is the list of its tokens and whose logits are the sum of those up to each. */
function listeningSession(): { readonly session: InferenceSession; readonly runs: Run[] } {
  const runs: Run[] = [];
  const run = (feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> => {
    const tokens = Array.from(feeds["input_ids"]!.data as BigInt64Array, Number);
    const cached = (feeds["use_cache_branch"]!.data as unknown as readonly boolean[])[0]!;
    runs.push({ tokens, cached });
    const past = [...(feeds[LAYERS[0]!]!.data as Float32Array)];
    const heard = cached ? feeds[LAYERS[1]!]! : feeds["encoder_hidden_states"]!;
    const all = [...past, ...tokens];
    const sums = tokens.map((_, at) => all.slice(0, past.length + at + 1).reduce((sum, token) => sum + token, 0));
    return Promise.resolve({
      logits: tensor(
        "float32",
        Float32Array.from(sums, (sum) => sum + (heard.data as Float32Array)[0]!),
        [1, tokens.length, 1],
      ),
      "present.0.decoder.key": tensor("float32", Float32Array.from(all), [1, 1, all.length, 1]),
      // Exported graphs give nothing here when they took the encoder's keys from the cache.
      "present.0.encoder.key": cached ? tensor("float32", new Float32Array(0), [0, 1, 1, 1]) : heard,
    });
  };
  const names = { inputNames: ["input_ids", "encoder_hidden_states", "use_cache_branch", ...LAYERS] };
  return { session: { ...names, run } as unknown as InferenceSession, runs };
}

const window = (value: number): Tensor => tensor("float32", Float32Array.of(value), [1, 1, 1]);

const values = (rows: readonly Float32Array[]): number[] => rows.map(([value]) => value!);

describe("what a decoding began with", () => {
  it("is not computed again by the next one of the same window", async () => {
    const { session, runs } = listeningSession();
    const heard = createDecoder(session, tensor, { heads: 1, size: 1 }).heardWindow(window(1000));
    const first = heard.begin();
    expect(values(await first.next([1, 2, 3]))).toEqual([1001, 1003, 1006]);
    expect(values(await first.next([10]))).toEqual([1016]);
    const second = heard.begin();
    expect(values(await second.next([1, 2, 3]))).toEqual([1001, 1003, 1006]);
    expect(values(await second.next([20]))).toEqual([1026]);
    expect(values(await first.next([5]))).toEqual([1021]);
    expect(runs).toEqual([
      { tokens: [1, 2, 3], cached: false },
      { tokens: [10], cached: true },
      { tokens: [20], cached: true },
      { tokens: [5], cached: true },
    ]);
  });

  it("is gone on with where the next one begins with more tokens", async () => {
    const { session, runs } = listeningSession();
    const heard = createDecoder(session, tensor, { heads: 1, size: 1 }).heardWindow(window(1000));
    expect(values(await heard.begin().next([1]))).toEqual([1001]);
    expect(values(await heard.begin().next([1, 2, 3]))).toEqual([1001, 1003, 1006]);
    expect(runs.map(({ tokens }) => tokens)).toEqual([[1], [2], [3]]);
  });

  it.each([
    ["other tokens", [7, 8]],
    ["fewer tokens", [1]],
  ])("is computed anew for %s", async (_, tokens) => {
    const { session, runs } = listeningSession();
    const heard = createDecoder(session, tensor, { heads: 1, size: 1 }).heardWindow(window(1000));
    await heard.begin().next([1, 2]);
    await heard.begin().next(tokens);
    expect(runs.at(-1)).toEqual({ tokens, cached: false });
  });

  it("is that of its own window", async () => {
    const { session } = listeningSession();
    const { heardWindow } = createDecoder(session, tensor, { heads: 1, size: 1 });
    const [one, other] = [heardWindow(window(1000)), heardWindow(window(2000))];
    expect(values(await one.begin().next([1]))).toEqual([1001]);
    expect(values(await other.begin().next([1]))).toEqual([2001]);
    expect(values(await one.begin().next([1, 4]))).toEqual([1001, 1005]);
  });
});
