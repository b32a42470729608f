import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { expect, inject, it } from "vitest";
import { installation } from "../../scripts/vscode/install.js";
import type { ViewSongs } from "../../src/shared/contract/view.ts";
import { describeVscode } from "./harness/describe-vscode.ts";
import { extensionFolder } from "./harness/extension-folder.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { PanelPage } from "./harness/panel-page.ts";
import { THEMES, type Theme } from "./harness/vscode-window.ts";

const LYRICS = "data/lyrics/lyrics.csv";
const RUNS = ".latentune/runs";
const SOON = { timeout: 60_000 };
/** A row that the second run does not see: songs behind it have other numbers there. */
const LEFT_OUT = 4;

/** A finished run, and one of other settings without one of its songs. */
async function withTwoRuns(folder: string): Promise<void> {
  await withFinishedRun(folder);
  const file = join(folder, LYRICS);
  const before = await readFile(file);
  const rows = parse(before, { bom: true });
  const others = rows.filter((_row, index) => index !== LEFT_OUT);
  const lines = others.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
  await writeFile(file, `${lines.join("\n")}\n`);
  const bench = inject("bench");
  if ("missing" in bench) throw new Error(bench.missing);
  const cli = join(await extensionFolder(bench), "dist", "cli.js");
  await promisify(execFile)(installation().node, [cli, "hard", "--workspace", folder, "--epochs", "5", "--k", "7"]);
  await writeFile(file, before);
}

/** What tests ask of a map. */
interface MapElement extends HTMLElement {
  readonly selection: Uint32Array;
}

describeVscode(
  "two runs beside each other",
  { prepare: withTwoRuns, viewport: { width: 1600, height: 1000 } },
  (vscode) => {
    let panel: PanelPage;
    const names: (readonly string[])[] = [];
    const selected = (view: string): Promise<number[]> =>
      panel.frame.locator(`${view} latentune-map`).evaluate((map) => [...(map as MapElement).selection]);

    it("open in the panel, the older one as A", async () => {
      for (const run of (await readdir(join(vscode().folder, RUNS))).sort()) {
        const songs = await readFile(join(vscode().folder, RUNS, run, "view/songs.json"), "utf8");
        names.push((JSON.parse(songs) as ViewSongs).filename);
      }
      await vscode().runCommand("Latentune: Compare Runs…");
      await vscode().choose(/^Hard · /);
      await vscode().choose(/^Hard · /);
      panel = await PanelPage.shown(vscode(), 120_000);
      await panel.frame.locator("latentune-map-b .legend").waitFor(SOON);
      expect(await panel.frame.getByRole("application", { name: "Map B" }).count()).toBe(1);
    });

    it("ring the same songs in B when a lasso in A selects them", async () => {
      const places = await panel.places();
      const middle = places.map(([x]) => x).sort((a, b) => a - b)[Math.floor(places.length / 2)]!;
      const [top, bottom, right] = [
        Math.min(...places.map(([, y]) => y)) - 12,
        Math.max(...places.map(([, y]) => y)) + 12,
        Math.max(...places.map(([x]) => x)) + 12,
      ];
      await panel.lasso([
        [middle + 1, top],
        [right, top],
        [right, bottom],
        [middle + 1, bottom],
      ]);
      const [inA, inB] = [names[0]!, names[1]!];
      await expect.poll(async () => (await selected("latentune-map-view")).length).toBeGreaterThan(5);
      const ringed = (await selected("latentune-map-view")).map((song) => inA[song]!);
      const others = (await selected("latentune-map-b")).map((song) => inB[song]!);
      expect(others.toSorted()).toEqual(ringed.filter((name) => inB.includes(name)).toSorted());
    });

    it("are summed up in ten lines at most, which name the five songs that moved most", async () => {
      const lines = await panel.frame.locator("latentune-comparison .summary li").allTextContents();
      expect(lines.length).toBeLessThanOrEqual(10);
      expect(lines.find((line) => line.startsWith("Settings: "))).toMatch(/k \d+ → 7/);
      const most = lines.find((line) => line.startsWith("Moved most: "))!;
      const titles = names[0]!.map((name) => `“${name.replace(/\.\w+$/, "")}”`);
      expect(titles.filter((title) => most.includes(title))).toHaveLength(5);
      for (const theme of Object.keys(THEMES) as Theme[]) {
        await vscode().setTheme(theme);
        await vscode().screenshot(`compare-${theme}`);
      }
    });
  },
);
