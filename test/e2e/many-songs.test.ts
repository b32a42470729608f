import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CDPSession, Locator } from "playwright-core";
import { expect, it } from "vitest";
import { dragFrames, median } from "../webview/browser/drag-frames.ts";
import { keepRun, manifestOf } from "../extension/kept-runs.ts";
import { writeSyntheticView } from "../synthetic-run.ts";
import { describeVscode } from "./harness/describe-vscode.ts";
import { PanelPage } from "./harness/panel-page.ts";

/** LATENTUNE_SONGS says another number; the figures in docs/scale.md are those of 1,000,000. */
const COUNT = Number(process.env["LATENTUNE_SONGS"] ?? 200_000);
const RUN = "20261122-114003-hard-3fa9";
const SOON = { timeout: 60_000 };

async function withManySongs(folder: string): Promise<void> {
  await mkdir(join(folder, "data", "lyrics"), { recursive: true });
  await writeFile(join(folder, "data", "lyrics", "lyrics.csv"), LYRICS);
  const run = await keepRun(folder, manifestOf(RUN, { rows: { total: COUNT, used: COUNT }, best: [] }));
  await writeSyntheticView(run, RUN, COUNT);
}
const LYRICS = "filename,language,genre,lyrics\namber amber 0.mp3,spanish,folk,one line\n";

describeVscode("a run of many songs", { workspace: null, prepare: withManySongs, webgl: false }, (vscode) => {
  let panel: PanelPage;
  const titles = (): Promise<string[]> => panel.frame.locator("latentune-songs [id^=song-] .title").allInnerTexts();

  it("opens with a map and the first songs", async () => {
    await vscode().runCommand("View: Toggle Primary Side Bar Visibility");
    const heap = await heapOf(await vscode().page.context().newCDPSession(vscode().page));
    const started = performance.now();
    await vscode().runCommand("Latentune: Open Analysis Panel");
    panel = await PanelPage.shown(vscode(), 120_000);
    await panel.frame.locator("latentune-songs [id^=song-]").first().waitFor(SOON);
    report("opened", performance.now() - started, "ms");
    expect((await titles())[0]).toBe("amber amber 0");
    expect(await panel.renderer()).toBe("canvas2d");
    await expect.poll(() => colours(panel.frame.locator("latentune-map canvas")), SOON).toBeGreaterThan(100);
    await vscode().screenshot("many-songs");
    const frame = median(await dragFrames(panel.frame.locator("latentune-map .stage")));
    report("a frame of a drag", frame, "ms");
    report("memory of the window", heap, "MB before");
  });

  it("sorts, searches, and reads only the neighbours of the song that is looked at", async () => {
    const songs = panel.frame.locator("latentune-songs");
    report("a sorted page", await untilOtherRows(songs, "Silhouette"), "ms");
    const silhouettes = await songs.locator("[id^=song-] .number:nth-last-child(2)").allInnerTexts();
    expect(silhouettes.map(Number)).toEqual(silhouettes.map(Number).toSorted((a, b) => a - b));

    await panel.frame.locator("latentune-top-bar vscode-textfield input").fill("amber amber 0");
    const found = panel.frame.locator("latentune-top-bar .found");
    await expect.poll(() => found.innerText(), SOON).toMatch(new RegExp(`^\\d.* of ${COUNT.toLocaleString("en")}$`));
    await expect.poll(async () => (await titles()).every((title) => title.includes("amber")), SOON).toBe(true);

    await songs.locator("[id^=song-]").first().click();
    const near = panel.song.locator(".near li .song");
    await near.first().waitFor(SOON);
    const [selected] = await panel.frame
      .locator("latentune-songs [id^=song-][aria-selected=true]")
      .evaluateAll((rows) => rows.map(({ id }) => Number(id.replace("song-", ""))));
    await expect.poll(() => near.first().innerText(), SOON).toMatch(new RegExp(` ${(selected! + 1) % COUNT}$`));
    expect(await partOfNeighbours(panel.frame.locator("latentune-panel"))).toEqual({ status: 206, bytes: 40 });
    await vscode().screenshot("many-songs-song");
    report("memory of the window", await heapOf(await vscode().page.context().newCDPSession(vscode().page)), "MB");
  });
});

function report(what: string, value: number, unit: string): void {
  console.log(`${COUNT.toLocaleString("en")} songs in VS Code: ${what} ${value.toFixed(0)} ${unit}.`);
}

/** How many colours the map's canvas shows. */
function colours(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext("2d")!.getImageData(0, 0, width, height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

/** Milliseconds from a click on the head of a column to other rows. */
function untilOtherRows(songs: Locator, head: string): Promise<number> {
  return songs.evaluate(async (element, label) => {
    const root = element.shadowRoot!;
    const first = (): string | undefined => root.querySelector("[id^=song-]")?.id;
    const before = first();
    const started = performance.now();
    [...root.querySelectorAll("button")].find((button) => button.textContent.includes(label))!.click();
    while (first() === undefined || first() === before) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - started;
  }, head);
}

/** What VS Code answers where forty bytes of the neighbours are asked for. */
function partOfNeighbours(panel: Locator): Promise<{ readonly status: number; readonly bytes: number }> {
  return panel.evaluate(async (element) => {
    const { baseUri } = (element as HTMLElement & { panel: { shown: { run: { source: { baseUri: string } } } } }).panel
      .shown.run.source;
    const response = await fetch(`${baseUri}/view/0/neighbours.npy`, { headers: { Range: "bytes=128-167" } });
    return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
  });
}

/** Megabytes of scripts, with the arrays that they hold, of the window and its webviews. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize } = (await session.send("Runtime.getHeapUsage")) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return (usedSize + (backingStorageSize ?? 0)) / 1e6;
}
