import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { expect, it, vi } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import type { VscodeWindow } from "./harness/vscode-window.ts";

const RUNS = ".latentune/runs";

describeVscode("the side bar", { prepare: withFinishedRun }, (vscode) => {
  it("follows the runs that other windows and terminals keep and delete", async () => {
    await vscode().page.getByRole("tab", { name: "Latentune" }).first().click();
    await row(vscode(), /^Hard · /).waitFor();
    const folder = join(vscode().folder, RUNS);
    const [runId] = await readdir(folder);
    const away = join(vscode().folder, "away");
    // As the engine does it: a run appears and goes by the name of its folder.
    await rename(join(folder, runId!), away);
    await vscode().page.getByText("No run has finished in this folder yet.").waitFor();
    await rename(away, join(folder, runId!));
    await row(vscode(), /^Hard · /).waitFor();
  });

  it("renames and pins a run", async () => {
    await chooseFor(
      vscode(),
      row(vscode(), /^Hard · /),
      "Rename…",
      vscode().page.locator(".quick-input-widget:visible input.input"),
    );
    await vscode().answer("Ours & <b>theirs</b>");
    await chooseFor(
      vscode(),
      row(vscode(), /^Ours & <b>theirs<\/b>/),
      "Pin",
      row(vscode(), /^Ours & <b>theirs<\/b>, pinned · Hard, /),
    );
  });

  it("groups the songs by the clustering that is shown, and plays one", async () => {
    const head = vscode().page.locator(".pane-header").filter({ hasText: "Songs" });
    await head.hover();
    await head.getByRole("button", { name: "Group Songs…" }).click();
    await vscode().choose("By cluster");
    await expect.poll(() => head.innerText()).toMatch(/by cluster \(.+, .+\)/);
    await row(vscode(), /^(?:Cluster \d+|Noise): \d+ songs?/).click();
    const song = vscode()
      .page.getByRole("treeitem", { name: / of 6\), / })
      .first();
    const name = (await song.getAttribute("aria-label"))!.split(/(?<=\)),/)[0]!;
    await song.hover();
    await song.getByRole("button", { name: "Play" }).click();
    const panel = await vscode().webview(`h2:has-text("${name}")`, 60_000);
    await panel.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await vscode().screenshot("sidebar");
  });

  it("has a walkthrough that knows what is done already", async () => {
    await vscode().runCommand("Welcome: Open Walkthrough...");
    await vscode().choose("Cluster your first songs");
    const box = (step: string) => vscode().page.locator(`[role="checkbox"][data-done-step-id$="#${step}"]`).first();
    for (const step of ["sample", "run"]) await expect.poll(() => box(step).getAttribute("aria-checked")).toBe("true");
    expect(await box("report").getAttribute("aria-checked")).toBe("false");
  });

  it("deletes a run, which can be undone", async () => {
    const kept = await readdir(join(vscode().folder, RUNS));
    const gone = vscode().page.getByText("No run has finished in this folder yet.");
    await chooseFor(vscode(), row(vscode(), /^Ours/), "Delete", gone);
    const said = await vscode().notification(/deleted\. This can be undone/);
    await said.getByRole("button", { name: "Undo" }).click();
    await row(vscode(), /^Ours/).waitFor();
    expect(await readdir(join(vscode().folder, RUNS))).toEqual(kept);
  });
});

function row({ page }: VscodeWindow, name: RegExp): Locator {
  return page.getByRole("treeitem", { name }).first();
}

/**
 * Chooses an entry of an item's menu until it does what it should: a menu takes no click in its first moments, which might
 * still be the press that opened it, and closes when the list below it is drawn anew.
 */
async function chooseFor({ page }: VscodeWindow, item: Locator, entry: string, effect: Locator): Promise<void> {
  const menuItem = page.getByRole("menuitem", { name: entry, exact: true });
  const choose = async () => {
    if (!(await menuItem.isVisible())) await item.click({ button: "right", timeout: 5_000 });
    await menuItem.click({ timeout: 2_000 });
    await effect.waitFor({ timeout: 3_000 });
  };
  await vi.waitFor(choose, { timeout: 60_000, interval: 300 });
}
