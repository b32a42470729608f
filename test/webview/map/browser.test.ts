import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PageEvent, PageSongs } from "./page/main.ts";
import { bundle, chromiumOrHint, launch, MAP_PAGE, openPage, type PageOptions } from "./page/open-page.ts";
import { pixelsOf, type Pixels } from "./page/pixels.ts";
import type { ThemeName } from "./page/themes.ts";

const chromium = chromiumOrHint();
const why = "hint" in chromium ? ` (skipped: ${chromium.hint})` : "";

/** Two squares of songs, far apart: 0–3 on the left in cluster 0, 4–7 on the right in cluster 1, noise in the middle. */
const SONGS: PageSongs = {
  coordinates: [-10, 5, -8, 5, -10, 3, -8, 3, 8, 5, 10, 5, 8, 3, 10, 3, 0, 4],
  clusters: [0, 0, 0, 0, 1, 1, 1, 1, -1],
  title: "cluster (Ward)",
  lines: Array.from({ length: 9 }, (_, song) => [
    `Title ${song}`,
    "folk · spanish",
    song === 0 ? "<img src=x onerror=alert(1)>" : "first line",
  ]),
  caption: "t-SNE · perplexity 9",
};

describe.skipIf("hint" in chromium).each([
  ["webgl2", true],
  ["canvas2d", false],
] as const)(`the map in Chromium with %s${why}`, (kind, webgl) => {
  let browser: Browser;
  let script: string;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launch((chromium as { path: string }).path, webgl);
    script = await bundle(MAP_PAGE);
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await page.context().close();
    expect(errors).toEqual([]);
  });

  async function open(
    songs: PageSongs = SONGS,
    options: PageOptions & { readonly theme?: ThemeName } = {},
  ): Promise<void> {
    ({ page, errors } = await openPage(browser, script, options));
    await page.evaluate(
      ([data, theme]) => {
        window.page.setTheme(theme);
        window.page.show(data);
      },
      [songs, options.theme ?? "light"] as const,
    );
    await settle();
  }
  /** Two frames: Lit's update, and the drawing after it. */
  const settle = () =>
    page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        ),
    );
  const events = (name?: string): Promise<PageEvent[]> =>
    page.evaluate(
      (wanted) => window.page.received.filter((event) => wanted === undefined || event.name === wanted),
      name,
    );
  const selection = () => page.evaluate(() => [...window.page.map.selection]);
  const stage = () => page.getByRole("application", { name: "Latent map" });
  /** Where a song is drawn: the stage shows the box −10 … 10 × 3 … 5 inside its margin. */
  async function placeOf(song: number): Promise<{ x: number; y: number }> {
    const box = (await stage().boundingBox())!;
    const scale = (box.width / 2 - 28) / 10;
    const [x, y] = [SONGS.coordinates[2 * song]!, SONGS.coordinates[2 * song + 1]!];
    return { x: box.x + box.width / 2 + scale * x, y: box.y + box.height / 2 - scale * (y - 4) };
  }
  const screenshot = async (): Promise<Pixels> => pixelsOf(page, await page.screenshot());
  async function drag(path: readonly (readonly [number, number])[], modifier?: "Shift" | "Alt"): Promise<void> {
    if (modifier !== undefined) await page.keyboard.down(modifier);
    await page.mouse.move(...(path[0] as [number, number]));
    await page.mouse.down();
    for (const [x, y] of path.slice(1)) await page.mouse.move(x, y, { steps: 6 });
    await page.mouse.up();
    if (modifier !== undefined) await page.keyboard.up(modifier);
    await settle();
  }
  /** A loop around some songs, with some pixels to spare. */
  async function around(songs: readonly number[], reach = 20): Promise<[number, number][]> {
    const places = await Promise.all(songs.map(placeOf));
    const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)];
    const [left, right, top, bottom] = [
      Math.min(...xs) - reach,
      Math.max(...xs) + reach,
      Math.min(...ys) - reach,
      Math.max(...ys) + reach,
    ];
    return [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top],
    ];
  }

  it("draws points in the colours of their groups, rings what is selected, dims the rest", async () => {
    await open();
    expect(await page.evaluate(() => window.page.map.rendererKind)).toBe(kind);
    const [first, last, noise] = [await placeOf(0), await placeOf(7), await placeOf(8)];
    const plain = await screenshot();
    expect(plain.at(first)).toEqual([0, 114, 178]);
    expect(plain.at(last)).toEqual([198, 137, 0]);
    expect(plain.at({ x: noise.x + 40, y: noise.y })).toEqual([255, 255, 255]);
    // A cross: grey in the middle, nothing straight above its middle.
    expect(Math.max(...plain.at(noise))).toBeLessThan(160);
    expect(plain.at({ x: noise.x, y: noise.y - 5 })).toEqual([255, 255, 255]);
    await page.evaluate(() => {
      window.page.map.selection = Uint32Array.of(0, 1);
    });
    await settle();
    const selected = await screenshot();
    expect(selected.at(first)).toEqual([0, 114, 178]);
    // Radius 7, a gap of 1, then the ring of the accent #005fb8.
    expect(selected.at({ x: first.x + 9, y: first.y })).toEqual([0, 95, 184]);
    expect(Math.min(...selected.at(last))).toBeGreaterThan(190);
  });

  it("answers a click with the song: selected and in focus; a double click opens its row, Shift adds, Alt takes away", async () => {
    await open();
    const [a, b] = [await placeOf(1), await placeOf(6)];
    await page.mouse.click(a.x, a.y);
    expect((await events()).filter(({ name }) => name !== "map-hover")).toEqual([
      { name: "map-select", detail: { songs: [1], mode: "replace" } },
      { name: "map-focus", detail: { song: 1 } },
    ]);
    await page.mouse.dblclick(a.x, a.y);
    expect((await events("map-open")).map(({ detail }) => detail)).toEqual([{ song: 1, source: "pointer" }]);
    await page.keyboard.down("Shift");
    await page.mouse.click(b.x, b.y);
    await page.keyboard.up("Shift");
    expect(await selection()).toEqual([1, 6]);
    expect(await events("map-open")).toHaveLength(1);
    await page.keyboard.down("Alt");
    await page.mouse.click(a.x, a.y);
    await page.keyboard.up("Alt");
    expect(await selection()).toEqual([6]);
    await page.mouse.click(a.x, a.y + 200);
    expect(await selection()).toEqual([]);
  });

  it("tells on hover what a song is, as text", async () => {
    await open();
    const place = await placeOf(0);
    await page.mouse.move(place.x + 2, place.y + 2);
    await settle();
    expect(await page.locator(".tooltip span").allTextContents()).toEqual([
      "Title 0",
      "folk · spanish",
      "<img src=x onerror=alert(1)>",
    ]);
    expect(await page.locator("latentune-map img").count()).toBe(0);
    await page.mouse.move(place.x + 60, place.y + 90);
    await settle();
    expect(await page.locator(".tooltip").isHidden()).toBe(true);
    expect((await events("map-hover")).map(({ detail }) => detail)).toEqual([{ song: 0 }, { song: null }]);
  });

  it("selects what a lasso or a rectangle holds; Shift adds, Alt takes away, Escape gives up", async () => {
    await open();
    await page.getByRole("button", { name: "Select with a lasso" }).click();
    await drag(await around([0, 1, 2, 3]));
    expect(await selection()).toEqual([0, 1, 2, 3]);
    await drag(await around([8]), "Shift");
    expect(await selection()).toEqual([0, 1, 2, 3, 8]);
    await drag(await around([0, 2]), "Alt");
    expect(await selection()).toEqual([1, 3, 8]);
    expect(await page.getByRole("status").last().textContent()).toContain("2 songs taken away");
    await page.getByRole("button", { name: "Select in a rectangle" }).click();
    const [from, , to] = await around([5, 6]);
    await drag([from!, to!]);
    expect(await selection()).toEqual([4, 5, 6, 7]);
    await page.mouse.move(...from!);
    await page.mouse.down();
    await page.mouse.move(...to!, { steps: 3 });
    await stage().focus();
    await page.keyboard.press("Escape");
    await page.mouse.up();
    expect(await selection()).toEqual([4, 5, 6, 7]);
    await page.getByRole("button", { name: "Invert the selection" }).click();
    expect(await selection()).toEqual([0, 1, 2, 3, 8]);
  });

  it("pans, zooms at the pointer, and fits again with a double click", async () => {
    await open();
    const place = await placeOf(0);
    await drag([
      [400, 100],
      [460, 130],
    ]);
    const moved = await page.evaluate(() => window.page.map.view!);
    expect(moved.zoom).toBe(1);
    expect((await screenshot()).at({ x: place.x + 60, y: place.y + 30 })).toEqual([0, 114, 178]);
    await page.mouse.move(place.x + 60, place.y + 30);
    await page.mouse.wheel(0, -400);
    await expect.poll(async () => (await events("map-view")).length).toBe(2);
    expect((await page.evaluate(() => window.page.map.view!)).zoom).toBeCloseTo(Math.exp(0.6), 5);
    expect((await screenshot()).at({ x: place.x + 60, y: place.y + 30 })).toEqual([0, 114, 178]);
    await page.mouse.dblclick(400, 120);
    await settle();
    expect(await page.evaluate(() => window.page.map.view)).toEqual({ x: 0, y: 0, zoom: 1 });
    expect((await screenshot()).at(place)).toEqual([0, 114, 178]);
  });

  it("is used by keyboard alone: arrows, Enter, Space, N, Escape, and what they say", async () => {
    await open();
    await stage().focus();
    await page.keyboard.press("ArrowRight");
    // Nothing was in focus: it starts in the middle.
    expect((await events("map-focus")).at(-1)!.detail).toEqual({ song: 8 });
    expect(await page.getByRole("status").last().textContent()).toContain("Title 8, folk · spanish");
    await page.keyboard.press("ArrowRight");
    const right = (await events("map-focus")).at(-1)!.detail as { song: number };
    expect([4, 6]).toContain(right.song);
    await page.keyboard.press("Enter");
    expect((await events("map-open")).at(-1)!.detail).toEqual({ song: right.song, source: "keyboard" });
    expect(await selection()).toEqual([right.song]);
    await page.keyboard.press("Space");
    expect((await events("map-play")).at(-1)!.detail).toEqual({ song: right.song });
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    const walked = (await events("map-focus")).slice(-2).map(({ detail }) => (detail as { song: number }).song);
    const nearest = await page.evaluate(
      (song) => [...(window.page.map.neighboursOf!(song) as number[])].slice(0, 2),
      right.song,
    );
    expect(walked).toEqual(nearest);
    await page.keyboard.press("Escape");
    expect(await selection()).toEqual([]);
    expect((await events("map-focus")).at(-1)!.detail).toEqual({ song: null });
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+Shift+z");
    expect((await events()).slice(-2).map(({ name }) => name)).toEqual(["map-undo", "map-redo"]);
    await page.keyboard.press("+");
    expect((await events("map-view")).at(-1)!.detail).toEqual({ view: { x: 0, y: 0, zoom: 1.4 } });
  });

  it("hides groups by its legend, by pointer and by keyboard; hidden songs cannot be picked", async () => {
    await open();
    const group = page.getByRole("button", { name: /^cluster 0/ });
    expect(await group.textContent()).toMatch(/cluster 0\s*\(4\)/);
    await group.click();
    await settle();
    const place = await placeOf(0);
    expect((await screenshot()).at(place)).toEqual([255, 255, 255]);
    expect(await group.getAttribute("aria-pressed")).toBe("false");
    await page.mouse.click(place.x, place.y);
    expect(await events("map-open")).toEqual([]);
    await group.focus();
    await page.keyboard.press("Enter");
    await settle();
    expect((await screenshot()).at(place)).toEqual([0, 114, 178]);
    await page.getByRole("button", { name: /^cluster 1/ }).dblclick();
    expect((await events("map-legend")).at(-1)!.detail).toEqual({ hidden: ["0", ""] });
  });

  it("follows the theme, and marks groups by shape in high contrast", async () => {
    await open();
    const place = await placeOf(4);
    const corner = { x: place.x + 5, y: place.y + 5 };
    expect((await screenshot()).at(corner)).not.toEqual([198, 137, 0]);
    await page.evaluate(() => {
      window.page.setTheme("high-contrast");
    });
    await settle();
    const dark = await screenshot();
    expect(dark.at({ x: place.x + 60, y: place.y - 60 })).toEqual([0, 0, 0]);
    // The second shape is a square: its corners are filled.
    expect(dark.at(corner)).toEqual([230, 159, 0]);
  });

  it("moves points to another projection, and jumps with reduced motion", async () => {
    await open(SONGS, { reducedMotion: false });
    const before = await placeOf(0);
    await page.evaluate((songs) => {
      window.page.show({ ...songs, coordinates: songs.coordinates.map((value, k) => (k % 2 === 0 ? -value : value)) });
    }, SONGS);
    await expect.poll(async () => (await screenshot()).at(before), { timeout: 5_000 }).toEqual([198, 137, 0]);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.evaluate((songs) => {
      window.page.show(songs);
    }, SONGS);
    await settle();
    expect((await screenshot()).at(before)).toEqual([0, 114, 178]);
  });

  it("says what is loading, missing or wrong", async () => {
    await open({ ...SONGS, coordinates: [], clusters: [] });
    for (const status of [
      { kind: "loading", text: "Making the map", share: 0.4 },
      { kind: "empty", text: "No run yet" },
      { kind: "error", text: "The map of β-VAE could not be read" },
    ] as const) {
      await page.evaluate((value) => {
        window.page.map.status = value;
      }, status);
      await settle();
      expect(await page.locator(".status p").textContent()).toBe(status.text);
      expect(await page.locator(".skeleton").count()).toBe(status.kind === "loading" ? 1 : 0);
    }
    expect(await page.locator(".status").getAttribute("role")).toBe("alert");
  });

  it("draws many songs as density, in WebGL2 as in memory, with labels, picking and export", async () => {
    // Two rectangles on regular grids, the right one four times as dense.
    const side = 160;
    const places = [1, 4].flatMap((times, cluster) =>
      Array.from({ length: times * side * side }, (_, song) => {
        const x = (song % side) / side;
        const y = Math.floor(song / side) / (times * side);
        return [cluster === 0 ? -10 + 8 * x : 2 + 8 * x, 8 * y - 4];
      }),
    );
    const clusters = places.map((_, song) => (song < side * side ? 0 : 1));
    const members = [0, 1, 2];
    await open({ ...SONGS, coordinates: places.flat(), clusters, labels: [{ text: "left", members }] });
    const { x, y, width, height } = (await stage().boundingBox())!;
    const pixels = await screenshot();
    const middle = (share: number) => ({ x: x + share * width, y: y + height / 2 });
    const strength = (share: number, channel: 0 | 1 | 2): number => {
      let sum = 0;
      for (let k = 0; k < 100; k++) {
        const { x: left, y: top } = middle(share);
        sum += pixels.at({ x: left + (k % 10), y: top + Math.floor(k / 10) })[channel] / 100;
      }
      return sum;
    };
    // WebGL2 and its twin in memory agree to the grain of a byte; four times as dense is more opaque, not four times.
    expect(strength(0.25, 0)).toBeCloseTo(111.1, 0);
    expect(strength(0.75, 2)).toBeCloseTo(70.5, 0);
    expect(pixels.at(middle(0.5))).toEqual([255, 255, 255]);
    await page.mouse.click(middle(0.25).x, middle(0.25).y);
    expect((await selection())[0]).toBeLessThan(side * side);
    const svg = await page.evaluate(() => window.page.map.toSvg());
    expect(svg).toContain('href="data:image/png;base64,');
    expect(svg.length).toBeLessThan(1_000_000);
  });

  it("exports the view as SVG, with legend and caption", async () => {
    await open();
    const svg = await page.evaluate(() => window.page.map.toSvg());
    const parsed = await page.evaluate((text) => {
      const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      return {
        name: root.nodeName,
        texts: [...root.querySelectorAll("text")].map(({ textContent }) => textContent),
        paths: root.querySelectorAll("path").length,
      };
    }, svg);
    expect(parsed.name).toBe("svg");
    expect(parsed.texts).toEqual(
      expect.arrayContaining(["cluster (Ward)", "cluster 0 (4)", "noise (1)", "t-SNE · perplexity 9"]),
    );
    // Nine points and three swatches.
    expect(parsed.paths).toBeGreaterThanOrEqual(12);
  });

  it("lays the view out for paper: light, as wide as asked, with axes, labels off the points, legend and caption", async () => {
    await open(SONGS, { theme: "dark" });
    const svg = await page.evaluate(() => window.page.map.toFigure(321.26, { x: "t-SNE 1", y: "t-SNE 2" }));
    const [, width, height] = /^<svg [^>]*width="([\d.]+)mm" height="([\d.]+)mm"/.exec(svg)!;
    expect([Number(width), Number(height) > 50]).toEqual([85, true]);
    expect(svg).toContain('fill="#ffffff"/>');
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(texts).toEqual(
      expect.arrayContaining(["t-SNE 1", "t-SNE 2", "cluster (Ward)", "cluster 0 (4)", "noise (1)"]),
    );
    // Of very many clusters a small figure has the numbers, which its legend names.
    const labelled = await page.evaluate(() => {
      const words = (count: number) =>
        Array.from({ length: count }, (_, cluster) => ({
          texts: [`${cluster} · word`, String(cluster)],
          members: [cluster % 9],
        }));
      const { map } = window.page;
      return [20, 40].map((count) => {
        map.labels = words(count);
        return map.toFigure(321.26, { x: "1st", y: "2nd" });
      });
    });
    const labels = labelled.map((figure) =>
      [...figure.matchAll(/<text [^>]*paint-order[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!),
    );
    expect(labels.map((texts) => texts.some((text) => text.includes("word")))).toEqual([true, false]);
    expect(labels[1]!.length).toBeGreaterThan(3);
  });

  it("has paths with their order and traces of moved songs on paper too, inside the points' place", async () => {
    await open(SONGS);
    const linesOf = (svg: string) => [...svg.matchAll(/<path clip-path="url\(#map\)" d="([^"]*)"/g)].map(([, d]) => d!);
    const figure = () => page.evaluate(() => window.page.map.toFigure(321.26, { x: "1st", y: "2nd" }));
    expect(linesOf(await figure())).toEqual([]);
    await page.evaluate(() => {
      const { map } = window.page;
      map.path = [0, 1, 2, 3];
      map.traces = { songs: [4, 5], from: Float32Array.of(0, 0, 1, 1) };
    });
    await settle();
    const svg = await figure();
    expect(linesOf(svg).map((d) => d.match(/M/g)!.length)).toEqual([2, 3]);
    const texts = [...svg.matchAll(/<text [^>]*paint-order[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(texts).toEqual(expect.arrayContaining(["1", "2", "3", "4"]));
  });

  it("has nothing that axe finds serious, in light and high contrast, with points and without", async () => {
    await open();
    // Evaluated, not added as a script: the policy of the page would refuse that.
    await page.evaluate(axe.source);
    const serious = () =>
      page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run("latentune-map");
        return violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, help }) => `${id}: ${help}`);
      });
    for (const theme of ["light", "dark", "high-contrast"] as const) {
      await page.evaluate((name) => {
        window.page.setTheme(name);
        window.page.map.hiddenGroups = new Set(["0"]);
      }, theme);
      await settle();
      expect(await serious()).toEqual([]);
    }
    await page.evaluate(() => {
      window.page.map.coordinates = null;
      window.page.map.status = { kind: "loading", text: "Making the map", share: 0.5 };
    });
    await settle();
    expect(await serious()).toEqual([]);
  });

  it.runIf(webgl)("comes back after its context is lost, at once on the canvas, then in WebGL2 again", async () => {
    await open();
    const place = await placeOf(0);
    await page.evaluate(() => {
      const context = window.page.map.renderRoot.querySelector("canvas")!.getContext("webgl2")!;
      const extension = context.getExtension("WEBGL_lose_context")!;
      (window as unknown as { restore: () => void }).restore = () => {
        extension.restoreContext();
      };
      extension.loseContext();
    });
    await expect.poll(() => page.evaluate(() => window.page.map.rendererKind)).toBe("canvas2d");
    await settle();
    expect((await screenshot()).at(place)).toEqual([0, 114, 178]);
    await page.mouse.click(place.x, place.y);
    expect(await selection()).toEqual([0]);
    await page.mouse.move(400, 20);
    await page.evaluate(() => {
      (window as unknown as { restore: () => void }).restore();
    });
    await expect.poll(() => page.evaluate(() => window.page.map.rendererKind)).toBe("webgl2");
    await settle();
    const restored = await screenshot();
    expect(restored.at(place)).toEqual([0, 114, 178]);
    expect(restored.at({ x: place.x + 9, y: place.y })).toEqual([0, 95, 184]);
  });

  it("survives being taken out of the page and put back", async () => {
    await open();
    await page.evaluate(() => {
      const { map } = window.page;
      map.remove();
      document.body.append(map);
    });
    await settle();
    expect((await screenshot()).at(await placeOf(0))).toEqual([0, 114, 178]);
  });
});
