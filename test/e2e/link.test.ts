import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import type { VscodeWindow } from "./harness/vscode-window.ts";

const LYRICS = "data/lyrics/lyrics.csv";
/** The second and third record of lyrics.csv; their lyrics span lines. */
const SECOND = "Fantasma - Los Rombos (2 of 6)";
const THIRD = "Fantasma - Los Rombos (3 of 6)";
/** Marks of the clusters beside the records. */
const MARKS = ".monaco-editor .margin-view-overlays .cgmr.codicon, .monaco-editor .glyph-margin-widgets .cgmr";

describeVscode("lyrics.csv and the map", { prepare: withFinishedRun }, (vscode) => {
  it("the lens of a record whose lyrics span lines selects that very song", async () => {
    await vscode().openFile(LYRICS);
    await showInMap(vscode(), 1);
    await songInPanel(vscode(), SECOND);
    await vscode().screenshot("link-light");
  });

  it("a reload brings runs, panel and lenses back", async () => {
    await vscode().page.getByRole("tab", { name: "Latentune" }).first().click();
    await runListed(vscode());
    await vscode().reload();
    await runListed(vscode());
    await songInPanel(vscode(), SECOND);
    await vscode().openFile(LYRICS);
    await expect.poll(() => vscode().codeLenses(), { timeout: 60_000 }).toContainEqual(expect.stringContaining("Show in map"));
    await vscode().page.locator(MARKS).first().waitFor();
    await vscode().setTheme("dark");
    await vscode().screenshot("link-dark");
  });

  it("edits above a record do not shift it", async () => {
    await vscode().openFile(LYRICS);
    await vscode().goTo(3);
    await vscode().page.keyboard.type("two\nmore lines\n");
    await showInMap(vscode(), 2);
    await songInPanel(vscode(), THIRD);
  });
});

/** Presses "Show in map" above a record, counted from 0 from the top of the screen. */
async function showInMap(vscode: VscodeWindow, record: number): Promise<void> {
  const lenses = vscode.page.locator(".codelens-decoration").filter({ hasText: "Show in map" });
  await lenses.nth(record).getByText("Show in map").click();
}

async function songInPanel(vscode: VscodeWindow, title: string): Promise<void> {
  const panel = await vscode.webview(`h2:has-text("${title}")`, 60_000);
  await panel.getByRole("application", { name: "Latent map" }).waitFor();
}

async function runListed(vscode: VscodeWindow): Promise<void> {
  await vscode.page.getByRole("treeitem", { name: /^Hard/ }).first().waitFor({ timeout: 30_000 });
}
