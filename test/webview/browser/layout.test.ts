import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { PanelView } from "../../../src/webview/panel/views.ts";
import type { FakeHost } from "../fake-host/server.ts";
import { startFewSongsHost } from "./few-songs-host.ts";
import { launch, openPanel, type OpenedPanel } from "./panel-page.ts";

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

/** Gives the page views of other parts, whose elements are plain. */
async function addViews(page: Page, added: readonly Omit<PanelView, "summary">[]): Promise<void> {
  await page.locator("latentune-panel").evaluate((element, views) => {
    const panel = element as HTMLElement & { views: readonly object[] };
    panel.views = [...panel.views, ...views.map((view) => ({ ...view, summary: () => "k 4" }))];
  }, added);
}

const box = async (page: Page, selector: string) => (await page.locator(selector).boundingBox())!;

describe("the places of the page", () => {
  it("has a strip of one line, folded until it is asked for, also after a reload", async () => {
    const { page } = await opened();
    await addViews(page, [{ id: "tune", label: "Tune", place: "strip", tag: "x-tune" }]);
    const fold = page.getByRole("button", { name: "Tune" });
    await page.getByText("k 4").waitFor();
    const folded = await box(page, ".strip");
    expect(folded.height).toBeLessThanOrEqual(28);
    expect(folded.y).toBeGreaterThan((await box(page, "section.map")).y);
    expect((await box(page, ".bottom")).y).toBeGreaterThanOrEqual(folded.y + folded.height);
    expect(await page.locator("x-tune").count()).toBe(0);
    await fold.click();
    await page.locator("x-tune").waitFor({ state: "attached" });
    expect(await fold.getAttribute("aria-expanded")).toBe("true");
    await page.reload();
    await addViews(page, [{ id: "tune", label: "Tune", place: "strip", tag: "x-tune" }]);
    await page.locator("x-tune").waitFor({ state: "attached" });
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
      { id: "tune", label: "Tune", place: "strip", tag: "x-tune" },
    ]);
    if (width === 400) {
      await page.getByRole("tab", { name: "Second map" }).click();
      await page.locator("x-other").waitFor();
      await page.getByRole("tab", { name: "Tune" }).click();
      await page.locator("x-tune").waitFor({ state: "attached" });
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
