import { describe, expect, it } from "vitest";
import { LOG_MEL, type LogMel } from "../../src/engine/audio/features/log-mel.ts";
import { isOnlyCredits } from "../../src/engine/speech/credits.ts";
import { decideLanguage, type WindowLanguages } from "../../src/engine/speech/language.ts";
import { probabilitiesAmong } from "../../src/engine/speech/decoding/logits.ts";
import { hasWords, isLittle, withoutNotes } from "../../src/engine/speech/said.ts";
import { isWrittenIn } from "../../src/engine/speech/scripts.ts";
import { followLanguage } from "../../src/engine/speech/song-language.ts";
import { transcribe } from "../../src/engine/speech/transcribe.ts";
import { at, codes, likely, saying, scriptedModel, TOKENS } from "./scripted-model.ts";

/** English, Spanish, French and one more. */
const [EN, ES, FR] = [0, 1, 2];
const window = (probabilities: readonly number[], more: Partial<WindowLanguages> = {}): WindowLanguages => ({
  start: 0,
  probabilities,
  noSpeechProbability: 0.1,
  decoded: null,
  ...more,
});

describe("decideLanguage", () => {
  const unsure = window([0.4, 0.46, 0.1, 0.04]);
  const french = window([0.005, 0.01, 0.98, 0.005]);

  it("multiplies what the windows say, each mixed with a twentieth of all languages", () => {
    const mixed = (p: number): number => 0.95 * p + 0.05 / 4;
    const products = unsure.probabilities.map((p, index) => mixed(p) * mixed(french.probabilities[index]!));
    const sum = products.reduce((total, product) => total + product);
    const { language, probabilities } = decideLanguage([unsure, french]);
    expect(language).toBe(FR);
    for (const [index, product] of products.entries()) expect(probabilities[index]).toBeCloseTo(product / sum, 5);
    expect(probabilities[FR]).toBeGreaterThan(0.75);
  });

  it("is as unsure as its only window", () => {
    const { language, probabilities } = decideLanguage([unsure]);
    expect([language, probabilities[ES]!.toFixed(2)]).toEqual([ES, "0.45"]);
  });

  it("leaves out windows in which nobody seems to sing, unless there are no others", () => {
    const intro = window([0.97, 0.01, 0.01, 0.01], { noSpeechProbability: 0.61 });
    expect(decideLanguage([intro, intro, french]).language).toBe(FR);
    expect(decideLanguage([intro]).language).toBe(EN);
    // What was sung there was believed all the same.
    const believed = { ...intro, decoded: { verdict: "accepted", language: EN } } as const;
    expect(decideLanguage([believed, believed, french]).language).toBe(EN);
  });

  it("leaves out windows whose text was rejected in their own language, not those that were decoded in another", () => {
    const english = window([0.97, 0.01, 0.01, 0.01], { decoded: { verdict: "credits", language: EN } });
    expect(decideLanguage([english, english, french]).language).toBe(FR);
    const inFrench = { ...english, decoded: { verdict: "uncertain", language: FR } } as const;
    expect(decideLanguage([inFrench, inFrench, french]).language).toBe(EN);
  });
});

