import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { PanelPage } from "./harness/panel-page.ts";
import { THEMES, type Theme } from "./harness/vscode-window.ts";

const RUNS = ".latentune/runs";
const SOON = { timeout: 60_000 };

describeVscode("the tune strip", { prepare: withFinishedRun, viewport: { width: 1500, height: 1000 } }, (vscode) => {
  let panel: PanelPage;
  const runs = async (): Promise<readonly string[]> =>
    (await readdir(join(vscode().folder, RUNS))).filter((name) => !name.endsWith(".tmp"));
  const k = (): Locator => panel.frame.getByRole("spinbutton", { name: "k", exact: true });
  const clusters = (): Promise<number> =>
    panel.frame.locator("latentune-map-view latentune-map .legend button.group").count();
  const choose = async (list: string, option: string): Promise<void> => {
    await panel.frame.getByRole("combobox", { name: list }).click();
    await panel.frame.getByRole("option", { name: option, exact: true }).click();
  };

  it("changes the map while k is typed, trains nothing and survives a reload", async () => {
    await vscode().runCommand("Latentune: Open Analysis Panel");
    panel = await PanelPage.shown(vscode(), 120_000);
    await choose("Representation", "β-VAE latent");
    await choose("Clustering", "Ward");
    await panel.frame.getByRole("button", { name: "Tune", exact: true }).click();
    for (const count of ["4", "5", "6", "7"]) {
      await k().fill(count);
      await expect.poll(clusters, SOON).toBe(Number(count));
    }
    await panel.frame.getByText(/Ward, k = 7 · 7 clusters · silhouette/).waitFor(SOON);
    expect(await runs()).toHaveLength(1);
    await vscode().reload();
    panel = await PanelPage.shown(vscode(), 120_000);
    await expect.poll(clusters, SOON).toBe(7);
    expect(await k().inputValue()).toBe("7");
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await vscode().setTheme(theme);
      await vscode().screenshot(`tune-${theme}`);
    }
  });

  it("is kept as a run that says what it is of", async () => {
    const [before] = await runs();
    await panel.frame.getByRole("button", { name: "Keep as run" }).click();
    await expect.poll(runs, SOON).toHaveLength(2);
    const kept = (await runs()).find((run) => run !== before)!;
    const manifest = JSON.parse(await readFile(join(vscode().folder, RUNS, kept, "run.json"), "utf8")) as RunManifest;
    expect(manifest.tuned).toMatchObject([{ from: before }]);
    // The frame around the page is a few pixels lower than the page: a wheel must not move that.
    const bar = panel.frame.locator("latentune-top-bar");
    const place = await bar.boundingBox();
    await panel.frame.getByText("Kept as").hover();
    await vscode().page.mouse.wheel(0, 200);
    await vscode().page.waitForTimeout(300);
    expect([await panel.scrolledAway(), await bar.boundingBox()]).toEqual([[], place]);
  });

  it("marks the scores against the genre once the genre has a weight", async () => {
    await panel.frame.getByRole("spinbutton", { name: "genre" }).fill("0.5");
    await panel.frame.getByText("scores against the genre are leaked").waitFor(SOON);
    await panel.frame.getByRole("tab", { name: /Metrics/ }).click();
    const row = panel.frame.locator("latentune-metrics tbody tr").first();
    await expect.poll(() => row.textContent(), SOON).toMatch(/genre × 0\.5.*†/s);
  });
});
