import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallView } from "../../small-view.ts";
import type { ViewManifest, ViewSongFiles } from "../../../src/shared/contract/view.ts";
import type { SongFilter, SongQuery, SongSort } from "../../../src/shared/contract/scale/song-table.ts";
import { isViewManifest } from "../../../src/shared/contract/view-files.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { writeNpy } from "../../../src/engine/core/npy.ts";
import { openSongTable, type SongTable, type TunedNumbers } from "../../../src/engine/results/view/songs/song-table.ts";
import { writeSongs } from "../../../src/engine/results/view/songs/write-songs.ts";

const SONGS = 700;
const rng = createRng(5, "songs");
const random = (): number => rng.uniform();
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
const WORDS = ["love", "Río", "corazón", "дождь", "Blue sky", "träumt", "été", "10", "9", "𝄞", "a"];
const songs = Array.from({ length: SONGS }, (_, song) => ({
  filename: `${pick(WORDS)} ${pick(WORDS)}${random() < 0.5 ? ` ${song}` : ""}.${pick(["mp3", "ogg"])}`,
  language: pick(["English", "Español", "", "中文"]),
  genre: pick(["rock", "Pop", "", "jazz", "Ärger"]),
  audio: random() < 0.1 ? "" : `data/audio/${song}.mp3`,
  row: 2 * song + 1,
  lyrics:
    random() < 0.2
      ? ""
      : `[Chorus]\n${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)}\nmore ${pick(["Ámame", "tristeza", "…"])}`,
}));
const labels = Int32Array.from(songs, () => Math.floor(random() * 5) - 1);
const silhouette = Float32Array.from(songs, () => (random() < 0.1 ? NaN : Math.round(random() * 40 - 20) / 20));
const errors = Float32Array.from(songs, () => (random() < 0.05 ? NaN : random() * 3));
const ALL: SongFilter = { text: "", language: null, genre: null, cluster: null, silhouette: "", error: "" };
const UNSORTED: SongSort = { column: null, descending: false };
const query = (sort: SongSort, filter: Partial<SongFilter> = {}, among: string | null = null): SongQuery => ({
  representation: "audio",
  method: "kmeans",
  model: "ae",
  sort,
  filter: { ...ALL, ...filter },
  among,
});

/** What k = 3 comes to: songs by their places, and silhouettes the other way round. */
const tuned: TunedNumbers = ({ tuning: { k = 0 } }, scored) =>
  Promise.resolve({
    labels: Int32Array.from(songs, (_, song) => song % k),
    silhouette: Float32Array.from(songs, (_, song) => (scored ? -song : NaN)),
  });

let run: string;
let view: ViewManifest;
let table: SongTable;
beforeAll(async () => {
  run = await mkdtemp(join(tmpdir(), "song-table-"));
  const files = await writeSongs(join(run, "view"), songs, {}, SONGS - 1);
  view = { ...smallView(), songCount: SONGS, songs: files };
  for (const [file, rows, data] of [
    ["view/0/labels.npy", [1], labels],
    ["view/0/silhouette.npy", [1], silhouette],
    ["ae/errors.npy", [], errors],
  ] as const)
    await writeNpy(join(run, file), { shape: [...rows, SONGS], data });
  table = await openSongTable(run, view, tuned);
});
afterAll(() => rm(run, { recursive: true, force: true }));

