import { describe, expect, it } from "vitest";
import { LOG_MEL, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { languageCode, languageName } from "../../src/engine/speech/languages.ts";
import { windowLines } from "../../src/engine/speech/lines.ts";
import { transcribe, windowOf } from "../../src/engine/speech/transcribe.ts";
import { at, codes, likely, saying, scriptedModel, TOKENS, VOCABULARY, type Script } from "./scripted-model.ts";

const OPTIONS = { language: "fr", seed: 42 } as const;

/** A tone of so many seconds: something to have a spectrogram of. */
const tone = (seconds: number): Float32Array =>
  Float32Array.from({ length: Math.round(seconds * LOG_MEL.sampleRate) }, (_, index) => 0.3 * Math.sin(index / 5));

/** Says one text after the other, window by window. */
function byWindow(scripts: readonly Script[]): ReturnType<typeof scriptedModel> {
  let window = -1;
  const model = scriptedModel((given, start) => {
    if (given.length === 1) window = model.windows.length - 1;
    return scripts[Math.min(window, scripts.length - 1)]!(given, start);
  });
  return model;
}

describe("windowLines", () => {
  const [a, b, c] = [codes("a"), codes("b"), codes("c")];

  it("cuts at pairs of timestamps and goes on behind the last whole line", () => {
    const said = [at(0), ...a, at(4), at(5), ...b, at(11), at(11), ...c];
    expect(windowLines(said, TOKENS, 30)).toEqual({
      lines: [
        { start: 0, end: 4, tokens: [at(0), ...a, at(4)] },
        { start: 5, end: 11, tokens: [at(5), ...b, at(11)] },
      ],
      advance: 11,
    });
  });

  it("takes the whole window where its last line ends in it", () => {
    const said = [at(0), ...a, at(4), at(5), ...b, at(11)];
    const { lines, advance } = windowLines(said, TOKENS, 26);
    expect(advance).toBe(26);
    expect(lines.map(({ start, end }) => [start, end])).toEqual([
      [0, 4],
      [5, 11],
    ]);
  });

  it("takes one line without pairs as it is, to its end or the window's", () => {
    expect(windowLines([at(0), ...a, at(7)], TOKENS, 30)).toMatchObject({ lines: [{ start: 0, end: 7 }], advance: 30 });
    expect(windowLines([at(0), ...a], TOKENS, 12.5)).toMatchObject({ lines: [{ start: 0, end: 12.5 }], advance: 12.5 });
  });

  it("never stands still, and never leaves the sound", () => {
    expect(windowLines([at(0), at(0), ...a, at(0), at(0)], TOKENS, 20).advance).toBe(20);
    expect(
      windowLines([at(0), ...a, at(29), at(29.5), ...b, at(30)], TOKENS, 10).lines.every(({ end }) => end <= 10),
    ).toBe(true);
  });
});

describe("windowOf", () => {
  it("is what the spectrogram holds from there on", () => {
    const mel = whisperLogMel(tone(40), 70);
    const window = windowOf(mel, 12.34);
    expect(window).toMatchObject({ bands: 80, frames: 3000 });
    for (const [band, frame] of [
      [0, 0],
      [7, 100],
      [79, 2999],
    ] as const) {
      expect(window.data[band * 3000 + frame]).toBe(mel.data[band * mel.frames + 1234 + frame]);
    }
  });
});

describe("transcribe", () => {
  it("joins the lines of all windows with their times in the track, hearing a cut line again", async () => {
    const model = byWindow([
      saying([at(0), ...codes("uno"), at(10), at(12), ...codes("seis"), at(20), at(20), ...codes("cut off")], 0.9),
      saying([at(0), ...codes("cut off line"), at(9), at(9), ...codes("tres"), at(30)], 0.9),
      saying([at(0), ...codes("fin"), at(3)], 0.9),
    ]);
    const progress: number[] = [];
    const { lines, windows, reason, language } = await transcribe(model, tone(55), {
      ...OPTIONS,
      onProgress: (seconds) => progress.push(seconds),
    });
    expect(lines).toEqual([
      { start: 0, end: 10, text: "uno" },
      { start: 12, end: 20, text: "seis" },
      { start: 20, end: 29, text: "cut off line" },
      { start: 29, end: 50, text: "tres" },
      { start: 50, end: 53, text: "fin" },
    ]);
    expect(windows.map(({ start, end }) => [start, end])).toEqual([
      [0, 20],
      [20, 50],
      [50, 55],
    ]);
    expect({ reason, language }).toEqual({
      reason: null,
      language: { code: "fr", detected: false, probability: null },
    });
    expect(progress).toEqual([0, 20, 50, 55]);
  });

  it("says why there are no words, by what most of the track is", async () => {
    const flat: Script = (given) => (given.length === 1 ? likely(TOKENS.noSpeech, 0.01) : new Float32Array(VOCABULARY));
    const silent = saying([at(0), ...codes("thank you"), at(2)], 0.2, 0.9);
    expect(await transcribe(byWindow([silent, flat, silent]), tone(80), OPTIONS)).toMatchObject({
      lines: [],
      reason: "no-speech",
    });
    expect(await transcribe(byWindow([flat, silent, flat]), tone(80), OPTIONS)).toMatchObject({
      lines: [],
      reason: "uncertain",
    });
  });

  it("leaves out the windows that are not believed and keeps the others", async () => {
    const loop = saying([at(0), ...codes("amor ".repeat(12)), at(20)], 0.999999);
    const good = saying([at(0), ...codes("una linea"), at(5)], 0.9);
    const { lines, windows } = await transcribe(byWindow([good, loop, good]), tone(90), OPTIONS);
    expect(lines.map(({ start, text }) => [start, text])).toEqual([
      [0, "una linea"],
      [60, "una linea"],
    ]);
    expect(windows.map(({ verdict }) => verdict)).toEqual(["accepted", "uncertain", "accepted"]);
  });

  it("stops believing a model that says the same of every window", async () => {
    const { lines, windows } = await transcribe(
      scriptedModel(saying([at(0), ...codes("subscribe"), at(5)], 0.9)),
      tone(150),
      OPTIONS,
    );
    expect(windows.map(({ verdict }) => verdict)).toEqual([
      "accepted",
      "accepted",
      "repetition",
      "repetition",
      "repetition",
    ]);
    expect(lines).toHaveLength(2);
  });

  it("is cancelled between two tokens", async () => {
    const controller = new AbortController();
    let steps = 0;
    const model = scriptedModel(() => {
      if (++steps === 5) controller.abort();
      return likely(steps % 20, 0.9);
    });
    await expect(transcribe(model, tone(30), { ...OPTIONS, signal: controller.signal })).rejects.toThrow("Cancelled");
    // Three tokens of the prompt, and one of each text.
    expect(steps).toBe(3 + 5);
  });
});

describe("languageCode", () => {
  it.each([
    ["English", "en"],
    ["bangla", "bn"],
    [" BENGALI ", "bn"],
    ["বাংলা", "bn"],
    ["fr", "fr"],
    ["français", "fr"],
    ["franc\u0327ais", "fr"],
    ["spanish", "es"],
    ["pt-BR", "pt"],
    ["en_GB", "en"],
    ["Haitian Creole", "ht"],
    ["haw", "haw"],
    ["instrumental", undefined],
    ["", undefined],
    ["constructor", undefined],
  ])("%s → %s", (name, code) => {
    expect(languageCode(name)).toBe(code);
  });

  it("names codes", () => {
    expect([languageName("bn"), languageName("es"), languageName("xx")]).toEqual(["Bengali", "Spanish", "Xx"]);
  });
});
