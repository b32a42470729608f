import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import type { ReportFormat, ReportInput } from "../../src/engine/report/formats/format.ts";
import { buildReport } from "../../src/engine/report/model/build-report.ts";
import { leftOut, writeFormats } from "../../src/engine/report/write-reports.ts";
import { folderWith } from "../dataset/workspace.ts";
import { smallSource } from "./small-source.ts";

const failing = (file: string, error: Error): ReportFormat => ({ file, write: () => Promise.reject(error) });
const fine: ReportFormat = { file: "fine.txt", write: () => "fine" };

async function input(): Promise<ReportInput> {
  const source = await smallSource();
  const folder = await folderWith({});
  return { report: buildReport(source), about: { kind: "run", source, folder }, date: new Date(0), target: folder };
}

it("what fails in one format leaves the others", async () => {
  const given = await input();
  const error = new Error("Typst gave up\n  somewhere inside");
  expect(await writeFormats(given, [failing("a.pdf", error), fine])).toEqual({ files: ["fine.txt"], failed: [{ file: "a.pdf", error }] }); // prettier-ignore
  expect(await readdir(given.target)).toEqual(["fine.txt"]);
  expect(leftOut("a.pdf", error, true).message).toBe("a.pdf is not written, the other reports are: Typst gave up");
  expect(leftOut("a.pdf", error, false).message).toBe("a.pdf is not written: Typst gave up");
});

it("a cancel ends them all", async () => {
  const cancelled = new CancelledError();
  await expect(writeFormats(await input(), [failing("a.pdf", cancelled), fine])).rejects.toBe(cancelled);
});
