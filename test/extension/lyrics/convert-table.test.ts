import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { convertTable } from "../../../src/extension/lyrics/encoding/convert-table.ts";
import { readTableText, wouldLoseCharacters } from "../../../src/extension/lyrics/encoding/disk-text.ts";
import type { Services } from "../../../src/extension/services.ts";
import { Uri } from "../fake-vscode/basics.ts";
import { FakeDocument } from "../fake-vscode/editor.ts";
import { fakeWindow } from "../fake-vscode/window.ts";
import { fakeWorkspace, workspace as fakeApi } from "../fake-vscode/workspace.ts";
import { registered } from "../fake-vscode/registries.ts";

const LATIN1 = Buffer.from("filename,lyrics\na.mp3,\x93\xe9t\xe9\x94\n", "latin1");

async function lyricsFile(bytes: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "latentune-")), "lyrics.csv");
  await writeFile(path, bytes);
  return path;
}

function services(file: Uri) {
  const asked: unknown[] = [];
  const engine = {
    request: (method: string, params: unknown) => {
      asked.push([method, params]);
      return Promise.resolve({ file: "data/lyrics/lyrics.csv", encoding: "Windows-1252", repaired: 2, changed: true });
    },
  };
  const current = { path: "/ws", dataDir: "data", lyricsFile: file, genreMap: Uri.file("/ws/data/genre_map.csv") };
  const workspace = { current, trusted: true, ready: Promise.resolve() };
  return { asked, services: { engine, workspace } as unknown as Services };
}

describe("convertTable", () => {
  it("has the engine convert the file on the disk, and its editor read it anew as UTF-8", async () => {
    const file = Uri.file(await lyricsFile(LATIN1));
    fakeWorkspace.documents.push(new FakeDocument(file, "filename,lyrics\na.mp3,\ufffd\n"));
    const open = vi.spyOn(fakeApi, "openTextDocument");
    const { asked, services: parts } = services(file);
    await convertTable(parts, "lyrics");
    expect(asked).toEqual([["convertTable", { workspace: "/ws", dataDir: "data", table: "lyrics" }]]);
    expect(open.mock.calls).toEqual([[file, { encoding: "utf8" }]]);
    expect(fakeWindow.messages.at(-1)?.text).toBe(
      "data/lyrics/lyrics.csv is UTF-8 now; it was read as Windows-1252. 2 cells that were encoded twice are repaired.",
    );
  });

  it("never saves the text of an editor that lost characters: its changes are dropped, or nothing happens", async () => {
    const file = Uri.file(await lyricsFile(LATIN1));
    const document = new FakeDocument(file, "filename,lyrics\na.mp3,\ufffd\n");
    document.isDirty = true;
    fakeWorkspace.documents.push(document);
    const { asked, services: parts } = services(file);
    await expect(convertTable(parts, "lyrics")).rejects.toThrow();
    expect(asked).toEqual([]);
    fakeWindow.press = () => "Drop the Changes and Convert";
    await convertTable(parts, "lyrics");
    expect(registered.executed.map(({ command }) => command)).toContain("workbench.action.files.revert");
    expect(asked).toHaveLength(1);
  });
});

describe("a table on the disk", () => {
  it.each([
    [LATIN1, "filename,lyrics\na.mp3,“été”\n"],
    [Buffer.from("\ufefffilename\té\n", "utf16le"), "filename\té\n"],
    [Buffer.from("\ufefffilename\té\n", "utf16le").swap16(), "filename\té\n"],
    [Buffer.from("\ufefffilename,বাংলা\n"), "filename,বাংলা\n"],
  ])("is read in its encoding (%#)", async (bytes, text) => {
    expect(await readTableText(await lyricsFile(bytes), "The table of songs")).toBe(text);
  });

  it("would be destroyed by saving what an editor shows of it, unless that is what it has", async () => {
    const shown = async (bytes: Uint8Array, text: string): Promise<boolean> =>
      wouldLoseCharacters(new FakeDocument(Uri.file(await lyricsFile(bytes)), text) as never);
    expect(await shown(LATIN1, "a.mp3,\ufffd")).toBe(true);
    expect(await shown(LATIN1, "a.mp3,été")).toBe(false);
    expect(await shown(Buffer.from("a.mp3,\ufffd"), "a.mp3,\ufffd")).toBe(false);
  });
});
