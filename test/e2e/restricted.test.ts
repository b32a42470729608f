import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import { engineProcesses } from "./harness/engine-processes.ts";

describeVscode("an untrusted workspace", { trusted: false, prepare: withFinishedRun }, (vscode) => {
  it("runs nothing, and says why", async () => {
    const manifest = () => readFile(join(vscode().folder, "results_hard", "run.json"), "utf8");
    const before = await manifest();
    await vscode().runCommand("Latentune: Run Hard Task");
    const refusal = await vscode().notification("Nothing runs in an untrusted workspace");
    await vscode().screenshot("restricted");
    await refusal.getByRole("button", { name: "Manage Workspace Trust" }).waitFor();
    expect(await engineProcesses()).toEqual([]);
    expect(await manifest()).toBe(before);
  });

  it("shows the finished run's report", async () => {
    await vscode().runCommand("Latentune: Open Report");
    const report = await vscode().webview("h1:has-text('Hard task')");
    expect(await report.locator("body").innerText()).toContain("We cluster 30 songs");
    expect(await engineProcesses()).toEqual([]);
  });

  it("does not take the data folder from the workspace's settings", async () => {
    await vscode().setSettings({ "latentune.dataDir": "../elsewhere" });
    await writeFile(join(vscode().folder, "note.txt"), "");
    await vscode().openFile("data/lyrics/lyrics.csv");
    await expect
      .poll(() => vscode().codeLenses(), { timeout: 30_000 })
      .toContainEqual(expect.stringContaining("Show in map"));
  });
});
