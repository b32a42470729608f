// Training of the reference Conv-VAE on examples/songs30, ours against PyTorch: epoch by epoch in turn, in one run, on the
// same spectrograms and as many threads; medians and their ratio. Then compact, until it has the loss that the reference
// ends with. With `curves` both architectures are then trained to their end and their losses are drawn into
// bench/.cache/training-curves.png.
// Arguments: epochs to time, `curves`.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Architecture } from "../../src/shared/contract/train.ts";
import { writeNpy } from "../../src/engine/core/npy.ts";
import { loadDataset } from "../../src/engine/dataset/load-dataset.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { LOG_MEL, logMelFrames, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { ARCHITECTURES } from "../../src/engine/models/architectures/registry.ts";
import { arraySource, type SampleSource } from "../../src/engine/models/training/source.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import { startPeers } from "../peers.ts";
import { PUBLISHED } from "../quality/published.ts";
import { median, record } from "../record.ts";
import { drawPlot, type Plot } from "../../src/engine/report/plots/index.ts";

const WORKSPACE = "examples/songs30";
const SECONDS = 30;
const SHAPE = [1, LOG_MEL.bands, logMelFrames(SECONDS)] as const;
const LATENT_DIM = 16;
/** Epochs of the published training. */
const REFERENCE_EPOCHS = 400;
const THREADS = availableParallelism();

const epochs = Number(process.argv[2] ?? 7);
const source = await loadSongs();
await timeCompact(await timeEpochs());
if (process.argv[3] === "curves") await drawCurves();

async function loadSongs(): Promise<SampleSource & { readonly data: Float32Array }> {
  const { songs } = await loadDataset({ workspace: WORKSPACE });
  const length = SHAPE[1] * SHAPE[2];
  const data = new Float32Array(songs.length * length);
  for (const [index, { audioPath }] of songs.entries()) {
    const { samples } = await decodeAudio(audioPath, { sampleRate: LOG_MEL.sampleRate, seconds: SECONDS });
    data.set(whisperLogMel(samples, SECONDS).data, index * length);
  }
  return { ...arraySource(data, length, WORKSPACE), data };
}

