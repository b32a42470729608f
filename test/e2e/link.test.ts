import { expect, it, vi } from "vitest";
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
    await showInMap(vscode(), 1, SECOND);
    await vscode().screenshot("link-light");
  });

  it("a reload brings runs, panel and lenses back", async () => {
    await vscode().page.getByRole("tab", { name: "Latentune" }).first().click();
    await runListed(vscode());
    await vscode().reload();
    await runListed(vscode());
    await songInPanel(vscode(), SECOND);
    await vscode().openFile(LYRICS);
    await expect
      .poll(() => vscode().codeLenses(), { timeout: 60_000 })
      .toContainEqual(expect.stringContaining("Show in map"));
    await vscode().page.locator(MARKS).first().waitFor();
    await vscode().setTheme("dark");
    await vscode().screenshot("link-dark");
  });

  it("edits above a record do not shift it", async () => {
    await vscode().openFile(LYRICS);
    await vscode().goTo(3);
    await vscode().page.keyboard.type("two\nmore lines\n");
    await showInMap(vscode(), 2, THIRD);
  });
});

/**
 * Presses "Show in map" above a record, counted from 0 from the top of the screen, until the panel shows the song: a lens that
 * VS Code is about to replace, because the text has just changed, takes the click and does nothing.
 */
async function showInMap(vscode: VscodeWindow, record: number, title: string): Promise<void> {
  const lenses = vscode.page.locator(".codelens-decoration").filter({ hasText: "Show in map", visible: true });
  const press = async () => {
    await lenses.nth(record).waitFor({ timeout: 10_000 });
    // In the page they are in the order of their making.
    const placed = await Promise.all(
      (await lenses.all()).map(async (lens) => ({ lens, top: (await lens.boundingBox())?.y ?? Infinity })),
    );
    const { lens } = placed.toSorted((a, b) => a.top - b.top)[record]!;
    await lens.getByText("Show in map").click({ timeout: 5_000 });
    await songInPanel(vscode, title, 10_000);
  };
  await vi.waitFor(press, { timeout: 90_000, interval: 500 });
}

async function songInPanel(vscode: VscodeWindow, title: string, timeout = 60_000): Promise<void> {
  const panel = await vscode.webview(`h2:has-text("${title}")`, timeout);
  await panel.getByRole("application", { name: "Latent map" }).waitFor();
}

async function runListed(vscode: VscodeWindow): Promise<void> {
  await vscode.page.getByRole("treeitem", { name: /^Hard/ }).first().waitFor({ timeout: 30_000 });
}
