import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { FakeHost } from "../fake-host/server.ts";
import { startFewSongsHost } from "./few-songs-host.ts";
import { launch, openPanel } from "./panel-page.ts";

const GENRES = [...Array.from({ length: 40 }, (_, genre) => `genre number ${genre + 1}`), ""];

let browser: Browser;
let folder: string;
let host: FakeHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-groups-"));
  host = await startFewSongsHost(folder, 900, { groups: { clusters: 60, genres: GENRES } });
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

async function opened(): Promise<Page> {
  const { page } = await openPanel(browser, host);
  onTestFinished(() => page.close());
  await page.locator("latentune-map .foot").waitFor();
  return page;
}

it("says in each legend how many groups have no place, and shows them in the same room", async () => {
  const page = await opened();
  const map = page.getByRole("application", { name: "Latent map" });
  const legend = page.locator("latentune-map latentune-fitting");
  const more = legend.getByRole("button", { name: /^\d+ more$/ });
  await more.waitFor();
  const hidden = Number.parseInt(await more.innerText(), 10);
  const entries = await legend.locator(".group").count();
  const seen = await legend.locator(".group:not(.beyond)").count();
  expect(seen).toBeGreaterThan(5);
  expect(seen + hidden).toBe(entries);
  const before = await map.boundingBox();
  await more.click();
  await legend.getByRole("button", { name: "Fewer" }).waitFor();
  expect(await legend.locator(".group.beyond").count()).toBe(0);
  expect(await map.boundingBox()).toEqual(before);
});

it("draws the distribution of so many groups as a heat map of the largest, and the others together", async () => {
  const page = await opened();
  const drawn = await page.locator("latentune-distribution latentune-chart").evaluate((element) => {
    const { data } = (
      element as HTMLElement & { configuration: { data: { datasets: { label: string }[]; labels: unknown[] } } }
    ).configuration;
    return { rows: data.datasets.map(({ label }) => label), clusters: data.labels.length };
  });
  expect(drawn.clusters).toBeGreaterThan(55);
  expect(drawn.rows).toHaveLength(13);
  expect(drawn.rows.slice(0, 2)).toEqual(["unknown", "29 others"]);
  await page.getByRole("region", { name: "Cluster distribution" }).getByRole("button", { name: "Table" }).click();
  const heads = page.getByRole("region", { name: "Cluster distribution" }).getByRole("columnheader");
  expect(await heads.count()).toBeGreaterThan(40);
});

it("has a line from each label that stands away from its point", async () => {
  const page = await opened();
  await page.waitForTimeout(300);
  const { labels, leaders } = await page.locator("latentune-map").evaluate((map) => {
    const overlay = map.shadowRoot!.querySelector(".overlay")!;
    return {
      labels: [...overlay.querySelectorAll<SVGTextElement>(".labels text")].map((text) => {
        const { x, y, width, height } = text.getBBox();
        return { x, y, width, height };
      }),
      leaders: [...overlay.querySelectorAll<SVGLineElement>(".leaders line")].map((line) =>
        ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name))),
      ),
    };
  });
  expect(labels.length).toBeGreaterThan(8);
  expect(leaders.length).toBeGreaterThan(0);
  for (const [x1, y1, x2, y2] of leaders) {
    expect(Math.hypot(x2! - x1!, y2! - y1!)).toBeGreaterThan(16);
    const ends = labels.some(
      ({ x, y, width, height }) => x2! > x - 3 && x2! < x + width + 3 && y2! > y - 6 && y2! < y + height + 6,
    );
    expect(ends).toBe(true);
  }
});

it("gives the marks of the map to what the map shows, and other colours to what it does not", async () => {
  const page = await opened();
  const region = page.getByRole("region", { name: "Cluster distribution" });
  await region.getByLabel("Columns").selectOption("language");
  await region.getByLabel("Kind").selectOption("bars");
  const colours = (selector: string): Promise<string[]> =>
    page.locator(selector).evaluateAll((paths) => [...new Set(paths.map((path) => path.getAttribute("fill")!))]);
  const [map, bars, table] = [
    "latentune-map .group .swatch path",
    "latentune-distribution .swatch path",
    "latentune-songs .swatch path",
  ] as const;
  await page.locator(bars).first().waitFor();
  const shared = async (a: string, b: string): Promise<string[]> => {
    const other = new Set(await colours(b));
    return (await colours(a)).filter((colour) => other.has(colour));
  };
  // The grey of what has no group is the same everywhere.
  expect((await shared(map, bars)).length).toBeLessThanOrEqual(1);
  expect((await shared(table, map)).length).toBe((await colours(table)).length);
  await page.getByRole("combobox", { name: "Colour" }).click();
  await page.getByRole("option", { name: "Colour: language" }).click();
  await expect.poll(async () => (await shared(bars, map)).length).toBe((await colours(bars)).length);
  expect(await page.locator(table).count()).toBe(0);
});
