import type { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import type { MakeTensor } from "../../src/engine/speech/whisper-cache.ts";
import { createDecoder } from "../../src/engine/speech/whisper-decoder.ts";

const LAYERS = ["past_key_values.0.decoder.key", "past_key_values.0.encoder.key"];

const tensor: MakeTensor = (type, data, dims) => ({ type, data, dims, location: "cpu" }) as unknown as Tensor;

interface Run {
  readonly tokens: readonly number[];
  readonly cached: boolean;
}

/** What a graph does with keys of the sound that are there once for several texts. */
type Export = "shares" | "divides" | "refuses";

/** A graph whose cache is the list of each text's tokens and whose logits are the sum of those up to each. */
function listeningSession(export_: Export = "shares"): { readonly session: InferenceSession; readonly runs: Run[] } {
  const runs: Run[] = [];
  const run = (feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> => {
    const ids = feeds["input_ids"]!;
    const [texts = 0, length = 0] = ids.dims;
    const tokens = Array.from(ids.data as BigInt64Array, Number);
    const cached = (feeds["use_cache_branch"]!.data as unknown as readonly boolean[])[0]!;
    runs.push({ tokens, cached });
    const heard = cached ? feeds[LAYERS[1]!]! : feeds["encoder_hidden_states"]!;
    const missing = texts - heard.dims[0]!;
    if (missing > 0 && export_ === "refuses") return Promise.reject(new Error("Dimensions do not match."));
    const share = (heard.data as Float32Array)[0]! / (missing > 0 && export_ === "divides" ? texts : 1);
    const past = feeds[LAYERS[0]!]!;
    const before = past.dims[2]!;
    const all = Array.from({ length: texts }, (_, text) => [
      ...(past.data as Float32Array).slice(text * before, (text + 1) * before),
      ...tokens.slice(text * length, (text + 1) * length),
    ]);
    const sums = all.flatMap((row) =>
      Array.from({ length }, (_, at) => row.slice(0, before + at + 1).reduce((sum, token) => sum + token, share)),
    );
    return Promise.resolve({
      logits: tensor("float32", Float32Array.from(sums), [texts, length, 1]),
      "present.0.decoder.key": tensor("float32", Float32Array.from(all.flat()), [texts, 1, before + length, 1]),
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
    expect(values(await first.start([1, 2, 3]))).toEqual([1001, 1003, 1006]);
    expect(values(await first.next([{ parent: 0, token: 10 }]))).toEqual([1016]);
    const second = heard.begin();
    expect(values(await second.start([1, 2, 3]))).toEqual([1001, 1003, 1006]);
    expect(values(await second.next([{ parent: 0, token: 20 }]))).toEqual([1026]);
    expect(values(await first.next([{ parent: 0, token: 5 }]))).toEqual([1021]);
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
    expect(values(await heard.begin().start([1]))).toEqual([1001]);
    expect(values(await heard.begin().start([1, 2, 3]))).toEqual([1001, 1003, 1006]);
    expect(runs.map(({ tokens }) => tokens)).toEqual([[1], [2], [3]]);
  });

  it.each([
    ["other tokens", [7, 8]],
    ["fewer tokens", [1]],
  ])("is computed anew for %s", async (_, tokens) => {
    const { session, runs } = listeningSession();
    const heard = createDecoder(session, tensor, { heads: 1, size: 1 }).heardWindow(window(1000));
    await heard.begin().start([1, 2]);
    await heard.begin().start(tokens);
    expect(runs.at(-1)).toEqual({ tokens, cached: false });
  });

  it("is that of its own window", async () => {
    const { session } = listeningSession();
    const { heardWindow } = createDecoder(session, tensor, { heads: 1, size: 1 });
    const [one, other] = [heardWindow(window(1000)), heardWindow(window(2000))];
    expect(values(await one.begin().start([1]))).toEqual([1001]);
    expect(values(await other.begin().start([1]))).toEqual([2001]);
    expect(values(await one.begin().start([1, 4]))).toEqual([1001, 1005]);
  });
});

describe("several texts", () => {
  const beginning = async (export_: Export) => {
    const { session, runs } = listeningSession(export_);
    const stream = createDecoder(session, tensor, { heads: 1, size: 1 }).heardWindow(window(1000)).begin();
    expect(values(await stream.start([1]))).toEqual([1001]);
    const next = async (...texts: readonly (readonly [parent: number, token: number])[]): Promise<number[]> =>
      values(await stream.next(texts.map(([parent, token]) => ({ parent, token }))));
    return { next, runs };
  };

  it.each(["shares", "divides", "refuses"] as const)(
    "go on from any text of before (a graph that %s)",
    async (export_) => {
      const { next, runs } = await beginning(export_);
      expect(await next([0, 10], [0, 20], [0, 30])).toEqual([1011, 1021, 1031]);
      expect(await next([0, 100], [0, 200], [2, 300])).toEqual([1111, 1211, 1331]);
      expect(await next([2, 1000], [0, 2000], [1, 3000])).toEqual([2331, 3111, 4211]);
      expect(await next([1, 4000], [1, 5000])).toEqual([7111, 8111]);
      expect(await next([0, 1], [1, 2])).toEqual([7112, 8113]);
      expect(await next([1, 1])).toEqual([8114]);
      // One run more, to see whether the sound can be there once.
      expect(runs).toHaveLength(1 + 6 + 1);
    },
  );

  it("are as one where there is one", async () => {
    const { next, runs } = await beginning("refuses");
    expect(await next([0, 10])).toEqual([1011]);
    expect(await next([0, 20])).toEqual([1031]);
    expect(runs).toHaveLength(3);
  });
});
