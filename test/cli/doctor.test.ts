import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runDoctor } from "../../src/engine/tasks/doctor.ts";
import { folderWith } from "../dataset/workspace.ts";
import { runInProcess } from "./in-process.ts";
import { smallWorkspace } from "./small-workspace.ts";

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

  it.each([
    ["four rows", 4, 0, true],
    ["three rows", 3, 1, false],
  ])("of lyrics without audio: %s", async (_name, rows, code, canRun) => {
    const lines = Array.from({ length: rows }, (_, row) => `s${row}.ogg,la la ${row}\n`);
    const workspace = await folderWith({ "data/lyrics/lyrics.csv": `filename,lyrics\n${lines.join("")}` });
    const result = await runInProcess("doctor", "--workspace", workspace);
    expect(result.code).toBe(code);
    expect(result.stdout.includes("Medium and Hard can run on the lyrics of 4 rows alone.")).toBe(canRun);
    expect(result.stdout.includes("No task can run")).toBe(!canRun);
  });

  it("finds an empty folder, and ends with 1", async () => {
    const { code, json, stdout } = await runInProcess("doctor", "--workspace", await folderWith({}), "--json");
    expect(code).toBe(1);
    expect(stdout).toContain("No task can run");
    expect(json()["warnings"]).toEqual([expect.objectContaining({ code: "lyrics-table-missing", severity: "error" })]);
    expect(json()["diagnostics"]).toEqual(json()["warnings"]);
  });
});
