import { describe, expect, it } from "vitest";
import { genreKey } from "../../src/shared/classes/genre-key.ts";
import { genreClasses, languageClasses } from "../../src/shared/classes/label-classes.ts";
import { genreSplitter } from "../../src/shared/classes/several-genres.ts";

describe("genreKey", () => {
  it.each([
    ["Hip-Hop", "hip hop", "HIP_HOP", "HipHop", " hip  hop ", "Hip\u2010Hop", "ＨＩＰ ＨＯＰ", "hip\u200bhop"],
    ["R&B", "r & b", "RnB", "R'n'B", "R and B", "rnb", "R n B"],
    ["Drum & Bass", "drum and bass", "Drum'n'Bass", "Drum 'n' Bass", "drum n bass", "drum + bass", "Drum ’n’ Bass"],
    ["Straßenmusik", "STRASSENMUSIK"],
    ["Klasik", "KLASİK", "klasik", "KLASIK", "klas\u0131k"],
    ["Cafe\u0301", "café", "CAFÉ"],
    ["λαϊκός", "ΛΑΪΚΌΣ"],
    ["বাংলা গান", "বাংলা-গান"],
  ])("is one for %s", (...spellings) => {
    expect(new Set(spellings.map(genreKey)).size).toBe(1);
  });

  it.each([
    ["Rock", "Pop"],
    ["Pop", "Pope"],
    ["Café", "Cafe"],
    ["Hip-Hop", "Hip-Hop/Rap"],
    ["R&B", "RB"],
    ["Brand new", "Br&new"],
    ["Post-Rock", "Rock"],
    ["-a", "b"],
    ["&", "'"],
    ["80s", "90s"],
  ])("tells %s from %s", (a, b) => {
    expect(genreKey(a)).not.toBe(genreKey(b));
  });
});

describe("genreSplitter", () => {
  const split = (cell: string, others: readonly string[] = []) => genreSplitter([cell, ...others], "auto")(cell);

  it.each([
    ["rock|pop", ["rock", "pop"]],
    ["rock | pop |electronic", ["rock", "pop", "electronic"]],
    ["rock;pop", ["rock", "pop"]],
    ["rock\tpop", ["rock", "pop"]],
    ["rock\r\npop", ["rock", "pop"]],
    ["rock\\\\pop", ["rock", "pop"]],
    ["['rock', 'pop']", ["rock", "pop"]],
    ['["rock", "pop"]', ["rock", "pop"]],
    ["['rock' 'pop']", ["rock", "pop"]],
    ["('rock', \"rock 'n' roll\")", ["rock", "rock 'n' roll"]],
    ["[rock, pop]", ["rock", "pop"]],
    ["['R&B, Soul']", ["R&B, Soul"]],
    ["['rock']", ["rock"]],
    ["genre---rock\tgenre---pop", ["rock", "pop"]],
    ["mood/theme---happy|genre---rock", ["rock"]],
    ["rock||", ["rock"]],
    ["|nan|pop", ["pop"]],
    ["[]", ["[]"]],
    ["R&amp;B", ["R&amp;B"]],
    ["Hip-Hop/Rap", ["Hip-Hop/Rap"]],
    ["R&B/Soul", ["R&B/Soul"]],
    ["Drum & Bass", ["Drum & Bass"]],
    ["Folk, World, & Country", ["Folk, World, & Country"]],
    ["rock, pop", ["rock, pop"]],
  ])("takes %j by itself for %j", (cell, parts) => {
    expect(split(cell)).toEqual(parts);
  });

  it("splits at a slash where all parts are genres of their own", () => {
    expect(split("rock/pop", ["Pop", "Rock"])).toEqual(["rock", "pop"]);
    expect(split("Hip-Hop/Rap", ["Hip Hop", "R&B/Soul"])).toEqual(["Hip-Hop/Rap"]);
    expect(split("rock/pop", ["rock|pop"])).toEqual(["rock", "pop"]);
  });

  it("splits at commas where most cells with one begin with a genre that occurs elsewhere", () => {
    expect(split("rock, pop", ["rock"])).toEqual(["rock", "pop"]);
    expect(split("jazz, blues", ["rock, pop", "pop, rock", "rock, metal"])).toEqual(["jazz", "blues"]);
    expect(split("Folk, World, & Country", ["Rock", "Pop", "Folk, World, & Country"])).toHaveLength(1);
    expect(split("rock, pop", ["a, b", "c, d", "rock"])).toEqual(["rock, pop"]);
  });

  it("goes by the setting", () => {
    const cell = "rock/pop;a|b, c";
    const at = (separator: "|" | ";" | "," | "/" | "none") => genreSplitter([cell], separator)(cell);
    expect(at("/")).toEqual(["rock", "pop;a|b, c"]);
    expect(at(";")).toEqual(["rock/pop", "a|b, c"]);
    expect(at("|")).toEqual(["rock/pop;a", "b, c"]);
    expect(at(",")).toEqual(["rock/pop;a|b", "c"]);
    expect(at("none")).toEqual([cell]);
  });
});

describe("classes", () => {
  it("calls a language as the table does most often, of equals as it does first", () => {
    const { names, spellings } = languageClasses(["bn", "Bangla", "", "bn-BD", "Bangla", "xx", "XX", "en", "English"]);
    expect(names).toEqual(["Bangla", "Bangla", "", "Bangla", "Bangla", "xx", "xx", "en", "en"]);
    expect(spellings[0]).toBe("bn");
  });

  it("makes one class of a genre's spellings, of several genres the first", () => {
    const labels = ["Hip-Hop", "hip hop", "hip hop", "", "Rock|Pop", "rock", "rock", "Pop"];
    const { names, several, isSame } = genreClasses(labels, "auto");
    expect(names).toEqual(["hip hop", "hip hop", "hip hop", "", "rock", "rock", "rock", "Pop"]);
    expect(several).toEqual([4]);
    expect([isSame("HIPHOP", "hip hop"), isSame("rock|jazz", "ROCK"), isSame("rock", "pop")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("leaves labels alone that are each spelled in one way", () => {
    const labels = ["folk", "pop", "", "hip-hop", "folk"];
    expect(genreClasses(labels, "auto").names).toEqual(labels);
    expect(languageClasses(["spanish", "french", ""]).names).toEqual(["spanish", "french", ""]);
  });

  it("takes no name of an object's property for one", () => {
    const labels = ["constructor", "__proto__", "toString"];
    expect(genreClasses(labels, "auto").names).toEqual(labels);
    expect(languageClasses(labels).names).toEqual(labels);
  });
});
