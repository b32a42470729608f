import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convertTable } from "../../src/engine/dataset/table/convert-table.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { folderWith } from "./workspace.ts";

const TABLE = "data/lyrics/lyrics.csv";

async function workspaceWith(bytes: Uint8Array, file = TABLE): Promise<string> {
  const workspace = await folderWith({ [file]: "" });
  await writeFile(join(workspace, file), bytes);
  return workspace;
}
const converted = async (bytes: Uint8Array, encoding?: string): Promise<{ text: string; said: unknown }> => {
  const workspace = await workspaceWith(bytes);
  const said = await convertTable({ workspace, table: "lyrics", ...(encoding === undefined ? {} : { encoding }) });
  return { text: await readFile(join(workspace, TABLE), "utf8"), said };
};

describe("convertTable", () => {
  it("writes Windows-1252 as UTF-8 and keeps separators, quotes and line ends", async () => {
    const text = 'filename;lyrics\r\n"s0.wav";"la; café"\r\ns1.wav;“été”\n\n';
    const bytes = Buffer.from(text.replace("“", "\x93").replace("”", "\x94"), "latin1");
    const { text: written, said } = await converted(bytes);
    expect(written).toBe(text);
    expect(said).toEqual({ file: TABLE, encoding: "Windows-1252 (Western European)", repaired: 0, changed: true });
    expect(parseLyricsTable(Buffer.from(written), TABLE).diagnostics.map(({ code }) => code)).not.toContain(
      "table-encoding",
    );
  });

  it("makes the mark of UTF-16 that of UTF-8, and adds none", async () => {
    const text = "filename\tlyrics\r\nবাংলা.mp3\tla\r\n";
    expect((await converted(Buffer.from(`\ufeff${text}`, "utf16le"))).text).toBe(`\ufeff${text}`);
    expect((await converted(Buffer.from(text, "utf16le"))).text).toBe(text);
  });

  it("takes the user's word for the encoding, unless that cannot be", async () => {
    const bytes = Buffer.from("filename,lyrics\na.mp3,\xd1\xe5\n", "latin1");
    expect((await converted(bytes, "windows-1251")).text).toContain("Се");
    // In Shift_JIS these two bytes are letters; 0xFF is none.
    await expect(converted(Buffer.from("filename\n\xff\xff.mp3\n", "latin1"), "shift_jis")).rejects.toThrow(
      /not Shift_JIS/,
    );
    await expect(converted(bytes, "klingon")).rejects.toMatchObject({ name: "UsageError" });
    // What is UTF-8 is nothing else.
    expect((await converted(Buffer.from("filename\né.mp3\n"), "windows-1252")).text).toBe("filename\né.mp3\n");
  });

  it("repairs what was encoded twice, cell by cell, and leaves what is right", async () => {
    const { text, said } = await converted(Buffer.from('filename,lyrics\na.mp3,"cafÃ©, ""Ã§a"""\nb.mp3,été বাংলা\n'));
    expect(text).toBe('filename,lyrics\na.mp3,"café, ""ça"""\nb.mp3,été বাংলা\n');
    expect(said).toMatchObject({ encoding: "UTF-8", repaired: 1, changed: true });
  });

  it("writes the few lines of a file in UTF-8 that are not", async () => {
    const bytes = Buffer.concat([
      Buffer.from("filename,lyrics\na.mp3,日本\n"),
      Buffer.from("b.mp3,\xe9t\xe9\n", "latin1"),
    ]);
    expect((await converted(bytes)).text).toBe("filename,lyrics\na.mp3,日本\nb.mp3,été\n");
  });

  it("leaves a table alone that is as it should be, and what is no table", async () => {
    const right = await converted(Buffer.from("filename\né.mp3\n"));
    expect(right.said).toMatchObject({ changed: false });
    await expect(converted(Buffer.from("PK\x03\x04xl/"))).rejects.toThrow(/Excel workbook/);
  });

  it("converts the genre map as well", async () => {
    const workspace = await workspaceWith(Buffer.from("file,label\n\xe9.mp3,pop\n", "latin1"), "data/genre_map.csv");
    await convertTable({ workspace, table: "genreMap" });
    expect(await readFile(join(workspace, "data/genre_map.csv"), "utf8")).toBe("file,label\né.mp3,pop\n");
  });
});
