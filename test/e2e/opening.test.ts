import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readCsvTable } from "../../src/shared/csv.ts";
import { id3Tag, lyricsFrame, textFrame } from "../dataset/opening/tagged-files.ts";
import { describeVscode, SONGS30 } from "./harness/describe-vscode.ts";
import type { VscodeWindow } from "./harness/vscode-window.ts";

const RUN_LIMIT = 240_000;

/** Eight MP3s of the samples, four of each language, those of one without any tag. */
async function putSongs(folder: string): Promise<void> {
  const audio = join(SONGS30, "data", "audio");
  for (const language of ["french", "spanish"]) {
    const names = (await readdir(join(audio, language))).filter((name) => name.endsWith(".mp3")).slice(0, 4);
    await mkdir(join(folder, "music", language), { recursive: true });
    for (const name of names) {
      const target = join(folder, "music", language, name);
      if (language === "french") await copyFile(join(audio, language, name), target);
      else {
        const tag = id3Tag(textFrame("TCON", "Folk"), lyricsFrame(`la la ${name.replace(".mp3", "")}`));
        await writeFile(target, Buffer.concat([tag, await readFile(join(audio, language, name))]));
      }
    }
  }
}

const settings = { "latentune.epochs": 5, "latentune.contrastiveSteps": 20 };

describeVscode("a folder of eight MP3s", { workspace: null, prepare: putSongs, settings }, (vscode) => {
  it("comes from opening to the map by clicks alone", async () => {
    const { page, folder } = vscode();
    await page.getByRole("tab", { name: "Latentune" }).first().click();
    await page.getByRole("treeitem", { name: "Create lyrics.csv from These 8 Songs…" }).waitFor();
    await vscode().screenshot("opening-songs");
    await page.getByRole("button", { name: "Create lyrics.csv from These Songs…" }).click();
    await page.getByText("Which folders name the language?").waitFor();
    await vscode().screenshot("opening-question");
    await vscode().choose("french, spanish");
    const created = await vscode().notification(
      /Created data\/lyrics\/lyrics.csv: 8 songs, 1 genre, 2 languages, 4 with lyrics/,
    );
    await vscode().screenshot("opening-created");
    const { rows } = readCsvTable(await readFile(join(folder, "data", "lyrics", "lyrics.csv"), "utf8"));
    expect(rows.map(([, language, genre, lyrics]) => [language, genre, lyrics !== ""])).toEqual([
      ...Array.from({ length: 4 }, () => ["french", "", false]),
      ...Array.from({ length: 4 }, () => ["spanish", "Folk", true]),
    ]);

    await created.getByRole("button", { name: "Run Hard Task" }).click();
    const finished = await vscode().notification(/Hard task finished in .+: 8 songs\./, RUN_LIMIT);
    await finished.getByRole("button", { name: "Open Panel" }).click();
    const panel = await vscode().webview("latentune-map");
    await panel.locator("latentune-map").waitFor();
    await vscode().screenshot("opening-map");
  });
});

/** Looks at both ways in, in every theme, wide and narrow. */
async function showOpening(vscode: VscodeWindow, name: string): Promise<void> {
  await vscode.page.getByRole("tab", { name: "Latentune" }).first().click();
  await vscode.runCommand("Latentune: Open Analysis Panel");
  const panel = await vscode.webview("main.page");
  await panel.locator("h1").waitFor();
  await vscode.screenshot(`opening-${name}`);
}

const flat = async (folder: string): Promise<void> => {
  await putSongs(folder);
  await mkdir(join(folder, "dataset", "lyrics"), { recursive: true });
  const names = (await readdir(join(folder, "music"), { recursive: true })).filter((name) => name.endsWith(".mp3"));
  const rows = names.map((name) => `"${basename(name)}",${dirname(name)},,`);
  await writeFile(
    join(folder, "dataset", "lyrics", "Lyrics.csv"),
    `filename,language,genre,lyrics\n${rows.join("\n")}\n`,
  );
};

describeVscode("a folder whose table lies elsewhere", { workspace: null, prepare: flat }, (vscode) => {
  it("is told of it, and uses it after one click", async () => {
    const { page, folder } = vscode();
    await page.getByRole("tab", { name: "Latentune" }).first().click();
    await page.getByRole("button", { name: "Choose lyrics.csv…" }).waitFor();
    await vscode().screenshot("opening-elsewhere");
    await page.getByRole("treeitem", { name: "Use dataset/lyrics/Lyrics.csv" }).click();
    await vscode().notification(/dataset\/lyrics\/Lyrics.csv is used now/);
    await page.getByRole("treeitem", { name: /french: 4 songs/ }).waitFor();
    const kept = JSON.parse(await readFile(join(folder, ".vscode", "settings.json"), "utf8")) as unknown;
    expect(kept).toMatchObject({ "latentune.dataDir": "dataset" });
    await vscode().screenshot("opening-used");
  });
});

describeVscode("a folder without songs", { workspace: null }, (vscode) => {
  it("says so, and offers another folder", async () => {
    await showOpening(vscode(), "nothing");
    const panel = await vscode().webview("main.page");
    expect(await panel.locator("h1").innerText()).toBe("No songs yet");
    await vscode().page.getByRole("button", { name: "Open Folder" }).first().waitFor();
    await vscode().runCommand("Latentune: Create lyrics.csv from Songs…");
    await vscode().notification(/There are no songs in/);
  });
});

describeVscode(
  "a folder of songs in a narrow window of high contrast",
  { workspace: null, prepare: putSongs, theme: "high-contrast", viewport: { width: 620, height: 800 } },
  (vscode) => {
    it("offers the table in side bar and panel", async () => {
      await showOpening(vscode(), "narrow-high-contrast");
      const panel = await vscode().webview("main.page");
      await panel.getByRole("button", { name: "Create lyrics.csv from These 8 Songs…" }).waitFor();
      await vscode().setTheme("dark");
      await showOpening(vscode(), "narrow-dark");
    });
  },
);