describe("followLanguage", () => {
  const tokens = {
    languages: new Map([
      ["en", 1],
      ["es", 2],
      ["fr", 3],
      ["de", 4],
    ]),
  };
  const english = window([0.7, 0.1, 0.1, 0.1]);
  const french = (start: number): WindowLanguages => window([0.01, 0.01, 0.97, 0.01], { start });

  it("begins anew in the language of the windows that follow, which go on counting", () => {
    const language = followLanguage(tokens, [english]);
    expect(language.now().code).toBe("en");
    expect(language.add(english, "accepted", 28)).toBe(false);
    expect(language.add(french(28), "accepted", 58)).toBe(true);
    expect(language.now()).toMatchObject({ code: "fr" });
    // The first window again, in French: the second one is still known.
    expect(language.add(english, "uncertain", 28)).toBe(false);
    expect(language.add(french(28), "accepted", 58)).toBe(false);
    expect(language.now().probability).toBeGreaterThan(0.6);
  });

  it("does not begin anew for a language that is not sure, nor more than twice", () => {
    const unsure = followLanguage(tokens, [english]);
    expect(unsure.add(window([0.3, 0.5, 0.1, 0.1], { start: 30 }), "accepted", 60)).toBe(false);
    const fickle = followLanguage(tokens, [english]);
    const strong = (language: number, start: number): WindowLanguages =>
      window(
        [0, 1, 2, 3].map((index) => (index === language ? 0.9997 : 0.0001)),
        { start },
      );
    const changes: number[] = [];
    for (let index = 0; index < 4; index++) {
      for (let times = 0; times < 4 ** index; times++)
        if (fickle.add(strong(index % 2 === 0 ? ES : FR, 1000 * index), "accepted", 0)) changes.push(index);
    }
    expect(changes).toHaveLength(2);
  });

  it("takes the likelier language, however unsure, where no word was accepted", () => {
    const language = followLanguage(tokens, [window([0.45, 0.44, 0.05, 0.06])]);
    expect(language.add(window([0.4, 0.5, 0.05, 0.05]), "uncertain", 30)).toBe(false);
    expect(language.endWithoutWords()).toBe(true);
    expect(language.now().code).toBe("es");
    expect(language.endWithoutWords()).toBe(false);
  });
});

describe("transcribe without a given language", () => {
  const tone = (seconds: number): Float32Array =>
    Float32Array.from({ length: seconds * LOG_MEL.sampleRate }, (_, index) => 0.3 * Math.sin(index / 5));

  /** Says a text in each window, if it is decoded in its language; else something improbable. */
  function bilingual(
    windows: readonly {
      readonly language: string;
      readonly by: number;
      readonly noSpeech?: number;
      readonly mumbled?: boolean;
    }[],
  ) {
    let at30 = -1;
    const model = scriptedModel((given, start) => {
      if (given.length === 1) at30 = Math.min(windowOf(start), windows.length - 1);
      const { language, by, noSpeech = 0.05, mumbled = false } = windows[at30]!;
      const token = TOKENS.languages.get(language)!;
      if (given.length === 1) {
        const logits = likely(TOKENS.noSpeech, noSpeech);
        logits[token]! += by;
        return logits;
      }
      return saying([at(0), ...codes("a b"), at(30)], given[1] === token && !mumbled ? 0.9 : 0.2)(given, start);
    });
    return model;
  }
  /** The number of a window, which the sound below carries in its loudness. */
  const windowOf = (loudness: number): number => levels.findIndex((level) => Math.abs(level - loudness) < 1e-6);
  let levels: number[] = [];
  async function hear(windows: Parameters<typeof bilingual>[0]) {
    const model = bilingual(windows);
    levels = [];
    const counted = {
      ...model,
      listen: (window: LogMel) => {
        const level = window.data[0]!;
        if (!levels.includes(level)) levels.push(level);
        return model.listen(window);
      },
    };
    return transcribe(counted, tones(windows.length), { seed: 42, language: null });
  }
  /** Half a minute after the other, each louder than the one before. */
  const tones = (count: number): Float32Array => {
    const sound = tone(30 * count);
    return sound.map((value, index) => (value * (1 + Math.floor(index / (30 * LOG_MEL.sampleRate)))) / count);
  };

  it("is in the language of the song, not of the introduction", async () => {
    const { language, lines } = await hear([
      { language: "en", by: 2, noSpeech: 0.95 },
      { language: "fr", by: 6 },
    ]);
    expect(language).toMatchObject({ code: "fr", detected: true });
    expect(language.probability).toBeGreaterThan(0.9);
    expect(lines).toHaveLength(1);
  });

  it("decodes again what was decoded in the wrong language", async () => {
    const { language, lines, windows } = await hear([
      { language: "en", by: 4 },
      { language: "fr", by: 8 },
      { language: "fr", by: 8 },
    ]);
    expect(language.code).toBe("fr");
    expect(windows.map(({ verdict }) => verdict)).toEqual(["uncertain", "accepted", "accepted"]);
    expect(lines.map(({ start }) => start)).toEqual([30, 60]);
    // Of three windows with words the words of two are believed.
    expect(language.probability).toBeGreaterThan(0.6);
    expect(language.probability).toBeLessThan(2 / 3);
  });

  it("is not sure where few of the words were believed, however sure it sounded", async () => {
    const { language, windows } = await hear([
      { language: "fr", by: 9 },
      { language: "fr", by: 9, mumbled: true },
      { language: "fr", by: 9, mumbled: true },
    ]);
    expect(windows.map(({ verdict }) => verdict)).toEqual(["accepted", "uncertain", "uncertain"]);
    expect(language.code).toBe("fr");
    expect(language.probability).toBeLessThan(0.34);
  });

  it("keeps how unsure it is", async () => {
    const { language } = await hear([{ language: "fr", by: 0.2 }]);
    expect(language.code).toBe("fr");
    expect(language.probability).toBeCloseTo(0.95 / (1 + Math.exp(-0.2)) + 0.025, 4);
  });
});

