import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FakeHost } from "../fake-host/server.ts";
import { startManySongsHost } from "./many-songs-host.ts";
import { launch, openPanel } from "./panel-page.ts";

// Above SIZES.exactRows, where the map is density and the songs are columns; bench/panel has a million.
const COUNT = 25_000;
const SOON = { timeout: 60_000 };
let browser: Browser;
let folder: string;
let host: FakeHost;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-many-"));
  host = await startManySongsHost(folder, COUNT);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

it("shows a run of many songs: density, a table in pages, sorted, searched and scrolled, neighbours of one song", async () => {
  const { page, errors } = await openPanel(browser, host);
  page.setDefaultTimeout(120_000);
  const rows = page.locator("latentune-songs [id^=song-]");
  await rows.first().waitFor();
  await page.locator("latentune-map .foot").waitFor();
  const svg = await page
    .locator("latentune-map")
    .evaluate((map) => (map as HTMLElement & { toSvg: () => string }).toSvg());
  expect(svg).toContain("data:image/png");
  const titles = () => page.locator("latentune-songs [id^=song-] .title").allInnerTexts();
  expect((await titles())[0]).toBe("amber amber 0");

  await page.locator("latentune-songs button", { hasText: "Silhouette" }).click();
  await expect.poll(async () => (await titles())[0], SOON).not.toBe("amber amber 0");
  const silhouettes = await page.locator("latentune-songs [id^=song-] .number:nth-last-child(2)").allInnerTexts();
  expect(silhouettes.map(Number)).toEqual(silhouettes.map(Number).toSorted((a, b) => a - b));

  await page.locator("latentune-songs .body").evaluate((body) => {
    body.scrollTop = 24 * 20_000;
  });
  await expect.poll(() => page.locator("latentune-songs [aria-rowindex='20010'][id]").count(), SOON).toBe(1);

  await page.locator("latentune-top-bar vscode-textfield input").fill("winter garden 12");
  const found = page.locator("latentune-top-bar .found");
  await expect.poll(() => found.innerText(), SOON).toMatch(/^\d+ of 25,000$/);
  const allFound = (found: readonly string[]): boolean =>
    found.length > 0 && found.every((title) => /winter|garden/.test(title));
  await expect.poll(async () => allFound(await titles()), SOON).toBe(true);
  const matches = Number.parseInt(await found.innerText(), 10);
  expect(await page.locator("latentune-songs .grid").getAttribute("aria-rowcount")).toBe(String(matches + 2));

  await rows.first().click();
  // The row that was clicked: what stands first may have changed meanwhile.
  const selected = page.locator("latentune-songs [id^=song-][aria-selected=true]");
  const song = Number((await selected.getAttribute("id"))!.replace("song-", ""));
  // Song by song, a number higher each, as the generator has them; their titles end in their numbers.
  const near = page.locator("latentune-song .near li .song");
  const numbers = async (): Promise<number[]> =>
    (await near.allInnerTexts()).map((title) => Number(/\d+$/.exec(title.trim())));
  await expect.poll(numbers, SOON).toEqual(Array.from({ length: 6 }, (_, rank) => (song + rank + 1) % COUNT));
  expect(errors).toEqual([]);
});
