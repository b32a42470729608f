import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seedColumns } from "../../../src/shared/contract/seeds.ts";
import { METRIC_TABLES } from "../../../src/shared/contract/metrics.ts";
import { metricReport } from "../../../src/extension/report/metric-report.ts";
import { STOCK_THEMES } from "../fake-host/themes.ts";
import { seriousViolations } from "./axe.ts";
import { launch } from "./panel-page.ts";

/** A Hard table of the size that the sample songs have: names as the engine writes them, numbers of a formula. */
const NAMES = ["audio_betaVAE_latent", "audio_musicnn", "hybrid_alpha0.3_musicnn+lyrics", "lyrics_tfidf_svd"];
const METHODS = ["kmeans", "agglomerative_ward", "dbscan_knee", "hdbscan", "gaussian_mixture"];
const LABELS = {
  "hybrid_alpha0.3_musicnn+lyrics": "MusiCNN × 0.3 + lyrics",
  audio_betaVAE_latent: "β-VAE latent",
  agglomerative_ward: "Ward",
  kmeans: "K-Means",
  dbscan_knee: "DBSCAN (knee)",
  hdbscan: "HDBSCAN",
  gaussian_mixture: "Gaussian mixture",
  audio_musicnn: "MusiCNN",
  lyrics_tfidf_svd: "Lyrics",
};
const HEADER = METRIC_TABLES.hard;

function table(header: readonly string[] = HEADER): string {
  const rows = NAMES.flatMap((rep) => METHODS.map((method) => [rep, method]));
  const cells = rows.map((names, row) =>
    header
      .map((key, column) => {
        if (key === "rep" || key === "method") return names[key === "rep" ? 0 : 1];
        return key === "leaks" ? "" : String(((row * 31 + column * 17) % 97) / 100 + 0.001);
      })
      .join(","),
  );
  return [header.join(","), ...cells].join("\n");
}

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["src/webview/metrics-report/main.ts"],
    bundle: true,
    format: "iife",
    outdir: "/",
    write: false,
    logLevel: "warning",
  });
  const textOf = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))!.text;
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1040, height: 700 } });
  await page.setContent("<!DOCTYPE html><html lang='en'><head><title>Metrics</title></head><body></body></html>");
  const { variables, bodyClass } = STOCK_THEMES.dark;
  await page.evaluate(
    ({ values, name }) => {
      for (const [key, value] of Object.entries(values))
        document.documentElement.style.setProperty(`--vscode-${key}`, value);
      document.body.className = name;
      Object.assign(window, {
        acquireVsCodeApi: () => ({ getState: () => null, setState: () => null, postMessage: () => null }),
      });
    },
    { values: variables, name: bodyClass },
  );
  await page.addStyleTag({ content: textOf(".css") });
  await page.addScriptTag({ content: textOf(".js") });
  await show("metrics_hard.csv", table());
  const shots = process.env["LATENTUNE_SHOTS"];
  if (shots !== undefined) await page.screenshot({ path: join(shots, "metrics.png") });
});

async function show(filename: string, csv: string): Promise<void> {
  const report = metricReport(filename, csv, { reasons: [], bestBy: [], labels: LABELS });
  await page.evaluate((sent) => {
    window.postMessage({ type: "report", report: sent }, "*");
  }, report);
  await page.getByRole("heading", { level: 1, name: report.title, exact: true }).waitFor();
}

afterAll(async () => {
  await browser.close();
});

it("fits into 1,040 pixels, and has every column on request", async () => {
  const columns = (): Promise<number> => page.getByRole("columnheader").count();
  await expectFitting();
  const few = await columns();
  await page.getByLabel("All columns").check();
  expect(await columns()).toBeGreaterThan(few + 5);
  await page.getByLabel("All columns").uncheck();
  expect(await columns()).toBe(few);
});

async function expectFitting(): Promise<void> {
  const [wanted, there] = await page
    .locator(".scroller")
    .evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
  expect(wanted).toBe(there);
}

it("has the names of the panel, and the file's on hover", async () => {
  const name = page.getByRole("rowheader", { name: "MusiCNN × 0.3 + lyrics" }).first();
  expect(await name.getAttribute("title")).toBe("hybrid_alpha0.3_musicnn+lyrics");
  expect(await page.getByRole("cell", { name: "Ward" }).first().getAttribute("title")).toBe("agglomerative_ward");
});

it("has one main landmark, and nothing that axe finds serious", async () => {
  expect(await page.getByRole("main").count()).toBe(1);
  expect(await page.getByRole("main").getByRole("table").count()).toBe(1);
  expect(await seriousViolations(page)).toEqual([]);
});

it("fits with several seeds as well: the deviation stands beside its mean", async () => {
  await show("metrics_hard_seeds.csv", table(seedColumns("hard")));
  await page.getByRole("cell", { name: / ±\s/ }).first().waitFor();
  await expectFitting();
});