describe("probabilitiesAmong", () => {
  it("is the softmax over the given tokens alone", () => {
    const logits = Float32Array.of(9, Math.log(1), Math.log(3), 9);
    expect(probabilitiesAmong(logits, [2, 1]).map((value) => value.toFixed(6))).toEqual(["0.750000", "0.250000"]);
  });
});

describe("isOnlyCredits", () => {
  it.each([
    "Subtitles by the Amara.org community",
    "Thank you for watching!",
    "Music Music Music Music Music",
    "Thank you. Thank you so much. See you next time!",
    "Thanks for watching. Please subscribe to my channel.",
    "Sous-titres réalisés para la communauté d'Amara.org",
    "Sous-titrage ST' 501",
    "Merci d’avoir regardé cette vidéo !",
    "¡Suscríbete al canal!",
    "Subtítulos realizados por la comunidad de Amara.org",
    "Untertitel im Auftrag des ZDF für funk, 2017",
    "Редактор субтитров А.Синецкая Корректор А.Егорова",
    "字幕by索兰娅",
    "ご視聴ありがとうございました。",
    "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
    "시청해주셔서 감사합니다.",
    "www.mooji.org",
  ])("%s", (text) => {
    expect(isOnlyCredits(text)).toBe(true);
  });

  it.each([
    "",
    "♪",
    "Thank you for the music, the songs I'm singing",
    "Thank you. I was lost and you found me.",
    "Gracias a la vida que me ha dado tanto",
    "la tristeza es muy extraña",
    "Music of the night",
    "Music, music, I hear music",
  ])("not “%s”", (text) => {
    expect(isOnlyCredits(text)).toBe(false);
  });
});

describe("what was said", () => {
  it.each([
    ["la la", true],
    ["♪♪♪", false],
    ["...", false],
    ["[Music]", false],
    ["(wind) *sighs* 【音楽】", false],
    ["[Music] my love", true],
    ["আমি", true],
  ])("has words: “%s” %s", (text, expected) => {
    expect(hasWords(text)).toBe(expected);
  });

  it("is little up to forty letters; of Chinese, Japanese and Korean to twenty", () => {
    expect([isLittle("a ".repeat(40)), isLittle("a ".repeat(41))]).toEqual([true, false]);
    expect([isLittle("愛".repeat(20)), isLittle("愛".repeat(21))]).toEqual([true, false]);
    expect([isLittle("사".repeat(20)), isLittle("사".repeat(21))]).toEqual([true, false]);
  });

  it("loses its notes", () => {
    expect(withoutNotes("♪ la la 🎵")).toBe("la la");
  });
});

describe("isWrittenIn", () => {
  it.each([
    ["Amar shonar Bangla", "bn", false],
    ["আমার সোনার বাংলা", "bn", true],
    ["আমার সোনার বাংলা baby", "bn", true],
    ["la tristeza es muy extraña", "es", true],
    ["Грустная песня", "es", false],
    ["さくら 桜 サクラ", "ja", true],
    ["Sakura", "ja", false],
    ["Ljubavi moja", "sr", true],
    ["Љубави моја", "sr", true],
    ["मेरे दिल", "hi", true],
    ["12 34", "bn", true],
  ])("“%s” in %s: %s", (text, language, expected) => {
    expect(isWrittenIn(text, language)).toBe(expected);
  });
});