/** Seconds that the peer takes for an epoch. */
async function timeEpochs(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  const path = join(folder, "logmel.npy");
  await writeNpy(path, { shape: [source.count, ...SHAPE], data: source.data });
  const peer = startPeers("bench/training/peers.py", "numpy and torch", [path, String(THREADS)]);
  const ours = oneEpochAtATime();
  try {
    console.log(`node ${process.version}, ${THREADS} threads; peer ${JSON.stringify(await peer.versions())}`);
    const rounds: { ours: number; theirs: number }[] = [];
    // The first round warms both up.
    for (let round = 0; round <= epochs; round++) {
      const own = await ours.next();
      const { seconds, loss } = (await peer.ask("epoch")) as { seconds: number; loss: number };
      console.log(
        `  epoch ${round + 1}: ours ${own.seconds.toFixed(3)} s (loss ${own.loss.toFixed(4)}), PyTorch ${seconds.toFixed(3)} s (loss ${loss.toFixed(4)})`,
      );
      if (round > 0) rounds.push({ ours: own.seconds, theirs: seconds });
    }
    const ratio = median(rounds.map((pair) => pair.ours / pair.theirs));
    const [a, b] = [median(rounds.map((pair) => pair.ours)), median(rounds.map((pair) => pair.theirs))];
    record({
      kind: "comparison",
      step: "train `reference`, per epoch",
      size: `songs30, batch ${ARCHITECTURES.reference.settings.batchSize}`,
      peer: "PyTorch, same layers",
      ours: a,
      theirs: b,
      ratio,
      target: 0.6,
    });
    console.log(
      `reference, ${source.count} songs: ours ${a.toFixed(3)} s/epoch, PyTorch ${b.toFixed(3)} s/epoch, ratio ${ratio.toFixed(2)}`,
    );
    return b;
  } finally {
    peer.end();
    await ours.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** How long `compact` takes to the loss that the reference has after its 400 epochs; the peer's from the time of an epoch. */
async function timeCompact(peerEpoch: number): Promise<void> {
  const { build, settings } = ARCHITECTURES.compact;
  const goal = PUBLISHED.betaVae.loss;
  const started = performance.now();
  let reached: { readonly seconds: number; readonly epoch: number } | undefined;
  const trained = await trainVae(build(SHAPE, LATENT_DIM), source, settings, {
    onEpoch: ({ epoch, reconstruction, kl }) => {
      // With β in full: while it rises, the loss that is trained is lower.
      if (reconstruction! + settings.beta * kl! <= goal)
        reached ??= { seconds: (performance.now() - started) / 1000, epoch };
    },
  });
  await trained.dispose();
  if (reached === undefined) throw new Error(`compact does not come to a loss of ${goal}.`);
  const { seconds, epoch } = reached;
  const theirs = REFERENCE_EPOCHS * peerEpoch;
  const whole = (performance.now() - started) / 1000;
  record({
    kind: "comparison",
    step: "train `compact` to the reference's loss",
    size: "songs30",
    peer: `PyTorch, reference layers, ${REFERENCE_EPOCHS} epochs`,
    ours: seconds,
    theirs,
    ratio: seconds / theirs,
    target: 0.1,
    remark: `loss ${goal} after epoch ${epoch}; its whole training ${whole.toFixed(1)} s, loss ${trained.history.at(-1)!.total.toFixed(4)}; the peer's from the time of an epoch`,
  });
  console.log(
    `compact: the reference's loss of ${goal} after ${epoch} epochs, ${seconds.toFixed(1)} s; PyTorch ${theirs.toFixed(0)} s for ${REFERENCE_EPOCHS} epochs: ratio ${(seconds / theirs).toFixed(3)}`,
  );
}

/** Our trainer as it is, held at the first batch of every epoch until the next epoch is asked for. */
function oneEpochAtATime(): { next: () => Promise<{ seconds: number; loss: number }>; stop: () => Promise<void> } {
  const { build, settings } = ARCHITECTURES.reference;
  const controller = new AbortController();
  let release: () => void = () => undefined;
  let finished: (loss: number) => void = () => undefined;
  const closed = (): Promise<void> => new Promise((resolve) => (release = resolve));
  // Open for the two passes that measure the data; closed from the start of the training on.
  let gate: Promise<void> = Promise.resolve();
  let reads = 0;
  const normalisationReads = 2 * Math.ceil(source.count / 8);
  const gated: SampleSource = {
    ...source,
    read: async (indices, into) => {
      if (reads++ === normalisationReads) gate = closed();
      await gate;
      await source.read(indices, into);
    },
  };
  const training = trainVae(
    build(SHAPE, LATENT_DIM),
    gated,
    { ...settings, threads: THREADS },
    {
      signal: controller.signal,
      onEpoch: ({ total }) => {
        gate = closed();
        finished(total);
      },
    },
  ).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return {
    async next() {
      while (reads <= normalisationReads) await new Promise((resolve) => setTimeout(resolve, 10));
      const started = performance.now();
      const end = new Promise<number>((resolve) => (finished = resolve));
      release();
      const loss = await end;
      return { seconds: (performance.now() - started) / 1000, loss };
    },
    async stop() {
      controller.abort();
      release();
      await training;
    },
  };
}

async function drawCurves(): Promise<void> {
  const models: Plot<"curves">["input"]["models"][number][] = [];
  for (const name of ["compact", "reference"] satisfies Architecture[]) {
    const { build, settings } = ARCHITECTURES[name];
    const started = performance.now();
    const trained = await trainVae(build(SHAPE, LATENT_DIM), source, settings);
    await trained.dispose();
    const seconds = (performance.now() - started) / 1000;
    const { epoch, total, reconstruction, kl } = trained.history.at(-1)!;
    console.log(
      `${name}: loss ${total.toFixed(4)} (MSE ${reconstruction!.toFixed(4)}, KL ${kl!.toFixed(3)}) after ${epoch} epochs, ${seconds.toFixed(0)} s`,
    );
    models.push({
      name: `${name}, ${seconds.toFixed(0)} s`,
      epochs: trained.history.map((record) => ({ ...record, secondsLeft: 0 })),
    });
  }
  const path = "bench/.cache/training-curves.png";
  await writeFile(
    path,
    await drawPlot({ kind: "curves", input: { models, title: "Training loss of both architectures on songs30" } }),
  );
  console.log(`Curves: ${path}`);
}
