import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../../src/engine/core/rng.ts";
import { MOST_SHOWN, nameMatcher, type NameDifference } from "../../../src/shared/naming/name-matcher.ts";
import { foldName, stemOf, visibleName } from "../../../src/shared/naming/spelling.ts";

/** What a name finds: the keys, and how it differs. */
function found(keys: readonly string[], name: string): readonly [...string[], string] {
  const match = nameMatcher(keys)(name);
  return match === undefined ? ["nothing"] : [...match.keys.map((key) => keys[key]!), match.difference ?? "exact"];
}

describe("nameMatcher", () => {
  const ALBUMS = [
    "bangla/01.wav",
    "english/01.wav",
    "english/s0.wav",
    "café.wav",
    "AC／DC - Live?.mp3",
    "No. 5.flac",
    ...["single/0007.wav", "20.wav"],
  ];

  it.each<[name: string, key: string, difference: NameDifference | "exact"]>([
    ["english/01.wav", "english/01.wav", "exact"],
    ["s0.wav", "english/s0.wav", "exact"],
    ["cafe\u0301.wav", "café.wav", "exact"],
    ["english\\01.wav", "english/01.wav", "folder"],
    ["./english/01.wav", "english/01.wav", "folder"],
    ["../audio/english/01.wav", "english/01.wav", "folder"],
    ["data/audio/english/01.wav", "english/01.wav", "folder"],
    ["C:\\Users\\me\\Music\\English\\01.wav", "english/01.wav", "folder"],
    ["\\\\nas\\music\\s0.wav", "english/s0.wav", "folder"],
    ["/home/me/somewhere else/s0.wav", "english/s0.wav", "folder"],
    ["file:///home/me/caf%C3%A9.wav", "café.wav", "encoding"],
    ["caf%c3%a9.wav", "café.wav", "encoding"],
    ["S0.WAV", "english/s0.wav", "spelling"],
    [" s0.wav ", "english/s0.wav", "spelling"],
    ["s0 .wav", "english/s0.wav", "spelling"],
    ["\u200bs0.wav", "english/s0.wav", "spelling"],
    ["s0.wav\u00a0", "english/s0.wav", "spelling"],
    ["s\u00ad0.wav", "english/s0.wav", "spelling"],
    ["\uff53\uff10.wav", "english/s0.wav", "spelling"],
    ["“s0.wav”", "english/s0.wav", "spelling"],
    ["'C:\\x\\s0.wav'", "english/s0.wav", "spelling"],
    ["CAFE\u0301.WAV", "café.wav", "spelling"],
    ["AC/DC - Live?.mp3", "AC／DC - Live?.mp3", "spelling"],
    ["s0.mp3", "english/s0.wav", "extension"],
    ["s0", "english/s0.wav", "extension"],
    ["7", "single/0007.wav", "extension"],
    ["single\\07.mp3", "single/0007.wav", "extension"],
    ["00020.mp3", "20.wav", "extension"],
    ["D:\\S0.FLAC", "english/s0.wav", "extension"],
    ["s0.wav.mp3", "english/s0.wav", "extension"],
    ["no. 5", "No. 5.flac", "extension"],
    ["No. 5.mp3", "No. 5.flac", "extension"],
  ])("%j means %s (%s)", (name, key, difference) => {
    expect(found(ALBUMS, name)).toEqual([key, difference]);
  });

  it.each([
    ["01.wav", ["bangla/01.wav", "english/01.wav"]],
    ["C:\\music\\01.wav", ["bangla/01.wav", "english/01.wav"]],
    ["01", ["bangla/01.wav", "english/01.wav"]],
    ["1", ["bangla/01.wav", "english/01.wav"]],
  ])("says which keys %j fits where it is not certain", (name, keys) => {
    expect(found(ALBUMS, name).slice(0, -1)).toEqual(keys);
  });

  it.each(["s0\n.wav", "s1.wav", "", ".", "/", "..\\..", "english/", "No. 6", "70", "2", "0"])(
    "finds nothing for %j",
    (name) => {
      expect(found(ALBUMS, name)).toEqual(["nothing"]);
    },
  );

  it("prefers the longer way of folders, and the file without any where the name's folders are of another machine", () => {
    const keys = ["a/x/s.wav", "b/x/s.wav", "s.wav"];
    expect(found(keys, "D:/b/x/s.wav")).toEqual(["b/x/s.wav", "folder"]);
    expect(found(keys, "D:/b/s.wav")).toEqual(["s.wav", "folder"]);
    expect(found(keys, "D:/x/s.wav")).toEqual(["a/x/s.wav", "b/x/s.wav", "folder"]);
    expect(found(keys, "B/X/S.mp3")).toEqual(["b/x/s.wav", "extension"]);
  });

  it("is not certain where a longer way of folders contradicts the letters", () => {
    expect(found(["english/s0.wav", "bangla/S0.wav"], "english/S0.wav").slice(0, -1)).toEqual([
      "english/s0.wav",
      "bangla/S0.wav",
    ]);
  });

  it("takes the exact name before all others", () => {
    const keys = ["s0.wav", "S0.wav", "s0.mp3", "s0", "a%20b.wav", "a b.wav"];
    for (const key of keys) expect(found(keys, key)).toEqual([key, "exact"]);
  });

  it("finds keys that are names of another machine or have no extension, as genre maps have them", () => {
    const keys = ["C:\\Music\\a.wav", "b", "feat. Bob", "C.WAV"];
    expect(found(keys, "a.wav")[0]).toBe("C:\\Music\\a.wav");
    expect(found(keys, "b.mp3")).toEqual(["b", "extension"]);
    expect(found(keys, "feat. Bob.mp3")).toEqual(["feat. Bob", "extension"]);
    expect(found(keys, "x/c.wav")).toEqual(["C.WAV", "spelling"]);
  });

  it("counts what it does not name", () => {
    const keys = Array.from({ length: 50 }, (_, at) => `${at}/01.wav`);
    expect(nameMatcher(keys)("D:/x/01.wav")).toMatchObject({ count: 50, keys: { length: MOST_SHOWN } });
  });

  it("costs as much as the name is deep, whatever the number of keys", () => {
    const keys = Array.from({ length: 5000 }, (_, at) => `album ${at}/disc 1/01.wav`);
    const match = nameMatcher(keys);
    for (const [at, key] of keys.entries()) expect(match(`C:\\Music\\${key.toUpperCase()}`)?.keys).toEqual([at]);
  });
});

