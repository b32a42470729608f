import { execFile } from "node:child_process";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { beforeAll, expect, it } from "vitest";
import type { ViewSongs } from "../../src/shared/contract/view.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { tallestBars } from "../webview/browser/tallest-bars.ts";
import { measureTexts } from "./harness/contrast.ts";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { PanelPage, songsOfRun } from "./harness/panel-page.ts";
import { typingLatencies } from "./harness/typing.ts";
import { THEMES, type Theme, type VscodeWindow } from "./harness/vscode-window.ts";

const LYRICS = "data/lyrics/lyrics.csv";
/** Enough to see curves grow; the maps mean little. */
const EPOCHS = 12;
const RUN_LIMIT = 240_000;
const SOON = { timeout: 30_000 };
/** What somebody writes meanwhile. */
const TYPED = "columnofmine";

/** A song whose name, genre and lyrics would be markup if anything took them for it; `\u202e` turns the reading direction. */
const EVIL_TITLE = `"Quo'ted" <img src=x onerror=alert(1)> \u202egnos`;
const EVIL_GENRE = "<b>folk</b>";
const EVIL_LYRICS = `<img src=x onerror="alert(2)">\n<script>alert(3)</script>`;

/** A song in a format that no browser plays, if this machine has what decodes it. */
const UNPLAYABLE = "Fantasma - Los Rombos (3 of 6)";
const canDecode = await promisify(execFile)("ffmpeg", ["-version"]).then(
  () => true,
  () => false,
);

async function withHostileSongs(folder: string): Promise<void> {
  const audio = (name: string): string => join(folder, "data/audio/spanish", name);
  const first = "Fantasma - Los Rombos (1 of 6).mp3";
  const renamed = new Map([[first, `${EVIL_TITLE}.mp3`]]);
  await rename(audio(first), audio(`${EVIL_TITLE}.mp3`));
  if (canDecode) {
    await promisify(execFile)("ffmpeg", [
      "-loglevel",
      "error",
      "-i",
      audio(`${UNPLAYABLE}.mp3`),
      "-vn",
      "-c:a",
      "alac",
      audio(`${UNPLAYABLE}.m4a`),
    ]);
    await rm(audio(`${UNPLAYABLE}.mp3`));
    renamed.set(`${UNPLAYABLE}.mp3`, `${UNPLAYABLE}.m4a`);
  }
  for (const file of [LYRICS, "data/genre_map.csv"]) {
    const [head, ...rows] = parse(await readFile(join(folder, file)), { bom: true });
    const edited = rows.map((cells) => {
      const filename = renamed.get(cells[0]!) ?? cells[0]!;
      if (cells[0] !== first) return [filename, ...cells.slice(1)];
      return cells.length === 2 ? [filename, EVIL_GENRE] : [filename, ...cells.slice(1, 3), EVIL_LYRICS];
    });
    const lines = [head!, ...edited].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
    await writeFile(join(folder, file), `${lines.join("\n")}\n`);
  }
}