/** The table as someone would write it who has ten songs. */
function twin({ sort: { column, descending }, filter }: SongQuery): number[] {
  const fold = (text: string): string =>
    text
      .normalize("NFD")
      .replaceAll(/\p{Mn}/gu, "")
      .toLowerCase();
  const titleOf = (song: number): string => songs[song]!.filename.replace(/\.\w+$/, "");
  const wanted = fold(filter.text)
    .split(" ")
    .filter((word) => word !== "");
  const below = (text: string, value: number): boolean => text === "" || value < Number(text.replace("<", ""));
  const matches = [...songs.keys()].filter((song) => {
    const { genre, language, lyrics } = songs[song]!;
    const text = fold(`${titleOf(song)} ${genre} ${language} ${lyrics}`);
    return (
      wanted.every((word) => text.includes(word)) &&
      (filter.language ?? language) === language &&
      (filter.genre ?? genre) === genre &&
      (filter.cluster ?? labels[song]) === labels[song] &&
      below(filter.silhouette, silhouette[song]!) &&
      below(filter.error, errors[song]!)
    );
  });
  if (column === null) return matches;
  const valueOf = (song: number): string | number | null => {
    if (column === "title") return titleOf(song);
    if (column === "language" || column === "genre") return songs[song]![column] || null;
    const value = { cluster: labels, silhouette, error: errors }[column][song]!;
    return Number.isNaN(value) || (column === "cluster" && value < 0) ? null : value;
  };
  const compare = (a: number, b: number): number => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || a - b;
    const order = typeof x === "number" ? x - (y as number) : x.localeCompare(y as string, "en", { numeric: true });
    return (descending ? -order : order) || a - b;
  };
  return matches.sort(compare);
}

