import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { PanelPage } from "./harness/panel-page.ts";
import { VscodeWindow } from "./harness/vscode-window.ts";

const RUNS = ".latentune/runs";
const SOON = { timeout: 90_000 };

describeVscode(
  "clusters that are tuned while something else goes on",
  { prepare: withFinishedRun, viewport: { width: 1500, height: 1000 }, settings: { "latentune.epochs": 100_000 } },
  (vscode) => {
    let panel: PanelPage;
    const runs = async (): Promise<number> =>
      (await readdir(join(vscode().folder, RUNS))).filter((name) => !name.endsWith(".tmp")).length;
    const kOf = ({ frame }: PanelPage): Locator => frame.getByRole("spinbutton", { name: "k", exact: true });

    const openTune = async ({ frame }: PanelPage): Promise<void> => {
      const tune = frame.getByRole("button", { name: "Tune", exact: true });
      if ((await tune.getAttribute("aria-expanded")) !== "true") await tune.click();
    };

    // A test that is tried again has a panel, and no run.
    beforeEach(async () => {
      await vscode().runCommand("Latentune: Open Analysis Panel");
      panel = await PanelPage.shown(vscode(), 120_000);
    }, 180_000);
    afterEach(async () => {
      const cancel = panel.frame.getByRole("button", { name: "Cancel" });
      if (await cancel.isVisible()) await cancel.click();
    });

    it("follow the slider while a run is made, and after it was cancelled", async () => {
      const { frame } = panel;
      await openTune(panel);
      await vscode().runCommand("Latentune: Run Easy Task");
      await frame.getByRole("button", { name: "Show map" }).click(SOON);
      await frame
        .getByText(/Training/)
        .first()
        .waitFor(SOON);
      // As fast as keys come: only the last counts.
      for (const k of ["5", "6", "7", "8", "9", "5", "8"]) await kOf(panel).fill(k);
      await frame.getByText(/k = 8 · 8 clusters · silhouette/).waitFor(SOON);
      await frame.getByRole("slider", { name: "audio, slider" }).press("ArrowRight");
      await frame.getByRole("button", { name: "Cancel" }).click();
      await frame
        .getByText(/Easy task cancelled/)
        .first()
        .waitFor(SOON);
      await frame.getByText(/8 clusters · silhouette/).waitFor(SOON);
      expect(await runs()).toBe(1);
    });

    it("are what was typed last, also where the window is loaded anew in the same moment", async () => {
      await panel.frame.getByRole("button", { name: "Reset" }).click();
      await kOf(panel).fill("6");
      // The page keeps its state a moment after each change.
      await vscode().page.waitForTimeout(100);
      await vscode().reload();
      panel = await PanelPage.shown(vscode(), 120_000);
      await panel.frame.getByText(/k = 6 · 6 clusters · silhouette/).waitFor(SOON);
    });

    it("are kept once, however often the button is pressed; another window with the folder is offered the run", async () => {
      const before = await runs();
      const page = await vscode().page.context().newPage();
      onTestFinished(() => page.close());
      const other = new VscodeWindow(page, vscode().page.url(), vscode().folder, vscode().home);
      await other.open();
      await other.runCommand("Latentune: Open Analysis Panel");
      const beside = await PanelPage.shown(other, 120_000);
      // The editor may bring the panel back as the first window has it.
      await openTune(beside);
      await kOf(beside).fill("7");
      for (const k of ["5", "6"]) await kOf(panel).fill(k);
      await panel.frame.getByText(/k = 6 · 6 clusters · silhouette/).waitFor(SOON);
      await panel.frame.getByRole("button", { name: "Keep as run" }).dblclick();
      await panel.frame.getByText(/Kept as/).waitFor(SOON);
      await beside.frame
        .getByText(/A newer run is done/)
        .first()
        .waitFor(SOON);
      await beside.frame.getByText(/k = 7 · 7 clusters · silhouette/).waitFor(SOON);
      await panel.frame.getByText(/k = 6 · 6 clusters · silhouette/).waitFor(SOON);
      expect(await runs()).toBe(before + 1);
    });
  },
);
