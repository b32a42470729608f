// Whisper base over ten excerpts of examples/songs30 whose language is given: ours beside faster-whisper with the same
// weights, in 8 bits and in float32. Processor seconds of all threads and seconds by the clock for all excerpts, decoded
// before; sides alternate, medians; beside them the word error rate of each. The peer is measured with 5 beams, as it comes
// and as ours decodes, and with one.
// Needs the models of `node scripts/test-models.js real FOLDER` in LATENTUNE_REAL_MODELS, and faster-whisper.
// Arguments: rounds.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { locateModel } from "../../src/engine/hub/locate.ts";
import type { SpeechModel } from "../../src/engine/speech/model.ts";
import { transcribe } from "../../src/engine/speech/transcribe.ts";
import { loadWhisper } from "../../src/engine/speech/whisper.ts";
import { sungExcerpts, type Excerpt } from "../../test/real-models/sung-excerpts.ts";
import { wordErrorRate } from "../../test/real-models/word-error-rate.ts";
import { startPeers } from "../peers.ts";
import { median, record } from "../record.ts";

/** Of the peer's processor seconds, at most. */
const TARGET = 1;

/** What hearing all excerpts took, and what was heard. */
interface Round {
  readonly processor: number;
  readonly clock: number;
  readonly texts: readonly string[];
}

const [roundsText = "3"] = process.argv.slice(2);
const folder = process.env["LATENTUNE_REAL_MODELS"];
if (folder === undefined) {
  console.log("speech: skipped, LATENTUNE_REAL_MODELS does not say where the models of scripts/test-models.js are");
  process.exit(0);
}
const whisper = resolve(folder, "whisper-base");
const excerpts = sungExcerpts(resolve("examples/songs30/data"));
const sounds: Float32Array[] = [];
for (const { path } of excerpts) sounds.push((await decodeAudio(path, { sampleRate: 16_000, seconds: 60 })).samples);
const seconds = sounds.reduce((sum, { length }) => sum + length / 16_000, 0);
const work = await mkdtemp(join(tmpdir(), "latentune-bench-"));
const peers = await startPeer();
try {
  console.log(`${excerpts.length} excerpts, ${seconds.toFixed(0)} s of sound, median of ${roundsText} rounds`);
  for (const [weights, type] of [
    ["quantised", "int8"],
    ["full", "float32"],
  ] as const) {
    const located = { kind: "speech", model: whisper, weights, modelsDir: null, executionProvider: "cpu" } as const;
    const model = await loadWhisper(await locateModel(located), "cpu");
    const sides: Record<string, () => Promise<Round>> = {
      ours: () => hear(model),
      "5 beams": () => peers.ask(type, 5),
      "1 beam": () => peers.ask(type, 1),
    };
    const rounds = new Map<string, Round[]>(Object.keys(sides).map((side) => [side, []]));
    for (let round = 0; round < Number(roundsText); round++)
      for (const [side, run] of Object.entries(sides)) rounds.get(side)!.push(await run());
    await model.dispose();
    for (const [side, own] of rounds) print(type, side, own);
    for (const side of ["5 beams", "1 beam"]) compare(type, side, rounds.get("ours")!, rounds.get(side)!);
  }
} finally {
  peers.end();
  await rm(work, { recursive: true, force: true });
}

async function hear(model: SpeechModel): Promise<Round> {
  const texts: string[] = [];
  const before = process.cpuUsage();
  const started = performance.now();
  for (const [index, { language }] of excerpts.entries()) {
    const { lines } = await transcribe(model, sounds[index]!, { language, seed: 42 });
    texts.push(lines.map(({ text }) => text).join("\n"));
  }
  const { user, system } = process.cpuUsage(before);
  return { processor: (user + system) / 1e6, clock: (performance.now() - started) / 1000, texts };
}

function errorRate({ texts }: Round): number {
  return wordErrorRate(excerpts.map(({ sung }: Excerpt, index) => ({ heard: texts[index]!, sung })));
}

function print(type: string, side: string, rounds: readonly Round[]): void {
  const processor = median(rounds.map((round) => round.processor));
  const clock = median(rounds.map((round) => round.clock));
  console.log(
    `  ${type.padEnd(8)} ${side.padEnd(8)} ${processor.toFixed(1)} s of the processor, ` +
      `${(processor / seconds).toFixed(3)} per second of sound, ${clock.toFixed(1)} s by the clock, ` +
      `word error rate ${errorRate(rounds[0]!).toFixed(3)}`,
  );
}

function compare(type: string, side: string, ours: readonly Round[], theirs: readonly Round[]): void {
  record({
    kind: "comparison",
    step: `Whisper base, ${type === "int8" ? "8 bit" : type}`,
    size: `${excerpts.length} excerpts, processor seconds`,
    peer: `faster-whisper ${type}, ${side}`,
    ours: median(ours.map(({ processor }) => processor)),
    theirs: median(theirs.map(({ processor }) => processor)),
    ratio: median(ours.map(({ processor }, round) => processor / theirs[round]!.processor)),
    target: side === "5 beams" ? TARGET : null,
    remark: `word error rate ${errorRate(ours[0]!).toFixed(3)} and ${errorRate(theirs[0]!).toFixed(3)}`,
  });
}

/** The peer hears the same samples. */
async function startPeer(): Promise<{ ask: (type: string, beams: number) => Promise<Round>; end: () => void }> {
  const files = sounds.map((_, index) => join(work, `${index}.f32`));
  for (const [index, file] of files.entries()) await writeFile(file, sounds[index]!);
  const threads = `${availableParallelism()}`;
  const peers = startPeers("bench/speech/peers.py", "faster_whisper", [join(whisper, "ctranslate2"), threads]);
  const songs = excerpts.map(({ language }, index) => ({ file: files[index], language }));
  return { ask: async (type, beams) => (await peers.ask({ type, beams, songs })) as Round, end: peers.end };
}
