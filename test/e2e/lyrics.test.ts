import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { describeVscode, SONGS30 } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import type { VscodeWindow } from "./harness/vscode-window.ts";

const LYRICS = "data/lyrics/lyrics.csv";
/** A song whose lyrics span lines: its record is lines 4 to 8 of lyrics.csv. */
const SONG = "Fantasma - Los Rombos (2 of 6)";
const FIRST = "Fantasma - Los Rombos (1 of 6)";
const AUDIO = `data/audio/spanish/${SONG}.mp3`;
const SOON = { timeout: 60_000 };

describeVscode("lyrics.csv with a finished run", { prepare: withFinishedRun }, (vscode) => {
  it("has lenses and a mark at the first line of each record", async () => {
    await vscode().openFile(LYRICS);
    await expect.poll(() => vscode().codeLenses(), SOON).toContainEqual(expect.stringContaining("Show in map"));
    const [lens] = await vscode().codeLenses();
    expect(lens!.replaceAll(/\s+/g, " ")).toMatch(/^Show in map \| Play \| (?:cluster \d+|noise) · nearest: .+$/);
    // Lines 2, 4 and 9 start records; 3 and 5 to 8 go on with one.
    await expect.poll(() => markedLines(vscode()), SOON).toEqual(expect.arrayContaining([2, 4, 9]));
    expect((await markedLines(vscode())).filter((line) => [1, 3, 5, 6, 7, 8].includes(line))).toEqual([]);
    await vscode().screenshot("lyrics");
  });

  it("tells a record's metrics and neighbours on hover", async () => {
    await lineElement(vscode(), `${SONG}.mp3,spanish`).hover({ position: { x: 40, y: 8 } });
    const hover = vscode().page.locator(".monaco-hover:visible").filter({ hasText: "Silhouette" });
    await hover.waitFor();
    const text = (await hover.innerText()).replaceAll(/\s+/g, " ");
    expect(text).toMatch(/Fantasma - Los Rombos \(2 of 6\) — (?:cluster \d+ of \d+ songs|noise)/);
    expect(text).toMatch(/Nearest songs in the .+ — 0?\.?\d/);
    await vscode().screenshot("lyrics-hover");
    await vscode().page.keyboard.press("Escape");
  });

  it("names a song that was renamed on disk, at its line, until that is undone", async () => {
    expect(await vscode().problems()).not.toContainEqual(missingAt(4));
    await rename(join(vscode().folder, AUDIO), join(vscode().folder, `${AUDIO}.away`));
    await expect.poll(() => vscode().problems(), SOON).toContainEqual(missingAt(4));
    await vscode().screenshot("problems");
  });

  it("keeps lenses, marks and problems at their records while lines are inserted above", async () => {
    await vscode().openFile(LYRICS);
    await vscode().goTo(2);
    await vscode().page.keyboard.type("new song.mp3,french,,one line\n");
    await expect.poll(() => vscode().problems(), SOON).toContainEqual(missingAt(5));
    await expect
      .poll(() => vscode().problems(), SOON)
      .toContainEqual(expect.stringMatching(/new song\.mp3.*\[Ln 2, Col 1\]/));
    expect(await vscode().problems()).not.toContainEqual(missingAt(4));
    await expect.poll(() => markedLines(vscode()), SOON).toEqual(expect.arrayContaining([3, 5, 10]));
    await expect.poll(() => vscode().codeLenses(), SOON).toContain("not in the shown run");
    await rename(join(vscode().folder, `${AUDIO}.away`), join(vscode().folder, AUDIO));
    await expect.poll(() => vscode().problems(), SOON).not.toContainEqual(missingAt(5));
  });

  it("removes a duplicate record by its quick fix, and not a byte more", async () => {
    const file = join(vscode().folder, LYRICS);
    const before = await readFile(join(SONGS30, LYRICS), "utf8");
    await saveLyrics(vscode());
    await writeFile(
      file,
      before.replace("\nFantasma - Los Rombos (2", `\n${FIRST}.mp3,spanish,,"two\n\nlines"\nFantasma - Los Rombos (2`),
    );
    const duplicate: unknown = expect.stringMatching(/already used at line 2.*\[Ln 4, Col 1\]/);
    await expect.poll(() => vscode().problems(), SOON).toContainEqual(duplicate);
    await vscode().openFile(LYRICS);
    await vscode().goTo(4);
    await vscode().openQuickFixes("Remove this record");
    await vscode().screenshot("quick-fix");
    await vscode().page.keyboard.press("Enter");
    await expect.poll(() => vscode().problems(), SOON).not.toContainEqual(duplicate);
    await vscode().openFile(LYRICS);
    await vscode().page.keyboard.press("Control+S");
    await expect.poll(() => readFile(file, "utf8"), SOON).toBe(before);
  });
});

