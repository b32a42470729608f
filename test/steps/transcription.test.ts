import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type {
  TranscriptFile,
  TranscriptionRequest,
  TranscriptionResult,
} from "../../src/shared/contract/transcript.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { overwriteLyrics } from "../../src/engine/dataset/genres/overwrite-lyrics.ts";
import { lrcOf } from "../../src/shared/lyrics/lrc.ts";
import { exportLrc } from "../../src/engine/steps/transcription/export-lrc.ts";
import {
  readTranscript,
  safeStem,
  transcriptsDir,
  writeTranscript,
} from "../../src/engine/steps/transcription/transcript-files.ts";
import { transcribeSongs, type TranscribeSongsRequest } from "../../src/engine/steps/transcription/transcribe-songs.ts";
import { CLI, start } from "../cli/run-cli.ts";
import { writeTinyWhisper } from "../tiny-models/write.ts";

const SAMPLE = new URL("../../examples/songs30", import.meta.url).pathname;
const REQUEST: TranscriptionRequest = {
  model: "",
  language: null,
  force: false,
  limit: null,
  only: null,
  writeLanguage: true,
  preview: false,
  allowDownload: false,
};

let models: string;
beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), "latentune-voices-"));
  for (const voice of ["sings", "hums", "mumbles"] as const) await writeTinyWhisper(join(models, voice), voice);
});
afterAll(() => rm(models, { recursive: true, force: true }));

let workspace: string;
let table: string;
let emptied: Buffer;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "latentune-transcription-"));
  onTestFinished(() => rm(workspace, { recursive: true, force: true, maxRetries: 3 }));
  await cp(SAMPLE, workspace, { recursive: true });
  table = join(workspace, "data", "lyrics", "lyrics.csv");
  emptied = emptiedTable(await readFile(table));
  await writeFile(table, emptied);
});

