import { expect, it } from "vitest";
import { soundRecord } from "../../src/engine/audio/features/sound-record.ts";

const song = (seconds: number, sampleRate: number, channels: number, length: number | null) => ({ seconds, source: { sampleRate, channels, seconds: length } }); // prettier-ignore

it("adds up what was heard and what the files are, the most frequent first", () => {
  const songs = [song(30, 44_100, 2, 200.004), song(30, 48_000, 2, null), song(12.5, 44_100, 1, 12.5), song(30, 22_050, 2, 31)]; // prettier-ignore
  expect(soundRecord(songs)).toEqual({
    heard: { total: 102.5, median: 30, shortest: 12.5, longest: 30 },
    files: { songs: 3, total: 243.5, median: 31, shortest: 12.5, longest: 200 },
    sampleRates: [
      { hertz: 44_100, songs: 2 },
      { hertz: 48_000, songs: 1 },
      { hertz: 22_050, songs: 1 },
    ],
    channels: [
      { channels: 2, songs: 3 },
      { channels: 1, songs: 1 },
    ],
  });
  expect(soundRecord(songs.slice(2))?.heard.median).toBe(21.25);
});

it("says nothing where it is not known of every song", () => {
  expect(soundRecord([song(30, 44_100, 2, 200), { seconds: 30, source: undefined }])).toBeUndefined();
  expect(soundRecord([])).toBeUndefined();
  expect(soundRecord([song(30, 44_100, 2, null)])).not.toHaveProperty("files");
});
