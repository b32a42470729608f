import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lyricsFrame, mp3File, textFrame } from "../dataset/opening/tagged-files.ts";
import { folderWith } from "../dataset/workspace.ts";
import { failureOf, forkEngine, type EngineClient } from "./engine-client.ts";
import { filesOf } from "./files-of.ts";

let engine: EngineClient;
beforeAll(() => {
  engine = forkEngine();
});
afterAll(async () => {
  await engine.close();
});

const TABLE = "data/lyrics/lyrics.csv";
const NO_LABELS = { genre: null, language: null };
const songs = () =>
  folderWith({ "rock/a.mp3": mp3File(lyricsFrame("la")), "pop/b.mp3": mp3File(textFrame("TCON", "Pop")) });

describe("a folder of songs without a table", () => {
  it("is looked through and planned without being written to; what is written is the plan", async () => {
    const workspace = await songs();
    const before = await filesOf(workspace);
    expect(await engine.request("surveyFolder", { workspace })).toEqual({
      songs: 2,
      tables: [],
      spreadsheets: [],
      complete: true,
    });
    const fractions: number[] = [];
    engine.on("progress", ({ token, event }) => {
      if (token === "plan") fractions.push(event.fraction);
    });
    const plan = await engine.request("planTable", { workspace, add: false, token: "plan" });
    expect(plan).toMatchObject({ file: TABLE, songs: 2, withGenre: 1, withLyrics: 1, unread: 0 });
    expect(plan.levels).toMatchObject([{ level: 1, count: 2, songs: 2 }]);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(await filesOf(workspace)).toEqual(before);

    const written = await engine.request("writeTable", {
      workspace,
      add: false,
      labels: { genre: 1, language: null },
      token: "write",
    });
    expect(written).toMatchObject({ path: join(workspace, TABLE), songs: 2, genres: { Pop: 1, rock: 1 } });
    const text = await readFile(join(workspace, TABLE), "utf8");
    expect(text.trim().split(/\r?\n/).toSorted()).toEqual([
      "a.mp3,,rock,la",
      "b.mp3,,Pop,",
      "filename,language,genre,lyrics",
    ]);
    const after = await filesOf(workspace);
    for (const [name, bytes] of before) expect(after.get(name)).toEqual(bytes);
  });

  it("whose table came meanwhile keeps it, byte by byte; adding keeps its rows", async () => {
    const workspace = await songs();
    await engine.request("planTable", { workspace, add: false, token: "p" });
    const own = Buffer.from("\ufefffilename;genre\r\na.mp3;Rock\r\n");
    await mkdir(join(workspace, "data", "lyrics"), { recursive: true });
    await writeFile(join(workspace, TABLE), own);
    const failures = await Promise.all(
      [
        engine.request("writeTable", { workspace, add: false, labels: NO_LABELS, token: "w" }),
        engine.request("planTable", { workspace, add: false, token: "p" }),
      ].map(failureOf),
    );
    for (const failure of failures)
      expect(failure).toMatchObject({ kind: "data", message: expect.stringContaining("already") as string });
    expect(await readFile(join(workspace, TABLE))).toEqual(own);
    await engine.request("writeTable", { workspace, add: true, labels: NO_LABELS, token: "w" });
    expect(await readFile(join(workspace, TABLE))).toEqual(Buffer.concat([own, Buffer.from("b.mp3;Pop\r\n")]));
  });
});

describe("convertTable", () => {
  it("writes UTF-8 once, and the words that were meant", async () => {
    const text = "filename,genre\na.mp3,Schl\u00e4ger\n";
    const workspace = await folderWith({ [TABLE]: Buffer.from(text, "latin1") });
    const ask = () => engine.request("convertTable", { workspace, table: "lyrics", encoding: "windows-1252" });
    expect(await ask()).toMatchObject({ file: TABLE, changed: true, repaired: 0 });
    expect(await readFile(join(workspace, TABLE), "utf8")).toBe(text);
    expect(await ask()).toMatchObject({ changed: false });
  });

  it("names what is missing, an encoding that is none, and what is no table", async () => {
    const workspace = await folderWith({ [TABLE]: "PK\x03\x04 xl/workbook.xml" });
    const ask = (table: "lyrics" | "genreMap", encoding?: string) =>
      failureOf(engine.request("convertTable", { workspace, table, ...(encoding === undefined ? {} : { encoding }) }));
    expect(await ask("lyrics")).toMatchObject({
      kind: "data",
      file: TABLE,
      message: expect.stringContaining("Excel") as string,
    });
    await writeFile(join(workspace, "data", "genre_map.csv"), Buffer.from("filename,genre\na,\xe9\n", "latin1"));
    expect(await ask("genreMap", "klingon")).toMatchObject({ kind: "usage" });
  });
});

describe("paths that nobody vouches for", () => {
  it("are refused unless they are absolute", async () => {
    const workspace = "relative";
    const asked: Promise<unknown>[] = [
      engine.request("surveyFolder", { workspace }),
      engine.request("planTable", { workspace, add: false, token: "t" }),
      engine.request("writeTable", { workspace, add: false, labels: NO_LABELS, token: "t" }),
      engine.request("convertTable", { workspace, table: "lyrics" }),
    ];
    for (const failure of await Promise.all(asked.map(failureOf))) expect(failure).toMatchObject({ kind: "usage" });
  });

  it.skipIf(process.platform === "win32")(
    "are not followed: a link to another folder has no songs of this one",
    async () => {
      const [workspace, other] = await Promise.all([songs(), folderWith({ "secret.mp3": mp3File() })]);
      await symlink(other, join(workspace, "linked"));
      expect(await engine.request("surveyFolder", { workspace })).toMatchObject({ songs: 2 });
      expect(await engine.request("planTable", { workspace, add: false, token: "t" })).toMatchObject({ songs: 2 });
    },
  );
});
