import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runDoctor } from "../../src/engine/tasks/doctor.ts";
import { tone, wavFile } from "../audio/signals.ts";
import { folderWith, named } from "../dataset/workspace.ts";
import { runInProcess } from "./in-process.ts";
import { smallWorkspace } from "./small-workspace.ts";

/** A tone that only ffmpeg decodes: big-endian samples of 16 bits. */
function aiffFile(rate = 16_000): Uint8Array {
  const frames = 2 * rate;
  const bytes = Buffer.alloc(54 + 2 * frames);
  bytes.write("FORM", 0);
  bytes.writeUInt32BE(bytes.length - 8, 4);
  bytes.write("AIFFCOMM", 8);
  bytes.writeUInt32BE(18, 16);
  bytes.writeUInt16BE(1, 20);
  bytes.writeUInt32BE(frames, 22);
  bytes.writeUInt16BE(16, 26);
  // The rate as a float of 80 bits.
  bytes.writeUInt16BE(16_383 + 31 - Math.clz32(rate), 28);
  bytes.writeUInt32BE((rate << Math.clz32(rate)) >>> 0, 30);
  bytes.write("SSND", 38);
  bytes.writeUInt32BE(8 + 2 * frames, 42);
  for (let frame = 0; frame < frames; frame++)
    bytes.writeInt16BE(Math.round(9000 * Math.sin(frame / 5)), 54 + 2 * frame);
  return bytes;
}

const song = (hertz: number): Uint8Array => wavFile([tone(hertz, 16_000, 2)], { rate: 16_000 });