/** The sample's table without lyrics, but with everything that a careless writer would change. */
function emptiedTable(bytes: Uint8Array): Buffer {
  const rows = parseLyricsTable(bytes, "lyrics.csv").records.map(({ filename, language }, index) => {
    const name = /[",]/.test(filename) || index % 3 === 0 ? `"${filename.replaceAll('"', '""')}"` : filename;
    return `${name},${language}, note ${index} ,${index % 2 === 0 ? "" : '""'},"x ""${index}"""${index % 5 === 0 ? "\n\n" : "\r\n"}`;
  });
  return Buffer.from(`\ufefffilename,language,"my notes",lyrics,more\r\n${rows.join("")}`);
}

/** The table with its lyrics taken out again: equal to the emptied one if no other byte was changed. */
function withoutLyrics(bytes: Buffer, before: Buffer): Buffer {
  let now: Uint8Array = bytes;
  for (const { row, cells } of parseLyricsTable(before, "lyrics.csv").records) {
    const parsed = parseLyricsTable(now, "lyrics.csv");
    now = overwriteLyrics(parsed, new Map([[row, ""]]));
    // A cell that had no quotes got some, and keeps them: take them away by hand.
    if (cells[3]!.quoted) continue;
    const { start, end } = parseLyricsTable(now, "lyrics.csv").records[row - 1]!.cells[3]!;
    now = Buffer.concat([now.subarray(0, start), now.subarray(end)]);
  }
  return Buffer.from(now);
}

function run(
  voice: string,
  given: Partial<TranscriptionRequest> = {},
  more: Partial<TranscribeSongsRequest> = {},
): Promise<TranscriptionResult> {
  return transcribeSongs({ workspace, transcription: { ...REQUEST, model: join(models, voice), ...given }, ...more });
}

const lyrics = async (): Promise<string[]> =>
  parseLyricsTable(await readFile(table), "lyrics.csv").records.map((record) => record.lyrics);
const asr = (): string => transcriptsDir(join(workspace, "data"));

describe("transcribeSongs", () => {
  it("fills every row of thirty songs in and changes no other byte", async () => {
    const fetchSpy = vi.spyOn(globalThis, "fetch");
    onTestFinished(() => {
      fetchSpy.mockRestore();
    });
    const result = await run("sings");
    expect(result).toMatchObject({
      transcribed: 30,
      noWords: 0,
      failed: 0,
      skipped: 0,
      stillMissing: 0,
      weights: "quantised",
      diagnostics: [],
    });
    const after = await readFile(table);
    expect(withoutLyrics(after, emptied)).toEqual(emptied);
    const texts = await lyrics();
    expect(texts).toHaveLength(30);
    for (const [index, text] of texts.entries()) {
      // Lines end as the file's header does.
      expect(text.replaceAll("\r\n", "\n")).toBe(result.songs[index]!.lyrics);
      expect(text).toMatch(/^[a-z \r\n]+$/);
    }
    // The sound chooses the words: not every song has the same.
    expect(new Set(texts).size).toBeGreaterThan(3);
    // The row's own language is taken where Whisper knows it.
    expect(new Set(result.songs.map(({ language }) => language))).toEqual(new Set(["es", "fr"]));
    expect(fetchSpy).not.toHaveBeenCalled();
  });

  it("hands languages over by any of their names, and says once which ones it does not know", async () => {
    const languages = ["Bengali", "bn-BD", "বাংলা", "Banglish", "instrumental", "english/bangla"];
    const odd = emptied.toString().replaceAll(/,(?:spanish|french),/g, (found) => {
      const language = languages.shift();
      return language === undefined ? found : `,${language},`;
    });
    await writeFile(table, odd);
    const { songs, diagnostics } = await run("sings", { limit: 6, preview: true });
    expect(songs.slice(0, 3).map(({ language }) => language)).toEqual(["bn", "bn", "bn"]);
    expect(diagnostics).toMatchObject([
      {
        code: "language-detected",
        severity: "info",
        row: 4,
        message:
          "Whisper does not know the language of 3 songs (“Banglish”, “instrumental”, “english/bangla”): it is detected.",
      },
    ]);
    expect((await run("sings", { limit: 6, preview: true, language: "বাংলা" })).diagnostics).toEqual([]);
  });

  it("writes a detected language into its empty cell, as the table calls it, and changes no other byte", async () => {
    const rows = emptied.toString().split("spanish");
    // The first three songs have no language.
    const without = Buffer.from(rows.slice(0, 4).join("") + ["", ...rows.slice(4)].join("spanish"));
    await writeFile(table, without);
    const left = await run("sings", { limit: 1, writeLanguage: false });
    expect(left.songs[0]).toMatchObject({ language: "es" });
    expect(withoutLyrics(await readFile(table), without)).toEqual(without);

    const { songs, diagnostics } = await run("sings", { limit: 2 });
    expect(diagnostics).toEqual([]);
    for (const { filename, languageProbability } of songs) {
      expect(languageProbability).toBeGreaterThanOrEqual(0.6);
      expect((await readTranscript(asr(), filename))!.language).toEqual({
        code: "es",
        detected: true,
        probability: languageProbability,
      });
    }
    const expected = Buffer.from(
      [rows.slice(0, 2).join(""), rows[2]!, rows[3]!].join("spanish") + ["", ...rows.slice(4)].join("spanish"),
    );
    expect(withoutLyrics(await readFile(table), expected)).toEqual(expected);
  });

  it("keeps each transcript with its times beside the table", async () => {
    const { songs } = await run("sings", { limit: 2 });
    for (const { filename, lyrics: text } of songs) {
      const transcript = (await readTranscript(asr(), filename))!;
      expect(transcript).toMatchObject({
        schemaVersion: 1,
        filename,
        weights: "quantised",
        reason: null,
        language: { code: "es", detected: false },
      });
      expect(transcript.lines.map((line) => line.text).join("\n")).toBe(text);
      expect(transcript.lines.every(({ start, end }) => start < end && end <= transcript.duration)).toBe(true);
      expect(await readFile(join(asr(), `${safeStem(filename)}.txt`), "utf8")).toBe(`${text}\n`);
    }
  });

  it("goes on with the rows that are left, and counts", async () => {
    expect(await run("sings", { limit: 3 })).toMatchObject({ transcribed: 3, skipped: 0, stillMissing: 27 });
    expect(await run("sings", { limit: 2 })).toMatchObject({ transcribed: 2, skipped: 3, stillMissing: 25 });
    expect((await lyrics()).map((text) => text !== "").lastIndexOf(true)).toBe(4);
  });

  it("writes a row from its transcript if a kill came between the two", async () => {
    await run("sings", { limit: 1 });
    await writeFile(table, emptied);
    const { songs } = await run("sings", { limit: 1 });
    expect(songs[0]).toMatchObject({ outcome: "transcribed", reused: true, speed: null });
    expect((await lyrics())[0]).not.toBe("");
  });

  it("remembers songs without words, for this model only, until it is forced", async () => {
    expect(await run("hums", { limit: 2 })).toMatchObject({ transcribed: 0, noWords: 2, stillMissing: 30 });
    expect(await readFile(table)).toEqual(emptied);
    const again = await run("hums", { limit: 1 });
    expect(again.songs[0]!.row).toBe(3);
    expect(again).toMatchObject({ skipped: 2 });
    expect((await run("hums", { limit: 1, force: true })).songs[0]).toMatchObject({
      row: 1,
      reason: "no-speech",
      reused: false,
    });
    expect((await run("sings", { limit: 1 })).songs[0]).toMatchObject({ row: 1, outcome: "transcribed" });
  });

  it("with force replaces lyrics, empties them where nobody sings, and keeps them where the model is not sure", async () => {
    const [first] = parseLyricsTable(emptied, "lyrics.csv").records;
    await writeFile(
      table,
      overwriteLyrics(parseLyricsTable(emptied, "lyrics.csv"), new Map([[first!.row, "made up"]])),
    );
    const only = [first!.filename];
    expect(await run("sings", { only })).toMatchObject({ skipped: 1, songs: [] });
    const kept = await run("mumbles", { only, force: true });
    expect(kept).toMatchObject({ noWords: 1, diagnostics: [{ code: "lyrics-kept", line: 2 }] });
    expect((await lyrics())[0]).toBe("made up");
    await run("hums", { only, force: true });
    expect((await lyrics())[0]).toBe("");
    await run("sings", { only, force: true });
    expect((await lyrics())[0]).toMatch(/[a-z]/);
  });

  it("only shows what it would write in a preview", async () => {
    const { songs } = await run("sings", { preview: true, limit: 1 });
    expect(songs[0]!.lyrics).not.toBe("");
    expect(await readFile(table)).toEqual(emptied);
    await expect(readFile(join(asr(), `${safeStem(songs[0]!.filename)}.json`))).rejects.toThrow("ENOENT");
  });

  it("leaves what somebody edits meanwhile, and does not lose it", async () => {
    const edited = Buffer.concat([emptied, Buffer.from("new.mp3,french,,,\r\n")]);
    const { diagnostics } = await run(
      "sings",
      { limit: 2 },
      {
        onSong: (_, done) => {
          if (done === 1) writtenDuring = edit(edited);
        },
      },
    );
    await writtenDuring;
    expect((await readFile(table, "utf8")).endsWith("new.mp3,french,,,\r\n")).toBe(true);
    expect(diagnostics).toEqual([]);
  });

  it("tells a song that cannot be heard at its row, and goes on", async () => {
    const [first, second] = parseLyricsTable(emptied, "lyrics.csv").records;
    const audio = join(workspace, "data", "audio", "spanish");
    await writeFile(join(audio, first!.filename), "no sound");
    await writeFile(join(audio, second!.filename), silentWav(5));
    const { songs, diagnostics, failed } = await run("sings", { limit: 3 });
    expect(songs.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["failed", null],
      ["no-words", "silent"],
      ["transcribed", null],
    ]);
    expect(failed).toBe(1);
    expect(diagnostics).toMatchObject([{ severity: "error", line: 2, filename: first!.filename }]);
  });

  it("refuses before it begins what cannot go well", async () => {
    await expect(run("sings", { language: "klingon" })).rejects.toThrow(/does not know the language “klingon”/);
    await expect(run("sings", { only: ["nobody.mp3"] })).rejects.toThrow(/No usable row .* “nobody.mp3”/);
    await expect(run("none")).rejects.toMatchObject({ name: "ModelError", reason: "missing" });
    await writeFile(table, 'filename,language,lyrics\na.mp3,french,"open\n');
    await expect(run("sings")).rejects.toThrow(/Lyrics cannot be written/);
  });

  it("is cancelled within a song and leaves a whole table", async () => {
    const controller = new AbortController();
    const cancelled = run(
      "sings",
      {},
      {
        signal: controller.signal,
        onSong: (_, done) => {
          if (done === 2) controller.abort();
        },
      },
    );
    await expect(cancelled).rejects.toMatchObject({ name: "CancelledError" });
    expect(withoutLyrics(await readFile(table), emptied)).toEqual(emptied);
    expect((await lyrics()).filter((text) => text !== "")).toHaveLength(2);
  });
});

