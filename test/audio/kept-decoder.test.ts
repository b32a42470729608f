import { FLACDecoder } from "@wasm-audio-decoders/flac";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import {
  decodeBy,
  release,
  startDecoder,
  type DecoderKind,
  type WasmDecoder,
} from "../../src/engine/audio/decode/kept-decoder.ts";

const USED = 1000;
const HEAP_BYTES = 4 * 65_536;

/** A decoder as the packages write them, around another one where `parser` is given. */
class Decoder implements WasmDecoder {
  readonly ready = Promise.resolve();
  readonly free = vi.fn();
  frames = 0;
  _common: unknown;

  constructor() {
    const HEAP = new ArrayBuffer(HEAP_BYTES);
    new Uint8Array(HEAP).fill(7, 0, USED);
    this._common = { wasm: { HEAP } };
  }

  get memory(): Uint8Array {
    return new Uint8Array((this._common as { wasm: { HEAP: ArrayBuffer } }).wasm.HEAP);
  }

  decode(from = 0): void {
    this.frames++;
    this.memory.fill(1, from);
  }
}

let packages = 0;
const kind = (create: () => WasmDecoder = () => new Decoder(), options?: object): DecoderKind<WasmDecoder> => ({
  name: `package ${packages}`,
  ...(options && { options }),
  create: () => Promise.resolve(create()),
});

describe("a decoder that is let go", () => {
  it("decodes the next song from the memory and the counts that it began with", async () => {
    packages++;
    const first = (await startDecoder(kind())) as Decoder;
    await decodeBy(first, () => {
      first.decode();
    });
    release(first);
    const second = (await startDecoder(kind())) as Decoder;
    expect(second).toBe(first);
    expect(Buffer.compare(second.memory, new Decoder().memory)).toBe(0);
    expect([second.frames, second.free.mock.calls.length]).toEqual([0, 0]);
  });

  it.each([USED, 65_536, HEAP_BYTES - 1])("leaves nothing from byte %i on, where there was nothing", async (from) => {
    packages++;
    const decoder = (await startDecoder(kind())) as Decoder;
    decoder.decode(from);
    release(decoder);
    expect(await startDecoder(kind())).toBe(decoder);
    expect(Buffer.compare(decoder.memory, new Decoder().memory)).toBe(0);
  });

  it("is the one within a parser, whose flags begin anew as well", async () => {
    packages++;
    const within = new Decoder();
    const parser = { ready: within.ready, free: vi.fn(), isSetUp: false, _decoder: within };
    const started = await startDecoder(kind(() => parser));
    parser.isSetUp = true;
    within.decode();
    release(started);
    expect(await startDecoder(kind())).toBe(parser);
    expect([parser.isSetUp, within.frames, within.memory[0]]).toEqual([false, 0, 7]);
  });

  it("is used by one song at a time, and only one of a package waits", async () => {
    packages++;
    const [first, second] = await Promise.all([startDecoder(kind()), startDecoder(kind())]);
    expect(first).not.toBe(second);
    release(first);
    release(second);
    expect((second as Decoder).free).toHaveBeenCalledOnce();
    expect(await startDecoder(kind())).toBe(first);
    expect(await startDecoder(kind())).not.toBe(first);
  });

  it("is not for songs that need other options, nor for other packages", async () => {
    packages++;
    const mono = await startDecoder(kind(undefined, { channels: 1, table: [0] }));
    release(mono);
    packages++;
    expect(await startDecoder(kind(undefined, { channels: 1, table: [0] }))).not.toBe(mono);
    packages--;
    expect(await startDecoder(kind(undefined, { channels: 1, table: [1] }))).not.toBe(mono);
  });

  it("goes for good where a call failed, and nobody hears of it", async () => {
    packages++;
    const decoder = (await startDecoder(kind())) as Decoder;
    decoder.free.mockImplementation(() => {
      throw new Error("memory access out of bounds");
    });
    const failing = decodeBy(decoder, () => {
      throw new Error("unreachable");
    });
    await expect(failing).rejects.toThrow("unreachable");
    release(decoder);
    expect(decoder.free).toHaveBeenCalledOnce();
    expect(await startDecoder(kind())).not.toBe(decoder);
  });

  it.each<[string, () => WasmDecoder, (decoder: Decoder) => void]>([
    ["was made anew on the way", () => new Decoder(), (decoder) => (decoder._common = new Decoder()._common)],
    ["is written in another way", () => Object.assign(new Decoder(), { _common: undefined }), () => undefined],
  ])("goes for good where it %s", async (_, create, change) => {
    packages++;
    const decoder = (await startDecoder(kind(create))) as Decoder;
    change(decoder);
    release(decoder);
    expect(decoder.free).toHaveBeenCalledOnce();
    expect(await startDecoder(kind())).not.toBe(decoder);
  });
});

/** What the packages make their decoders with. */
const { WebAssembly: assembly } = globalThis as unknown as {
  readonly WebAssembly: { instantiate(): Promise<unknown> };
};

describe("a song after others", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "latentune-kept-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const heard = async (path: string): Promise<string> => {
    const { samples, decoder } = await decodeAudio(path, { sampleRate: 16_000, seconds: 30 });
    return `${decoder}: ${Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString("base64")}`;
  };

  it.each(["mp3", "flac", "oga", "ogg", "opus"])("sounds as before in %s, by the same decoder", async (format) => {
    const path = fileURLToPath(new URL(`fixtures/sound.${format}`, import.meta.url));
    const before = await heard(path);
    expect(before).toContain("(WASM)");
    const instantiate = vi.spyOn(assembly, "instantiate");
    try {
      expect(await heard(path)).toBe(before);
      expect(instantiate).not.toHaveBeenCalled();
    } finally {
      instantiate.mockRestore();
    }
    const bytes = await readFile(path);
    for (const part of [0.3, 0.5, 0.7, 0.9]) {
      const at = Math.floor(part * bytes.length);
      bytes.fill(0x55, at, at + 40);
    }
    const damaged = join(folder, `damaged.${format}`);
    await writeFile(damaged, bytes);
    expect(await heard(damaged).catch(String)).not.toBe(before);
    expect(await heard(path)).toBe(before);
  });

  it("is decoded by a new decoder where the one before failed as it was started anew", async () => {
    const path = fileURLToPath(new URL("fixtures/sound.flac", import.meta.url));
    const before = await heard(path);
    const damage = {
      channelData: [],
      samplesDecoded: 0,
      sampleRate: 0,
      bitDepth: 16,
      errors: [new Error("lost sync")],
    };
    const decode = vi.spyOn(FLACDecoder.prototype, "decodeFrames").mockResolvedValueOnce(damage as never);
    const reset = vi
      .spyOn(FLACDecoder.prototype, "reset")
      .mockRejectedValueOnce(new Error("memory access out of bounds"));
    const instantiate = vi.spyOn(assembly, "instantiate");
    try {
      await heard(path).catch(String);
      expect(reset).toHaveBeenCalledOnce();
      expect(await heard(path)).toBe(before);
      expect(instantiate).toHaveBeenCalledOnce();
    } finally {
      for (const spy of [decode, reset, instantiate]) spy.mockRestore();
    }
  });
});
