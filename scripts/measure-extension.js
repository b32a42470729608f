// Measures what the extension costs the editor, in the real VS Code on a copy of examples/songs30: the time of its
// activation, and the processor time of the extension host during a Hard run as a share of the run. Linux only.
// node scripts/measure-extension.js [epochs]
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { packageExtension } from "./package.js";
import { findChromium } from "./vscode/chromium.js";
import { installVscode } from "./vscode/install.js";
import { installExtension, startServer } from "./vscode/server.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const RUN_LIMIT = 900_000;
const TICKS = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

const epochs = process.argv[2] === undefined ? null : Number(process.argv[2]);
const scratch = await mkdtemp(join(tmpdir(), "latentune-measure-"));
const home = join(scratch, "home");
const workspace = join(scratch, "songs30");
let server, browser;
try {
  const vscode = await installVscode(console.log);
  await cp(join(root, "examples", "songs30"), workspace, { recursive: true });
  const { file } = await packageExtension({ outdir: scratch });
  await installExtension(vscode, file, home);
  server = await startServer(vscode, { home, settings: { "latentune.epochs": epochs } });
  browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(server.urlOf(workspace));
  await page.getByRole("tab", { name: "Latentune" }).first().waitFor({ timeout: 60_000 });

  // 1. Activation, as VS Code itself measures it.
  await command(page, "Developer: Show Running Extensions");
  const row = page.locator(".runtime-extensions-editor .monaco-list-row").filter({ hasText: "Latentune" });
  await row.getByText(/Activation: \d+/).waitFor({ timeout: 60_000 });
  console.log(`activation: ${/\d+ ?ms/.exec(await row.innerText())?.[0]}`);

  // 2. A Hard run.
  const host = await hostPid();
  const before = await processorSeconds(host);
  const started = performance.now();
  await command(page, "Latentune: Run Hard Task");
  await page.locator(".notification-list-item").filter({ hasText: /Hard task finished/ }).waitFor({ timeout: RUN_LIMIT });
  const seconds = (performance.now() - started) / 1000;
  const spent = (await processorSeconds(host)) - before;
  const share = ((100 * spent) / seconds).toFixed(1);
  console.log(`Hard run: ${seconds.toFixed(1)} s; extension host: ${spent.toFixed(2)} s of processor time, ${share} % of the run`);
} finally {
  await browser?.close();
  await server?.stop();
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}

/** Asks until the palette offers the command: a window that just started has not read its extensions. */
async function command(page, title) {
  const widget = page.locator(".quick-input-widget:visible");
  const row = widget.locator(".monaco-list-row").filter({ has: page.getByText(title, { exact: true }) }).first();
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press("F1");
    const typed = widget.locator("input.input").fill(`>${title}`, { timeout: 5_000 });
    const offered = await typed.then(() => row.waitFor({ timeout: 5_000 })).then(() => true, () => false);
    if (offered) return row.click();
    if (attempt === 10) throw new Error(`VS Code offers no "${title}".`);
    await page.keyboard.press("Escape");
  }
}

async function hostPid() {
  const names = await readdir(join(home, "logs"), { recursive: true });
  const log = await readFile(join(home, "logs", names.find((name) => name.endsWith("remoteexthost.log"))), "utf8");
  return Number(/Extension host with pid (\d+) started/.exec(log)[1]);
}

/** User and system time of a process, without its children: fields 14 and 15 of proc(5)'s stat. */
async function processorSeconds(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
