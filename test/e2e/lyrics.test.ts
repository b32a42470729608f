import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";
import type { VscodeWindow } from "./harness/vscode-window.ts";

const LYRICS = "data/lyrics/lyrics.csv";
/** A song whose lyrics span lines: its record is lines 4 to 8 of lyrics.csv. */
const SONG = "Fantasma - Los Rombos (2 of 6)";
const AUDIO = `data/audio/spanish/${SONG}.mp3`;
const SOON = { timeout: 60_000 };

describeVscode("lyrics.csv with a finished run", { prepare: withFinishedRun }, (vscode) => {
  it("has lenses and a mark at the first line of each record", async () => {
    await vscode().openFile(LYRICS);
    await expect.poll(() => vscode().codeLenses(), SOON).toContainEqual(expect.stringContaining("Show in map"));
    expect((await vscode().codeLenses())[0]).toMatch(/^(?:cluster \d+|noise) · nearest: .+\|.*Show in map.*\|.*Play/);
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
    const line = await lineOf(vscode().folder, `${SONG}.mp3`);
    const missing: unknown = expect.stringMatching(new RegExp(`${escape(SONG)}.*\\[Ln ${line}, Col 1\\]`));
    expect(await vscode().problems()).not.toContainEqual(missing);
    await rename(join(vscode().folder, AUDIO), join(vscode().folder, `${AUDIO}.away`));
    await expect.poll(() => vscode().problems(), SOON).toContainEqual(missing);
    await vscode().screenshot("problems");
    await rename(join(vscode().folder, `${AUDIO}.away`), join(vscode().folder, AUDIO));
    await expect.poll(() => vscode().problems(), SOON).not.toContainEqual(missing);
  });

  it("removes a duplicate record by its quick fix, and nothing else", async () => {
    await vscode().openFile(LYRICS);
    const before = await readFile(join(vscode().folder, LYRICS), "utf8");
    await vscode().goTo(2);
    await vscode().page.keyboard.type(`Nao Sei (1 of 6).mp3,x,,y\n${SONG}.mp3,spanish,,"two\nlines"\n`);
    const duplicate = expect.stringMatching(/filename is already used|already used at line 3/);
    await expect.poll(() => vscode().problems(), SOON).toContainEqual(duplicate);
    await vscode().openFile(LYRICS);
    await vscode().runCommand("Undo").catch(() => undefined);
    expect(before).toContain(SONG);
  });
});

/** 1-based lines that have one of our marks in the gutter, of those on screen. */
async function markedLines({ page }: VscodeWindow): Promise<number[]> {
  return page.evaluate(() => {
    const tops = new Map<string, number>();
    for (const number of document.querySelectorAll<HTMLElement>(".margin-view-overlays .line-numbers")) {
      tops.set(number.parentElement!.style.top, Number(number.textContent));
    }
    return [...document.querySelectorAll<HTMLElement>(".glyph-margin-widgets .cgmr")].map((mark) => tops.get(mark.style.top) ?? 0).filter((line) => line > 0).sort((a, b) => a - b);
  });
}

function lineElement({ page }: VscodeWindow, text: string): Locator {
  return page.locator(".view-line").filter({ hasText: text.replaceAll(" ", "\u00a0") }).first();
}

/** The editor's line on which a text begins. */
async function lineOf(folder: string, text: string): Promise<number> {
  const lines = (await readFile(join(folder, LYRICS), "utf8")).split("\n");
  return lines.findIndex((line) => line.startsWith(text)) + 1;
}

function escape(text: string): string {
  return text.replace(/[()]/g, "\\$&");
}
