import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";

const LYRICS = "data/lyrics/lyrics.csv";
const SOON = { timeout: 60_000 };
const REASON =
  /ONNX Runtime, which computes the networks, cannot be loaded: a file of its package is missing, \S*onnxruntime/;

async function withoutRuntime(extension: string): Promise<void> {
  const bin = join(extension, "node_modules", "onnxruntime-node", "bin");
  const libraries = (await readdir(bin, { recursive: true })).filter((path) =>
    /libonnxruntime|onnxruntime\.dll/.test(path),
  );
  expect(libraries).not.toEqual([]);
  for (const path of libraries) await rename(join(bin, path), join(bin, `${path}.away`));
}

const broken = { prepare: withFinishedRun, damage: withoutRuntime };

describeVscode("an installation whose ONNX Runtime lost its library", broken, (vscode) => {
  it("shows songs, kept runs, lenses and problems", async () => {
    const { page } = vscode();
    await page.getByRole("tab", { name: "Latentune" }).first().click();
    await page
      .getByRole("treeitem", { name: /^Hard · / })
      .first()
      .waitFor();
    for (const name of ["french: 12 songs", "spanish: 18 songs"])
      await page.getByRole("treeitem", { name }).first().waitFor();
    await vscode().openFile(LYRICS);
    await expect.poll(() => vscode().codeLenses(), SOON).toContainEqual(expect.stringContaining("Show in map"));
    await vscode().goTo(2);
    await page.keyboard.type("first new song.mp3,french,,one line\n");
    await expect.poll(() => vscode().problems(), SOON).toContainEqual(missing("first new song", 2));
    await vscode().screenshot("broken-install");
  });

  it("says once that a task cannot run, why, and what helps", async () => {
    await vscode().runCommand("Latentune: Run Hard Task");
    const refusal = await vscode().notification(REASON);
    expect(await refusal.innerText()).toContain("Install Latentune again");
    await refusal.getByRole("button", { name: "Check Data and Machine" }).waitFor();
    // The progress of the task goes a moment later.
    await expect.poll(notifications, SOON).toEqual([expect.stringMatching(REASON)]);
    await vscode().screenshot("broken-install-refused");
  });

  it("gives no further notification while lyrics.csv is checked after each edit", async () => {
    await vscode().openFile(LYRICS);
    await vscode().goTo(3);
    for (const [index, name] of ["second", "third", "fourth", "fifth"].entries()) {
      await vscode().page.keyboard.type(`${name} new song.mp3,french,,one line\n`);
      await expect.poll(() => vscode().problems(), SOON).toContainEqual(missing(`${name} new song`, 3 + index));
    }
    expect(await notifications()).toEqual([expect.stringMatching(REASON)]);
  });

  it("says it in the machine part of the check, which the button opens", async () => {
    const refusal = await vscode().notification(REASON);
    await refusal.getByRole("button", { name: "Check Data and Machine" }).click();
    const page = await vscode().webview("h1:has-text('Data check of')");
    const text = await page.locator("body").innerText();
    expect(text).toMatch(REASON);
    expect(text).toMatch(/Networks run on: nothing here/);
    await vscode().screenshot("broken-install-check");
    expect(await notifications()).toEqual([]);
  });

  async function notifications(): Promise<readonly string[]> {
    return vscode().page.locator(".notification-list-item").allInnerTexts();
  }
});

/** The entry of a song that no file has, at a line. */
function missing(name: string, line: number): unknown {
  return expect.stringMatching(new RegExp(`${name}\\.mp3.*\\[Ln ${line}, Col 1\\]`));
}
