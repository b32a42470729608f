import { describe, expect, it } from "vitest";
import { pageInWebview } from "../../../src/shared/report-page/policy.ts";
import { groupsOf } from "../../../src/shared/figures/groups.ts";
import { barsMarkup, PATTERNS } from "../../../src/engine/report/page/bars-markup.ts";
import { HATCHES } from "../../../src/shared/figures/hatch.ts";
import { drawBars } from "../../../src/shared/report-page/song-bars.ts";
import { drawMap, MAP_SIZE, placePoints } from "../../../src/shared/report-page/song-map.ts";
import { unpackPoints } from "../../../src/shared/report-page/page-data.ts";
import { packPoints } from "../../../src/engine/report/page/page-songs.ts";
import { jsonMarkup, markup } from "../../../src/engine/report/page/markup.ts";
import { reportPage } from "../../../src/engine/report/page/report-page.ts";
import { scriptHash } from "latentune:report-page";
import { HOSTILE, smallPageData, smallReport } from "./small-page.ts";

const page = await reportPage(smallReport(), smallPageData());
const IN_EDITOR = { script: scriptHash, origin: "https://file.test", songs: "https://file.test/work/$&/" };
/** What a reader sees of a part of the page. */
const textOf = (part: string): string => part.replaceAll(/<[^>]*>/g, "");

describe("a page", () => {
  it("numbers tables and figures, and links what sentences point to", () => {
    expect(page).toContain('<a href="#table-1">Table 1</a> and <a href="#figure-1">Figure 1</a>');
    expect(page).toContain('show [<a href="#ref-ward1963">1</a>].');
    expect(page).toContain('<div class="table" id="table-1">');
    expect(page).toContain('<figure id="figure-1">');
    expect(page).toContain('<li id="ref-ward1963">');
  });

  it("has names, genres and lyrics as text, wherever they stand", () => {
    expect(page).not.toMatch(/<img src=x|<i>Folk/);
    expect(page.split("</script>").length).toBe(3);
    expect(page).toContain("&lt;i&gt;Folk&lt;/i&gt;");
  });

  it("lets only its own script and style run, and nothing from elsewhere", () => {
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; img-src data:;/);
    expect(page).not.toMatch(/ style="/);
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:|https:\/\/doi\.org)/);
  });

  it("has all digits of a number to sort by, and none where it is undefined", () => {
    expect(page).toContain('<td class="number best" data-value="0.9">0.900</td>');
    expect(page).toContain('<td class="number" data-value="">–</td>');
    expect(page).toMatch(/<th scope="col" class="number" data-better="higher"[^>]*>ARI ↑<\/th>/);
  });

  it("can be read without a script: maps, bars and legends are there", () => {
    const [songs = ""] = /<section id="songs"[^]*?<\/section>/.exec(page) ?? [];
    expect(textOf(songs)).toContain("0 · calm3");
    expect(page).toContain("<title>a: 2 songs</title>");
    expect(page).toContain("noise");
  });

  it("says how many of the songs it has, where these are not all", async () => {
    const data = smallPageData();
    expect(page).not.toContain("are on this page");
    expect(await reportPage(smallReport(), { ...data, total: 12_000 })).toContain("6 of 12,000 songs are on this page");
  });

  it("is a page without songs, where there are none", async () => {
    const without = await reportPage(smallReport(), null);
    expect(without).not.toContain('id="songs"');
    expect(without).toContain('<section id="results">');
  });

  it("gets its songs from where an editor says", () => {
    const shown = pageInWebview(page, IN_EDITOR);
    expect(shown).toContain("media-src https://file.test;");
    expect(shown).toContain('<meta name="latentune-songs" content="https://file.test/work/$&/">');
    expect(shown).not.toContain("media-src 'self'");
  });

  it("runs no script but this version's in an editor, whoever wrote the file", () => {
    const hostile = `<!doctype html><meta http-equiv="Content-Security-Policy" content="script-src *"><script>alert(1)</script>`;
    for (const text of [page, hostile, `<!-- ${page} -->${hostile}`]) {
      const [first = ""] = /<meta[^>]*>|<script/.exec(pageInWebview(text, IN_EDITOR)) ?? [];
      expect(first).toContain(
        `default-src 'none'; script-src '${scriptHash}'; style-src 'unsafe-inline'; img-src data:;`,
      );
    }
    expect(page).toContain(scriptHash);
  });
});

