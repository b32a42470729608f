import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { engineProcesses } from "./harness/engine-processes.ts";
import type { VscodeWindow } from "./harness/vscode-window.ts";

/** How long a run may take on a machine that does other things too, in milliseconds. */
const RUN_LIMIT = 240_000;
/** Enough epochs to be in the middle of them, few enough that nobody waits. */
const EPOCHS = 40;
const FINISHED = /Hard task finished in .+: 30 songs\. Best: .+ \(ARI genre .+\)\./;

describeVscode("the Hard task", { settings: { "latentune.epochs": EPOCHS } }, (vscode) => {
  let undisturbed = "";

  it("runs from the palette and tells step, percentage and remaining time", async () => {
    await vscode().runCommand("Latentune: Run Hard Task");
    await vscode().notification(/Hard task: .+\(\d+ of \d+\) · \d+ % · .+ left/, RUN_LIMIT);
    await epochReached(vscode(), 2);
    await vscode().screenshot("hard-running");
    await vscode().notification(FINISHED, RUN_LIMIT);
    await vscode().screenshot("hard-finished");
    expect(await vscode().statusBar()).not.toContainEqual(expect.stringContaining("loss"));
    undisturbed = await metrics(vscode().folder);
  });

  it("opens a report with 30 songs and its pictures", async () => {
    await press(vscode(), FINISHED, "Open Report");
    const report = await vscode().webview("h1:has-text('Hard task')");
    expect(await report.locator("body").innerText()).toContain("We cluster 30 songs");
    expect(await report.locator("figure svg path").count()).toBeGreaterThan(20);
    expect(await report.locator("svg.chart image").count()).toBe(3);
    await report.getByRole("status").filter({ hasText: "30 songs" }).waitFor();
    await vscode().screenshot("hard-report");
  });

  it("stops in the middle when it is cancelled, and leaves nothing half-written", async () => {
    await vscode().runCommand("View: Close All Editors");
    await forgetRuns(vscode().folder);
    await vscode().runCommand("Latentune: Run Hard Task");
    await epochReached(vscode(), EPOCHS / 2);
    const pressed = performance.now();
    await press(vscode(), /Hard task: /, "Cancel");
    await vscode().noNotification(/Hard task: /);
    console.log(`Cancelled in ${Math.round(performance.now() - pressed)} ms, the click included.`);
    const filesLike = async (name: RegExp) =>
      (await readdir(vscode().folder, { recursive: true })).filter((file) => name.test(file));
    await expect.poll(() => filesLike(/\.tmp$|lock|results_/), { timeout: 10_000 }).toEqual([]);
    // One of each network that has not ended: all are trained at once, on one core one after the other.
    expect([1, 2, 3]).toContain((await filesLike(/\.checkpoint$/)).length);
  });

  it("tells once that its process was killed, and the window stays alive", async () => {
    await vscode().runCommand("Latentune: Run Hard Task");
    await epochReached(vscode(), EPOCHS / 2 + 2);
    const [engine, ...others] = await engineProcesses();
    expect(others).toEqual([]);
    process.kill(engine!, "SIGKILL");
    await vscode().notification(/engine stopped unexpectedly \(it was ended by SIGKILL/);
    await vscode().noNotification(/Hard task: /);
    await vscode().screenshot("engine-killed");
    expect(
      await vscode().page.locator(".notification-list-item").filter({ hasText: "stopped unexpectedly" }).count(),
    ).toBe(1);
    await vscode().openFile("data/genre_map.csv");
    await vscode().goTo(3);
  });

  it("goes on from there and ends with the metrics of the undisturbed run", async () => {
    await vscode().runCommand("Notifications: Clear All Notifications");
    await vscode().runCommand("Latentune: Run Hard Task");
    await vscode().notification(FINISHED, RUN_LIMIT);
    expect(await metrics(vscode().folder)).toBe(undisturbed);
  });
});

/** Waits until the status bar tells at least this epoch of the network that it stays with. */
async function epochReached(vscode: VscodeWindow, epoch: number): Promise<void> {
  const reached = async () => {
    const text = (await vscode.statusBar()).find((item) => item.includes("loss")) ?? "";
    return Number(/(\d+)\/\d+/.exec(text)?.[1] ?? 0);
  };
  await expect.poll(reached, { timeout: RUN_LIMIT, interval: 100 }).toBeGreaterThanOrEqual(epoch);
}

async function press(vscode: VscodeWindow, notification: RegExp, button: string): Promise<void> {
  await (await vscode.notification(notification)).getByRole("button", { name: button }).click();
}

function metrics(folder: string): Promise<string> {
  return readFile(join(folder, "results_hard", "clustering", "metrics_hard.csv"), "utf8");
}

async function forgetRuns(folder: string): Promise<void> {
  for (const name of [".latentune", "results_hard"]) await rm(join(folder, name), { recursive: true });
}