describe("the table of a large run's songs", () => {
  it("is written as columns that a view may name", () => {
    expect(isViewManifest(JSON.parse(JSON.stringify(view)))).toBe(true);
    const files = view.songs as ViewSongFiles;
    expect([...files.genre.names].sort()).toEqual([...new Set(songs.map(({ genre }) => genre))].sort());
    for (const songs of [
      { ...files, audio: { ...files.audio, text: "../secret.txt" } },
      { ...files, genre: { ...files.genre, names: [7] } },
    ])
      expect(isViewManifest({ ...view, songs })).toBe(false);
  });

  it("is sorted as a plain sort has it, both ways, with what is undefined last", async () => {
    for (const column of [null, "title", "language", "genre", "cluster", "silhouette", "error"] as const) {
      for (const descending of [false, true]) {
        const asked = query({ column, descending });
        const { total, rows } = await table.page({ ...asked, from: 0, count: 1000 });
        expect([column, descending, total, rows.map(({ song }) => song)]).toEqual([
          column,
          descending,
          SONGS,
          twin(asked),
        ]);
      }
    }
  });

  it("has what songs are looked for, whatever their case and accents", async () => {
    const sort: SongSort = { column: "title", descending: true };
    for (const filter of [
      { text: "rio" },
      { text: "LOVE  blue" },
      { text: "a" },
      { text: "𝄞 traumt" },
      { text: "AMAME" },
      { text: "tristeza more" },
      { text: "nowhere to be found" },
      { language: "中文", text: "дождь" },
      { language: "" },
      { genre: "Ärger", cluster: -1 },
      { genre: "of no song" },
      { cluster: 2, silhouette: "< 0.2" },
      { silhouette: "<0", error: "<1.5" },
    ]) {
      const asked = query(sort, filter);
      const { total, rows } = await table.page({ ...asked, from: 0, count: 1000 });
      const expected = twin(asked);
      expect([filter, total, rows.map(({ song }) => song)]).toEqual([filter, expected.length, expected]);
    }
    expect((await table.page({ ...query(sort, { error: "what?" }), from: 0, count: 1 })).total).toBe(SONGS);
  });

  it("comes in pages with the songs' texts, and says where a song stands", async () => {
    const asked = query({ column: "genre", descending: true }, { text: "a" });
    const expected = twin(asked);
    const find = expected[33]!;
    const { rows, found } = await table.page({ ...asked, from: 20, count: 15, find });
    expect(found).toBe(33);
    expect(rows).toEqual(
      expected.slice(20, 35).map((song) => {
        const { filename, language, genre, audio, row } = songs[song]!;
        return { song, filename, language, genre, audio, row };
      }),
    );
    const outside = [...songs.keys()].find((song) => !expected.includes(song))!;
    const behind = await table.page({ ...asked, from: expected.length, count: 15, find: outside });
    expect(behind).toEqual({ total: expected.length, rows: [], found: null });
    expect(table.texts([3, 699, 3]).map(({ filename }) => filename)).toEqual(
      [3, 699, 3].map((song) => songs[song]!.filename),
    );
  });

  it("gives the songs of rows as a set, which can be looked among", async () => {
    const asked = query({ column: "error", descending: false }, { text: "a" });
    const expected = twin(asked);
    const inSet = (set: string): number[] => {
      const bytes = Buffer.from(set, "base64");
      return [...songs.keys()].filter((song) => bytes[song >> 3]! & (1 << (song & 7)));
    };
    const { total, songs: all } = await table.inRows(asked);
    expect([total, inSet(all)]).toEqual([expected.length, expected.toSorted((a, b) => a - b)]);
    const { songs: some } = await table.inRows({ ...asked, from: 10, count: 25 });
    const wanted = expected.slice(10, 35);
    expect(inSet(some)).toEqual(wanted.toSorted((a, b) => a - b));
    const { rows } = await table.page({ ...query(UNSORTED, {}, some), from: 0, count: 100 });
    expect(rows.map(({ song }) => song)).toEqual(inSet(some));
    const both = await table.page({ ...query(UNSORTED, { cluster: 1 }, some), from: 0, count: 100 });
    expect(both.rows.map(({ song }) => song)).toEqual(inSet(some).filter((song) => labels[song] === 1));
  });

  it("refuses what is too much, and what is not there", async () => {
    await expect(table.page({ ...query(UNSORTED), from: 0, count: 1001 })).rejects.toThrow("At most 1000 songs");
    expect(() => table.texts([700])).toThrow("no song 700; it has 700");
    const gone = { ...query(UNSORTED), method: "gone", from: 0, count: 1 };
    await expect(table.page(gone)).rejects.toThrow("no clustering audio, gone");
    const { rows } = await table.page({
      ...query({ column: "error", descending: true }),
      model: null,
      from: 0,
      count: 3,
    });
    expect(rows.map(({ song }) => song)).toEqual([0, 1, 2]);
  });

  it("has the clusters that are tuned, and their silhouettes where these are there", async () => {
    const found = async (sort: SongSort, filter: Partial<SongFilter>, scored: boolean): Promise<readonly number[]> => {
      const asked = { ...query(sort, filter), tuned: { tuning: { k: 3 }, scored } };
      return (await table.page({ ...asked, from: 0, count: 4 })).rows.map(({ song }) => song);
    };
    expect(await found(UNSORTED, { cluster: 1 }, false)).toEqual([1, 4, 7, 10]);
    expect(await found({ column: "cluster", descending: true }, {}, false)).toEqual([2, 5, 8, 11]);
    expect(await found({ column: "silhouette", descending: true }, { cluster: 2 }, true)).toEqual([2, 5, 8, 11]);
    expect(await found(UNSORTED, { silhouette: "< -697" }, false)).toEqual([]);
    expect(await found(UNSORTED, { silhouette: "< -697" }, true)).toEqual([698, 699]);
    expect((await table.page({ ...query(UNSORTED, { cluster: 4 }), from: 0, count: 1 })).total).toBe(0);
  });

  it("names the file that does not fit", async () => {
    await writeNpy(join(run, "view/short.npy"), { shape: [3], data: Int32Array.of(1, 2, 3) });
    await writeFile(join(run, "view/short.txt"), "abc");
    const files = view.songs as ViewSongFiles;
    for (const [broken, why] of [
      [{ row: "view/short.npy" }, "3 numbers for 700 songs"],
      [{ genre: { names: ["only one"], codes: files.genre.codes } }, "codes without a name"],
      [{ filename: { ...files.filename, text: "view/short.txt" } }, "not as long as its texts"],
      [{ filename: { text: files.audio.text, ends: files.genre.codes } }, "where texts end"],
      [{ audio: { ...files.audio, text: "view/gone.txt" } }, "it is missing"],
    ] as const)
      await expect(openSongTable(run, { ...view, songs: { ...files, ...broken } }, tuned)).rejects.toThrow(why);
  });
});
