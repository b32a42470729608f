// What the extension costs the editor, in the real VS Code on copies of examples/songs30: the time of its activation as
// VS Code measures it, in several fresh windows, and the processor time of the extension host during a Hard run as a share
// of the run. Linux only. Arguments: epochs of the run (default: the architecture's).
import { execFileSync } from "node:child_process";
import { cp, readdir, readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { record } from "../record.ts";
import { startRealVscode } from "../real-vscode.ts";

/** Windows that activation is measured in. */
const ROUNDS = 5;
/** Milliseconds. */
const MOST_ACTIVATION = 50;
const RUN_LIMIT = 900_000;
const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

if (process.platform !== "linux")
  throw new Error("The processor time of a process is read from /proc: this benchmark needs Linux.");
const epochs = process.argv[2] === undefined ? null : Number(process.argv[2]);
if (epochs !== null && !(Number.isInteger(epochs) && epochs > 0)) throw new RangeError(`Epochs: ${process.argv[2]}.`);

const { scratch, home, server, browser, stop } = await startRealVscode({ settings: { "latentune.epochs": epochs } });
const workspace = join(scratch, "songs30");
await cp("examples/songs30", workspace, { recursive: true });
try {
  console.log(`Load of the machine before: ${loadavg()[0]!.toFixed(1)}.`);
  const activations: number[] = [];
  let page = await openWindow();
  for (let round = 1; ; round++) {
    activations.push(await activationTime(page));
    if (round === ROUNDS) break;
    await page.close();
    page = await openWindow();
  }
  const sorted = activations.toSorted((a, b) => a - b);
  const activation = sorted[sorted.length >> 1]!;
  console.log(`Activation: ${activation} ms, the median of ${activations.join(", ")} (at most ${MOST_ACTIVATION})`);
  const remark = "as VS Code measures it: loading the bundle, and activate";
  const step = "activation of the extension";
  record({ kind: "time", step, size: "songs30", seconds: activation / 1000, target: MOST_ACTIVATION / 1000, remark });

  const { seconds, spent } = await hardRun(page);
  const share = ((100 * spent) / seconds).toFixed(1);
  console.log(
    `Hard run: ${seconds.toFixed(1)} s; extension host ${spent.toFixed(2)} s of processor time, ${share} % of the run (under 5)`,
  );
  console.log(`Load of the machine after: ${loadavg()[0]!.toFixed(1)}.`);
} finally {
  await stop();
}

/** A window with an extension host of its own: the one before is closed. */
async function openWindow(): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(server.urlOf(workspace));
  await page.getByRole("tab", { name: "Latentune" }).first().waitFor({ timeout: 60_000 });
  return page;
}

/** Milliseconds, as "Show Running Extensions" tells them: loading the bundle, and `activate`. */
async function activationTime(page: Page): Promise<number> {
  await command(page, "Developer: Show Running Extensions");
  const row = page.locator(".runtime-extensions-editor .monaco-list-row").filter({ hasText: "Latentune" });
  await row.getByText(/Activation: \d+/).waitFor({ timeout: 60_000 });
  return Number(/Activation: (\d+)/.exec(await row.innerText())?.[1]);
}

/** Seconds of a Hard run by the clock, and those of the processor that the extension host spent meanwhile. */
async function hardRun(page: Page): Promise<{ readonly seconds: number; readonly spent: number }> {
  const host = await hostPid();
  const before = await processorSeconds(host);
  const started = performance.now();
  await command(page, "Latentune: Run Hard Task");
  await page
    .locator(".notification-list-item")
    .filter({ hasText: /Hard task finished/ })
    .waitFor({ timeout: RUN_LIMIT });
  return { seconds: (performance.now() - started) / 1000, spent: (await processorSeconds(host)) - before };
}

/** Asks until the palette offers the command: a window that just started has not read its extensions. */
async function command(page: Page, title: string): Promise<void> {
  const widget = page.locator(".quick-input-widget:visible");
  const row = widget
    .locator(".monaco-list-row")
    .filter({ has: page.getByText(title, { exact: true }) })
    .first();
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press("F1");
    const typed = widget.locator("input.input").fill(`>${title}`, { timeout: 5_000 });
    const offered = await typed
      .then(() => row.waitFor({ timeout: 5_000 }))
      .then(
        () => true,
        () => false,
      );
    if (offered) return row.click();
    if (attempt === 10) throw new Error(`VS Code offers no "${title}".`);
    await page.keyboard.press("Escape");
  }
}

/** The process of the latest window's extension host. */
async function hostPid(): Promise<number> {
  const names = await readdir(join(home, "logs"), { recursive: true });
  const logs = await Promise.all(
    names
      .filter((name) => name.endsWith("remoteexthost.log"))
      .map((name) => readFile(join(home, "logs", name), "utf8")),
  );
  const started = logs.flatMap((log) => [...log.matchAll(/^(\S+ \S+) .*Extension host with pid (\d+) started/gm)]);
  const latest = started.toSorted((a, b) => a[1]!.localeCompare(b[1]!)).at(-1);
  if (latest === undefined) throw new Error("The log of VS Code names no extension host.");
  return Number(latest[2]);
}

/** User and system time of a process, without its children: fields 14 and 15 of proc(5)'s stat. */
async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
