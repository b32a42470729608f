import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { HostMessage } from "../../../src/webview/protocol.ts";
import { startFakeHost, type FakeHost, type FakeHostOptions } from "../fake-host/server.ts";
import { STOCK_THEMES, type ThemeName } from "../fake-host/themes.ts";
import { seriousViolations } from "./axe.ts";
import { startFewSongsHost } from "./few-songs-host.ts";
import { lastSelection, launch, openPanel, tell } from "./panel-page.ts";

/** A song whose title is longer than any place for it, and begins on the right. */
const RIGHT_TO_LEFT = `${"أغنية طويلة جدا عن البحر والليل ".repeat(8)}.mp3`;

/** A run whose lyrics are about the sea, and one song sounds like a piano; their vectors have no answer to anything else. */
const ANSWERS = {
  "songs about the sea": { by: "lyrics", songs: [7, 2], lines: ["la mar que nunca duerme", "البحر"] },
  "calm piano": { by: "sound", songs: [5], lines: [""] },
} as const;
const searchByMeaning: NonNullable<FakeHostOptions["handlers"]>["searchByMeaning"] = ({ text, by }) => {
  const answer = text in ANSWERS ? ANSWERS[text as keyof typeof ANSWERS] : undefined;
  return answer?.by === by
    ? {
        found: true,
        model: "made-up",
        songs: answer.songs.map((song, place) => ({
          ...{ song, filename: `${song}.mp3`, similarity: 0.9 - place / 10 },
          line: answer.lines[place]!,
        })),
      }
    : { found: false, lacks: "model", message: "The model e5 is not on this machine.", remedy: "Get it." };
};

let browser: Browser;
let folder: string;
let host: FakeHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-access-"));
  host = await startFewSongsHost(folder, 60, { names: [RIGHT_TO_LEFT], handlers: { searchByMeaning } });
  // The last two songs are nearer to another cluster than to their own; float32 behind the head of the file.
  const silhouettes = join(folder, "view", "0", "silhouette.npy");
  const bytes = await readFile(silhouettes);
  for (const back of [4, 8]) bytes.writeFloatLE(-0.25, bytes.length - back);
  await writeFile(silhouettes, bytes);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

async function opened(options: Parameters<typeof openPanel>[2] = {}): Promise<Page> {
  const { page } = await openPanel(browser, host, options);
  onTestFinished(() => page.close());
  await page.locator("latentune-map .foot").waitFor();
  return page;
}
const row = (page: Page, song: number): Locator => page.locator(`latentune-songs #song-${song}`);
const news = (page: Page): Promise<string | null> => page.locator("latentune-panel .news").textContent();

it("closes the list of keys by Escape and leaves the selection behind it alone", async () => {
  const page = await opened();
  await row(page, 3).click();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect(await lastSelection(page)).toEqual({ songs: [3], focus: 3 });
  await page.keyboard.press("Escape");
  expect(await lastSelection(page)).toEqual({ songs: [], focus: null });
});

it("finds songs by what their lyrics mean, by keyboard alone; says the nearest, or what is missing", async () => {
  const page = await opened();
  await page.keyboard.press("/");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.type("songs about the sea");
  const said = page.locator("latentune-search [role=status]");
  await expect
    .poll(() => said.textContent())
    .toMatch(/^2 songs found by meaning, nearest .+, “la mar que nunca duerme”\.$/);
  const first = page.locator("latentune-songs [role=row][id]").first();
  expect(await first.getAttribute("id")).toBe("song-7");
  expect((await first.textContent())?.replaceAll(/\s+/g, " ")).toMatch(/“la mar que nunca duerme”\s?0\.900/);
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  expect(await lastSelection(page)).toEqual({ songs: [2, 7], focus: 7 });
  await page.getByRole("textbox", { name: "Find songs by what their lyrics mean" }).fill("the moon");
  const lack = page.getByRole("alert").filter({ hasText: "not on this machine" });
  await lack.waitFor();
  expect(await lack.getByRole("button", { name: "Get the model…" }).count()).toBe(1);
  await lack.getByRole("button", { name: "Find words instead" }).click();
  await lack.waitFor({ state: "hidden" });
  expect(await page.getByRole("textbox", { name: "Find songs", exact: true }).count()).toBe(1);
});

it("finds songs by how they sound where the run knows it, by keyboard alone", async () => {
  const page = await opened();
  await page.keyboard.press("/");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.type("calm piano");
  const said = page.locator("latentune-search [role=status]");
  await expect.poll(() => said.textContent()).toMatch(/^1 song found by sound, nearest [^,]+\.$/);
  const sound = page.getByRole("button", { name: "Sound", exact: true });
  expect(await sound.getAttribute("aria-pressed")).toBe("true");
  expect(await page.locator("latentune-songs [role=row][id]").first().getAttribute("id")).toBe("song-5");
  expect(await seriousViolations(page)).toEqual([]);
  // One of both: the same text by meaning is another question, and its model is not there.
  await page.getByRole("button", { name: "Meaning", exact: true }).click();
  expect(await sound.getAttribute("aria-pressed")).toBe("false");
  await page.getByRole("alert").filter({ hasText: "not on this machine" }).waitFor();
});

