// The WebAssembly kernels beside their twins in plain loops, and what is built on them beside a library or beside the same
// in float64; alternating in one process, medians, and the median of the rounds' ratios.
// Arguments: rounds, a part of the titles of the contests to run (default: all).
import { parse } from "csv-parse/sync";
import FFT from "fft.js";
import { forEachNearPair } from "../../src/engine/analysis/clustering/near-pairs.ts";
import { nearestCentres } from "../../src/engine/analysis/clustering/kmeans/nearest-centres.ts";
import { GROUP, packedRows } from "../../src/engine/analysis/packed-rows.ts";
import { BATCH, createPowerSpectra } from "../../src/engine/audio/spectrum/fft.ts";
import { squaredDistance } from "../../src/engine/core/linalg.ts";
import type { Matrix } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { readBrokenCsv, readCsv } from "../../src/engine/dataset/table/csv.ts";
import { lineStarts } from "../../src/engine/dataset/table/lines.ts";
import { instantiateKernels } from "../../src/engine/kernels/instantiate.ts";
import { plainKernels } from "../../src/engine/kernels/plain.ts";
import * as cases from "../../test/kernels/cases.ts";
import { median, record } from "../record.ts";
import { mixture, songTexts } from "../synthetic.ts";

const [roundsText = "21", only = ""] = process.argv.slice(2);
const rounds = Number(roundsText);
/** A round repeats what is measured until it takes so many milliseconds. */
const ROUND_MS = 5;

interface Contest {
  readonly step: string;
  readonly size: string;
  readonly peer: string;
  readonly ours: () => unknown;
  readonly theirs: () => unknown;
}

/** Sizes as the songs' features have them. */
const kernelSizes: readonly (readonly [size: string, kernels: readonly cases.KernelCase[]])[] = [
  ["300,000 weights", [cases.adamCase(300_000)]],
  ["2,000 × 64", [...cases.distanceCases(250, 64), cases.nearPairsCase(250, 64)]],
  ["2,000 × 64, 12 centres", cases.nearestCentresCases(2000, 64, 12)],
  ["2,000 rows, 1,000 columns of 20", [cases.gramCase(2000, 1000, 20)]],
  ["2048 samples, 128 bands", cases.melCases(2048, 512, 128)],
  ["512 elements", cases.fftCases(32, 16)],
  ["1,600 samples of 104 taps", cases.resampleCases(1600, 104, 160, 441)],
  ["256 × 256, 256 terms", [cases.tilesCase(256, 256, 256)]],
  ["10,000 edges", cases.umapCases(1000, 10_000, 10_000)],
];

const kernelContests = kernelSizes.flatMap(([size, kernels]) =>
  kernels.map((one): Contest => {
    const { memory, kernels: compiled } = instantiateKernels(one.size);
    one.fill(memory, createRng(1, "bench"));
    const plain = plainKernels(memory.slice());
    return {
      step: `kernel \`${one.kernel}\``,
      size,
      peer: "its twin in plain loops",
      ours: () => {
        one.run(compiled);
      },
      theirs: () => {
        one.run(plain);
      },
    };
  }),
);

function spectra(): Contest {
  const size = 2048;
  const planned = createPowerSpectra(size);
  const fft = new FFT(size);
  const signals = Array.from({ length: BATCH }, (_, s) =>
    Float32Array.from({ length: size }, (_, n) => Math.sin((s + 0.7) * n * n)),
  );
  const spectrum = fft.createComplexArray();
  const power = new Float32Array(size / 2 + 1);
  return {
    step: "power spectra",
    size: `${BATCH} signals of 2048 samples`,
    peer: "fft.js",
    ours: () => {
      signals.forEach((signal, s) => {
        for (let n = 0; n < size; n++) planned.input[BATCH * n + s] = signal[n]!;
      });
      planned.run();
    },
    theirs: () => {
      for (const signal of signals) {
        fft.realTransform(spectrum, signal);
        for (let k = 0; k < power.length; k++) power[k] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
      }
    },
  };
}