/** The ways in which tables spell a name. */
const CHANGES: readonly ((path: string, rng: Rng) => string)[] = [
  (path) => path,
  (path) => path.replaceAll("/", "\\"),
  (path) => `C:\\Users\\me\\${path.replaceAll("/", "\\")}`,
  (path) => `file:///srv/${path.split("/").map(encodeURIComponent).join("/")}`,
  (path) => `./data/audio/${path}`,
  (path) => path.toUpperCase(),
  (path) => ` ${path}\u200b`,
  (path) => path.normalize("NFD"),
  (path) => path.replace(/\.\w+$/, ""),
  (path) => path.replace(/\.\w+$/, ".mp3"),
  (path) => path.replaceAll("'", "’").replaceAll("-", "–"),
  (path) => path.slice(path.lastIndexOf("/") + 1),
  (path, rng) => CHANGES[rng.integer(10)]!(CHANGES[5 + rng.integer(6)]!(path, rng), rng),
];

/** What all of {@link CHANGES} leave alone of a file's bare name: letters and digits. */
function essence(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  return base
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

it("a name that was changed finds its file if no other file could be meant, and never another without saying so", () => {
  const rng = createRng(12);
  const pick = <T>(items: readonly T[]): T => items[rng.integer(items.length)]!;
  let unique = 0;
  for (let round = 0; round < 3000; round++) {
    const listing = [
      ...new Set(
        Array.from({ length: 1 + rng.integer(12) }, () => {
          const folder = pick(["", "", "a/", "b/", "a/b/", "Ünï/"]);
          return `${folder}${pick(["s", "don't-", "é", "Ñ "])}${rng.integer(4)}${pick([".wav", ".flac"])}`;
        }),
      ),
    ];
    const path = pick(listing);
    const name = pick(CHANGES)(path, rng);
    const match = nameMatcher(listing)(name);
    const same = listing.filter((other) => essence(other) === essence(path));
    expect(match, `${name} of ${listing.join(", ")}`).toBeDefined();
    for (const key of match!.keys) expect(same, name).toContain(listing[key]);
    if (match!.count === 1)
      expect(same.length === 1 || ends(name, path), `${name} among ${same.join(", ")}`).toBe(true);
    if (same.length === 1) {
      unique++;
      expect(match!.keys.map((key) => listing[key])).toEqual([path]);
    } else if (match!.count === 1 && name.includes(path)) expect(listing[match!.keys[0]]).toBe(path);
  }
  expect(unique).toBeGreaterThan(1000);
});

/** Whether a name still holds something that may tell its file from others of its stem: folders or an extension. */
function ends(name: string, path: string): boolean {
  return /[/\\]/.test(name) || /\.(?:wav|flac)/i.test(name) || name.includes(path);
}

describe("spelling", () => {
  it("folds what people do not see, and no more", () => {
    expect(foldName("  Straße  –  “Live”\u00a0.MP3")).toBe('strasse - "live".mp3');
    expect(foldName("a\u200d\ufe0fb\u0000")).toBe("ab");
    expect(foldName("a\nb")).toBe("a\nb");
    expect(foldName("song_1")).not.toBe(foldName("song 1"));
    expect(foldName("cafe")).not.toBe(foldName("café"));
  });

  it("takes extensions for what they are", () => {
    expect(["a.mp3", "a.b.m4a", "vol.2", "feat. bob", ".hidden", "a.longext"].map(stemOf)).toEqual([
      "a",
      "a.b",
      "vol.2",
      "feat. bob",
      ".hidden",
      "a.longext",
    ]);
  });

  it("writes out what a message could not show", () => {
    expect(visibleName("\u200bs0 1.wav\u00a0\n")).toBe("‹U+200B›s0 1.wav‹U+00A0›‹U+000A›");
  });
});