describe("markup", () => {
  it("escapes texts and attributes, and no markup twice", () => {
    const inner = markup`<b>${"a & b"}</b>`;
    expect(markup`<p title="${`"'<`}">${[inner, inner]}</p>`.text).toBe(
      '<p title="&quot;&#39;&lt;"><b>a &amp; b</b><b>a &amp; b</b></p>',
    );
  });

  it("writes JSON that no script element ends", () => {
    const text = jsonMarkup({ lyric: HOSTILE.lyric }).text;
    expect(text).not.toContain("<");
    expect(JSON.parse(text)).toEqual({ lyric: HOSTILE.lyric });
  });
});

describe("a map", () => {
  it("has both axes in one unit, in the middle, and up is up", () => {
    const [x0, y0, x1, y1, x2, y2] = placePoints([0, 0, 4, 0, 0, 1]);
    const unit = (MAP_SIZE.width - 32) / 4;
    expect([x1! - x0!, y1! - y0!, x2! - x0!, y2! - y0!]).toEqual([4 * unit, 0, 0, -unit]);
    expect((x0! + x1!) / 2).toBe(MAP_SIZE.width / 2);
    expect([...placePoints([3, 3, 3, 3])]).toEqual([360, 240, 360, 240]);
  });

  it("tell groups apart by their shape as well as by their colour", () => {
    const groups = Array.from({ length: 24 }, (_, cluster) => cluster);
    const drawn = drawMap(
      Float32Array.from({ length: 48 }, () => 100),
      { kind: "cluster", labels: groups },
    );
    const marks = drawn.legend.map(({ mark: { className, d } }) => ({ colour: className, shape: d }));
    expect(new Set(marks.slice(0, 6).map(({ shape }) => shape)).size).toBe(6);
    expect(new Set(marks.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(24);
    // Among many songs, where the marks of the first two are the ends of lines.
    const many = Array.from({ length: 3_000 }, (_, song) => song % 6);
    const { paths } = drawMap(new Float32Array(6_000), { kind: "cluster", labels: many });
    expect(new Set(paths.map(({ className, d }) => `${className.replace(/c\d/, "")} ${d.slice(0, 20)}`)).size).toBe(6);
  });

  it("draws each song in the colour of its group, faint where the filter keeps it out, and noise below", () => {
    const points = placePoints([0, 0, 1, 0, 2, 0, 3, 0]);
    const { paths, legend } = drawMap(points, { kind: "cluster", labels: [0, 1, 1, -1] }, (song) => song !== 2);
    expect(paths.map(({ className, d }) => [className, d.split("M").length - 1])).toEqual([
      ["mark c1 faint", 1],
      ["mark noise", 1],
      ["mark c0", 1],
      ["mark c1", 1],
    ]);
    expect(legend.map(({ label, songs }) => [label, songs])).toEqual([["0", 1], ["1", 1], ["noise", 1]]); // prettier-ignore
  });

  it("keeps coordinates to a part in 4,095 of the longer axis", () => {
    const points = [-3, 1, 5, 2, 0.123, 1.7];
    const kept = unpackPoints(Buffer.from(packPoints(points, [0, 1, 2]), "base64"));
    for (const [index, value] of points.entries())
      expect(kept[index]! * (8 / 4_095) + (index % 2 === 0 ? -3 : 1)).toBeCloseTo(value, 2);
    expect([...kept.slice(0, 3)]).toEqual([0, 0, 4_095]);
    expect([...Buffer.from(packPoints([2, 2], [0]), "base64")]).toEqual([0, 0, 0]);
  });

  it("has dots among more than a thousand songs, on whole units among more than five thousand", () => {
    const start = (songs: number): string => {
      const points = placePoints(Array.from({ length: 2 * songs }, (_, at) => (at % 2 === 0 ? at : 0)));
      return drawMap(points, { kind: "cluster", labels: new Int32Array(songs) }).paths[0]!.d.slice(0, 22);
    };
    expect(start(1_000)).toBe("M12 240a4 4 0 1 0 8 0a");
    expect(start(1_001)).toBe("M16 240h0M16.7 240h0M1");
    expect(start(5_001)).toBe("M16 240h0M16 240h0M16 ");
  });
});

describe("bars", () => {
  it("hold every song of a cluster once, in the order and colours of the legend", () => {
    const labels = ["a", "a", "b", "b", "b", ""];
    const { bars, legend } = drawBars([1, 0, 0, 0, -1, 1], { name: "genre", labels });
    expect(bars.map(({ label, songs, segments }) => [label, songs, segments.map((each) => [each.label, each.songs])])).toEqual([
      ["cluster 0", 3, [["b", 2], ["a", 1]]],
      ["cluster 1", 2, [["a", 1], ["unknown", 1]]],
      ["noise", 1, [["b", 1]]],
    ]); // prettier-ignore
    expect(legend.map(({ label }) => label)).toEqual(groupsOf({ kind: "category", name: "genre", labels }).map(({ label }) => label)); // prettier-ignore
    const [first] = bars;
    expect(first!.segments[0]!.width / first!.segments[1]!.width).toBeCloseTo(2, 2);
  });

  it("have a hatch for each label where colours are the system's, and in the legend", () => {
    const labels = ["a", "a", "b", "b", "c", "c"];
    const grouping = { name: "genre", labels };
    const { bars, legend } = drawBars([0, 0, 0, 0, 0, 0], grouping);
    expect(bars[0]!.segments.map(({ hatch, contrast }) => [hatch, contrast])).toEqual([[0, 0], [0, 1], [0, 2]]); // prettier-ignore
    const { text } = barsMarkup([0, 0, 0, 0, 0, 0], grouping, "Genres");
    const swatches = text.slice(text.indexOf('<ul class="legend">')).split("<li>").slice(1);
    expect(swatches).toHaveLength(legend.length);
    for (const [at, swatch] of swatches.entries())
      expect([at, /class="hatch(\d) contrast"/.exec(swatch)?.[1]]).toEqual([at, at === 0 ? undefined : String(at)]);
    for (let at = 1; at < HATCHES; at++) expect(PATTERNS.text).toContain(`<pattern id="hatch${at}"`);
  });

  it("join the smallest clusters beyond two dozen", () => {
    const clusters = Array.from({ length: 60 }, (_, song) => song % 30);
    const { bars } = drawBars(clusters, { name: "genre", labels: clusters.map(() => "a") });
    expect(bars.length).toBe(24);
    expect(bars.at(-1)).toMatchObject({ label: "7 others", songs: 14 });
  });
});
