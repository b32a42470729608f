import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseLyricsTable, type LyricsRecord } from "../../src/engine/dataset/table/lyrics-table.ts";
import { writeTinyWhisper } from "../tiny-models/write.ts";
import { describeVscode } from "./harness/describe-vscode.ts";

const LYRICS = "data/lyrics/lyrics.csv";
const KEPT = "lyrics of the user's own";
const SOON = { timeout: 60_000 };

/** Empties the lyrics of all songs but the first, and names a folder of models that is empty. */
async function withoutLyrics(folder: string): Promise<void> {
  const rows = (await records(folder)).map(
    ({ filename, language }, index) => `"${filename}",${language},${index === 0 ? KEPT : ""}`,
  );
  await writeFile(join(folder, LYRICS), `filename,language,lyrics\r\n${rows.join("\r\n")}\r\n`);
  await mkdir(join(folder, ".vscode"), { recursive: true });
  await writeFile(
    join(folder, ".vscode", "settings.json"),
    JSON.stringify({ "latentune.modelsDir": join(folder, "models"), "latentune.whisperModel": "small" }),
  );
}

async function records(folder: string): Promise<readonly LyricsRecord[]> {
  return parseLyricsTable(await readFile(join(folder, LYRICS)), LYRICS).records;
}

describeVscode("transcription", { prepare: withoutLyrics }, (vscode) => {
  const lyrics = async (): Promise<readonly string[]> =>
    (await records(vscode().folder)).map((record) => record.lyrics);

  it("says of a missing model where it looked and how large it is, and downloads nothing unless told to", async () => {
    await vscode().openFile(LYRICS);
    await vscode().runCommand("Latentune: Transcribe Missing Lyrics");
    const dialog = vscode().page.locator(".monaco-dialog-box");
    await dialog.waitFor(SOON);
    const text = await dialog.innerText();
    expect(text).toContain("The model Xenova/whisper-small is not on this machine.");
    expect(text).toContain(join(vscode().folder, "models", "Xenova", "whisper-small"));
    expect(text).toMatch(
      /about 253 MB \(8-bit weights, MIT licence\) from https:\/\/huggingface\.co\/Xenova\/whisper-small/,
    );
    expect(await dialog.getByRole("button").allInnerTexts()).toEqual(
      expect.arrayContaining(["Download (253 MB)", "Choose Folder…", "Choose Model…", "Cancel"]),
    );
    await vscode().screenshot("transcribe-model-missing");
    await vscode().page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect((await lyrics()).filter((text) => text !== "")).toEqual([KEPT]);
  });

  it("transcribes a row from its lens, and its editor shows the words", async () => {
    await writeTinyWhisper(join(vscode().folder, "models", "Xenova", "whisper-small"));
    await expect.poll(() => vscode().codeLenses(), SOON).toContainEqual(expect.stringContaining("Transcribe"));
    await vscode().page.locator(".codelens-decoration a").filter({ hasText: "Transcribe" }).first().click();
    await vscode().notification(/\d+ lines? in .+ × real time/, 120_000);
    const [first, second, third] = await lyrics();
    expect([first, third]).toEqual([KEPT, ""]);
    const [line] = second!.split(/\r?\n/);
    expect(line).toMatch(/^\w+( \w+)+$/);
    await vscode().page.locator(".view-line").filter({ hasText: line! }).first().waitFor(SOON);
    await vscode().screenshot("transcribe-row");
  });

  it("transcribes all that are left, and says what it came to", async () => {
    await vscode().runCommand("Latentune: Transcribe Missing Lyrics");
    await vscode().notification(/Transcribed 28 songs, 2 skipped\. Every row has lyrics now\./, 240_000);
    await vscode().screenshot("transcribe-finished");
    expect((await lyrics()).filter((text) => text === "")).toEqual([]);
    await expect
      .poll(async () => (await vscode().codeLenses()).filter((text) => text.includes("Transcribe")), SOON)
      .toEqual([]);
  });

  it("exports them with their times as .lrc beside each song, and leaves a file of the user's own", async () => {
    const audio = await readdir(join(vscode().folder, "data", "audio"), { recursive: true });
    const lrcOf = ({ filename }: LyricsRecord): string => {
      const song = audio.find((name) => name.endsWith(filename))!;
      return join(vscode().folder, "data", "audio", `${song.slice(0, song.lastIndexOf("."))}.lrc`);
    };
    const [first, second, third] = (await records(vscode().folder)) as [LyricsRecord, LyricsRecord, LyricsRecord];
    await writeFile(lrcOf(third), "[00:01.00]of the user's own\n");
    await vscode().runCommand("Notifications: Clear All Notifications");
    await vscode().runCommand("Latentune: Export Lyrics with Times (.lrc)…");
    await vscode().page.locator(".quick-input-list").getByText("Beside Each Song").waitFor(SOON);
    await vscode().screenshot("export-lrc");
    await vscode().choose("Beside Each Song");
    await vscode().notification(
      "Exported the lyrics of 28 songs. 1 .lrc file of yours stays as before. 1 song has no times. Times come with a transcription whose lyrics were not changed since: Transcribe Missing Lyrics, or Transcribe This Row in lyrics.csv.",
      60_000,
    );
    await vscode().screenshot("export-lrc-finished");
    const text = await readFile(lrcOf(second), "utf8");
    const head = text.slice(0, text.indexOf("[re:Latentune]\n"));
    expect(head).toContain(`[ti:${second.filename.slice(0, second.filename.lastIndexOf("."))}]\n`);
    expect(head).toMatch(/\[length:\d\d:\d\d\]\n/);
    const timed = Array.from(text.matchAll(/^\[(\d\d):(\d\d\.\d\d)\](.+)$/gm), ([, minutes, seconds, line]) => ({
      start: 60 * Number(minutes) + Number(seconds),
      line,
    }));
    expect(timed.map(({ line }) => line).join("\n")).toBe(second.lyrics.replaceAll("\r\n", "\n"));
    const starts = timed.map(({ start }) => start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(await readFile(lrcOf(third), "utf8")).toBe("[00:01.00]of the user's own\n");
    await expect(readFile(lrcOf(first))).rejects.toThrow("ENOENT");
  });

  it("shows what would become of lyrics that are there, and replaces them when told to", async () => {
    await vscode().runCommand("Notifications: Clear All Notifications");
    await vscode().openFile(LYRICS);
    await vscode().page.locator(".view-line").filter({ hasText: KEPT }).first().click();
    await vscode().runCommand("Latentune: Transcribe This Row");
    await vscode().notification(/Replace the lyrics of this song\?/, 120_000);
    await vscode().page.locator(".line-insert, .char-insert").first().waitFor(SOON);
    await vscode().screenshot("transcribe-proposal");
    expect((await lyrics())[0]).toBe(KEPT);
    await vscode().page.locator(".editor-actions").getByRole("button", { name: "Apply Transcript" }).click();
    await expect.poll(async () => (await lyrics())[0], SOON).not.toBe(KEPT);
    expect((await lyrics())[0]).toMatch(/^\w+( \w+)+/);
    await expect.poll(() => vscode().tabs(), SOON).not.toContainEqual(expect.stringContaining("as it was heard"));
  });
});
