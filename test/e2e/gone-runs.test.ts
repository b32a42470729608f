import { cp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { PanelPage } from "./harness/panel-page.ts";

const RUNS = ".latentune/runs";
const SOON = { timeout: 30_000 };
/** Copies of the finished run, oldest first. */
const COPIES = ["20261101-000000-hard-aaaa", "20261102-000000-hard-bbbb", "20261103-000000-hard-cccc"] as const;
const [A, B, C] = COPIES;

describeVscode(
  "runs whose folders go or are edited",
  {
    prepare: async (folder) => {
      await withFinishedRun(folder);
      const [own = ""] = await readdir(join(folder, RUNS));
      for (const [day, id] of COPIES.entries())
        await copyRun(join(folder, RUNS), own, id, `2026-11-0${day + 1}T00:00:00.000Z`);
      await rm(join(folder, RUNS, own), { recursive: true });
    },
    viewport: { width: 1500, height: 1000 },
  },
  (vscode) => {
    let panel: PanelPage;
    const runFolder = (id: string, ...path: readonly string[]): string => join(vscode().folder, RUNS, id, ...path);
    const remove = (...path: readonly [string, ...string[]]): Promise<void> =>
      rm(runFolder(...path), { recursive: true });

    it("keep the panel in hand: what is deleted while it is tuned and compared is named", async () => {
      await vscode().runCommand("Latentune: Open Analysis Panel");
      panel = await PanelPage.shown(vscode(), 120_000);
      const { frame } = panel;
      await vscode().runCommand("Latentune: Compare Runs…");
      for (const id of [B, C])
        await vscode().page.locator(".quick-input-list .monaco-list-row").filter({ hasText: id }).click();
      await frame.locator("latentune-map-b latentune-map .foot").waitFor({ timeout: 60_000 });
      await frame.getByRole("button", { name: "Tune", exact: true }).click();
      await frame.getByRole("spinbutton", { name: "k", exact: true }).fill("6");
      await frame.getByText(/6 clusters · silhouette/).waitFor(SOON);

      // The one beside it: its map stays, nothing breaks.
      await remove(C);
      await frame.getByRole("spinbutton", { name: "k", exact: true }).fill("5");
      await frame.getByText(/5 clusters · silhouette/).waitFor(SOON);
      // The shown one.
      await remove(B);
      await frame
        .getByRole("alert")
        .getByText("“Hard · 2 Nov 00:00”, which was shown here, is gone: it was deleted, or its record cannot be used.")
        .waitFor(SOON);
      await vscode().screenshot("gone-shown");
    });

    it("say in the side bar which record is wrong, and what is wrong with it", async () => {
      const file = runFolder(A, "run.json");
      const whole = await readFile(file, "utf8");
      const { settings, ...record } = JSON.parse(whole) as { settings: Record<string, unknown> };
      delete settings["seed"];
      await writeFile(file, JSON.stringify({ ...record, settings }));
      await vscode().runCommand("Latentune: Focus on Runs View");
      const row = vscode().page.getByRole("treeitem", { name: `${A}, cannot be used: settings.seed is missing` });
      await row.waitFor(SOON);
      await vscode().screenshot("broken-record");
      await writeFile(file, whole);
      await row.waitFor({ state: "detached", ...SOON });
      await panel.frame.locator("latentune-map-view latentune-map .foot").waitFor(SOON);
    });

    it("name the file that a half deleted run lacks", async () => {
      await remove(A, "view");
      await remove(A, "clustering");
      // A tree that is refreshed while its window goes is cancelled, which VS Code logs as an error.
      await vscode().runCommand("View: Show Explorer");
      await vscode().page.waitForTimeout(3_000);
      await vscode().reload();
      const frame = await vscode().webview("latentune-start", 60_000);
      await frame
        .getByText(new RegExp(`${A}/clustering/\\S+: A file of the run cannot be used: it is missing`))
        .waitFor(SOON);
      await vscode().screenshot("half-deleted");
      // The button asks the host once more.
      await frame.getByRole("button", { name: "Try again" }).click();
      await frame.getByText(/it is missing/).waitFor(SOON);
      await remove(A);
      await frame.getByRole("heading", { name: "No results yet" }).waitFor(SOON);
      expect(await readdir(join(vscode().folder, RUNS))).toEqual([]);
    });
  },
);

/** Puts a run beside itself, under another id and time. */
async function copyRun(runs: string, from: string, id: string, startedAt: string): Promise<void> {
  const unfinished = join(runs, `${id}.tmp`);
  await cp(join(runs, from), unfinished, { recursive: true });
  for (const file of ["run.json", "view/view.json"]) {
    const path = join(unfinished, file);
    const record = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...record, runId: id, ...("startedAt" in record ? { startedAt } : {}) }));
  }
  await rename(unfinished, join(runs, id));
}
