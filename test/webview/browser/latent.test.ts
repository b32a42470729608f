import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ViewManifest } from "../../../src/shared/contract/view.ts";
import type { FakeHost } from "../fake-host/server.ts";
import { handlersOf, hostOf, lastSelection, launch, makeRealRun, openPanel, type RealRun } from "./panel-page.ts";

let run: RealRun;
let host: FakeHost;
let browser: Browser;
beforeAll(async () => {
  [run, browser] = await Promise.all([makeRealRun(), launch()]);
  host = await hostOf(run);
});
afterAll(async () => {
  await browser.close();
  await host.close();
  await run.close();
});

const titleOf = (song: number): string => run.songs.filename[song]!.replace(/\.\w+$/, "");

async function choose(page: Page, song: number): Promise<void> {
  await page.getByRole("tab", { name: "Songs" }).click();
  await page.locator(`latentune-songs #song-${song} .title`).click();
  await page.getByRole("tab", { name: "Latent" }).click();
}

async function opened(at: FakeHost = host): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const panel = await openPanel(browser, at);
  onTestFinished(() => panel.page.close());
  await panel.page.getByRole("application", { name: "Latent map" }).waitFor();
  return panel;
}

/** What is painted of the decoded spectrogram. */
const painted = (page: Page): Promise<string> =>
  page.locator("latentune-latent latentune-mel canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

async function setEnds(page: Page, from: number, to: number): Promise<void> {
  await choose(page, from);
  await page.getByRole("button", { name: "From: set to the shown song" }).click();
  await choose(page, to);
  await page.getByRole("button", { name: "To: set to the shown song" }).click();
}

describe("the Latent view", () => {
  it("decodes what a dimension is moved to, and goes back to the song", async () => {
    const { page, errors } = await opened();
    await page.getByRole("tab", { name: "Latent" }).click();
    await page.getByText("Choose a song on the map or in the table").waitFor();
    await choose(page, 3);
    const figure = page.getByRole("img", { name: "Decoded by β-VAE: mel spectrogram, at the song" });
    await figure.waitFor();
    await expect(page.getByRole("slider", { name: /^Dimension \d+$/ }).count()).resolves.toBe(16);
    const atSong = await painted(page);
    const slider = page.getByRole("slider", { name: /^Dimension \d+$/ }).first();
    await slider.focus();
    await page.keyboard.press("End");
    await page.getByRole("img", { name: "Decoded by β-VAE: mel spectrogram, moved" }).waitFor();
    await expect.poll(() => painted(page)).not.toBe(atSong);
    await page.getByRole("button", { name: "Back to the song" }).click();
    await figure.waitFor();
    await expect.poll(() => painted(page)).toBe(atSong);
    expect(errors).toEqual([]);
  });

  it("plays what it has decoded, and says that it is no recording", async () => {
    const { page, errors } = await opened();
    await choose(page, 3);
    await page.getByRole("button", { name: "Hear it" }).click();
    const view = page.locator("latentune-latent");
    await view.getByText("Resynthesised from the spectrogram, not the recording.").waitFor();
    await view.getByRole("button", { name: "Stop" }).waitFor({ timeout: 60_000 });
    // A song that plays ends it: there is one sound at a time.
    await page.getByRole("button", { name: "Play", exact: true }).first().click();
    await page.getByRole("button", { name: "Hear it" }).waitFor();
    expect(errors).toEqual([]);
  });

  it("goes from song to song: the picture between them, the way on the map, and its songs in order", async () => {
    const { page, errors } = await opened();
    await page.getByRole("tab", { name: "Latent" }).click();
    await page.getByRole("button", { name: "Between two songs" }).click();
    await setEnds(page, 3, 5);
    const way = page.getByRole("region", { name: "Path between the two songs" });
    await way.waitFor();
    const { start } = JSON.parse(await readFile(join(run.runFolder, "view/view.json"), "utf8")) as ViewManifest;
    const { songs } = (await run.engine.request("songPath", {
      workspace: run.workspace,
      runId: run.info.runId,
      representation: start.representation,
      from: 3,
      to: 5,
    }))!;
    expect(songs.length).toBeGreaterThan(1);
    expect((await way.getByRole("listitem").locator("bdi").allTextContents()).map((text) => text.trim())).toEqual(
      songs.map(titleOf),
    );
    await expect(page.locator("latentune-map .order text").allTextContents()).resolves.toEqual(
      songs.map((_song, at) => String(at + 1)),
    );
    const atFirst = await painted(page);
    await page.getByRole("slider", { name: "Between the two songs" }).fill("1");
    await expect.poll(() => painted(page)).not.toBe(atFirst);

    await way.getByRole("button", { name: "Play in order" }).click();
    await way.getByRole("button", { name: `Pause ${titleOf(3)}` }).waitFor();
    expect((await lastSelection(page))?.focus).toBe(3);
    await page.keyboard.press(".");
    await way.getByRole("button", { name: `Pause ${titleOf(songs[1]!)}` }).waitFor();
    expect((await lastSelection(page))?.focus).toBe(songs[1]);
    await page.keyboard.press(",");
    await way.getByRole("button", { name: `Pause ${titleOf(3)}` }).waitFor();
    await way.getByRole("button", { name: "Stop" }).click();
    await way.getByRole("button", { name: "Play in order" }).waitFor();
    await way.getByRole("button", { name: "Select its songs" }).click();
    expect((await lastSelection(page))?.songs).toEqual(songs.toSorted((a, b) => a - b));
    await page.reload();
    await page
      .locator("latentune-map .order text")
      .nth(songs.length - 1)
      .waitFor();
    await way.getByRole("button", { name: "Clear" }).click();
    await expect.poll(() => page.locator("latentune-map .order text").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it("finds a way in a run whose networks decode nothing, and says why that is all", async () => {
    const { page, errors } = await openPanel(browser, host);
    onTestFinished(() => page.close());
    await page.route("**/view/view.json", async (route) => {
      const view = (await (await route.fetch()).json()) as ViewManifest;
      await route.fulfill({ json: { ...view, models: view.models.filter(({ errors: own }) => own === null) } });
    });
    await page.reload();
    await page.getByRole("application", { name: "Latent map" }).waitFor();
    await page.getByRole("tab", { name: "Latent" }).click();
    await page.getByText("No network of this run has a decoder of spectrograms").waitFor();
    await expect(page.getByRole("button", { name: "Hear it" }).count()).resolves.toBe(0);
    await setEnds(page, 0, 1);
    await page.getByRole("region", { name: "Path between the two songs" }).waitFor();
    expect(errors).toEqual([]);
  });

  it("says what failed", async () => {
    const failing = await hostOf(run, {
      ...handlersOf(run),
      decodeLatents: () => {
        throw new Error("The decoder is broken. Run the task again.");
      },
      songPath: () => null,
    });
    onTestFinished(() => failing.close());
    const { page } = await opened(failing);
    await choose(page, 3);
    await page.getByRole("alert").getByText("The decoder is broken. Run the task again.").waitFor();
    await page.getByRole("button", { name: "Between two songs" }).click();
    await setEnds(page, 0, 1);
    await page.getByText(/^The nearest songs of each song in .+ do not join these two\.$/).waitFor();
  });
});