describe("doctor", () => {
  it("reports everything else when the ffmpeg that was asked for is not there", async () => {
    const workspace = await smallWorkspace(["a.wav", "b.wav", "c.wav", "d.wav"]);
    const report = await runDoctor({ workspace, settings: { ffmpegPath: join(workspace, "nope") } });
    expect(report.machine.ffmpeg).toBeNull();
    expect(report.rows).toEqual({ total: 5, usable: 0 });
    const codes = report.diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => code === "ffmpeg-missing")).toHaveLength(1);
    expect(codes.filter((code) => code === "audio-missing")).toHaveLength(4);
    expect(report.diagnostics.find(({ code }) => code === "ffmpeg-missing")).toMatchObject({ severity: "error" });
    expect(report.steps.map(({ name }) => name)).toEqual(["read-data", "decode"]);
  });

  it("says what a task would do with an ffmpeg path that leads nowhere", async () => {
    const workspace = await folderWith({
      "data/lyrics/lyrics.csv": "filename,lyrics\na.wav,la\nb.wav,la\nc.wav,la\nd.wav,la\ne.aiff,la\n",
      ...Object.fromEntries(["a", "b", "c", "d"].map((name, at) => [`data/audio/${name}.wav`, song(220 + 50 * at)])),
      "data/audio/e.aiff": aiffFile(),
    });
    const at = ["--workspace", workspace, "--json"];
    const why = "No task can run: all of them refuse this ffmpeg path.";
    for (const more of [[], ["--no-audio"]]) {
      expect(await runInProcess("doctor", ...at, ...more)).toMatchObject({ code: 0 });
      const { code, stdout, json } = await runInProcess("doctor", ...at, ...more, "--ffmpeg", join(workspace, "nope"));
      expect([more, code, json()["cannotRun"], stdout.includes(`\n${why}\n`)]).toEqual([more, 1, why, true]);
      if (more.length > 0) continue;
      expect(stdout).toContain("4 of 5 rows can be used.");
      expect(stdout).toContain("ffmpeg: not at the path that is set");
    }
  });

  it.each([
    ["four rows", 4, 0, true],
    ["three rows", 3, 1, false],
  ])("of lyrics without audio: %s", async (_name, rows, code, canRun) => {
    const lines = Array.from({ length: rows }, (_, row) => `s${row}.ogg,la la ${row}\n`);
    const workspace = await folderWith({ "data/lyrics/lyrics.csv": `filename,lyrics\n${lines.join("")}` });
    const result = await runInProcess("doctor", "--workspace", workspace);
    expect(result.code).toBe(code);
    const alone = await runInProcess("doctor", "--workspace", workspace, "--no-audio");
    expect([alone.code, alone.stdout.includes("No task can run")]).toEqual([code, !canRun]);
    expect(result.stdout.includes("Medium and Hard can run on the lyrics of 4 rows alone.")).toBe(canRun);
    expect(result.stdout.includes("No task can run")).toBe(!canRun);
  });

  it("says of what networks cannot run on in a line each, and has the rest for --json", async () => {
    const { stdout, json } = await runInProcess("doctor", "--workspace", await smallWorkspace(), "--json");
    const { idleProviders } = json()["machine"] as { idleProviders: { name: string; needs: string }[] };
    const lines = stdout.split("\n").filter((line) => line.startsWith("  not "));
    expect(lines).toEqual(idleProviders.map(({ name, needs }) => `  not ${name}: it needs ${needs} (more: --json)`));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });

  it("counts one of a kind as one, and its noun with all there are", async () => {
    const workspace = await folderWith({ "data/lyrics/lyrics.csv": "filename,lyrics\ngone.mp3,la\n" });
    const { stdout } = await runInProcess("doctor", "--workspace", workspace, "--no-audio");
    expect(stdout).toMatch(/^1 row, /m);
    expect(stdout).toMatch(/\d+ errors?, \d+ warnings?, \d+ notes?\.$/m);
    const all = await runInProcess("doctor", "--workspace", workspace);
    expect(all.stdout).toContain("0 of 1 row can be used.");
    expect(stdout + all.stdout).not.toMatch(/\b1 (?:rows|errors|warnings|notes|songs)\b/);
  });

  it("checks the rows alone with --no-audio, and decodes nothing", async () => {
    const workspace = await folderWith({
      "data/lyrics/lyrics.csv": "filename,language,genre,lyrics\nnoise.mp3,french,,la\ngone.mp3,french,pop,\n",
      "data/audio/noise.mp3": "no sound at all",
    });
    const { code, stdout, json } = await runInProcess("doctor", "--workspace", workspace, "--no-audio", "--json");
    expect(code).toBe(1);
    expect(stdout).toContain("No task can run");
    expect(stdout).toContain("2 rows, 1 with their audio file, ");
    expect(json()["counts"]).toMatchObject({ rows: 2, songs: 1 });
    const codes = (json()["warnings"] as readonly { code: string }[]).map((warning) => warning.code);
    expect(codes).toContain("audio-missing");
    expect(codes).not.toContain("decoding-failed");
    expect(stdout).not.toContain("Machine:");
  });

  it("says with --fix what became what, and names it as the remedy of what it corrects", async () => {
    const rows = ["A.WAV,english,pop,la", "b.wav,english,pop,nan", "c.wav,english,Pop,la"];
    const workspace = await folderWith({
      "data/lyrics/lyrics.csv": `filename,language,genre,lyrics\n${rows.join("\n")}\n`,
      ...named("data/audio/music/a.wav", "data/audio/b.wav", "data/audio/c.wav"),
    });
    const at = ["--workspace", workspace, "--no-audio"];
    const before = (await runInProcess("doctor", ...at)).stdout.split("\n");
    for (const found of ["in another spelling", "a word for a missing value", "only in their spelling"])
      expect(before.find((line) => line.includes(found))).toContain("latentune doctor --fix");
    const { stdout } = await runInProcess("doctor", ...at, "--fix");
    expect(stdout.split("\n").slice(0, 4)).toEqual([
      "data/lyrics/lyrics.csv: 3 cells corrected.",
      "  line 2, filename: “A.WAV” → “a.wav”",
      "  line 3, lyrics: “nan” → empty",
      "  line 4, genre: “Pop” → “pop”",
    ]);
  });

  it("counts the languages and genres of the rows that can be used", async () => {
    const workspace = await folderWith({
      "data/lyrics/lyrics.csv":
        "filename,language,genre,lyrics\na.wav,french,pop,la\nb.wav,english,folk,la\nnoise.mp3,english,pop,la\ngone.mp3,french,,la\n",
      "data/audio/a.wav": song(220),
      "data/audio/b.wav": song(440),
      "data/audio/noise.mp3": "no sound at all",
    });
    const { languages, genres, rows } = await runDoctor({ workspace });
    expect({ languages, genres, rows }).toEqual({
      languages: { english: 1, french: 1 },
      genres: { pop: 1, folk: 1 },
      rows: { total: 4, usable: 2 },
    });
  });

  it.each([[[]], [["--no-audio"]]])("finds an empty folder, and ends with 1: %j", async (more) => {
    const at = ["--workspace", await folderWith({}), ...more];
    const { code, json, stdout } = await runInProcess("doctor", ...at, "--json");
    expect(code).toBe(1);
    expect(stdout).toContain("No task can run");
    expect(json()["warnings"]).toEqual([expect.objectContaining({ code: "lyrics-table-missing", severity: "error" })]);
    expect(json()["diagnostics"]).toEqual(json()["warnings"]);
  });
});
