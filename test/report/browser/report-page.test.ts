import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wavOf } from "../../../src/engine/audio/decode/write-wav.ts";
import { reportPage } from "../../../src/engine/report/page/report-page.ts";
import { findChromium } from "../../../scripts/vscode/chromium.js";
import { seriousViolations } from "../../webview/browser/axe.ts";
import { HOSTILE, smallPageData, smallReport } from "../page/small-page.ts";

// The page as a reader gets it: a file on a disk, without a network, with the songs beside it or without.

const AUDIO = "data/audio/বাংলা #1.wav";
let folder: string;
let browser: Browser;
let page: Page;
const errors: string[] = [];

async function open(file: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ offline: true, viewport: { width: 1100, height: 800 }, ...options });
  const opened = await context.newPage();
  opened.on("pageerror", ({ message }) => errors.push(message));
  opened.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("ERR_FILE_NOT_FOUND")) errors.push(message.text());
  });
  await opened.goto(pathToFileURL(join(folder, file)).href);
  return opened;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "report-page-"));
  await mkdir(join(folder, "data/audio"), { recursive: true });
  await mkdir(join(folder, "alone"));
  await writeFile(join(folder, AUDIO), wavOf(new Float32Array(8_000), 8_000));
  const text = await reportPage(
    smallReport(),
    smallPageData(() => AUDIO),
  );
  for (const file of ["report.html", "alone/report.html"]) await writeFile(join(folder, file), text);
  browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  page = await open("report.html");
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const found = (): Promise<string | null> => page.getByRole("status").textContent();
const titles = (): Promise<string[]> => page.locator(".songs tbody th").allTextContents();

