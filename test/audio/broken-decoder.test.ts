import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";

// Damaged packets break libopus so that only letting it go fails, after all the sound; the next version may need others for that.
vi.mock("opus-decoder", async (original) => {
  const { OpusDecoder } = await original<typeof import("opus-decoder")>();
  function Broken(options: ConstructorParameters<typeof OpusDecoder>[0]): object {
    return Object.assign(new OpusDecoder(options), {
      free: () => {
        throw new Error("memory access out of bounds");
      },
    });
  }
  return { OpusDecoder: Broken };
});

it("a song is heard to its end where letting its decoder go fails", async () => {
  const path = fileURLToPath(new URL("fixtures/sound.opus", import.meta.url));
  const { samples, decoder, notes } = await decodeAudio(path, { sampleRate: 16_000, seconds: 30 });
  expect([samples.length, decoder, notes]).toEqual([24_000, "libopus (WASM)", []]);
});