describeVscode(
  "the analysis panel",
  { prepare: withHostileSongs, settings: { "latentune.epochs": EPOCHS }, viewport: { width: 1600, height: 1000 } },
  (vscode) => {
    let panel: PanelPage;
    let songs: ViewSongs;
    const dialogs: string[] = [];
    const titleOf = (song: number): string => songs.filename[song]!.replace(/\.\w+$/, "");
    const songNamed = (title: string): number => songs.filename.findIndex((_name, song) => titleOf(song) === title);

    beforeAll(() => {
      vscode().page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
    });

    it("draws the curves of a run while it goes on, and one can write meanwhile", async () => {
      await vscode().runCommand("View: Toggle Primary Side Bar Visibility");
      await vscode().openFile(LYRICS);
      await vscode().runCommand("Latentune: Open Analysis Panel");
      const start = await vscode().webview("text=No results yet");
      await start.getByRole("button", { name: "Run Hard Task" }).click();
      const training = await vscode().webview("latentune-training", 60_000);
      await training.getByRole("tab", { name: "Training" }).click();
      const epochShown = async (): Promise<number> => {
        const label = await training
          .getByRole("img", { name: /^Total loss per epoch/ })
          .first()
          .getAttribute("aria-label", { timeout: 100 })
          .catch(() => "");
        return Math.max(0, ...[...(label ?? "").matchAll(/at epoch (\d+)/g)].map(([, epoch]) => Number(epoch)));
      };
      await expect.poll(epochShown, { timeout: RUN_LIMIT }).toBeGreaterThan(0);
      const seen = await epochShown();
      await vscode().openFile(LYRICS);
      await vscode().page.keyboard.press("Control+Home");
      await vscode().page.keyboard.press("End");
      const latencies = await typingLatencies(vscode().page, TYPED);
      const sorted = latencies.toSorted((a, b) => a - b);
      console.log(
        `Typing while models train: median ${sorted[sorted.length >> 1]!.toFixed(0)} ms, worst ${sorted.at(-1)!.toFixed(0)} ms from key to frame.`,
      );
      await vscode().page.locator(".view-line").filter({ hasText: TYPED }).first().waitFor();
      await Array.from(TYPED).reduce(
        (before) => before.then(() => vscode().page.keyboard.press("Backspace")),
        Promise.resolve(),
      );
      await expect.poll(epochShown, { timeout: RUN_LIMIT }).toBeGreaterThan(seen);
      await vscode().screenshot("panel-training");
    });

    it("shows the run's thirty songs when it is done", async () => {
      panel = await PanelPage.shown(vscode(), RUN_LIMIT);
      await panel.frame.getByText("30 songs. Arrow keys go").waitFor({ state: "attached" });
      songs = await songsOfRun(vscode().folder);
      await panel.frame.getByRole("tab", { name: "Songs (30)" }).click();
      expect(new Set((await panel.places()).map(String)).size).toBe(30);
      await vscode().runCommand("Notifications: Clear All Notifications");
      await vscode().screenshot("panel-split-light");
    });

    it("goes by the keyboard from song to song and into its row, and says its name", async () => {
      await panel.map.focus();
      await vscode().page.keyboard.press("ArrowRight");
      const [first, second] = [
        await heading(panel),
        await (async () => {
          await vscode().page.keyboard.press("ArrowLeft");
          return heading(panel);
        })(),
      ];
      expect(second).not.toBe(first);
      expect(await panel.frame.locator("body").ariaSnapshot()).toContain(second.replaceAll('"', '\\"'));
      expect(await panel.frame.locator("latentune-map").getByRole("status").last().innerText()).toContain(second);
      await vscode().page.keyboard.press("Enter");
      await expectRecord(vscode(), songs.filename[songNamed(second)]!);
    });

    it("holds the group of a lasso in the distribution, the table and the exported CSV, and no other song", async () => {
      expect(await panel.renderer()).toBe("webgl2");
      await lassoHolds(vscode(), panel, songs);
      await vscode().screenshot("panel-lasso");
    });

    // Beside lyrics.csv the panel has half of it: columns, and one below the other.
    it.each([2000, 1600])("adds two cells by two Shift+clicks on bars, and nothing moves: %i px", async (width) => {
      const { page } = vscode();
      await page.setViewportSize({ width, height: 1000 });
      await page.waitForTimeout(500);
      await panel.map.focus();
      for (const key of ["Escape", "h"]) await page.keyboard.press(key);
      const bar = panel.frame.locator("latentune-top-bar");
      const [before, tabs, places] = [await bar.boundingBox(), await vscode().tabs(), await panel.places()];
      const main = panel.frame.locator("main");
      // A focus that moves scrolls the views at most, neither the page nor the frame around it.
      await panel.map.focus();
      for (let stop = 0; stop < 30; stop++) await page.keyboard.press("Tab");
      expect(await bar.boundingBox()).toEqual(before);
      await main.evaluate((element) => {
        element.scrollTop = 0;
      });
      await page.mouse.click(...places[0]!);
      await panel.song.getByRole("button", { name: /^Open row/ }).waitFor();
      expect(await panel.places()).toEqual(places);
      const chart = panel.distribution.locator("latentune-chart");
      await main.evaluate((element) => {
        const { top } = element.querySelector(".distribution")!.getBoundingClientRect();
        element.scrollTop += top - element.getBoundingClientRect().top;
      });
      const [first, second] = await tallestBars(chart);
      const alone: (readonly number[])[] = [];
      for (const cell of [second!, first!]) {
        await page.mouse.click(...cell);
        alone.push(await panel.selectedRows());
      }
      await page.keyboard.down("Shift");
      await page.mouse.click(...second!);
      await page.keyboard.up("Shift");
      const both = [...new Set(alone.flat())].sort((a, b) => a - b);
      await expect.poll(() => panel.selectedRows(), SOON).toEqual(both);
      expect(both.length).toBeGreaterThan(alone[1]!.length);
      expect([await bar.boundingBox(), await vscode().tabs(), await panel.scrolledAway()]).toEqual([before, tabs, []]);
      await main.evaluate((element) => {
        element.scrollTop = 0;
      });
    });

    it("decodes where a dimension is dragged to, and plays the way between two songs in its order", async () => {
      const { page } = vscode();
      await page.setViewportSize({ width: 2000, height: 1000 });
      await panel.selectRow(3);
      await panel.frame.getByRole("tab", { name: "Latent" }).click();
      const picture = panel.frame.locator("latentune-latent latentune-mel canvas").first();
      const painted = (): Promise<string> => picture.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const slider = panel.frame.getByRole("slider", { name: /^Dimension/ }).first();
      await slider.waitFor(SOON);
      await picture.waitFor(SOON);
      const atSong = await painted();
      const { x, y, width, height } = (await slider.boundingBox())!;
      await page.mouse.move(x + 6, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width - 6, y + height / 2, { steps: 5 });
      await page.mouse.up();
      await expect.poll(painted, SOON).not.toBe(atSong);
      await panel.frame.getByRole("button", { name: "Between two songs" }).click();
      await panel.frame.getByRole("button", { name: "From: set to the shown song" }).click();
      await panel.frame.getByRole("tab", { name: /Songs/ }).click();
      await panel.selectRow(20);
      await panel.frame.getByRole("tab", { name: "Latent" }).click();
      await panel.frame.getByRole("button", { name: "To: set to the shown song" }).click();
      const way = panel.frame.getByRole("region", { name: "Path between the two songs" });
      await way.getByRole("button", { name: "Play in order" }).click(SOON);
      const titles = (await way.getByRole("listitem").locator("bdi").allTextContents()).map((title) => title.trim());
      expect([titles[0], titles.at(-1)]).toEqual([titleOf(3), titleOf(20)]);
      const playing = (): Promise<string | null> => way.locator("li.plays .rank").textContent({ timeout: 30_000 });
      await expect.poll(playing, SOON).toBe("1");
      await page.keyboard.press(".");
      await expect.poll(playing, SOON).toBe("2");
      await vscode().screenshot("panel-path");
      await way.getByRole("button", { name: "Clear" }).click();
      await panel.frame.getByRole("tab", { name: /Songs/ }).click();
      await page.setViewportSize({ width: 1600, height: 1000 });
    });

    it("comes back when the browser takes the graphics context", async () => {
      await panel.frame.locator("latentune-map canvas").evaluate((canvas) => {
        const loss = (canvas as HTMLCanvasElement).getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
        loss.loseContext();
        setTimeout(() => {
          loss.restoreContext();
        }, 1_000);
      });
      await expect.poll(() => panel.renderer(), { ...SOON, interval: 20 }).toBe("canvas2d");
      await expect.poll(() => panel.renderer(), SOON).toBe("webgl2");
    });

    it.each([".mp3", ".flac", ".opus", ".ogg", ...(canDecode ? [".m4a"] : [])])(
      "plays %s, with the playhead over its mel",
      async (ending) => {
        const song = songs.filename.findLastIndex((name) => name.endsWith(ending));
        await panel.selectRow(song);
        await panel.song.getByRole("button", { name: "Play", exact: true }).click();
        await expect.poll(() => panel.playhead(song), SOON).toBeGreaterThan(0);
        const passed = await panel.playhead(song);
        await expect.poll(() => panel.playhead(song), SOON).toBeGreaterThan(passed);
        await panel.song.getByRole("button", { name: "Pause", exact: true }).click();
      },
    );

    it("shows what looks like markup as text", async () => {
      await panel.selectRow(songNamed(EVIL_TITLE));
      await panel.song.getByRole("heading", { name: EVIL_TITLE }).waitFor();
      await panel.song.getByText("<script>alert(3)</script>").waitFor();
      await panel.frame.getByText(EVIL_GENRE).first().waitFor();
      await vscode().screenshot("panel-hostile");
      for (const frame of vscode().page.frames())
        expect(await frame.locator('img[src="x"], b:text-is("folk")').count()).toBe(0);
      expect(dialogs).toEqual([]);
    });

    it("keeps view and selection over a reload", async () => {
      const group = await lassoHolds(vscode(), panel, songs);
      await panel.frame.getByRole("combobox", { name: "Projection" }).click();
      await panel.frame.getByRole("option", { name: "PCA" }).click();
      await panel.frame.getByText(/· PCA ·/).waitFor({ timeout: 60_000 });
      await vscode().reload();
      panel = await PanelPage.shown(vscode());
      await panel.frame.getByText(/· PCA ·/).waitFor();
      await expect.poll(() => panel.selectedRows(), SOON).toEqual(group);
    });

    it.each(Object.keys(THEMES) as Theme[])("is legible in %s", async (theme) => {
      await vscode().setTheme(theme);
      // The panel draws itself anew a moment after the window.
      await vscode().page.waitForTimeout(500);
      await vscode().screenshot(`panel-${theme}`);
      const texts = await measureTexts(panel.frame);
      expect(texts.length).toBeGreaterThan(50);
      console.log(
        `${theme}: contrast of ${texts.length} texts ${Math.min(...texts.map(({ contrast }) => contrast)).toFixed(2)} or more.`,
      );
      expect(texts.filter(({ contrast, large }) => contrast < (large ? 3 : 4.5))).toEqual([]);
    });
  },
);

