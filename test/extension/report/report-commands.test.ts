import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptHash } from "latentune:report-page";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { KeptRun } from "../../../src/shared/contract/rpc.ts";
import { exportReport } from "../../../src/extension/report/export-report.ts";
import { openReport, type ReportParts } from "../../../src/extension/report/open-report.ts";
import { createReportPages } from "../../../src/extension/report/report-pages.ts";
import { Uri } from "../fake-vscode/basics.ts";
import { fakePanels } from "../fake-vscode/panels.ts";
import { registered } from "../fake-vscode/registries.ts";
import { fakeWindow, window } from "../fake-vscode/window.ts";
import { keepRun, manifestOf } from "../kept-runs.ts";

let workspace = "";
let run: KeptRun;
/** What the engine is asked for, and what it does then. */
let asked: unknown[] = [];
let write: (out: string) => Promise<{ readonly files: string[]; readonly warnings: unknown[] }>;
let parts: ReportParts;
const page = (text: string): string => `<!DOCTYPE html><p>${text}</p>`;
const current = (text: string): string => `${page(text)}<!-- ${scriptHash} -->`;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "latentune-report-"));
  const manifest = manifestOf("a");
  run = { manifest, runDir: await keepRun(workspace, manifest), annotation: { name: "Ours" } };
  asked = [];
  write = async (out) => {
    await writeFile(join(out, "report.html"), current("new"));
    return { files: [join(out, "report.html")], warnings: [] };
  };
  const folder = { path: workspace, dataDir: "data", lyricsFile: Uri.file(join(workspace, "lyrics.csv")) };
  parts = {
    workspace: { current: folder, trusted: true, ready: Promise.resolve(), settle: () => Promise.resolve(true) },
    activity: { run: ({ ask }: { ask: (token: string) => unknown }) => ask("token") },
    engine: { request: (_: string, params: { readonly out: string }) => (asked.push(params), write(params.out)) },
    pages: createReportPages(),
    runs: { titleOf: () => "Ours" },
  } as unknown as ReportParts;
  for (const list of [fakePanels.made, fakeWindow.messages, registered.executed]) list.length = 0;
  fakeWindow.press = () => undefined;
});
afterEach(() => rm(workspace, { recursive: true, force: true }));
const shown = (): string[] => fakePanels.made.map(({ title, webview }) => `${title} ${/<p>.*<\/p>/.exec(webview.html)?.[0] ?? ""}`); // prettier-ignore

describe("opening a report", () => {
  it("shows the page as it is now, in one tab a run", async () => {
    for (const text of ["one", "two"]) {
      await writeFile(join(run.runDir, "report.html"), current(text));
      await openReport(parts, run);
    }
    expect(shown()).toEqual(["Report: Ours <p>two</p>"]);
    expect(fakePanels.made[0]?.revealed).toBe(2);
    expect(asked).toEqual([]);
  });

  it("has a page written that is missing or of another version, and shows an old one where that fails", async () => {
    await openReport(parts, run);
    expect(asked).toEqual([expect.objectContaining({ runId: "a", formats: ["html"], out: run.runDir })]);
    expect(shown()).toEqual(["Report: Ours <p>new</p>"]);
    await writeFile(join(run.runDir, "report.html"), page("old"));
    await openReport(parts, run);
    expect(shown()).toEqual(["Report: Ours <p>new</p>"]);
    await writeFile(join(run.runDir, "report.html"), page("old"));
    write = () => Promise.reject(new Error("EACCES"));
    await openReport(parts, run);
    expect(shown()).toEqual(["Report: Ours <p>old</p>"]);
  });

  it("shows the text where there is no page and none can be written, and says why where there is none", async () => {
    write = () => Promise.reject(new Error("EACCES"));
    await expect(openReport(parts, run)).rejects.toThrow("EACCES");
    await writeFile(join(run.runDir, "REPORT.md"), "# Report");
    await openReport(parts, run);
    expect(registered.executed).toMatchObject([{ command: "markdown.showPreview" }]);
  });
});

describe("exporting a report", () => {
  it("asks before it replaces files, tells what it wrote and what not, and opens the page", async () => {
    Object.assign(window, { showQuickPick: (items: readonly { readonly picked?: boolean }[]) => Promise.resolve(items.filter(({ picked }) => picked)) }); // prettier-ignore
    fakeWindow.folder = Uri.file(workspace);
    await writeFile(join(workspace, "report.html"), "mine");
    await exportReport(parts, run);
    expect(fakeWindow.messages).toMatchObject([
      { text: `report.html is in ${workspace} already.`, buttons: ["Replace"] },
    ]);
    expect(asked).toEqual([]);
    fakeWindow.press = ({ buttons }) => buttons[0];
    const wrote = write;
    write = async (out) => ({ ...(await wrote(out)), warnings: [{ message: "REPORT.pdf is not written.", remedy: "Install it." }] }); // prettier-ignore
    await exportReport(parts, run);
    expect(asked).toMatchObject([{ formats: ["html", "pdf"], out: workspace }]);
    expect(fakeWindow.messages.at(-1)).toEqual({
      severity: "warning",
      text: `report.html is in ${workspace}. REPORT.pdf is not written. Install it.`,
      buttons: ["Open"],
    });
    expect(shown()).toEqual(["Report: Ours <p>new</p>"]);
  });
});
