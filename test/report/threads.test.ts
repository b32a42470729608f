import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build } from "../../scripts/esbuild.js";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { reportPdf } from "../../src/engine/report/formats/pdf/pdf-report.ts";
import { buildReport } from "../../src/engine/report/model/build-report.ts";
import { drawPlot, plotsProblem, type Plot } from "../../src/engine/report/plots/index.ts";
import { createReportThreads } from "../../src/engine/report/threads/report-threads.ts";
import { smallSource } from "./small-source.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
let url = new URL("file:///");
beforeAll(async () => {
  // Where packages that stay outside the bundle are found.
  const cache = join(root, "node_modules/.cache/latentune");
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, "report-worker-"));
  const outfile = join(folder, "worker.mjs");
  const entryPoints = [join(root, "src/engine/report/threads/worker.ts")];
  const banner = { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' };
  await build({ entryPoints, outfile, bundle: true, platform: "node", format: "esm", packages: "external", banner });
  url = pathToFileURL(outfile);
  await plotsProblem();
});
afterAll(() => rm(folder, { recursive: true }));

const plots = Array.from({ length: 5 }, (_, song): Plot => {
  const groups = { kind: "cluster", labels: [0, 1, song % 2] } as const;
  return { kind: "scatter", input: { coordinates: [0, 0, 1, 1, song, 2], groups, title: `${song}`, axes: "t-SNE" } };
});

it.each([
  ["beside this thread", () => url],
  ["on this thread, without the bundle", () => new URL("file:///nowhere.js")],
])("draws the same pictures and sets the same paper %s", async (_name, bundle) => {
  const threads = createReportThreads(bundle());
  try {
    const pictures = Promise.all(plots.map((plot) => threads.draw(plot)));
    const report = buildReport(await smallSource());
    const date = new Date("2026-11-22T11:40:03Z");
    const paper = threads.setPaper(report, date);
    const here = await Promise.all(plots.map((plot) => drawPlot(plot)));
    expect((await pictures).map((picture, index) => Buffer.from(picture).equals(here[index]!))).toEqual(plots.map(() => true)); // prettier-ignore
    expect(Buffer.from(await paper).equals(await reportPdf(report, date))).toBe(true);
  } finally {
    await threads.close();
  }
});

it.skipIf(availableParallelism() === 1)("says what a thread could not draw, and stops with its signal", async () => {
  const threads = createReportThreads(url);
  try {
    await expect(threads.draw({ kind: "none" } as never)).rejects.toThrow("not a function");
    await expect(threads.draw(plots[0]!, AbortSignal.abort())).rejects.toThrow(CancelledError);
    expect(Buffer.from(await threads.draw(plots[0]!)).equals(await drawPlot(plots[0]!))).toBe(true);
  } finally {
    await threads.close();
  }
});

it.skipIf(availableParallelism() === 1)(
  "hands out a picture that was begun, once, and what became of one that failed",
  async () => {
    const threads = createReportThreads(url);
    try {
      const [first, other] = plots as [Plot, Plot];
      threads.begin("a", first);
      threads.begin("a", other);
      expect(Buffer.from(await threads.draw(other, undefined, "a")).equals(await drawPlot(first))).toBe(true);
      expect(Buffer.from(await threads.draw(other, undefined, "a")).equals(await drawPlot(other))).toBe(true);
      threads.begin("failed", { kind: "none" } as never);
      await expect(threads.draw(other, undefined, "failed")).rejects.toThrow("not a function");
      threads.begin("cancelled", first, AbortSignal.abort());
      await expect(threads.draw(other, undefined, "cancelled")).rejects.toThrow(CancelledError);
    } finally {
      await threads.close();
    }
  },
);

it("begins with nothing where this thread draws", async () => {
  const threads = createReportThreads(new URL("file:///nowhere.js"));
  threads.begin("a", { kind: "none" } as never);
  expect(Buffer.from(await threads.draw(plots[0]!, undefined, "a")).equals(await drawPlot(plots[0]!))).toBe(true);
  await threads.close();
});