describe("a screen reader", () => {
  it("hears of selections, of undoing them and doing them again", async () => {
    const page = await opened();
    await row(page, 1).click();
    await row(page, 4).click({ modifiers: ["Shift"] });
    await expect.poll(() => news(page)).toBe("4 songs selected.");
    await page.keyboard.press("Control+z");
    await expect.poll(() => news(page)).toBe("Undone: 1 song selected.");
    await page.keyboard.press("Control+Shift+z");
    await expect.poll(() => news(page)).toBe("Done again: 4 songs selected.");
    await page.keyboard.press("Escape");
    await expect.poll(() => news(page)).toBe("Nothing selected.");
  });

  it("hears how many songs the filters leave", async () => {
    const page = await opened();
    const filters = page.locator("latentune-search [role=status]");
    await page.getByRole("combobox", { name: "Filter by language" }).selectOption({ index: 1 });
    await expect.poll(() => filters.textContent()).toMatch(/^\d+ of 60 songs match\.$/);
    const ofLanguage = await filters.textContent();
    await page.getByRole("combobox", { name: "Filter by genre" }).selectOption({ index: 1 });
    await expect.poll(() => filters.textContent()).not.toBe(ofLanguage);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect.poll(() => filters.textContent()).toBe("");
  });

  it("hears of runs: started, over, and one that is offered", async () => {
    const page = await opened();
    await tell(page, { type: "progress", task: "hard", event: null, ended: null });
    await expect.poll(() => news(page)).toBe("Hard run started.");
    const ended = "Hard task cancelled in step 4 of 10. What is done is kept; the next run goes on from there.";
    await tell(page, { type: "progress", task: null, event: null, ended });
    await expect.poll(() => news(page)).toBe(ended);
    const made = { runId: "made-up", task: "hard", startedAt: "2026-01-01T00:00:00Z", name: null } as const;
    const newer = { ...made, runId: "newer", name: "longer" };
    const show: HostMessage = {
      ...{ type: "show", runs: [newer, made], trusted: true, workspace: "songs30", survey: null },
      run: { ...made, searches: [], baseUri: `${host.url}/run` },
      offered: newer,
    };
    await tell(page, show);
    await expect.poll(() => news(page)).toBe("A newer run is done: longer.");
  });
});

it("says that selected songs are in hidden groups, and shows them again", async () => {
  const page = await opened();
  const first = page.locator("latentune-map .group").first();
  const size = Number(/\((\d+)\)/.exec((await first.textContent()) ?? "")![1]);
  await first.click({ modifiers: ["Shift"] });
  // A second click soon after would be a double click.
  await page.waitForTimeout(900);
  const map = page.getByRole("application", { name: "Latent map" });
  const before = await map.boundingBox();
  await first.click();
  await page.getByText(`${size} of ${size} selected songs in hidden groups`).waitFor();
  expect(await map.boundingBox()).toEqual(before);
  await page.getByRole("button", { name: "Show all groups" }).click();
  await page.getByText("in hidden groups").waitFor({ state: "hidden" });
});