function table(): readonly Contest[] {
  const bytes = Buffer.from(
    songTexts(5000)
      .map((text, row) => `${row},"${text.replaceAll(" e", ", e")}"\n`)
      .join(""),
  );
  const ours = (): unknown => readCsv(bytes);
  const size = `5,000 songs, ${Math.round(bytes.length / 1024)} KiB`;
  return [
    {
      step: "CSV with places",
      size,
      peer: "csv-parse, with places",
      ours,
      theirs: () => readBrokenCsv(bytes, { offset: 0, separator: "," }, lineStarts(bytes)),
    },
    { step: "CSV with places", size, peer: "csv-parse, cells only", ours, theirs: () => parse(bytes) },
  ];
}

function prefilters(): readonly Contest[] {
  const points = mixture(4000, 32, 1);
  const centres: Matrix = { rows: 20, cols: 32, data: points.data.slice(0, 20 * 32) };
  const nearest = (row: number): number => {
    let [best, least] = [-1, Infinity];
    for (let c = 0; c < centres.rows; c++) {
      const distance = squaredDistance(points.data, row * 32, centres.data, c * 32, 32);
      if (distance < least) [best, least] = [c, distance];
    }
    return best;
  };
  const prefilter = nearestCentres(points, centres.rows);
  const rows = Array.from({ length: points.rows }, (_, row) => row);
  const radius = 5;
  const packed = packedRows(points.rows, points.cols);
  for (const row of rows) packed.put(row, points, row);
  return [
    {
      step: "nearest centres, float32 first",
      size: "4,000 × 32, 20 centres",
      peer: "float64",
      ours: () => {
        const found = prefilter.find(centres);
        return rows.map((row) => (found[row] === -1 ? nearest(row) : found[row]));
      },
      theirs: () => rows.map(nearest),
    },
    {
      step: "pairs within a radius, float32 first",
      size: `4,000 × 32, radius ${radius}`,
      peer: "kernel `squaredDistances`, float64",
      ours: () => {
        let count = 0;
        forEachNearPair(points, radius, () => count++);
        return count;
      },
      theirs: () => {
        let count = 0;
        for (const row of rows) {
          const squared = packed.squaredDistances(row, Math.floor(row / GROUP), packed.slots / GROUP);
          for (let other = row + 1; other < points.rows; other++) if (squared[other]! <= radius ** 2) count++;
        }
        return count;
      },
    },
  ];
}

/** Seconds of one call, as a mean over so many. */
function secondsOf(run: () => unknown, calls: number): number {
  const started = performance.now();
  for (let call = 0; call < calls; call++) run();
  return (performance.now() - started) / calls / 1000;
}

function callsOf(run: () => unknown): number {
  let calls = 1;
  while (secondsOf(run, calls) * calls * 1000 < ROUND_MS) calls *= 2;
  return calls;
}

for (const { step, size, peer, ours, theirs } of [...kernelContests, spectra(), ...table(), ...prefilters()]) {
  if (!`${step}, ${peer}`.includes(only)) continue;
  const calls = [callsOf(ours), callsOf(theirs)] as const;
  const measured = Array.from({ length: rounds }, (_, round) => {
    if (round % 2 === 0) return { ours: secondsOf(ours, calls[0]), theirs: secondsOf(theirs, calls[1]) };
    const last = secondsOf(theirs, calls[1]);
    return { ours: secondsOf(ours, calls[0]), theirs: last };
  });
  const entry = {
    ours: median(measured.map((round) => round.ours)),
    theirs: median(measured.map((round) => round.theirs)),
    ratio: median(measured.map((round) => round.ours / round.theirs)),
  };
  console.log(`${step} (${size}) / ${peer}: ${entry.ratio.toFixed(3)} (${(entry.ours * 1e6).toFixed(2)} µs)`);
  record({ kind: "comparison", step, size, peer, ...entry, target: 1 });
}
