import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../../src/shared/contract/panel/comparison.ts";
import type { RunInfo } from "../fake-host/server.ts";
import { startFakeHost, type FakeHost } from "../fake-host/server.ts";
import { seriousViolations } from "./axe.ts";
import { handlersOf, lastSelection, launch, makeRealRun, openPanel, type RealRun } from "./panel-page.ts";

let run: RealRun;
let host: FakeHost;
let browser: Browser;
let page: Page;
let errors: string[];
const compared: Comparison[] = [];

/** What tests ask of a map. */
interface MapElement extends HTMLElement {
  readonly coordinates: Float32Array;
  readonly selection: Uint32Array;
  readonly traces: { readonly songs: ArrayLike<number> };
}

const mapA = (): Locator => page.locator("latentune-map-view latentune-map");
const mapB = (): Locator => page.locator("latentune-map-b latentune-map");
const songsOf = (map: Locator): Promise<number[]> => map.evaluate((element) => [...(element as MapElement).selection]);

beforeAll(async () => {
  run = await makeRealRun();
  const { engine, workspace } = run;
  const again = await engine.request("runTask", {
    workspace,
    task: "hard",
    token: "again",
    settings: { seconds: 5, epochs: 3, k: 7, seed: 5 },
  });
  const { manifest, runDir } = again;
  const other: RunInfo = { runId: manifest.runId, task: "hard", startedAt: manifest.startedAt, name: "other" };
  host = await startFakeHost({
    folders: { run: run.runFolder, other: runDir, workspace },
    run: run.info,
    runs: [other, run.info],
    handlers: {
      ...handlersOf(run),
      compare: async ({ a, b, projection }) => {
        const comparison = await engine.request("compare", {
          workspace,
          a: { runId: run.info.runId, ...a },
          b,
          projection,
          token: "compare",
        });
        compared.push(comparison);
        const isOther = b.runId === other.runId;
        return {
          comparison,
          run: { ...(isOther ? other : run.info), searches: [], baseUri: `${host.url}/${isOther ? "other" : "run"}` },
        };
      },
    },
  });
  browser = await launch();
  ({ page, errors } = await openPanel(browser, host, { width: 1300 }));
  await page.getByRole("button", { name: "Compare" }).click();
  await mapB().locator(".legend").waitFor();
});

afterAll(async () => {
  await browser.close();
  await host.close();
  await run.close();
});

describe("two clusterings beside each other", () => {
  it("are two maps of one frame, in which the common songs lie as near as they can", async () => {
    const coordinates = (map: Locator): Promise<number[]> =>
      map.evaluate((element) => [...(element as MapElement).coordinates]);
    const [a, b] = [await coordinates(mapA()), await coordinates(mapB())];
    const mean = (points: number[], axis: number): number =>
      points.filter((_, at) => at % 2 === axis).reduce((sum, value) => sum + value, 0) / (points.length / 2);
    expect(b).toHaveLength(a.length);
    for (const axis of [0, 1]) expect(mean(b, axis)).toBeCloseTo(mean(a, axis), 3);
    const left = a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
    const all = a.reduce((sum, value, at) => sum + (value - mean(a, at % 2)) ** 2, 0);
    expect(left / all).toBeCloseTo(compared.at(-1)!.alignment.disparity, 3);
    if (process.env["LATENTUNE_SHOTS"])
      await page.screenshot({ path: join(process.env["LATENTUNE_SHOTS"], "compare.png") });
  });

  it("have one selection, and undo is of both", async () => {
    await mapA().locator(".stage").press("Control+a");
    expect(await songsOf(mapB())).toHaveLength(run.songs.filename.length);
    await mapB().locator(".stage").press("Control+z");
    expect([await songsOf(mapA()), await songsOf(mapB())]).toEqual([[], []]);
  });

  it("trace the songs that moved, and select them", async () => {
    const { movedCount } = compared.at(-1)!;
    expect(movedCount).toBeGreaterThan(0);
    const traced = await mapB().evaluate((element) => [...Array.from((element as MapElement).traces.songs)]);
    expect(traced).toHaveLength(movedCount);
    expect(await mapB().locator(".traces line").count()).toBe(movedCount);
    await page.getByRole("button", { name: `Select the ${movedCount} song` }).click();
    expect(await songsOf(mapB())).toEqual(traced.toSorted((a, b) => a - b));
  });

  it("say in ten lines at most what changed, and name the songs that moved most", async () => {
    const lines = await page.locator("latentune-comparison .summary li").allTextContents();
    const { summary, moved } = compared.at(-1)!;
    expect(lines).toEqual(summary);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(moved.length).toBe(5);
    for (const { title } of moved) expect(lines.at(-1)).toContain(`“${title}”`);
  });

  it("select the songs of a cell of the table", async () => {
    const cell = page.locator("latentune-comparison td.matched button").first();
    const count = Number(await cell.textContent());
    await cell.click();
    expect((await lastSelection(page))!.songs).toHaveLength(count);
  });

  it("may be of one run", async () => {
    await page.locator("latentune-map-b").getByRole("combobox", { name: "Run of B" }).click();
    await page.locator("latentune-map-b").getByRole("option").nth(1).click();
    await expect.poll(() => compared.at(-1)!.b.runId).toBe(run.info.runId);
    await page.locator("latentune-map-b").getByRole("combobox", { name: "Clustering of B" }).click();
    await page.locator("latentune-map-b").getByRole("option", { name: "HDBSCAN" }).click();
    await expect.poll(() => compared.at(-1)!.b.method).toMatch(/hdbscan/);
    await expect.poll(() => page.locator("latentune-comparison .summary li").first().textContent()).toContain("A: ");
    expect(compared.at(-1)!.summary[2]).toMatch(/^One run: /);
  });

  it("have nothing that axe finds serious", async () => {
    expect(await seriousViolations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("end with the button that began them", async () => {
    await page.getByRole("button", { name: "Stop comparing" }).click();
    expect(await mapB().count()).toBe(0);
    expect(await page.getByRole("tab", { name: "Comparison" }).count()).toBe(0);
  });
});
