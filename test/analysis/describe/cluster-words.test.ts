import { describe, expect, it } from "vitest";
import { clusterTerms } from "../../../src/engine/analysis/describe/cluster-terms.ts";
import { enrichedClasses, hypergeometricTail } from "../../../src/engine/analysis/describe/enrichment.ts";
import { firstLyric } from "../../../src/engine/analysis/describe/first-lyric.ts";
import { vocabularyOf } from "../../../src/engine/analysis/describe/vocabulary.ts";

const song = (lyrics: string, language = "") => ({ lyrics, language });
const wordsOf = async (...lyrics: readonly string[]) => {
  const { words, songs } = await vocabularyOf(lyrics.map((text) => song(text)));
  return songs.map((own) => [...own].map((number) => words[number]!));
};

describe("vocabularyOf", () => {
  it("finds words in any script, each once per song", async () => {
    const found = await wordsOf("River, RIVER don’t 42 a la\nstone", "নদী আকাশ ও নদী", "我爱北京 x", "");
    expect(found[0]).toEqual(["river", "don't", "stone"]);
    expect(found[1]).toEqual(["নদী", "আকাশ"]);
    expect(found[2]).toEqual(expect.arrayContaining(["北京"]));
    expect(found[2]).not.toContain("x");
    expect(found[3]).toEqual([]);
  });

  it("leaves out words of over half of the songs, and of over a third of a language's", async () => {
    expect(await wordsOf("love sky", "love sea", "love rain", "stone rain")).toEqual([
      ["sky"],
      ["sea"],
      ["rain"],
      ["stone", "rain"],
    ]);
    const french = ["dans mer", "dans ciel", "dans nuit", "jour", "amour", "jardin"].map((text) =>
      song(text, "french"),
    );
    const english = Array.from({ length: 10 }, (_, index) => song(`word${"abcdefghij"[index]!}`, "english"));
    const { words, songs } = await vocabularyOf([...french, ...english]);
    expect(songs.slice(0, 4).map((own) => [...own].map((number) => words[number]))).toEqual([
      ["mer"],
      ["ciel"],
      ["nuit"],
      ["jour"],
    ]);
  });
});

describe("clusterTerms", () => {
  it("ranks by how many of the cluster's songs have the word, and how few others", async () => {
    const vocabulary = await vocabularyOf([
      song("river stone river river", "a"),
      song("river stone moon", "b"),
      song("moon dust only", "c"),
      song("fire dust moon", "d"),
      song("fire dust", "e"),
      song("", "f"),
      song("lamp"),
      song("oak"),
    ]);
    const terms = clusterTerms(vocabulary, Int32Array.of(0, 0, 1, 1, 1, -1, -1, -1), 2);
    // "only" is one song's; "moon" is in both, relatively more in the second.
    expect(terms).toEqual([
      ["river", "stone"],
      ["dust", "fire", "moon"],
    ]);
  });

  it("weighs a word by the logarithm of how rare it is: 1 · ln(1 + 12 / 5) is more than ½ · ln(1 + 12 / 2)", () => {
    // Four songs are the first cluster; "all" is in all of them and in one other song, "two" in two of them only.
    const others = Array.from({ length: 17 }, (_, index) => index + 2);
    const vocabulary = {
      sample: null,
      words: ["all", "two", ...others.map((number) => `other${number}`)],
      songs: [[0, 1], [0, 1], [0], [0], [0], others, [], []].map((words) => Int32Array.from(words)),
      songsWith: Int32Array.of(5, 2, ...others.map(() => 1)),
    };
    expect(clusterTerms(vocabulary, Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1), 2)).toEqual([["all", "two"], []]);
  });

  it("names four words at most, equally telling ones by the alphabet", async () => {
    const vocabulary = await vocabularyOf([song("e d c b a".replaceAll(/\w/g, "$&$&$&")), song("x1x"), song("y1y")]);
    expect(clusterTerms(vocabulary, Int32Array.of(0, 1, 1), 2)[0]).toEqual(["aaa", "bbb", "ccc", "ddd"]);
  });

  it("reads a part of many songs, of which each cluster's are its words", async () => {
    const names = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay"];
    const songs = Array.from({ length: 100 }, (_, index) =>
      song(`${names[Math.floor(index / 10)]!} word${index % 7}x`),
    );
    const vocabulary = await vocabularyOf(songs, {}, 40);
    const drawn = [...vocabulary.sample!];
    expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
    expect([drawn.length, vocabulary.songs.length]).toEqual([40, 40]);
    const labels = Int32Array.from({ length: 100 }, (_, index) => Math.floor(index / 10));
    const terms = clusterTerms(vocabulary, labels, 11);
    for (const [cluster, name] of names.entries())
      if (drawn.filter((row) => labels[row] === cluster).length > 1) expect(terms[cluster]![0]).toBe(name);
    expect(terms[10]).toEqual([]);
    expect((await vocabularyOf(songs, {}, 100)).sample).toBeNull();
    expect(await vocabularyOf(songs, {}, 40)).toEqual(vocabulary);
  });

  it("gives a cluster of one song its own words, and none without lyrics", async () => {
    const vocabulary = await vocabularyOf([song("zebra yak"), song(""), song("lion")]);
    expect(clusterTerms(vocabulary, Int32Array.of(0, 1, 2), 3)).toEqual([["yak", "zebra"], [], ["lion"]]);
  });
});

