// Frame times of the panel's map, with WebGL2 and with the canvas, beside a chart.js scatter of the same points in the same
// browser. Both are moved and zoomed; a frame counts from the change to the finished picture, whose pixels are read back.
// Arguments: numbers of points; or `size` and numbers of songs, for the whole panel (size.ts); or `tune` and numbers of songs,
// for the time from a slider to the picture in the real VS Code (tune.ts).
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { findChromium } from "../../scripts/vscode/chromium.js";
import { measureSizes } from "./size.ts";
import { measureWindows } from "./tune.ts";
import type { Contender, FrameTimes } from "./page.ts";

if (process.argv[2] === "size") {
  const songs = process.argv.slice(3).map(Number);
  await measureSizes(songs.length > 0 ? songs : [100_000, 1_000_000]);
  process.exit();
}
if (process.argv[2] === "tune") {
  const songs = process.argv.slice(3).map(Number);
  await measureWindows(songs.length > 0 ? songs : [30, 10_000]);
  process.exit();
}
const counts = process.argv.slice(2).map(Number);
if (counts.some((count) => !Number.isInteger(count) || count < 1))
  throw new RangeError(`Numbers of points: ${process.argv.slice(2).join(" ")}.`);
const CONTENDERS: readonly Contender[] = ["webgl2", "canvas2d", "chart.js"];
/** Turns about, so that what else the machine does falls on all of them. */
const ROUNDS = 3;

const { outputFiles } = await build({
  entryPoints: ["bench/panel/page.ts"],
  bundle: true,
  write: false,
  format: "iife",
  target: "es2022",
  logLevel: "warning",
});
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ["--no-sandbox", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"],
});
try {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
  await page.setContent("<!doctype html><body></body>");
  await page.addScriptTag({ content: outputFiles[0]!.text });
  console.log(`Renderer: ${await page.evaluate(() => window.bench.graphics())}; 800 × 600 CSS pixels.`);
  console.log(
    "Median milliseconds a frame (first picture in brackets); chart.js draws plain discs, the map shapes with rings.",
  );
  console.log(["points", ...CONTENDERS, "webgl2 ratio", "canvas2d ratio"].map((cell) => cell.padStart(16)).join(""));
  for (const count of counts.length > 0 ? counts : [1_000, 20_000, 100_000]) {
    const times = new Map<Contender, FrameTimes[]>(CONTENDERS.map((contender) => [contender, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const contender of CONTENDERS) {
        times
          .get(contender)!
          .push(
            await page.evaluate(([name, points]) => window.bench.measure(name, points), [contender, count] as const),
          );
      }
    }
    const frame = (contender: Contender): number => median(times.get(contender)!.flatMap(({ frames }) => frames));
    const first = (contender: Contender): number => median(times.get(contender)!.map((measured) => measured.first));
    const cells = CONTENDERS.map((contender) => `${frame(contender).toFixed(1)} (${first(contender).toFixed(0)})`);
    const ratios = (["webgl2", "canvas2d"] as const).map(
      (contender) => `${(frame("chart.js") / frame(contender)).toFixed(1)} ×`,
    );
    console.log([String(count), ...cells, ...ratios].map((cell) => cell.padStart(16)).join(""));
  }
} finally {
  await browser.close();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
