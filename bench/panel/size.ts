// The whole panel with made-up runs of many songs, in Chromium without a graphics card, with the engine's table of songs behind it:
// how long it takes to open, the frames of a drag over the map, how long a sorted page takes, and the memory of the page.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "../../scripts/vscode/chromium.js";
import type { ThemeName } from "../../test/webview/fake-host/themes.ts";
import { dragFrames, median } from "../../test/webview/browser/drag-frames.ts";
import { startManySongsHost } from "../../test/webview/browser/many-songs-host.ts";

const pictures = process.env["LATENTUNE_PICTURES"];

/** @param counts numbers of songs, above SIZES.tableSongs */
export async function measureSizes(counts: readonly number[]): Promise<void> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--enable-unsafe-swiftshader", "--use-angle=swiftshader"],
  });
  const heads = ["songs", "generated", "opened", "frame", "sorted page", "search", "memory"];
  console.log(heads.map((cell) => cell.padStart(14)).join(""));
  try {
    for (const count of counts) await measure(browser, count);
  } finally {
    await browser.close();
  }
}

async function measure(browser: Browser, count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  let mark = performance.now();
  const lap = (): number => {
    const before = mark;
    mark = performance.now();
    return mark - before;
  };
  try {
    const host = await startManySongsHost(folder, count);
    const generated = lap();
    const page = await browser.newPage({ viewport: { width: 1200, height: 860 } });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.location().url.endsWith("favicon.ico")) errors.push(message.text());
    });
    lap();
    await page.goto(`${host.url}/?theme=dark`);
    await page.locator("latentune-map .foot").waitFor({ timeout: 60_000 });
    await page.locator("latentune-songs [id^=song-]").first().waitFor({ timeout: 60_000 });
    const opened = lap();
    await picture(page, count, "dark");
    const frames = await drag(page);
    lap();
    await page.locator("latentune-songs button", { hasText: "Silhouette" }).click();
    await page.locator("latentune-songs .grid[aria-busy=false] [id^=song-]").first().waitFor();
    const sorted = lap();
    await page.locator("latentune-top-bar vscode-textfield input").fill("winter garden 12");
    lap();
    await page.locator("latentune-top-bar .found:not(:empty)").waitFor();
    const searched = lap();
    await picture(page, count, "search");
    await page.locator("latentune-songs [id^=song-]").first().click();
    await page.locator("latentune-song .near li").first().waitFor();
    await picture(page, count, "song");
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("HeapProfiler.collectGarbage");
    const usage = (await cdp.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
    const megabytes = (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6;
    const cells = [
      String(count),
      `${(generated / 1_000).toFixed(1)} s`,
      `${(opened / 1_000).toFixed(1)} s`,
      `${median(frames).toFixed(0)} ms`,
      `${sorted.toFixed(0)} ms`,
      `${searched.toFixed(0)} ms`,
      `${megabytes.toFixed(0)} MB`,
    ];
    console.log(cells.map((cell) => cell.padStart(14)).join(""));
    if (errors.length > 0) throw new Error(errors.join("\n"));
    await page.close();
    for (const theme of ["light", "high-contrast", "narrow"] as const) {
      if (pictures === undefined) break;
      const other = await browser.newPage({ viewport: { width: theme === "narrow" ? 420 : 1200, height: 860 } });
      await other.goto(`${host.url}/?theme=${theme === "narrow" ? "dark" : theme}`);
      await other.locator("latentune-map .foot").waitFor({ timeout: 60_000 });
      await picture(other, count, theme);
      await other.close();
    }
    await host.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function picture(page: Page, count: number, name: ThemeName | "narrow" | "search" | "song"): Promise<void> {
  if (pictures === undefined) return;
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(pictures, `${count}-${name}.png`) });
}

/** Milliseconds between the frames of a drag over the map, zoomed in a little. */
async function drag(page: Page): Promise<number[]> {
  const box = (await page.getByRole("application", { name: "Latent map" }).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, -400);
  await page.waitForTimeout(500);
  return dragFrames(page.locator("latentune-map .stage"));
}
