import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { findFfmpeg } from "../../src/engine/audio/decode/ffmpeg.ts";
import { runDoctor } from "../../src/engine/tasks/doctor.ts";
import type { Expectations } from "./expectation.ts";
import { folders } from "./expect/folders.ts";
import { labels } from "./expect/labels.ts";
import { names } from "./expect/names.ts";
import { sound } from "./expect/sound.ts";
import { tables } from "./expect/tables.ts";
import { makeCase } from "./make-case.ts";

const CASES = fileURLToPath(new URL("../../../shared/cases/", import.meta.url));
const isThere = existsSync(CASES);
const found = isThere ? readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
const ffmpeg = await findFfmpeg();

const groups: Readonly<Record<string, Expectations>> = { folders, tables, names, labels, sound };
const all = Object.values(groups).flatMap(Object.entries);

describe.skipIf(!isThere)("tables and folders as people have them (skipped where ../shared/cases is missing)", () => {
  it("every case has one expectation", () => {
    expect(all.map(([name]) => name).toSorted()).toEqual(found.map(({ name }) => name).toSorted());
  });

  describe.each(Object.entries(groups))("%s", (_, expectations) => {
    for (const [name, expectation] of Object.entries(expectations)) {
      const told = isThere ? readFileSync(join(CASES, name, "expect.txt"), "utf8").trim() : "";
      const lacksFfmpeg = expectation.ffmpeg === true && ffmpeg === undefined;
      it.skipIf(lacksFfmpeg)(
        `${name}: ${told}${lacksFfmpeg ? " (skipped: needs ffmpeg, apt-get install ffmpeg)" : ""}`,
        async () => {
          const folder = await mkdtemp(join(tmpdir(), "latentune-case-"));
          onTestFinished(() => {
            rmSync(folder, { recursive: true, force: true });
          });
          await makeCase(join(CASES, name), folder);
          await expectation.prepare?.(folder);

          const report = await runDoctor({ workspace: folder, signal: new AbortController().signal });

          const { codes = {}, ignore = [], says = [], neverSays = [] } = expectation;
          const occurred: Record<string, number> = {};
          for (const { code } of report.diagnostics) {
            if (!ignore.includes(code)) occurred[code] = (occurred[code] ?? 0) + 1;
          }
          const texts = report.diagnostics.map(({ message, remedy = "" }) => `${message} ${remedy}`);
          const summary = { rows: [report.rows.usable, report.rows.total], codes: occurred };
          expect(summary, texts.join("\n")).toEqual({ rows: expectation.rows, codes });
          for (const text of says) expect(texts.join("\n")).toMatch(text);
          for (const text of neverSays) expect(texts.join("\n")).not.toMatch(text);
          await expectation.check?.(folder, report);
        },
      );
    }
  });
});