describe("enrichedClasses", () => {
  it("tests with the hypergeometric distribution (scipy.stats.hypergeom.sf, SciPy 1.15)", () => {
    const tail = (all: number, marked: number, drawn: number, hits: number) =>
      hypergeometricTail({ all, marked, drawn, hits });
    expect(tail(30, 8, 7, 4)).toBeCloseTo(0.05961292857844582, 12);
    expect(tail(30, 8, 7, 0)).toBeCloseTo(1, 12);
    expect(tail(100, 20, 10, 6)).toBeCloseTo(0.003933076466791354, 12);
    expect(tail(10_000, 2500, 400, 130)).toBeCloseTo(0.0003489022356930357, 12);
    expect(tail(5, 2, 2, 2)).toBeCloseTo(0.1, 12);
  });

  it("names the genre, else the language, with its share; unknown labels and single songs never", () => {
    const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, -1, 2, 3, 3, 3, 3);
    const genre = ["folk", "folk", "folk", "pop", "pop", "rock", "jazz", "", "", "soul", "", "", "", ""];
    const language = ["x", "y", "x", "y", "x", "y", "x", "y", "x", "y", "z", "z", "z", "z"];
    expect(enrichedClasses({ genre, language }, labels, 4)).toEqual([
      { column: "genre", value: "folk", share: 0.75 },
      null,
      null,
      { column: "language", value: "z", share: 1 },
    ]);
  });
});

describe("enrichedClasses of large clusters", () => {
  it("names no label of less than a third of the cluster, however improbable, and the most improbable of others", () => {
    // 40 songs, 7 in the first cluster: both "rare" songs are among them, which chance does with 2.7 %.
    const labels = Int32Array.from({ length: 40 }, (_, song) => (song < 7 ? 0 : 1));
    const named = (genre: (song: number) => string) =>
      enrichedClasses(
        { genre: Array.from(labels, (_, song) => genre(song)), language: Array.from(labels, () => "") },
        labels,
        2,
      )[0];
    expect(named((song) => (song < 2 ? "rare" : ""))).toBeNull();
    expect(named((song) => (song < 3 ? "rare" : ""))).toEqual({ column: "genre", value: "rare", share: 3 / 7 });
    // Three of three are more improbable than four of six.
    const both = named((song) => (song < 3 ? "three" : song < 9 ? "six" : ""));
    expect(both).toEqual({ column: "genre", value: "three", share: 3 / 7 });
    // Three of twelve and more: chance does that often enough.
    expect(named((song) => (song < 3 || song > 30 ? "common" : ""))).toBeNull();
  });
});

describe("the level of the test", () => {
  it("is 5 %: of 30 songs 7 in the cluster, 4 of them of 7 or of 8 songs that have the label", () => {
    const labels = Int32Array.from({ length: 30 }, (_, song) => (song < 7 ? 0 : 1));
    const language = Array.from(labels, () => "");
    const named = (marked: number) => {
      const genre = Array.from(labels, (_, song) => (song < 4 || (song >= 7 && song < 3 + marked) ? "x" : ""));
      return enrichedClasses({ genre, language }, labels, 2)[0];
    };
    // The probabilities are 3.3 % and 6.0 %.
    expect(named(7)).toEqual({ column: "genre", value: "x", share: 4 / 7 });
    expect(named(8)).toBeNull();
  });
});

describe("firstLyric", () => {
  it.each([
    ["\n  [Chorus]\n(Refrain)\n 1, 2\nRiver runs \nmore", "River runs"],
    ["[Intro] soft\r\nnext", "[Intro] soft"],
    ["", ""],
    ["♪ ♪\n[x]", ""],
  ])("%j begins with %j", (lyrics, expected) => {
    expect(firstLyric(lyrics)).toBe(expected);
  });

  it("is cut between characters", () => {
    const line = firstLyric("কি".repeat(200));
    expect(line).toBe(`${"কি".repeat(119)}…`);
  });
});