let writtenDuring: Promise<void> | undefined;

/** What an editor does that saves: the row that is transcribed by now keeps its lyrics, a row is added. */
async function edit(added: Buffer): Promise<void> {
  const now = await readFile(table);
  await writeFile(table, Buffer.concat([now, added.subarray(emptied.length)]));
}

describe("latentune transcribe", () => {
  it("survives kill -9, goes on where it was, and leaves every other byte", async () => {
    const model = join(models, "sings");
    const child = spawn(process.execPath, [CLI, "transcribe", "--workspace", workspace, "--model", model], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const signal = new Promise((resolve) =>
      child.on("exit", (_, name) => {
        resolve(name);
      }),
    );
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("6/30 ")) child.kill("SIGKILL");
    });
    expect(await signal).toBe("SIGKILL");
    const done = (await lyrics()).filter((text) => text !== "").length;
    expect(done).toBeGreaterThanOrEqual(6);
    expect(done).toBeLessThan(30);
    expect(withoutLyrics(await readFile(table), emptied)).toEqual(emptied);

    const { code, json, stdout } = await start(workspace, "transcribe", "--model", model).result;
    expect(code).toBe(0);
    expect(json).toMatchObject({ transcribed: 30 - done, skipped: done, failed: 0, stillMissing: 0, noWords: 0 });
    expect(stdout).toContain(`Transcribed: ${30 - done}\nNo words: 0\nSkipped: ${done}\nFailed: 0\nStill missing: 0\n`);
    expect(withoutLyrics(await readFile(table), emptied)).toEqual(emptied);
    expect((await lyrics()).every((text) => text !== "")).toBe(true);
  });

  it("says what is missing, where it looked and what to do, as JSON too", async () => {
    const { code, json, stderr } = await start(workspace, "transcribe", "--models-dir", join(workspace, "models"))
      .result;
    expect(code).toBe(1);
    expect(stderr).toContain(
      "The model Xenova/whisper-small is not on this machine. Download it (latentune models get small, about 253 MB)",
    );
    expect(String(json["error"])).toContain(join(workspace, "models", "Xenova", "whisper-small"));
  });
});

