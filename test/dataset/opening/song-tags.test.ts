import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plainLyrics } from "../../../src/engine/dataset/opening/plain-lyrics.ts";
import { readSongTags } from "../../../src/engine/dataset/opening/song-tags.ts";
import { folderWith } from "../workspace.ts";
import { flacFile, lyricsFrame, m4aFile, mp3File, textFrame, timedLyricsFrame } from "./tagged-files.ts";

const tagsOf = async (name: string, bytes: Uint8Array) => readSongTags(join(await folderWith({ [name]: bytes }), name));

describe("readSongTags", () => {
  it("reads ID3", async () => {
    const bytes = mp3File(textFrame("TCON", "বাউল"), textFrame("TLAN", "ben"), lyricsFrame("লাইন এক\r\nline two\r\n"));
    expect(await tagsOf("a.mp3", bytes)).toEqual({ genre: "বাউল", language: "bangla", lyrics: "লাইন এক\nline two" });
  });

  it("reads lyrics with times where there are no others", async () => {
    const timed = timedLyricsFrame([
      ["first line", 1000],
      ["second line", 2500],
    ]);
    expect((await tagsOf("a.mp3", mp3File(timed))).lyrics).toBe("first line\nsecond line");
    expect((await tagsOf("a.mp3", mp3File(lyricsFrame("words"), timed))).lyrics).toBe("words");
  });

  it("reads Vorbis comments and takes the first of several genres", async () => {
    const bytes = flacFile("GENRE=Jazz", "genre=Funk", "LANGUAGE=Português", "LYRICS=[00:01.00]la la\n[00:02.50]lo");
    expect(await tagsOf("a.flac", bytes)).toEqual({ genre: "Jazz", language: "portuguese", lyrics: "la la\nlo" });
    expect((await tagsOf("a.flac", flacFile("UNSYNCEDLYRICS=oh"))).lyrics).toBe("oh");
  });

  it("reads iTunes' atoms", async () => {
    const bytes = m4aFile({ "©gen": "Reggae", "©lyr": "one\rtwo" });
    expect(await tagsOf("a.m4a", bytes)).toEqual({ genre: "Reggae", language: "", lyrics: "one\ntwo" });
  });

  it("finds nothing in missing values and codes for no language", async () => {
    const bytes = mp3File(textFrame("TCON", "Unknown"), textFrame("TLAN", "und"), lyricsFrame(" \r\n "));
    expect(await tagsOf("a.mp3", bytes)).toEqual({ genre: "", language: "", lyrics: "" });
    for (const code of ["mul", "XXX", "zxx"]) {
      expect((await tagsOf("a.mp3", mp3File(textFrame("TLAN", code)))).language).toBe("");
    }
    expect((await tagsOf("a.mp3", mp3File(textFrame("TLAN", "fre")))).language).toBe("french");
  });

  it("finds nothing in a file that holds no sound", async () => {
    expect(await tagsOf("a.mp3", Buffer.from("not a song"))).toEqual({ genre: "", language: "", lyrics: "" });
  });
});

describe("plainLyrics", () => {
  it.each([
    ["[ti:x]\n[ar:y]\n", ""],
    ["\n[ti:x]\n\na\nb\n", "a\nb"],
    ["a\n[ti:x]", "a\n[ti:x]"],
    ["[ar:X]\r\n[00:01.00]a\r\n[00:02.00]b\r\n", "a\nb"],
    ["[00:03.00][00:01.00]chorus\n[00:02]verse", "chorus\nverse\nchorus"],
    ["[01:00.1]<01:00.10>word <01:00.90>by word", "word by word"],
    ["[offset:+250]\n[1:02:03.456]late\n[59:00]early", "early\nlate"],
    ["[00:01.00]a\nb without a time\n[00:02.00]c", "a\nb without a time\nc"],
    ["[00:01:50]colon\n\n[00:02.00]\n[00:04.00]after a pause", "colon\n\n\nafter a pause"],
    ["[Chorus]\nla [x2]\n", "[Chorus]\nla [x2]"],
    ["\uFEFF\n\nplain  words \n\n\nend\n", "plain  words\n\n\nend"],
    ["", ""],
  ])("of %j is %j", (text, words) => {
    expect(plainLyrics(text)).toBe(words);
  });
});
