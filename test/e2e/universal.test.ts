import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { unpackUniversal } from "./harness/universal-package.ts";

/** Puts the package without native parts in the place of the installed one. */
async function withoutNativeParts(extension: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "latentune-universal-"));
  try {
    const universal = await unpackUniversal(scratch);
    await rm(extension, { recursive: true });
    await cp(universal, extension, { recursive: true });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

describeVscode("the universal package", { prepare: withFinishedRun, damage: withoutNativeParts }, (vscode) => {
  it("opens a finished run: its map and its scores", async () => {
    await vscode().runCommand("Latentune: Open Analysis Panel");
    const panel = await vscode().webview("latentune-map");
    await panel.locator("latentune-map").waitFor();
    // What the map tells a screen reader stands there only when the run is read.
    await panel.getByText("30 songs. Arrow keys go").waitFor({ state: "attached" });
    await panel.getByRole("tab", { name: "Metrics" }).click();
    await panel.getByRole("cell", { name: "K-Means" }).first().waitFor();
    await vscode().screenshot("universal-panel");
  });

  it("marks the songs of lyrics.csv", async () => {
    await vscode().openFile("data/lyrics/lyrics.csv");
    await expect
      .poll(() => vscode().codeLenses(), { timeout: 60_000 })
      .toContainEqual(expect.stringContaining("Show in map"));
  });

  it("opens the report", async () => {
    await vscode().runCommand("Latentune: Open Report");
    const report = await vscode().webview("h1:has-text('Hard')");
    await report.locator("h1").first().waitFor();
  });

  it("says why no task runs", async () => {
    await vscode().runCommand("Latentune: Run Hard Task");
    await vscode().notification(/Latentune cannot run its tasks here: this is its package without native parts/);
    await vscode().screenshot("universal-refused");
  });
});
