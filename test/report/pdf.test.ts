import { expect, it } from "vitest";
import { PDF, reportPdf } from "../../src/engine/report/formats/pdf/pdf-report.ts";
import { readFonts } from "../../src/engine/report/fonts/font-files.ts";
import { buildReport } from "../../src/engine/report/model/build-report.ts";
import { figureOf } from "../../src/engine/report/plots/index.ts";
import { drawPanels } from "../../src/engine/report/plots/panels.ts";
import { pixelsOf } from "./plots/pixels.ts";
import { smallSource } from "./small-source.ts";

const DATE = new Date("2026-11-22T11:40:03Z");

it("sets names with Typst's markup and of many scripts as text, and the same report at the same date as the same file", async () => {
  // Among the names are `#set`, `$x$`, `@ref` and a call that would end the setting: as markup none of them could be set.
  const report = buildReport(await smallSource());
  const first = Buffer.from(await reportPdf(report, DATE));
  expect(first.subarray(0, 5).toString()).toBe("%PDF-");
  expect(Buffer.from(await reportPdf(report, DATE)).equals(first)).toBe(true);
  const text = first.toString("latin1");
  // Bangla and Arabic have letters in their own fonts, and the maps are vectors.
  const has = ["NotoSansBengali", "NotoSansArabic", "/Subtype /Image"].map((word) => text.includes(word));
  expect(has).toEqual([true, true, false]);
  expect(await PDF.problem?.()).toBeUndefined();
});

it("draws what is no vector in pixels: its marks are there", async () => {
  const songs = Array.from({ length: 3001 }, (_, song) => song);
  const groups = { kind: "cluster", labels: songs.map((song) => song % 2) } as const;
  const figure = figureOf({ kind: "scatter", input: { coordinates: songs.flatMap((song) => [song, song]), groups, title: "", axes: "" } }); // prettier-ignore
  const [panel] = await drawPanels(figure, { width: 100, height: 80 });
  const { width, data } = await pixelsOf(panel!.content);
  const dark = data.filter((value, index) => index % 4 === 0 && value < 100).length;
  expect([panel!.kind, width, dark > 200]).toEqual(["png", 210, true]);
});

it("draws texts of a panel as vectors that Typst sets, and as pixels where they want another script's font", async () => {
  const kinds = async (...labels: readonly string[]): Promise<string[]> => {
    const panel = { type: "bar" as const, data: { labels: [...labels], datasets: [{ data: [1, 2] }] } };
    return (await drawPanels({ panels: [panel] }, { width: 100, height: 80 })).map(({ kind }) => kind);
  };
  expect(await kinds("β = 4", "noise, ő")).toEqual(["svg"]);
  expect(await kinds("বাংলা", "pop")).toEqual(["png"]);
});

it("unpacks fonts with the tables that TrueType has, each where the directory says", async () => {
  const [font] = await readFonts();
  const count = font!.readUInt16BE(4);
  const tables = new Map(
    Array.from({ length: count }, (_, index) => {
      const at = 12 + 16 * index;
      const [sum, offset, length] = [4, 8, 12].map((field) => font!.readUInt32BE(at + field)) as [
        number,
        number,
        number,
      ];
      return [font!.toString("latin1", at, at + 4), { sum, data: font!.subarray(offset, offset + length), offset }];
    }),
  );
  for (const tag of ["cmap", "glyf", "head", "name"]) expect([...tables.keys()]).toContain(tag);
  for (const [tag, { sum, data, offset }] of tables) {
    expect([tag, offset % 4]).toEqual([tag, 0]);
    // The head's own field is left out of its sum.
    if (tag === "head") continue;
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    let total = 0;
    for (let at = 0; at < padded.length; at += 4) total = (total + padded.readUInt32BE(at)) >>> 0;
    expect([tag, total]).toEqual([tag, sum]);
  }
});
