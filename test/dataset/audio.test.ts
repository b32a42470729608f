import { execFileSync } from "node:child_process";
import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { indexAudio, type AudioIndex } from "../../src/engine/dataset/audio-files/audio-index.ts";
import { locateAudio } from "../../src/engine/dataset/audio-files/locate-audio.ts";
import { editDistance, suggesterOf } from "../../src/engine/dataset/audio-files/suggest-name.ts";
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
    await expect(indexAudio(root, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });

  it.skipIf(noLinks)("survives loops of links and does not follow links to folders", async () => {
    const root = await folderWith(named("a/x.ogg"));
    await symlink("..", join(root, "a", "up"));
    await symlink(".", join(root, "self"));
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
    const folder = await folderWith(named("audio/in/x.ogg", "audio-2/y.ogg", "secret.ogg"));
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
    expect(index.skipped).toEqual([{ path: "more", reason: "outside" }]);
  });

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
      expect((await indexAudio(root)).skipped).toEqual([{ path: "closed", reason: "EACCES" }]);
    },
  );
});

describe("locateAudio", () => {
  it("prefers a hit below the root, then the fewest folders, then the alphabet, and says so", async () => {
    const index = await indexAudio(
      await folderWith(named("b/c/x.ogg", "b/x.ogg", "a/x.ogg", "b/y.ogg", "y.ogg", "b/z.ogg")),
    );
    const x = locateAudio(index, "x.ogg");
    expect(x.file?.path).toBe("a/x.ogg");
    expect(x.diagnostic).toMatchObject({ code: "audio-ambiguous", severity: "warning" });
    expect(x.diagnostic?.message).toContain("b/x.ogg, b/c/x.ogg");
    expect(locateAudio(index, "y.ogg").file?.path).toBe("y.ogg");
    expect(locateAudio(index, "z.ogg")).toEqual({ file: index.byName.get("z.ogg")![0] });
  });

  it("compares names in Unicode NFC, both ways", async () => {
    const index = await indexAudio(await folderWith(named("nfd/e\u0301te\u0301.ogg", "nfc/\u00fc.ogg")));
    expect(locateAudio(index, "\u00e9t\u00e9.ogg").file?.path).toBe("nfd/e\u0301te\u0301.ogg");
    expect(locateAudio(index, "u\u0308.ogg").file?.path).toBe("nfc/\u00fc.ogg");
  });

  it.each([
    ["../secret.ogg", '".."'],
    ["a/../../secret.ogg", '".."'],
    ["..\\secret.ogg", '".."'],
    ["..", '".."'],
    ["/etc/song.ogg", "absolute"],
    ["\\\\server\\share\\x.ogg", "absolute"],
    ["C:\\Music\\x.ogg", "absolute"],
    ["a/x.ogg", "folder"],
    ["a\\x.ogg", "folder"],
  ])("refuses %s: it is not a bare name", async (filename, reason) => {
    const index = await indexAudio(await folderWith(named("a/x.ogg", "secret.ogg")));
    const { file, diagnostic } = locateAudio(index, filename);
    expect(file).toBeUndefined();
    expect(diagnostic).toMatchObject({ code: "audio-name-not-bare", severity: "error" });
    expect(diagnostic?.message).toContain(reason);
  });

  it.skipIf(noLinks)(
    "refuses links that lead out or nowhere, but takes the file itself where there is one",
    async () => {
      const folder = await folderWith(named("audio/sub/both.ogg", "secret.ogg"));
      for (const name of ["out.ogg", "both.ogg"]) await symlink(join("..", "secret.ogg"), join(folder, "audio", name));
      await symlink("nowhere", join(folder, "audio", "gone.ogg"));
      const index = await indexAudio(join(folder, "audio"));
      expect(locateAudio(index, "out.ogg").diagnostic).toMatchObject({ code: "audio-outside", severity: "error" });
      expect(locateAudio(index, "out.ogg").file).toBeUndefined();
      expect(locateAudio(index, "gone.ogg").diagnostic?.code).toBe("audio-link-broken");
      expect(locateAudio(index, "both.ogg").file?.path).toBe("sub/both.ogg");
    },
  );

  it("says which file a missing name may mean", async () => {
    const index = await indexAudio(
      await folderWith(named("Golden Vanity.ogg", "Boykisser song.wav", "Écho.flac", "cover.jpg")),
    );
    const remedy = (filename: string): string | undefined => locateAudio(index, filename).diagnostic?.remedy;
    expect(remedy("golden vanity.OGG")).toBe('Did you mean "Golden Vanity.ogg"?');
    expect(remedy(" Golden  Vanity.ogg")).toBe('Did you mean "Golden Vanity.ogg"?');
    expect(remedy("Golden Vanity")).toBe('Did you mean "Golden Vanity.ogg"?');
    expect(remedy("Boykisser song.mp3")).toBe('Did you mean "Boykisser song.wav"?');
    expect(remedy("Goldn Vanitty.ogg")).toBe('Did you mean "Golden Vanity.ogg"?');
    expect(remedy("E\u0301CHO.flac")).toBe('Did you mean "Écho.flac"?');
    expect(remedy("Something else.ogg")).toBe("Put the file there or correct the name.");
    expect(locateAudio(index, "cover.jpg").diagnostic?.code).toBe("audio-unsupported");
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