describe("report.html", () => {
  it("shows titles, genres and lyrics in any script as text, and runs nothing of them", async () => {
    expect(await page.title()).toBe(HOSTILE.title);
    expect(await titles()).toEqual(expect.arrayContaining([HOSTILE.title, HOSTILE.arabic]));
    await page.getByRole("cell", { name: HOSTILE.lyric }).waitFor();
    expect(await page.locator("main img, main i").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it("filters by cluster, genre, language and words, on the map and in the list", async () => {
    expect(await found()).toBe("6 songs");
    await page.getByRole("combobox", { name: "Cluster", exact: true }).selectOption("0 · calm");
    expect(await found()).toBe("3 of 6 songs");
    expect(await page.locator("#songs .faint").count()).toBeGreaterThan(0);
    await page.getByRole("combobox", { name: "Language", exact: true }).selectOption("arabic");
    expect(await titles()).toEqual([HOSTILE.arabic]);
    await page.getByRole("combobox", { name: "Language", exact: true }).selectOption("all");
    await page.getByRole("combobox", { name: "Cluster", exact: true }).selectOption("all");
    await page.getByLabel("Search").fill("cafe");
    expect(await titles()).toEqual(["Café"]);
    await page.getByLabel("Search").fill("LÚNA la");
    expect(await titles(), "a word of a line that the list does not show").toEqual(["Délicat"]);
    await page.getByLabel("Search").fill("");
    await page.getByRole("combobox", { name: "Genre", exact: true }).selectOption("rock");
    expect(await found()).toBe("3 of 6 songs");
    await page.getByRole("combobox", { name: "Genre", exact: true }).selectOption("all");
    expect(await page.locator("#songs .faint").count()).toBe(0);
  });

  it("shows another representation, and colours by what is asked for", async () => {
    await page.getByRole("combobox", { name: "Representation", exact: true }).selectOption("Lyrics");
    await page.getByRole("combobox", { name: "Colour", exact: true }).selectOption("genre");
    await expect.poll(() => page.locator("#songs figcaption").textContent()).toBe("Lyrics by genre · PCA");
    expect(await page.locator("#songs .legend bdi").allTextContents()).toEqual([HOSTILE.genre, "rock"]);
    await page.getByRole("combobox", { name: "Representation", exact: true }).selectOption("MusiCNN");
    await page.getByRole("combobox", { name: "Colour", exact: true }).selectOption("cluster");
  });

  it("says under the pointer what a mark is, and rings the song that is chosen by the keyboard", async () => {
    const box = (await page.locator("#songs .plane svg").boundingBox())!;
    const first = page.locator("#songs .mark.c1").first();
    const mark = (await first.boundingBox())!;
    await page.mouse.move(mark.x + 4, mark.y + mark.height - 4);
    await page.locator(".tip").waitFor();
    expect(await page.locator(".tip").textContent()).toContain("cluster 1 · loud");
    await page.mouse.move(box.x - 10, box.y - 10);
    await page.locator(".tip").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Song 10", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#songs .ring.chosen").waitFor();
    expect(await page.locator(".songs tr.chosen th").textContent()).toBe("Song 10");
  });

  it("sorts the list and the report's tables, numbers as numbers and what is undefined last", async () => {
    await page.getByRole("button", { name: "Song", exact: true }).press("Enter");
    const sorted = await titles();
    expect(sorted.indexOf("Song 9")).toBeLessThan(sorted.indexOf("Song 10"));
    const table = page.locator("#table-1");
    const names = (): Promise<string[]> => table.locator("tbody th").allTextContents();
    await table.getByRole("button", { name: "ARI ↑" }).click();
    expect(await names()).toEqual(["MusiCNN", "Lyrics", "Mean spectrum"]);
    await table.getByRole("button", { name: "ARI ↑" }).click();
    expect(await names()).toEqual(["Lyrics", "MusiCNN", "Mean spectrum"]);
    expect(await table.locator("th[aria-sort]").getAttribute("aria-sort")).toBe("ascending");
    await table.getByRole("button", { name: "ARI ↑" }).click();
    expect(await names()).toEqual(["Lyrics", "MusiCNN", "Mean spectrum"]);
    expect(await table.locator("th[aria-sort]").count()).toBe(0);
  });

  it("plays songs that lie beside it, and says quietly where they do not", async () => {
    await page.getByRole("button", { name: "Play Café" }).click();
    await expect.poll(() => page.evaluate<number>("document.querySelector('audio').duration")).toBeCloseTo(1, 1);
    expect(await page.locator(".player .title").textContent()).toBe("Café");
    const alone = await open("alone/report.html");
    await alone.getByText("Songs cannot be played").waitFor();
    expect(await alone.getByRole("button", { name: /^Play/ }).count()).toBe(0);
  });

  it("has both maps of a comparison with one selection, and finds the songs that moved", async () => {
    const [side] = smallPageData().sides;
    const [first] = side!.representations;
    const sides = ["A", "B"].map((title, clustering) => ({ title, representations: [first!], start: { ...side!.start, clustering } })); // prettier-ignore
    await writeFile(
      join(folder, "alone/compared.html"),
      await reportPage(smallReport(), { ...smallPageData(), sides }),
    );
    const compared = await open("alone/compared.html");
    await compared.getByRole("button", { name: "Café", exact: true }).press("Enter");
    expect(await compared.locator("#songs .ring.chosen").count()).toBe(2);
    await compared.getByRole("combobox", { name: "Songs", exact: true }).selectOption("in another cluster in B");
    expect(await compared.getByRole("status").textContent()).toBe("3 of 6 songs");
    expect(await seriousViolations(compared)).toEqual([]);
    await compared.close();
  });

  it("is free of what axe finds, in light, in dark and in a narrow window", async () => {
    expect(await seriousViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 400, height: 800 });
    expect(await seriousViolations(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(400);
  });

  it("tells bars apart by hatches where colours are the system's", async () => {
    const shown = async (forcedColors: "active" | "none") => {
      const opened = await open("report.html", { forcedColors });
      const count = (what: string) => opened.locator(`${what}:visible`).count();
      const found = { bars: await count(".bars .contrast"), legend: await count(".bars + .legend .mark") };
      await opened.context().close();
      return found;
    };
    const plain = await shown("none");
    expect(plain.bars).toBe(0);
    expect(plain.legend).toBeGreaterThan(1);
    const forced = await shown("active");
    expect(forced.bars).toBeGreaterThan(1);
    expect(forced.legend).toBe(0);
  });

  it("can be read without a script", async () => {
    const still = await open("report.html", { javaScriptEnabled: false });
    expect(await still.locator("#songs .plane path").count()).toBe(3);
    expect(await still.locator("noscript p").isVisible()).toBe(true);
    await still.getByRole("cell", { name: "0.900" }).waitFor();
    expect(errors).toEqual([]);
  });
});
