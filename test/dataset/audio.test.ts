import { execFileSync } from "node:child_process";
import { chmod, mkdir, realpath, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { indexAudio, type AudioIndex } from "../../src/engine/dataset/audio-files/audio-index.ts";
import { locateSongs } from "../../src/engine/dataset/audio-files/locate-songs.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { suggesterOf } from "../../src/engine/dataset/audio-files/suggest-name.ts";
import { editDistance } from "../../src/shared/naming/edit-distance.ts";
import { folderWith, named } from "./workspace.ts";

const paths = ({ files }: AudioIndex): string[] => files.map(({ path }) => path);
const noLinks = process.platform === "win32";

describe("indexAudio", () => {
  it("lists every format below the folder, nearest first, then by path", async () => {
    const root = await folderWith(
      named(
        "b/deep/x.opus",
        "z.OGG",
        "b/y.Mp3",
        "a.oga",
        "b/w.wav",
        "a/f.flac",
        "a/m.m4a",
        "a/c.aac",
        "notes.txt",
        "a/._c.aac",
      ),
    );
    const index = await indexAudio(root);
    expect(paths(index)).toEqual([
      "a.oga",
      "notes.txt",
      "z.OGG",
      "a/c.aac",
      "a/f.flac",
      "a/m.m4a",
      "b/w.wav",
      "b/y.Mp3",
      "b/deep/x.opus",
    ]);
    expect(index.files.filter(({ kind }) => kind !== "audio").map(({ path }) => path)).toEqual(["notes.txt"]);
    expect(index.files.at(-1)).toMatchObject({ depth: 2, name: "x.opus" });
  });

  it("is not fooled by folders with an audio extension or files that are only an extension", async () => {
    const index = await indexAudio(await folderWith(named("album.mp3/song.ogg", ".mp3")));
    expect(index.files.map(({ path, kind }) => [path, kind])).toEqual([
      [".mp3", "other"],
      ["album.mp3/song.ogg", "audio"],
    ]);
  });

  it("stops when cancelled", async () => {
    const root = await folderWith(named("a.ogg"));
    await expect(indexAudio(root, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });

  it.skipIf(noLinks)("survives loops of links, and lists what is inside where it lies", async () => {
    const root = await folderWith(named("a/x.ogg"));
    await symlink("..", join(root, "a", "up"));
    await symlink(".", join(root, "self"));
    await symlink("a", join(root, "again"));
    await symlink("loop2.ogg", join(root, "loop1.ogg"));
    await symlink("loop1.ogg", join(root, "loop2.ogg"));
    const index = await indexAudio(root);
    expect(index.files.map(({ path, kind }) => [path, kind])).toEqual([
      ["loop1.ogg", "broken"],
      ["loop2.ogg", "broken"],
      ["a/x.ogg", "audio"],
    ]);
  });

  it.skipIf(noLinks)("tells links that stay inside from links that lead out", async () => {
    const folder = await realpath(await folderWith(named("audio/in/x.ogg", "audio-2/y.ogg", "secret.ogg")));
    const root = join(folder, "audio");
    await symlink(join("in", "x.ogg"), join(root, "inside.ogg"));
    await symlink(join("..", "secret.ogg"), join(root, "out.ogg"));
    // A sibling whose path begins with the root's is outside all the same.
    await symlink(join(folder, "audio-2", "y.ogg"), join(root, "sibling.ogg"));
    await symlink(join(folder, "audio-2"), join(root, "more"));
    await symlink("nowhere.ogg", join(root, "gone.ogg"));
    const index = await indexAudio(root);
    expect(Object.fromEntries(index.files.map(({ path, kind }) => [path, kind]))).toEqual({
      "inside.ogg": "audio",
      "out.ogg": "outside",
      "sibling.ogg": "outside",
      "gone.ogg": "broken",
      "in/x.ogg": "audio",
    });
    expect(index.skipped).toEqual([{ path: "more", reason: "outside", real: join(folder, "audio-2") }]);
  });

  it.skipIf(noLinks)(
    "follows links into folders that are allowed, each folder once, named as the links are",
    async () => {
      const folder = await realpath(
        await folderWith(named("audio/a.ogg", "store/0f", "store/deep/b.ogg", "store/.git/c.ogg", "private/d.ogg")),
      );
      const root = join(folder, "audio");
      await symlink("../store/0f", join(root, "song.ogg"));
      await symlink("../store/deep", join(root, "z"));
      await symlink("../store", join(root, "y"));
      await symlink("../../audio", join(folder, "store", "deep", "back"));
      await symlink("../private", join(root, "private"));
      const passesOver = (name: string, linked: boolean): boolean => linked && name === ".git";
      const index = await indexAudio(root, { reachable: [join(folder, "store")], passesOver });
      expect(index.files.map(({ path, kind, real }) => [path, kind, relative(folder, real)])).toEqual([
        ["a.ogg", "audio", "audio/a.ogg"],
        ["song.ogg", "audio", "store/0f"],
        ["y/0f", "other", "store/0f"],
        ["z/b.ogg", "audio", "store/deep/b.ogg"],
      ]);
      expect(index.skipped.map(({ path, reason }) => [path, reason])).toEqual([["private", "outside"]]);
    },
  );

  it.skipIf(noLinks)("takes an audio folder that is itself a link", async () => {
    const folder = await folderWith(named("elsewhere/x.ogg"));
    await symlink("elsewhere", join(folder, "audio"));
    expect(paths(await indexAudio(join(folder, "audio")))).toEqual(["x.ogg"]);
  });

  it.skipIf(noLinks)("leaves pipes out, which would block their reader", async () => {
    const root = await folderWith(named("a.ogg"));
    execFileSync("mkfifo", [join(root, "pipe.ogg")]);
    await symlink("pipe.ogg", join(root, "link.ogg"));
    expect(paths(await indexAudio(root))).toEqual(["a.ogg"]);
  });

  it.skipIf(noLinks || process.getuid?.() === 0)(
    "names folders that it may not list (needs a user who is not root)",
    async () => {
      const root = await folderWith(named("a.ogg"));
      await mkdir(join(root, "closed"));
      await chmod(join(root, "closed"), 0);
      expect((await indexAudio(root)).skipped).toMatchObject([{ path: "closed", reason: "EACCES" }]);
    },
  );
});

/** What becomes of rows with these names: the file that each uses, and what is said, by row. */
function locate(index: AudioIndex, ...names: readonly string[]) {
  const cells = names.map((name) => `"${name.replaceAll('"', '""')}"\n`);
  const table = parseLyricsTable(Buffer.from(`filename\n${cells.join("")}`), "lyrics.csv");
  const { hits, diagnostics } = locateSongs(table, index);
  return {
    files: names.map((_, at) => hits.find((hit) => hit.index === at)?.file.path),
    diagnostics,
    of: (row: number) => diagnostics.find((diagnostic) => diagnostic.row === row),
  };
}

describe("locateSongs", () => {
  it("prefers a hit below the root, then the fewest folders, then the alphabet, and says so", async () => {
    const index = await indexAudio(await folderWith(named("b/c/x.ogg", "b/x.ogg", "a/x.ogg", "b/z.ogg")));
    const { files, diagnostics, of } = locate(index, "x.ogg", "z.ogg");
    expect(files).toEqual(["a/x.ogg", "b/z.ogg"]);
    expect(of(1)).toMatchObject({ code: "audio-ambiguous", severity: "warning" });
    expect(of(1)?.message).toContain("b/x.ogg, b/c/x.ogg");
    expect(of(1)?.candidates).toEqual(["a/x.ogg", "b/x.ogg", "b/c/x.ogg"]);
    expect(diagnostics).toHaveLength(1);
  });

  it("uses files of one name in several folders by their paths, and says nothing", async () => {
    const index = await indexAudio(await folderWith(named("a/01.wav", "b/01.wav", "01.wav", "c/d/01.wav")));
    const names = ["01.wav", "a/01.wav", "c/d/01.wav", "b/01.wav"];
    expect(locate(index, ...names)).toMatchObject({ files: names, diagnostics: [] });
    // A bare name gets what the others leave, wherever it stands.
    expect(locate(index, "01.wav", "b/01.wav", "a/01.wav").files).toEqual(["01.wav", "b/01.wav", "a/01.wav"]);
    const nested = await indexAudio(await folderWith(named("a/01.wav", "b/01.wav")));
    expect(locate(nested, "01.wav", "a/01.wav")).toMatchObject({ files: ["b/01.wav", "a/01.wav"], diagnostics: [] });
  });

  it("compares names in Unicode NFC, both ways", async () => {
    const index = await indexAudio(await folderWith(named("nfd/e\u0301te\u0301.ogg", "nfc/\u00fc.ogg")));
    expect(locate(index, "\u00e9t\u00e9.ogg", "u\u0308.ogg")).toMatchObject({
      files: ["nfd/e\u0301te\u0301.ogg", "nfc/\u00fc.ogg"],
      diagnostics: [],
    });
  });

  it.each([
    "../../secret.ogg",
    "a/../../secret.ogg",
    "..\\secret.ogg",
    "..",
    "/etc/secret.ogg",
    "\\\\server\\share\\secret.ogg",
    "C:\\Music\\secret.ogg",
    "%2e%2e%2fsecret.ogg",
  ])("looks %s up in the listing and nowhere else", async (filename) => {
    const folder = await folderWith(named("audio/a/x.ogg", "secret.ogg"));
    const { files, of } = locate(await indexAudio(join(folder, "audio")), filename);
    expect(files).toEqual([undefined]);
    expect(of(1)).toMatchObject({ code: "audio-missing", severity: "error" });
  });

  it("counts names that differ from their files, once for each way, with the correction of every row", async () => {
    const index = await indexAudio(
      await folderWith(named("en/s0.wav", "s1.wav", "s2.wav", "s3.wav", "s4.wav", "s5.wav")),
    );
    const { files, diagnostics } = locate(index, "s1.wav", "C:\\M\\S0.wav", "S2.WAV", "D:\\s3.wav", " s4.wav", "s5");
    expect(files).toEqual(["s1.wav", "en/s0.wav", "s2.wav", "s3.wav", "s4.wav", "s5.wav"]);
    expect(diagnostics.map(({ code, row, severity }) => [code, row, severity])).toEqual([
      ["audio-name-inexact", 4, "warning"],
      ["audio-name-inexact", 2, "warning"],
      ["audio-name-inexact", 6, "warning"],
    ]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "1 row names its file by another path than it has below the audio folder, such as “D:\\s3.wav” for s3.wav. It is used.",
      "3 rows name their file in another spelling (case, blanks, or characters that look alike or cannot be seen), such as “C:\\M\\S0.wav” for s0.wav. They are used.",
      "1 row names its file with another extension or none, such as “s5” for s5.wav. It is used.",
    ]);
    expect(diagnostics[1]!.fixes).toEqual([
      { row: 2, column: "filename", from: "C:\\M\\S0.wav", text: "s0.wav" },
      { row: 3, column: "filename", from: "S2.WAV", text: "s2.wav" },
      { row: 5, column: "filename", from: " s4.wav", text: "s4.wav" },
    ]);
    expect(locate(index, "EN\\S0.wav").diagnostics[0]!.fixes![0]!.text).toBe("en/s0.wav");
    // What the corrections write is found without a word.
    const corrected = ["s1.wav", "s0.wav", "s2.wav", "s3.wav", "s4.wav", "s5.wav"];
    expect(locate(index, ...corrected).diagnostics).toEqual([]);
  });

  it("gives a file to the row whose name is most like its, and says at the other whose it is", async () => {
    const index = await indexAudio(await folderWith(named("s0.wav", "b/01.wav")));
    const { files, of } = locate(index, "S0.WAV", "s0.wav", "a/01.wav", "b/01.wav", "S0.wav");
    expect(files).toEqual([undefined, "s0.wav", undefined, "b/01.wav", undefined]);
    expect([1, 3, 5].map((row) => [of(row)?.code, of(row)?.message])).toEqual([
      ["audio-duplicate", "“S0.WAV” is s0.wav, which line 3 uses already; this row is left out."],
      ["audio-duplicate", "“a/01.wav” is b/01.wav, which line 5 uses already; this row is left out."],
      ["audio-duplicate", "“S0.wav” is s0.wav, which line 3 uses already; this row is left out."],
    ]);
    // A bare name of several files, all of which other rows name by their paths.
    const albums = await indexAudio(await folderWith(named("a/x.mp3", "b/x.mp3")));
    expect(locate(albums, "a/x.mp3", "b/x.mp3", "x.mp3").of(3)?.message).toBe(
      "“x.mp3” is a/x.mp3, which line 2 uses already, or b/x.mp3, which line 3 uses already; this row is left out.",
    );
  });

  it("uses none of several files that fit a name equally well, and names them", async () => {
    const index = await indexAudio(await folderWith(named("a/s0.wav", "b/s0.wav", "x.mp3", "x.wav")));
    const { files, of } = locate(index, "C:\\s0.wav", "x");
    expect(files).toEqual([undefined, undefined]);
    expect(of(1)).toMatchObject({ code: "audio-name-uncertain", candidates: ["a/s0.wav", "b/s0.wav"] });
    expect(of(2)?.message).toBe("Several files fit this name: x.mp3, x.wav. None is used; the row is left out.");
  });

  it.skipIf(noLinks)(
    "refuses links that lead out or nowhere, but takes the file itself where there is one",
    async () => {
      const folder = await folderWith(named("audio/sub/both.ogg", "secret.ogg"));
      for (const name of ["out.ogg", "both.ogg"]) await symlink(join("..", "secret.ogg"), join(folder, "audio", name));
      await symlink("nowhere", join(folder, "audio", "gone.ogg"));
      const index = await indexAudio(join(folder, "audio"));
      const { files, of } = locate(index, "out.ogg", "gone.ogg", "both.ogg", "x/OUT.ogg");
      expect(files).toEqual([undefined, undefined, "sub/both.ogg", undefined]);
      // Once for all rows, with the folder that must be allowed.
      const real = await realpath(folder);
      expect(of(1)).toMatchObject({
        code: "audio-outside",
        severity: "error",
        message: `2 rows name links that lead out of the workspace, such as out.ogg to ${join(real, "secret.ogg")}; they are left out.`,
        setting: { name: "audioRoots", value: real },
      });
      expect(of(2)?.code).toBe("audio-link-broken");
      expect(of(4)).toBeUndefined();
    },
  );

  it("says which file a missing name may mean", async () => {
    const index = await indexAudio(
      await folderWith(named("Golden Vanity.ogg", "a/01 Live.wav", "b/01 Live.wav", "cover.jpg")),
    );
    const { of } = locate(index, "Goldn Vanitty.ogg", "a\\01 Lve.wav", "s0\n.wav", "Something else.ogg", "cover.jpg");
    expect([1, 2, 3, 4].map((row) => of(row)?.remedy)).toEqual([
      'Did you mean "Golden Vanity.ogg"?',
      'Did you mean "a/01 Live.wav"?',
      "Put the file there or correct the name.",
      "Put the file there or correct the name.",
    ]);
    // Its content will say what it is.
    expect(of(5)).toBeUndefined();
    const line = await indexAudio(await folderWith(named("s0.wav")));
    expect(locate(line, "s0\n.wav").of(1)).toMatchObject({ code: "audio-missing", suggestion: "s0.wav" });
  });

  it("suggests only among the candidates", async () => {
    const index = await indexAudio(await folderWith(named("song 1.ogg", "song 3.ogg")));
    expect(suggesterOf(index.files)("song 2.ogg")).toBe("song 1.ogg");
    expect(suggesterOf(index.files.slice(1))("song 2.ogg")).toBe("song 3.ogg");
    expect(suggesterOf([])("song 2.ogg")).toBeUndefined();
  });
});

describe("editDistance", () => {
  it.each([
    ["kitten", "sitting", 3],
    ["", "abc", 3],
    ["abc", "", 3],
    ["flaw", "lawn", 2],
    ["same", "same", 0],
    ["ab", "ba", 2],
  ])("of %j and %j is %i", (a, b, distance) => {
    expect(editDistance(a, b, 10)).toBe(distance);
    expect(editDistance(a, b, 1)).toBe(Math.min(distance, 1));
  });
});
