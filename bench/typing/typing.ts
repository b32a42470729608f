// How smooth lyrics.csv of many rows is to type in, in the real VS Code with a run shown, beside the same text where the
// extension has nothing to do with it: the time between two frames while a sentence is typed into the middle of the table.
// Arguments: numbers of rows (default: 10,000 and 100,000).
import { mkdir, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { keepRun, manifestOf } from "../../test/extension/kept-runs.ts";
import { syntheticName, writeSyntheticView } from "../../test/synthetic-run.ts";
import { startRealVscode } from "../real-vscode.ts";

const SENTENCE = "and the river sings below ";
const KEY_MS = 60;
const RUN = "20261122-114003-hard-3fa9";
/** Runs in the page: the milliseconds between its frames for so many milliseconds. */
const RECORD_FRAMES = `(duration) => new Promise((done) => {
  const found = [];
  const start = performance.now();
  let last = start;
  requestAnimationFrame(function turn(now) {
    found.push(now - last);
    last = now;
    if (now - start < duration) requestAnimationFrame(turn);
    else done(found);
  });
})`;
/** Files of the two: with the extension's features, and without. */
const TABLE = "data/lyrics/lyrics.csv";
const PLAIN = "plain.csv";

const rows = process.argv.slice(2).map(Number);
// Megabytes of a file that opens without a question.
const settings = { "workbench.editorLargeFileConfirmation": 1024 };
const { scratch, server, browser, stop } = await startRealVscode({ settings });
try {
  for (const count of rows.length === 0 ? [10_000, 100_000] : rows) {
    const workspace = join(scratch, `${count}`);
    const names = Array.from({ length: count }, (_, row) => syntheticName(row));
    const text = `filename,language,genre,lyrics\n${names.map((name, row) => `${name},english,genre ${row % 7},"${"la ".repeat(20)}\n${row}"`).join("\n")}\n`;
    await mkdir(join(workspace, "data/lyrics"), { recursive: true });
    for (const path of [TABLE, PLAIN]) await writeFile(join(workspace, path), text);
    const run = await keepRun(workspace, manifestOf(RUN, { rows: { total: count, used: count }, best: [] }));
    await writeSyntheticView(run, RUN, count);
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(server.urlOf(workspace));
    await page.getByRole("tab", { name: "Latentune" }).first().waitFor({ timeout: 60_000 });
    const without = await frames(page, PLAIN, count);
    const withUs = await frames(page, TABLE, count);
    console.log(
      `${count} rows: ${summary(withUs)} with lenses, marks and problems; ${summary(without)} without (load ${loadavg()[0]!.toFixed(1)})`,
    );
    await page.close();
  }
} finally {
  await stop();
}

/** Milliseconds between frames while the sentence is typed into the middle of a file; the typing is undone. */
async function frames(page: Page, path: string, count: number): Promise<number[]> {
  const name = path.split("/").at(-1)!;
  await quickOpen(page, path, name);
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  await quickOpen(page, `:${count}`, `line ${count}`);
  if (path === TABLE) {
    await page
      .locator(".codelens-decoration")
      .filter({ hasText: "Show in map", visible: true })
      .first()
      .waitFor({ timeout: 120_000 });
    await page.waitForTimeout(3_000);
  }
  await page.keyboard.press("End");
  const times = page.evaluate<number[]>(`(${RECORD_FRAMES})(${SENTENCE.length * KEY_MS + 1_500})`);
  await page.keyboard.type(SENTENCE, { delay: KEY_MS });
  const found = await times;
  await page.keyboard.press("Control+Z");
  return found;
}

/** Chooses what quick open offers for a text once the first row says that it is meant. */
async function quickOpen(page: Page, text: string, row: string): Promise<void> {
  const widget = page.locator(".quick-input-widget:visible");
  await page.keyboard.press("Control+P");
  await widget.locator("input.input").fill(text);
  await widget.locator(".monaco-list-row").first().filter({ hasText: row }).waitFor({ timeout: 120_000 });
  await page.keyboard.press("Enter");
}

function summary(found: readonly number[]): string {
  const sorted = found.toSorted((a, b) => a - b);
  const at = (share: number): string => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))]!)} ms`;
  return `a frame ${at(0.5)} (95 %: ${at(0.95)}, longest ${at(1)})`;
}