describe("exportLrc", () => {
  it("writes the songs with times, beside them or into a folder, and leaves files of others alone", async () => {
    const { songs } = await run("sings", { limit: 2 });
    const [first, second] = songs.map(({ filename }) => filename);
    const beside = join(workspace, "data", "audio", "spanish", `${second!.replace(/\.\w+$/, "")}.lrc`);
    await writeFile(beside, "[00:01.00]my own times\n");
    const relative = `data/audio/spanish/${first!.replace(/\.\w+$/, "")}.lrc`;
    const expected = { written: [relative], kept: [beside.slice(workspace.length + 1)], untimed: 28 };
    expect(await exportLrc({ workspace, folder: null })).toEqual(expected);
    expect(await readFile(join(workspace, relative), "utf8")).toBe(lrcOf((await readTranscript(asr(), first!))!));
    expect(await readFile(beside, "utf8")).toBe("[00:01.00]my own times\n");
    // What an export has written is written anew.
    expect(await exportLrc({ workspace, folder: null })).toEqual(expected);

    // Lyrics that were changed have no times any more.
    const bytes = await readFile(table);
    await writeFile(table, overwriteLyrics(parseLyricsTable(bytes, "lyrics.csv"), new Map([[1, "other words"]])));
    expect(await exportLrc({ workspace, folder: "out" })).toEqual({
      written: [`out/${safeStem(second!)}.lrc`],
      kept: [],
      untimed: 29,
    });
  });
});

describe("transcripts", () => {
  const transcript = (filename: string): TranscriptFile => ({
    schemaVersion: 1,
    filename,
    audioSha256: "",
    model: "m",
    weights: "full",
    hearing: 2,
    language: null,
    duration: 1,
    lines: [{ start: 0, end: 1, text: filename }],
    reason: null,
    windows: [],
  });

  it("keeps songs of one stem apart", async () => {
    await mkdir(asr(), { recursive: true });
    for (const filename of ["a.mp3", "a.flac", "a.ogg"]) await writeTranscript(asr(), transcript(filename));
    await writeTranscript(asr(), transcript("a.flac"));
    for (const filename of ["a.mp3", "a.flac", "a.ogg"])
      expect((await readTranscript(asr(), filename))?.lines[0]?.text).toBe(filename);
    expect(await readTranscript(asr(), "a.wav")).toBeUndefined();
  });

  it.each([
    ["Miedo - Yuanan (1 of 6).opus", "Miedo - Yuanan (1 of 6)"],
    ["What? <1>/2.mp3", "What_ _1__2"],
    ["..mp3", "_"],
    ["CON.wav", "_CON"],
    ["গান।.mp3", "গান।"],
    [`${"ভ".repeat(100)}.mp3`, "ভ".repeat(60)],
  ])("%s → %s", (filename, stem) => {
    expect(safeStem(filename)).toBe(stem);
  });
});

/** 16 kHz, mono, 16 bit, nothing but zeros. */
function silentWav(seconds: number): Buffer {
  const bytes = seconds * 32_000;
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, Buffer.alloc(bytes)]);
}