it("finds the songs that are nearer to another cluster than to their own", async () => {
  const page = await opened();
  await page.getByRole("button", { name: "Find 2 borderline songs" }).click();
  expect(await page.getByRole("textbox", { name: "Filter by silhouette" }).inputValue()).toBe("< 0");
  const first = page.locator("latentune-songs [id^=song-]").first();
  await expect.poll(() => first.getAttribute("id")).toMatch(/song-5[89]/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("button", { name: "Find 2 borderline songs" }).waitFor();
});

it("cuts a right-to-left title at its end, on the left", async () => {
  const page = await opened();
  await row(page, 0).click();
  const heading = page.locator("latentune-song h2 bdi");
  for (const title of [row(page, 0).locator(".title bdi"), heading]) {
    const { direction, overflows, first, right } = await title.evaluate((element) => {
      const range = document.createRange();
      const text = element.firstElementChild ?? element;
      const node = [...text.childNodes].find((child) => child instanceof Text && child.data.trim() !== "")!;
      range.setStart(node, 0);
      range.setEnd(node, 1);
      return {
        direction: getComputedStyle(element).direction,
        overflows: element.scrollWidth > element.clientWidth,
        first: range.getBoundingClientRect().right,
        right: element.getBoundingClientRect().right,
      };
    });
    expect([direction, overflows]).toEqual(["rtl", true]);
    expect(Math.abs(first - right)).toBeLessThan(1);
  }
});

it("never scrolls as a page, whatever moves the focus", async () => {
  const page = await opened({ height: 400 });
  const tops = await page.evaluate(() => {
    const elements = [document.documentElement, document.body, document.querySelector("latentune-panel")!];
    for (const element of elements) element.scrollTop = 40;
    return elements.map(({ scrollTop }) => scrollTop);
  });
  expect(tops).toEqual([0, 0, 0]);
  // Where it is too low for all views, the table is scrolled to inside it.
  await page.setViewportSize({ width: 1200, height: 260 });
  const row = page.locator("latentune-songs [role=row][id]").first();
  await row.scrollIntoViewIfNeeded();
  const { y, height } = (await row.boundingBox())!;
  expect([y > 0, height > 15, y + height <= 260]).toEqual([true, true, true]);
});

it("has the map's tools beside the points, not over them", async () => {
  const page = await opened();
  const tools = (await page.getByRole("group", { name: "Map tools" }).boundingBox())!;
  const map = (await page.getByRole("application", { name: "Latent map" }).boundingBox())!;
  expect(tools.y + tools.height).toBeLessThanOrEqual(map.y);
});

describe.each(Object.keys(STOCK_THEMES) as ThemeName[])("in %s", (theme) => {
  it("shows the focus on everything that can have it, with a contrast of 3 at least", async () => {
    const page = await opened({ theme });
    await row(page, 3).click();
    await page.keyboard.press("Shift+Tab");
    const seen = new Map<string, number>();
    for (let stop = 0; stop < 70; stop++) {
      const { name, contrast } = await focusContrast(page);
      if (name !== "") seen.set(name, Math.max(seen.get(name) ?? 0, contrast));
      await page.keyboard.press("Tab");
    }
    expect(seen.size).toBeGreaterThan(20);
    expect([...seen].filter(([, contrast]) => contrast < 3)).toEqual([]);
  });

  it.each(["a run goes on", "the keys are listed", "a group is hidden"])(
    "axe finds nothing serious: %s",
    async (what) => {
      const page = await opened({ theme });
      await row(page, 3).click();
      if (what === "a run goes on") await tell(page, { type: "progress", task: "hard", event: null, ended: null });
      if (what === "the keys are listed") await page.keyboard.press("?");
      if (what === "a group is hidden") await page.locator("latentune-map .group").first().click();
      expect(await seriousViolations(page)).toEqual([]);
    },
  );

  it.each<[string, Partial<FakeHostOptions>]>([
    ["no results", {}],
    ["no table", { survey: { songs: 8, tables: [], spreadsheets: ["songs.xlsx"], complete: true } }],
    ["an untrusted folder", { trusted: false }],
  ])("axe finds nothing serious on the page of %s", async (_, options) => {
    const own = await startFakeHost({ folders: {}, run: null, ...options });
    onTestFinished(() => own.close());
    const { page } = await openPanel(browser, own, { theme });
    onTestFinished(() => page.close());
    await page.locator("latentune-start").waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });
});

/** What has the focus, and the contrast of the line around it, or in it, to what lies beside that line. */
async function focusContrast(page: Page): Promise<{ readonly name: string; readonly contrast: number }> {
  return page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
    if (focused === null || focused === document.body) return { name: "", contrast: 0 };
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
    const parsed = (css: string): readonly number[] => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const parentOf = (element: Element): Element | null =>
      element.assignedSlot ??
      element.parentElement ??
      (element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : null);
    const backgroundOf = (element: Element | null): readonly number[] => {
      for (let next = element; next !== null; next = parentOf(next)) {
        const colour = parsed(getComputedStyle(next).backgroundColor);
        if (colour[3] === 255) return colour;
      }
      return parsed(getComputedStyle(document.body).backgroundColor);
    };
    const luminance = ([r, g, b]: readonly number[]): number => {
      const linear = (value: number): number =>
        value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      return 0.2126 * linear(r!) + 0.7152 * linear(g!) + 0.0722 * linear(b!);
    };
    const contrast = (a: readonly number[], b: readonly number[]): number => {
      const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
      return (high + 0.05) / (low + 0.05);
    };
    // The element itself, what draws around it, and the hosts that draw for it.
    const lines: number[] = [];
    for (let next: Element | null = focused, depth = 0; next !== null && depth < 4; next = parentOf(next), depth++)
      for (const pseudo of [null, "::after"]) {
        const style = getComputedStyle(next, pseudo);
        if (pseudo !== null && (style.content === "none" || style.position !== "absolute")) continue;
        const outside = backgroundOf(parentOf(next));
        const beside = [backgroundOf(next), outside];
        if (pseudo === null && style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1)
          lines.push(Math.max(...beside.map((colour) => contrast(parsed(style.outlineColor), colour))));
        if (pseudo !== null && Number.parseFloat(style.borderTopWidth) >= 1)
          lines.push(Math.max(...beside.map((colour) => contrast(parsed(style.borderTopColor), colour))));
        // Fields change the colour of their border to that of the focus.
        const accent = parsed(getComputedStyle(document.documentElement).getPropertyValue("--vscode-focusBorder"));
        const border = parsed(style.borderTopColor);
        if (pseudo === null && Number.parseFloat(style.borderTopWidth) >= 1 && border.join() === accent.join())
          lines.push(contrast(border, outside));
      }
    const name = `${focused.tagName.toLowerCase()}.${focused.className} ${focused.getAttribute("aria-label") ?? focused.textContent.trim().slice(0, 20)}`;
    return { name, contrast: Math.max(0, ...lines) };
  });
}
