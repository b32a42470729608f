import { describe, expect, it } from "vitest";
import { recordingDoubts } from "../../../src/engine/analysis/doubts/recordings.ts";
import { Lcg } from "../../golden/lcg.ts";

interface Named {
  readonly name: string;
  readonly genre: string;
  readonly language?: string;
  readonly folder?: string;
}

function messages(songs: readonly Named[]): string[] {
  return recordingDoubts(
    songs.map(({ name, folder }) => ({
      filename: `${name}.mp3`,
      audioRelative: `data/audio/${folder === undefined ? "" : `${folder}/`}${name}.mp3`,
    })),
    songs.map(({ genre }) => genre),
    songs.map(({ language = "" }) => language),
  ).map(({ message }) => message);
}

/** So many parts of each recording. */
function parts(recordings: readonly (readonly [string, string])[], count = 5): Named[] {
  return recordings.flatMap(([title, genre]) =>
    Array.from({ length: count }, (_, part) => ({ name: `${title} (${part + 1} of ${count})`, genre })),
  );
}

describe("genres that are recordings, artists or albums", () => {
  it("are found by parts of recordings, two in a genre too, in several scripts", () => {
    const sample = parts([
      ["Fantasma - Los Rombos", "folk"],
      ["te amo - Fabios", "folk"],
      ["Miedo - Yuanan", "reggae"],
      ["Séculaire (feat. Nÿme) - Wasaru", "hip-hop"],
      ["de bonne humeur - Le Nez Tordu", "pop"],
    ]);
    const [message, ...more] = messages(sample);
    expect(more).toEqual([]);
    expect(message).toBe(
      "Each genre is one or a few recordings: “folk” is “Fantasma - Los Rombos”, “te amo - Fabios”; “reggae” is “Miedo - Yuanan”; “hip-hop” is “Séculaire (feat. Nÿme) - Wasaru”; “pop” is “de bonne humeur - Le Nez Tordu”. Scores against the genre measure whether parts of one recording lie together.",
    );
    const other = parts([
      ["আমার সোনার বাংলা", "রবীন্দ্র"],
      ["夜曲", "民謡"],
      ["Подмосковные вечера", "эстрада"],
    ]);
    expect(messages(other)[0]).toContain("“民謡” is “夜曲”");
    expect(messages(["A", "B"].flatMap((genre) => [1, 2, 3].map((part) => ({ name: `Lied ${genre} [Teil ${part}/3]`, genre: `g${genre}${genre}` })))))
      .toHaveLength(1); // prettier-ignore
  });

  it("are found by an artist at either end of the title", () => {
    const of = (name: (artist: string, song: number) => string): Named[] =>
      ["Rosa Ensemble", "The Mills", "Иван"].flatMap((artist, index) =>
        Array.from({ length: 4 }, (_, song) => ({
          name: name(artist, song),
          genre: ["waltz", "metal", "choir"][index]!,
        })),
      );
    expect(messages(of((artist, song) => `${artist} - Song ${song}`))[0]).toContain("“metal” is “The Mills”");
    expect(messages(of((artist, song) => `Song ${song} – ${artist}`))[0]).toContain("one or a few artists or albums");
  });

  it("are found by a folder of one artist below a folder, not by a folder of the genre", () => {
    const nested = ["Mills", "Rosa"].flatMap((artist) =>
      [1, 2, 3].map((song) => ({
        name: `${song}${artist[0]!}`,
        genre: artist === "Mills" ? "metal" : "waltz",
        folder: `music/${artist}`,
      })),
    );
    expect(messages(nested)[0]).toContain("folders");
    const sorted = ["metal", "waltz"].flatMap((genre) =>
      [1, 2, 3].map((song) => ({ name: `${song}${genre}`, genre, folder: genre })),
    );
    expect(messages(sorted)).toEqual([]);
    expect(messages(sorted.map((song) => ({ ...song, folder: `all/${song.genre}` })))).toEqual([]);
  });

  it("raise no false alarm over names that only repeat the genre, the language or a number", () => {
    const genres = ["blues", "jazz", "rock"];
    const named = (name: (genre: string, song: number) => string, language = ""): Named[] =>
      genres.flatMap((genre) => Array.from({ length: 6 }, (_, song) => ({ name: name(genre, song), genre, language })));
    expect(messages(named((genre, song) => `${genre}.0000${song}`))).toEqual([]);
    expect(messages(named((genre, song) => `${genre} - take ${song}`))).toEqual([]);
    expect(messages(named((genre, song) => `Best ${genre} songs - ${song}`))).toEqual([]);
    expect(messages(named((genre, song) => `0${genres.indexOf(genre)} - song ${song}${genre}`))).toEqual([]);
    expect(messages(named((genre, song) => `Tagore - ${genre} ${song}`))).toEqual([]);
    expect(messages(named((genre, song) => `${genre} no ${song} of 2020`))).toEqual([]);
    expect(messages(named((genre, song) => `song ${song}${genre} - english`, "english"))).toEqual([]);
  });

  it("are not claimed of genres of several artists, of songs by one artist in two genres, or of a few songs of a genre", () => {
    const artists = (perGenre: number): Named[] =>
      ["folk", "pop"].flatMap((genre, g) =>
        Array.from({ length: 12 }, (_, song) => ({
          name: `Artist ${"abcdefgh"[g * 4 + (song % perGenre)]!}x - Song ${song}`,
          genre,
        })),
      );
    expect(messages(artists(1))).toHaveLength(1);
    expect(messages(artists(2))).toEqual([]);
    expect(messages(artists(4))).toEqual([]);
    const shared = artists(1).map((song, index) => (index === 0 ? { ...song, genre: "pop" } : song));
    expect(messages(shared)).toEqual([]);
    expect(messages([...artists(1), { name: "Artist ax - Song 99", genre: "pop" }])).toEqual([]);
    const mostly = artists(1).map((song, index) => (index % 12 < 2 ? { ...song, name: `other ${index}` } : song));
    expect(messages(mostly)).toEqual([]);
    expect(messages(artists(1).filter(({ genre }) => genre === "pop"))).toEqual([]);
    expect(messages(artists(1).map((song) => ({ ...song, genre: "" })))).toEqual([]);
  });

  it("are not claimed of random names in any script", () => {
    const scripts = ["abcdefghijklm", "абвгдежзик", "অআইঈউঊঋএ", "音楽夜空歌声", "אבגדהוזח"];
    for (let seed = 1; seed <= 60; seed++) {
      const rng = new Lcg(seed * 7919);
      const letters = scripts[seed % scripts.length]!;
      const word = () =>
        Array.from({ length: 3 + rng.integer(5) }, () => letters[rng.integer(letters.length)]!).join("");
      const artists = Array.from({ length: 12 }, word);
      const songs = Array.from({ length: 48 }, (_, song) => ({
        name: `${artists[rng.integer(12)]!} - ${word()} ${song}`,
        genre: `genre${rng.integer(4)}`,
        folder: `${word()}/${artists[rng.integer(12)]!}`,
      }));
      expect(messages(songs), `seed ${seed}`).toEqual([]);
    }
  });
});
