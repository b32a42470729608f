import { describe, expect, it } from "vitest";
import { WHISPER_LANGUAGES } from "../../src/engine/speech/languages.ts";
import { LANGUAGE_ALIASES } from "../../src/shared/languages/aliases.ts";
import { LANGUAGE_WORDS } from "../../src/shared/languages/names.ts";
import { resolveLanguage } from "../../src/shared/languages/resolve.ts";

const entries = LANGUAGE_WORDS.split(";")
  .map((entry) => entry.trim().split("|"))
  .filter(([code]) => code !== "");
const codes = entries.map(([code]) => code!);

describe("resolveLanguage", () => {
  it.each([
    [
      "bn",
      ["BN", "bn-BD", "bn_IN", "ben", "Bangla", "bengali", " Bengali ", "বাংলা", "Bengali (India)", "bangla/bengali"],
    ],
    [
      "en",
      [
        "Englisch",
        "anglais",
        "INGLÉS",
        "английский",
        "英語",
        "영어",
        "English",
        "EN",
        "eng",
        "en-US",
        "en_GB.UTF-8",
        "American English",
        "English (US)",
        "English language",
      ],
    ],
    ["es", ["Spanish", "Español", "espanol", "ESPAÑOL", "espan\u0303ol", "es-419", "Castilian", "Spanish; Castilian"]],
    [
      "zh",
      [
        "Chinesisch",
        "chinois",
        "китайский",
        "Chinese",
        "Mandarin",
        "cmn",
        "chi",
        "zho",
        "中文",
        "zh_Hans_CN",
        "zh-TW",
        "Chinese - Mandarin",
      ],
    ],
    ["de", ["allemand", "alemán", "tedesco", "Duits", "德语", "ger", "deu", "Deutsch", "German"]],
    ["fa", ["Persian", "Farsi", "per", "fas", "فارسی"]],
    ["pt", ["pt-BR", "Brazilian Portuguese", "português"]],
    ["no", ["no", "nb", "Norwegian", "norsk", "Norwegian Bokmål", "nb-NO"]],
    ["fil", ["tl", "Tagalog", "Filipino"]],
    ["he", ["iw", "he", "Hebrew", "עברית"]],
    ["yue", ["Cantonese", "Chinese (Cantonese)", "yue-HK"]],
  ])("%s", (code, texts) => {
    expect(texts.map((text) => [text, resolveLanguage(text)])).toEqual(texts.map((text) => [text, code]));
  });

  it.each([
    ...["", "xx", "instrumental", "Banglish", "Hinglish", "English/Bangla", "English, Hindi", "english & bangla"],
    ...["non-english", "hip-hop", "mul", "und", "zxx", "constructor", "English (Bengali)", "(English", "1", "e"],
  ])("does not know %j", (text) => {
    expect(resolveLanguage(text)).toBeUndefined();
  });

  it("knows every word of its table, and no word is lost to another language but where it is that one's code", () => {
    const lost = entries.flatMap(([code, ...words]) =>
      words.filter((word) => resolveLanguage(word) !== (code === "nb" ? "no" : code)),
    );
    // Ga is Irish's code, Kom is Komi's.
    expect(lost).toEqual(["Kom", "Ga", "Gã"]);
  });

  it("has aliases only of languages that it has, and none that its table has", () => {
    for (const [code, aliases] of Object.entries(LANGUAGE_ALIASES)) {
      expect(codes).toContain(code);
      for (const alias of aliases) expect([alias, resolveLanguage(alias)]).toEqual([alias, code]);
    }
  });

  it("knows Whisper's codes and names", () => {
    const other: Readonly<Record<string, string>> = { tl: "fil", jw: "jv" };
    for (const [code, name] of Object.entries(WHISPER_LANGUAGES))
      expect([name, resolveLanguage(code), resolveLanguage(name)]).toEqual([
        name,
        other[code] ?? code,
        other[code] ?? code,
      ]);
  });

  it("agrees with this Node's Intl on codes of three letters and English names", () => {
    const english = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
    const canonical = (code: string): string => new Intl.Locale(Intl.getCanonicalLocales(code)[0]!).language;
    for (const code of [
      "ben",
      "deu",
      "ger",
      "fra",
      "fre",
      "hin",
      "jpn",
      "por",
      "rus",
      "spa",
      "swe",
      "tam",
      "tur",
      "urd",
    ]) {
      expect(resolveLanguage(code)).toBe(canonical(code));
      expect(resolveLanguage(english.of(code)!)).toBe(canonical(code));
    }
  });
});
