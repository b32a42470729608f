import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeVscode } from "./harness/describe-vscode.ts";
import { withFinishedRun } from "./harness/finished-run.ts";

describeVscode("the report of a run", { prepare: withFinishedRun }, (vscode) => {
  it("is exported in the formats and to the folder that the user chooses", async () => {
    const { page, folder } = vscode();
    const out = join(folder, "my paper");
    await mkdir(out, { recursive: true });
    await vscode().runCommand("Latentune: Export Report…");
    const picker = page.locator(".quick-input-widget:visible");
    await picker.getByText("formats (1 of 2)").waitFor();
    // The page and the paper are chosen already.
    await picker.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Markdown" }).click();
    await picker.getByRole("button", { name: "OK", exact: true }).click();
    await picker.getByText("folder (2 of 2)").waitFor();
    // The dialog writes the folder that it begins with into the field, and what lies in it below.
    await picker.getByText("my paper").waitFor();
    await picker.locator("input.input").first().fill(`${out}/`);
    await picker.getByRole("button", { name: "Export", exact: true }).click();
    const said = await vscode().notification(/ are in .*my paper\./, 120_000);
    expect(await said.innerText()).toContain("report.html and REPORT.pdf and REPORT.md");
    expect((await readdir(out)).sort()).toEqual(["REPORT.md", "REPORT.pdf", "figures", "report.html"]);
    const read = async (name: string): Promise<string> => (await readFile(join(out, name))).toString("latin1");
    expect((await read("REPORT.pdf")).slice(0, 5)).toBe("%PDF-");
    expect(await read("report.html")).toMatch(/^<!doctype html>/i);
    expect(await read("REPORT.md")).toMatch(/^# Hard task/);
    await said.getByRole("button", { name: "Open" }).click();
    const report = await vscode().webview("#songs");
    expect(await report.locator("h1").innerText()).toMatch(/^Hard task/);
  });

  it("plays songs in its tab", async () => {
    // The tab of the page that was exported is another one.
    await vscode().runCommand("View: Close All Editors");
    await vscode().runCommand("Latentune: Open Report");
    const report = await vscode().webview("#songs table");
    // Every build of the browser knows this format.
    await report.getByLabel("Search").fill("Miedo");
    await report.getByRole("button", { name: /^Play Miedo/ }).first().click(); // prettier-ignore
    const audio = report.locator(".player audio");
    await audio.waitFor();
    const state = () => audio.evaluate((element: HTMLAudioElement) => ({ time: element.currentTime, error: element.error?.message ?? null, length: element.duration })); // prettier-ignore
    await expect.poll(async () => (await state()).time, { timeout: 30_000 }).toBeGreaterThan(0.3);
    expect(await state()).toMatchObject({ error: null });
    await vscode().screenshot("report-plays");
  });
});
