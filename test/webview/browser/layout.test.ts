import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { PanelView } from "../../../src/webview/panel/views.ts";
import type { FakeHost } from "../fake-host/server.ts";
import { startFewSongsHost } from "./few-songs-host.ts";
import { lastSelection, launch, openPanel, posted, type OpenedPanel } from "./panel-page.ts";
import { tallestBars } from "./tallest-bars.ts";

let browser: Browser;
let folder: string;
let host: FakeHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-layout-"));
  host = await startFewSongsHost(folder, 120);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

async function opened(options: Parameters<typeof openPanel>[2] = {}): Promise<OpenedPanel> {
  const panel = await openPanel(browser, host, options);
  onTestFinished(() => panel.page.close());
  await panel.page.locator("latentune-map .foot").waitFor();
  return panel;
}

/** Gives the page plain views, in the place of those that it has at theirs. */
async function addViews(page: Page, added: readonly Omit<PanelView, "summary">[]): Promise<void> {
  await page.locator("latentune-panel").evaluate((element, views) => {
    const panel = element as HTMLElement & { views: readonly { readonly place: string }[] };
    const others = panel.views.filter(({ place }) => views.every((view) => view.place !== place));
    panel.views = [...others, ...views.map((view) => ({ ...view, summary: () => "k 4" }))];
  }, added);
}

const box = async (page: Page, selector: string) => (await page.locator(selector).boundingBox())!;

describe("the places of the page", () => {
  it("has a strip of one line, folded until it is asked for, also after a reload", async () => {
    const { page } = await opened();
    await addViews(page, [{ id: "radii", label: "Radii", place: "strip", tag: "x-radii" }]);
    const fold = page.getByRole("button", { name: "Radii" });
    await page.getByText("k 4").waitFor();
    const folded = await box(page, ".strip");
    expect(folded.height).toBeLessThanOrEqual(28);
    expect(folded.y).toBeGreaterThan((await box(page, "section.map")).y);
    expect((await box(page, ".bottom")).y).toBeGreaterThanOrEqual(folded.y + folded.height);
    expect(await page.locator("x-radii").count()).toBe(0);
    await fold.click();
    await page.locator("x-radii").waitFor({ state: "attached" });
    expect(await fold.getAttribute("aria-expanded")).toBe("true");
    await page.reload();
    await addViews(page, [{ id: "radii", label: "Radii", place: "strip", tag: "x-radii" }]);
    await page.locator("x-radii").waitFor({ state: "attached" });
  });

  it("gives the right column to a second map while there is one", async () => {
    const { page } = await opened();
    const song = await box(page, "section.song");
    const [before, distribution] = [await box(page, "section.map"), await box(page, "section.distribution")];
    await addViews(page, [{ id: "other", label: "Second map", place: "beside", tag: "x-other" }]);
    await page.getByRole("region", { name: "Second map" }).waitFor();
    const beside = await box(page, "section.beside");
    expect([beside.x, beside.y, beside.width]).toEqual([song.x, song.y, song.width]);
    expect(beside.y + beside.height).toBe(distribution.y + distribution.height);
    expect(await page.locator("section.song, section.distribution").count()).toBe(0);
    expect(await box(page, "section.map")).toEqual(before);
  });

  it.each([800, 400])("has both in a page of %i px as well", async (width) => {
    const { page } = await opened({ width });
    await addViews(page, [
      { id: "other", label: "Second map", place: "beside", tag: "x-other" },
      { id: "radii", label: "Radii", place: "strip", tag: "x-radii" },
    ]);
    if (width === 400) {
      await page.getByRole("tab", { name: "Second map" }).click();
      await page.locator("x-other").waitFor();
      await page.getByRole("tab", { name: "Radii" }).click();
      await page.locator("x-radii").waitFor({ state: "attached" });
    } else {
      const [map, other, tune] = [
        await box(page, "section.map"),
        await box(page, "section.beside"),
        await box(page, ".strip"),
      ];
      expect(other.height).toBe(map.height);
      expect(tune.y).toBeGreaterThanOrEqual(other.y + other.height);
      await page.getByRole("region", { name: "Song", exact: true }).waitFor();
    }
  });
});

describe("what the pointer is on", () => {
  it.each([1200, 800])("stays where it is when it is clicked, and no row is opened: %i px", async (width) => {
    const { page } = await opened({ width });
    const map = page.getByRole("application", { name: "Latent map" });
    const [before, circles] = [(await map.boundingBox())!, await circlesOf(page)];
    const [x, y] = circles[circles.length >> 1]!;
    await page.mouse.click(x, y);
    await expect.poll(() => lastSelection(page)).toMatchObject({ songs: [expect.any(Number)] });
    await page.getByRole("button", { name: /^Open row/ }).waitFor();
    expect(await map.boundingBox()).toEqual(before);
    const after = (await circlesOf(page)).map(String);
    expect(circles.map(String).filter((place) => !after.includes(place))).toEqual([]);
    expect((await posted(page, "request")).map(({ method }) => method)).not.toContain("openRow");
    await page.mouse.dblclick(x, y);
    await expect.poll(async () => (await posted(page, "request")).map(({ method }) => method)).toContain("openRow");
  });

  it.each([1200, 800, 400])("adds the songs of two bars by two Shift+clicks: %i px", async (width) => {
    const { page } = await opened({ width });
    if (width === 400) await page.getByRole("tab", { name: "Clusters" }).click();
    const chart = page.locator("latentune-distribution latentune-chart");
    await chart.scrollIntoViewIfNeeded();
    const bars = await tallestBars(page.locator("latentune-distribution latentune-chart"));
    const alone: (readonly number[])[] = [];
    for (const bar of bars) {
      await page.mouse.click(...bar);
      await expect.poll(async () => (await lastSelection(page))!.songs).not.toEqual([]);
      alone.push((await lastSelection(page))!.songs);
      await page.keyboard.press("Escape");
      await expect.poll(async () => (await lastSelection(page))!.songs).toEqual([]);
    }
    const unionOf = (count: number): readonly number[] =>
      [...new Set(alone.slice(0, count).flat())].sort((a, b) => a - b);
    expect(unionOf(2).length).toBeGreaterThan(Math.max(...alone.map(({ length }) => length)));
    await page.keyboard.down("Shift");
    for (const [at, bar] of bars.entries()) {
      await page.mouse.click(...bar);
      await expect.poll(async () => (await lastSelection(page))!.songs).toEqual(unionOf(at + 1));
    }
    await page.keyboard.up("Shift");
  });
});

/** Where the circles of the map are drawn, in the page's pixels, in an order of their own. */
async function circlesOf(page: Page): Promise<readonly (readonly [x: number, y: number])[]> {
  return page.locator("latentune-map").evaluate((element) => {
    const map = element as HTMLElement & { toSvg: () => string };
    const { left, top } = map.shadowRoot!.querySelector(".stage")!.getBoundingClientRect();
    return [...map.toSvg().matchAll(/<path d="M([-\d.]+) ([-\d.]+)a([\d.]+) [^>]+ stroke-width/g)]
      .map(([, x, y, radius]) => [left + Number(x) + Number(radius), top + Number(y)] as const)
      .sort(([a, b], [x, y]) => a - x || b - y);
  });
}
