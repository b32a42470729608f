// What runs in the browser: the map's stage and a chart.js scatter, drawn frame by frame.
import { Chart, LinearScale, PointElement, ScatterController } from "chart.js";
import { toHex } from "../../src/shared/figures/rgb.ts";
import { readTheme } from "../../src/webview/colour/theme.ts";
import { EVERYTHING } from "../../src/webview/map/place/camera.ts";
import { Contents } from "../../src/webview/map/render/contents.ts";
import type { MapView } from "../../src/webview/map/encoding.ts";
import { groupClusters } from "../../src/webview/map/place/grouping.ts";
import { pointRadius } from "../../src/webview/map/render/scene.ts";
import type { Backend } from "../../src/webview/map/render/renderer-host.ts";
import { Stage } from "../../src/webview/map/render/stage.ts";

export type Contender = "webgl2" | "canvas2d" | "chart.js";
export interface FrameTimes {
  /** Milliseconds from the data to the first picture. */
  readonly first: number;
  readonly frames: readonly number[];
}

const WIDTH = 800;
const HEIGHT = 600;
const FRAMES = 40;
const LONGEST_MS = 6_000;
const GROUPS = 8;

interface Drawing {
  look(view: MapView): void;
  dispose(): void;
}

Chart.register(ScatterController, PointElement, LinearScale);

/** Eight clouds, from a generator that is the same everywhere (Park & Miller 1988). */
function points(count: number): { readonly coordinates: Float32Array; readonly groups: Int32Array } {
  let state = 42;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const middles = Array.from({ length: GROUPS }, () => [4 * normal(), 4 * normal()] as const);
  const groups = Int32Array.from({ length: count }, () => Math.floor(GROUPS * uniform()));
  const coordinates = new Float32Array(2 * count);
  groups.forEach((group, song) => {
    coordinates.set([middles[group]![0] + normal(), middles[group]![1] + normal()], 2 * song);
  });
  return { coordinates, groups };
}

function contentsOf(count: number): Contents {
  const { coordinates, groups } = points(count);
  const colour = groupClusters("cluster", groups);
  return new Contents(
    { coordinates, colour, selection: new Uint32Array(), dimmed: null, hiddenGroups: new Set(), theme: readTheme() },
    null,
  );
}

function drawMap(contents: Contents, backend: Backend): Drawing {
  const [element, place] = [document.createElement("div"), document.createElement("div")];
  const overlay = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  element.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px`;
  element.append(place, overlay);
  document.body.append(element);
  const stage = new Stage(element, place, overlay, backend);
  if (stage.rendererKind !== (backend === "webgl" ? "webgl2" : "canvas2d"))
    throw new Error("This browser gives no WebGL2.");
  const finish = (): void => {
    const canvas = place.querySelector("canvas")!;
    const gl = stage.rendererKind === "webgl2" ? canvas.getContext("webgl2") : null;
    if (gl !== null) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    else canvas.getContext("2d")!.getImageData(0, 0, 1, 1);
  };
  stage.show(contents, false);
  stage.draw();
  finish();
  return {
    look: (view) => {
      stage.look(view);
      stage.draw();
      finish();
    },
    dispose: () => {
      stage.dispose();
      element.remove();
    },
  };
}

/** Set up for speed, as its manual says: no animation, no parsing, no events, no axes. */
function drawChart(contents: Contents): Drawing {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px`;
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  document.body.append(canvas);
  const { positions, appearance } = contents;
  const places = appearance.styles.map((): { x: number; y: number }[] => []);
  appearance.styleOf.forEach((style, song) =>
    places[style]!.push({ x: positions[2 * song]!, y: positions[2 * song + 1]! }),
  );
  const radius = pointRadius(contents.count, 1);
  const axis = () => ({ type: "linear" as const, display: false, min: -1, max: 1 });
  const chart = new Chart(canvas, {
    type: "scatter",
    data: {
      datasets: places.map((data, style) => ({
        data,
        radius,
        borderWidth: 0,
        backgroundColor: toHex(appearance.styles[style]!.colour),
      })),
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      events: [],
      responsive: false,
      scales: { x: axis(), y: axis() },
    },
  });
  const finish = (): void => {
    canvas.getContext("2d")!.getImageData(0, 0, 1, 1);
  };
  finish();
  return {
    look: ({ x, y, zoom }) => {
      const { scales } = chart.options;
      Object.assign(scales!["x"]!, { min: x - 1 / zoom, max: x + 1 / zoom });
      Object.assign(scales!["y"]!, { min: y - 1 / zoom, max: y + 1 / zoom });
      chart.update("none");
      finish();
    },
    dispose: () => {
      chart.destroy();
      canvas.remove();
    },
  };
}

async function measure(contender: Contender, count: number): Promise<FrameTimes> {
  const contents = contentsOf(count);
  const start = performance.now();
  const drawing =
    contender === "chart.js" ? drawChart(contents) : drawMap(contents, contender === "webgl2" ? "webgl" : "canvas");
  const first = performance.now() - start;
  const frames: number[] = [];
  const begin = performance.now();
  for (let frame = 0; frame < FRAMES && performance.now() - begin < LONGEST_MS; frame++) {
    // The browser shows each picture, as it does for a person.
    await new Promise(requestAnimationFrame);
    const phase = (2 * Math.PI * frame) / FRAMES;
    const view: MapView = {
      x: 0.3 * Math.sin(phase),
      y: 0.2 * Math.sin(2 * phase),
      zoom: EVERYTHING.zoom + 1 - Math.cos(phase),
    };
    const before = performance.now();
    drawing.look(view);
    frames.push(performance.now() - before);
  }
  drawing.dispose();
  return { first, frames };
}

/** What draws WebGL: a card's name, or that it is software. */
function graphics(): string {
  const gl = document.createElement("canvas").getContext("webgl2");
  const extension = gl?.getExtension("WEBGL_debug_renderer_info");
  return extension === null || extension === undefined
    ? "unknown"
    : String(gl!.getParameter(extension.UNMASKED_RENDERER_WEBGL));
}

const bench = { measure, graphics };
declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