describeVscode("a metrics table", { prepare: withFinishedRun, theme: "dark" }, (vscode) => {
  it("opens as text, and as a report by its lens", async () => {
    await vscode().openFile("results_hard/clustering/metrics_hard.csv");
    const lens = vscode().page.locator(".codelens-decoration").getByText("View as table");
    await lens.click({ timeout: SOON.timeout });
    const report = await vscode().webview("h1:has-text('Metrics of the Hard task')");
    const text = await report.locator("body").innerText();
    expect(text).toMatch(/\d+ clusterings of \d+ representations\. Best by ARI genre, ties by NMI genre/);
    expect(text).toContain("best overall");
    expect(text).toContain("undefined: no row is in a cluster");
    await vscode().screenshot("metrics-report");
    // The file has one tab: the table has taken the place of the text.
    const tabs = await vscode().tabs();
    expect(tabs.filter((tab) => tab.includes("metrics_hard.csv"))).toHaveLength(1);
    expect(await report.getByRole("main").count()).toBe(1);
  });

  it("sorts by the keyboard, the better values first, and does not scroll the page sideways", async () => {
    const report = await vscode().webview("h1");
    const head = report.getByRole("columnheader", { name: /Davies–Bouldin/ });
    await head.getByRole("button").focus();
    await vscode().page.keyboard.press("Enter");
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    const at = (await report.getByRole("columnheader").allInnerTexts()).findIndex((text) =>
      text.includes("Davies–Bouldin"),
    );
    const column = await report.locator(`tbody tr > :nth-child(${at + 1})`).allInnerTexts();
    const values = column.filter((value) => /^\d/.test(value)).map((value) => Number.parseFloat(value));
    expect(values.length).toBeGreaterThan(10);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(column.slice(values.length).every((value) => value.startsWith("–"))).toBe(true);
    // The head that was pressed still has the keyboard.
    expect(await head.getByRole("button").evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await report.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});

/**
 * Saves the edited lyrics.csv and waits until it is on the disk: only then may another program write the file. Saved a second
 * time, without a change, VS Code would write what it has over what the other program wrote, and no tab would tell when.
 */
async function saveLyrics(vscode: VscodeWindow): Promise<void> {
  await vscode.openFile(LYRICS);
  await vscode.page.locator(".tab.active.dirty").waitFor();
  await vscode.page.locator(".monaco-editor textarea, .monaco-editor .native-edit-context").first().focus();
  await vscode.page.keyboard.press("Control+S");
  await vscode.page.locator(".tab.active:not(.dirty)").waitFor();
  await expect.poll(() => readFile(join(vscode.folder, LYRICS), "utf8"), SOON).toContain("new song.mp3");
}

/** The entry of the song that is missing, at a line. */
function missingAt(line: number): unknown {
  return expect.stringMatching(new RegExp(`${SONG.replace(/[()]/g, "\\$&")}\\.mp3: .*\\[Ln ${line}, Col 1\\]`));
}

/** 1-based lines that have one of our marks in the gutter, of those on screen. */
async function markedLines({ page }: VscodeWindow): Promise<number[]> {
  return page.evaluate(() => {
    const tops = new Map<string, number>();
    for (const number of document.querySelectorAll<HTMLElement>(".margin-view-overlays .line-numbers")) {
      tops.set(number.parentElement!.style.top, Number(number.textContent));
    }
    return [...document.querySelectorAll<HTMLElement>(".glyph-margin-widgets .cgmr")]
      .map((mark) => tops.get(mark.style.top) ?? 0)
      .filter((line) => line > 0)
      .sort((a, b) => a - b);
  });
}

function lineElement({ page }: VscodeWindow, text: string): Locator {
  return page
    .locator(".view-line")
    .filter({ hasText: text.replaceAll(" ", "\u00a0") })
    .first();
}
