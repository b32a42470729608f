import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame, Locator } from "playwright-core";
import type { ViewSongs } from "../../../src/shared/contract/view.ts";
import type { VscodeWindow } from "./vscode-window.ts";

type Point = readonly [x: number, y: number];

/** What tests ask of the element `<latentune-map>`. */
interface MapElement extends HTMLElement {
  readonly coordinates: Float32Array;
  readonly rendererKind: string;
  toSvg(): string;
}

/** The analysis panel in a window of VS Code. */
export class PanelPage {
  readonly frame: Frame;

  private constructor(frame: Frame) {
    this.frame = frame;
  }

  /** Waits until the panel shows a map. */
  static async shown(vscode: VscodeWindow, timeout?: number): Promise<PanelPage> {
    return new PanelPage(await vscode.webview("latentune-map .foot", timeout));
  }

  get map(): Locator {
    return this.frame.getByRole("application", { name: "Latent map" });
  }

  get song(): Locator {
    return this.frame.getByRole("region", { name: "Song", exact: true });
  }

  get distribution(): Locator {
    return this.frame.getByRole("region", { name: "Cluster distribution", exact: true });
  }

  row(song: number): Locator {
    return this.frame.locator(`latentune-songs #song-${song}`);
  }

  /** Where the songs are drawn, in the window's pixels; in a theme that draws circles. */
  async places(): Promise<readonly Point[]> {
    const box = (await this.map.boundingBox())!;
    const { svg, coordinates } = await this.frame
      .locator("latentune-map-view latentune-map")
      .evaluate((map) => ({ svg: (map as MapElement).toSvg(), coordinates: [...(map as MapElement).coordinates] }));
    const circles = [...svg.matchAll(/<path d="M([-\d.]+) ([-\d.]+)a([\d.]+) [^>]+ stroke-width/g)].map(
      ([, left, y, radius]): Point => [Number(left) + Number(radius), Number(y)],
    );
    // Circles come in the order of drawing; the picture is the map scaled, with y upwards.
    const songs = Array.from({ length: coordinates.length / 2 }, (_none, song): Point => [
      coordinates[2 * song]!,
      -coordinates[2 * song + 1]!,
    ]);
    const scaled = ([x, y]: Point): Point => [
      rescale(x, axis(songs, 0), axis(circles, 0)),
      rescale(y, axis(songs, 1), axis(circles, 1)),
    ];
    return songs.map(scaled).map(([x, y]) => [box.x + x, box.y + y]);
  }

  renderer(): Promise<string> {
    return this.frame.locator("latentune-map-view latentune-map").evaluate((map) => (map as MapElement).rendererKind);
  }

  /** Songs whose rows are selected, ascending. */
  async selectedRows(): Promise<readonly number[]> {
    const selected = new Set<number>();
    await this.#throughTable(async () => {
      const ids = await this.frame
        .locator('latentune-songs .body [role="row"][aria-selected="true"]')
        .evaluateAll((rows) => rows.map(({ id }) => id));
      for (const id of ids) selected.add(Number(id.replace("song-", "")));
      return false;
    });
    return [...selected].sort((a, b) => a - b);
  }

  /** Clicks the row of a song. */
  async selectRow(song: number): Promise<void> {
    await this.#throughTable(async () => (await this.row(song).count()) > 0);
    await this.row(song).locator(".title").click();
  }

  /** Scrolls through the table, which draws only what is in sight, until the visitor has seen enough. */
  async #throughTable(visit: () => Promise<boolean>): Promise<void> {
    const body = this.frame.locator("latentune-songs .body");
    const { height, step } = await body.evaluate(({ scrollHeight, clientHeight }) => ({
      height: scrollHeight,
      step: clientHeight / 2,
    }));
    for (let top = 0; top < height; top += step) {
      await body.evaluate(async (element, scrollTop) => {
        element.scrollTop = scrollTop;
        // Rows follow in the frame after the one that tells of the scrolling.
        for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
      }, top);
      if (await visit()) return;
    }
  }

  /** How many songs of a category the bars of the distribution let stand out. */
  async brightSongs(category: string): Promise<number> {
    return this.distribution.locator("latentune-chart").evaluate((chart, name) => {
      const { configuration } = chart as HTMLElement & {
        configuration: { data: { datasets: { label: string; data: number[] }[] } };
      };
      // Two parts of each category while songs are selected: those and the others.
      const [bright] = configuration.data.datasets.filter(({ label }) => label === name);
      return bright!.data.reduce((sum, count) => sum + count, 0);
    }, category);
  }

  /** How far the playhead over a song's spectrogram is, in percent of the song; NaN while there is none. */
  playhead(song: number): Promise<number> {
    return this.frame
      .locator(`latentune-reconstruction .song[data-song="${song}"]`)
      .first()
      .evaluate((element) => Number.parseFloat((element as HTMLElement).style.getPropertyValue("--playhead")));
  }

  /** Parts of the page that have scrolled though they have no scrollbar. */
  scrolledAway(): Promise<readonly string[]> {
    return this.frame.evaluate(() => {
      const inside = (root: ParentNode): Element[] =>
        [...root.querySelectorAll("*")].flatMap((element) =>
          element.shadowRoot === null ? [element] : [element, ...inside(element.shadowRoot)],
        );
      return inside(document)
        .filter((element) => element.scrollTop > 0 && !/auto|scroll/.test(getComputedStyle(element).overflowY))
        .map(({ tagName, className, scrollTop }) => `${tagName} ${className} ${scrollTop} px`);
    });
  }

  /** Draws a lasso along the corners, with the mouse. */
  async lasso(corners: readonly Point[]): Promise<void> {
    await this.frame.getByRole("button", { name: "Select with a lasso" }).first().click();
    const { mouse } = this.frame.page();
    await mouse.move(...corners[0]!);
    await mouse.down();
    for (const corner of [...corners.slice(1), corners[0]!]) await mouse.move(...corner, { steps: 8 });
    await mouse.up();
  }
}

function axis(points: readonly Point[], dimension: 0 | 1): readonly [low: number, high: number] {
  const values = points.map((point) => point[dimension]);
  return [Math.min(...values), Math.max(...values)];
}

function rescale(
  value: number,
  [low, high]: readonly [number, number],
  [toLow, toHigh]: readonly [number, number],
): number {
  return toLow + ((value - low) / (high - low)) * (toHigh - toLow);
}

/** The songs of a folder's only run. */
export async function songsOfRun(folder: string): Promise<ViewSongs> {
  const runs = join(folder, ".latentune", "runs");
  const [run] = await readdir(runs);
  return JSON.parse(await readFile(join(runs, run!, "view", "songs.json"), "utf8")) as ViewSongs;
}
