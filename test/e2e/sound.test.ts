import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import { installation } from "../../scripts/vscode/install.js";
import { tinyClap } from "../tiny-models/tiny-clap.ts";
import { writeModel } from "../tiny-models/write.ts";
import { describeVscode } from "./harness/describe-vscode.ts";
import { extensionFolder } from "./harness/extension-folder.ts";
import { PanelPage } from "./harness/panel-page.ts";

const SOON = { timeout: 60_000 };
const CLAP = "models/Xenova/clap-htsat-unfused";
const QUICK = ["--architecture", "reference", "--seconds", "3", "--epochs", "1"];

/** The installed command line in a folder; what it says as JSON. */
async function cli(folder: string, ...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const bench = inject("bench");
  if ("missing" in bench) throw new Error(bench.missing);
  const program = join(await extensionFolder(bench), "dist", "cli.js");
  const { stdout } = await promisify(execFile)(installation().node, [
    program,
    ...args,
    "--workspace",
    folder,
    "--json",
  ]);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Readonly<Record<string, unknown>>;
}

/** A run by the half of a small CLAP that hears; the half that reads is not there. */
async function withRunByClap(folder: string): Promise<void> {
  const hears = [...tinyClap()].filter(([file]) => !/token|text/.test(file));
  await writeModel(join(folder, CLAP), new Map(hears));
  await cli(folder, "medium", ...QUICK, "--audio-model", "clap", "--models-dir", join(folder, "models"));
  await mkdir(join(folder, ".vscode"), { recursive: true });
  await writeFile(
    join(folder, ".vscode", "settings.json"),
    JSON.stringify({ "latentune.modelsDir": join(folder, "models") }),
  );
}

describeVscode("a run by CLAP", { prepare: withRunByClap }, (vscode) => {
  it("offers to find songs by sound, and says which half of the model is missing and how large it is", async () => {
    await vscode().runCommand("Latentune: Open Analysis Panel");
    const { frame } = await PanelPage.shown(vscode(), 120_000);
    await frame.getByRole("button", { name: "Sound", exact: true }).click();
    await frame.getByRole("textbox", { name: "Find songs by how they sound" }).fill("calm piano");
    const lack = frame.getByRole("alert").filter({ hasText: "that reads texts is not on this machine" });
    await lack.waitFor(SOON);
    await vscode().screenshot("sound-model-missing");
    await lack.getByRole("button", { name: "Get the model…" }).click();
    const dialog = vscode().page.locator(".monaco-dialog-box");
    await dialog.waitFor(SOON);
    expect(await dialog.innerText()).toMatch(/about 128 MB \(8-bit weights, Apache-2\.0 licence\)/);
    await vscode().screenshot("sound-model-question");
    await vscode().page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("finds them with both halves, as the command line does", async () => {
    const { frame } = await PanelPage.shown(vscode());
    await writeModel(join(vscode().folder, CLAP), tinyClap());
    const search = frame.getByRole("textbox", { name: "Find songs by how they sound" });
    await search.fill("");
    await search.fill("acoustic guitar");
    const said = frame.locator("latentune-search [role=status]");
    await expect.poll(() => said.textContent(), SOON).toMatch(/^10 songs found by sound, nearest /);
    await vscode().screenshot("sound");
    const { songs } = (await cli(vscode().folder, "search", "acoustic guitar")) as unknown as {
      readonly songs: readonly { readonly song: number }[];
    };
    const ids = await frame
      .locator("latentune-songs [role=row][id]")
      .evaluateAll((rows) => rows.slice(0, 5).map(({ id }) => id));
    expect(ids).toEqual(songs.slice(0, 5).map(({ song }) => `song-${song}`));
  });
});