describeVscode(
  "the analysis panel without WebGL",
  { prepare: withFinishedRun, webgl: false, viewport: { width: 1600, height: 1000 } },
  (vscode) => {
    it("selects records and groups as it does with it", async () => {
      await vscode().openFile(LYRICS);
      await vscode().runCommand("Latentune: Open Analysis Panel");
      const panel = await PanelPage.shown(vscode());
      const songs = await songsOfRun(vscode().folder);
      expect(await panel.renderer()).toBe("canvas2d");
      const song = songs.filename.indexOf("Fantasma - Los Rombos (2 of 6).mp3");
      const place = (await panel.places())[song]!;
      await vscode().page.mouse.click(...place);
      await panel.song.getByRole("heading", { name: "Fantasma - Los Rombos (2 of 6)" }).waitFor();
      // What the pointer is on stays under it.
      expect((await panel.places())[song]).toEqual(place);
      await panel.song.getByRole("button", { name: /^Open row/ }).click();
      await expectRecord(vscode(), songs.filename[song]!);
      await lassoHolds(vscode(), panel, songs);
      await vscode().screenshot("panel-without-webgl");
    });
  },
);

async function heading(panel: PanelPage): Promise<string> {
  return panel.song.getByRole("heading").first().innerText();
}

/** The editor shows the song's record, whole and selected. */
async function expectRecord(vscode: VscodeWindow, filename: string): Promise<void> {
  const content = await readFile(join(vscode.folder, LYRICS));
  const lines = content.toString().split("\n");
  const { records } = parseLyricsTable(content, LYRICS);
  const { firstLine, lastLine } = records.find((record) => record.filename === filename)!;
  // The status bar tells of the editor that has the keyboard.
  await vscode.openFile(LYRICS);
  await expect
    .poll(async () => (await vscode.selectedText()).replace(/\r?\n$/, ""), SOON)
    .toBe(lines.slice(firstLine - 1, lastLine).join("\n"));
}

/** Draws a lasso around the songs on the left of the map; table, distribution and CSV hold them and no other. Returns them. */
async function lassoHolds(vscode: VscodeWindow, panel: PanelPage, songs: ViewSongs): Promise<readonly number[]> {
  await panel.map.focus();
  await vscode.page.keyboard.press("Escape");
  const places = await panel.places();
  // 1. The group: what lies left of the widest gap.
  const byPlace = [...places.keys()].sort((a, b) => places[a]![0] - places[b]![0]);
  const gapAfter = (rank: number): number => places[byPlace[rank]!]![0] - places[byPlace[rank - 1]!]![0];
  const size = [5, 6, 7, 8, 9, 10].reduce((widest, rank) => (gapAfter(rank) > gapAfter(widest) ? rank : widest));
  const group = byPlace.slice(0, size).sort((a, b) => a - b);
  // 2. The lasso around it.
  const { x, y, height } = (await panel.map.boundingBox())!;
  const right = places[byPlace[size]!]![0] - gapAfter(size) / 2;
  await panel.lasso([
    [x + 4, y + 4],
    [right, y + 4],
    [right, y + height - 4],
    [x + 4, y + height - 4],
  ]);
  // 3. What holds it.
  await expect.poll(() => panel.selectedRows(), SOON).toEqual(group);
  for (const genre of new Set(songs.genre)) {
    expect(await panel.brightSongs(genre), genre).toBe(group.filter((song) => songs.genre[song] === genre).length);
  }
  const file = join(vscode.folder, "selection.csv");
  await panel.frame.getByRole("button", { name: "Export" }).click();
  await panel.frame.getByRole("menuitem", { name: `Selection as CSV (${size})` }).click();
  // The dialog writes its proposal into the box when it is ready.
  await expect
    .poll(() => vscode.page.locator(".quick-input-widget:visible input.input").inputValue(), SOON)
    .toContain("_selection.csv");
  await vscode.answer(file);
  await expect.poll(() => readFile(file, "utf8").catch(() => ""), SOON).not.toBe("");
  const exported = parse(await readFile(file), { bom: true, columns: true }) as unknown as { filename: string }[];
  expect(exported.map(({ filename }) => filename)).toEqual(group.map((song) => songs.filename[song]));
  await rm(file);
  return group;
}
