import { expect, it } from "vitest";
import { loadDrawing } from "../../../src/engine/report/plots/canvas/canvaskit.ts";
import type { Context2D } from "../../../src/engine/report/plots/canvas/context.ts";
import { Outline } from "../../../src/engine/report/plots/canvas/outline.ts";
import { encodePng, encodePngBeside } from "../../../src/engine/report/plots/canvas/png.ts";
import { RasterCanvas, type RasterContext } from "../../../src/engine/report/plots/canvas/raster.ts";
import { loadRuler } from "../../../src/engine/report/plots/canvas/ruler.ts";
import { SvgCanvas } from "../../../src/engine/report/plots/canvas/svg.ts";
import { pixelsOf } from "./pixels.ts";

/** The colours of a canvas of 40 × 40 pixels at some places. */
async function colours(draw: (context: Context2D) => void, ...places: readonly [number, number][]): Promise<string[]> {
  const canvas = new RasterCanvas(await loadDrawing(), 40, 40);
  canvas.context.fillStyle = "#ffffff";
  canvas.context.fillRect(0, 0, 40, 40);
  draw(canvas.context);
  const { data } = await pixelsOf(await canvas.encode());
  return places.map(([x, y]) => Buffer.from(data.subarray(4 * (40 * y + x), 4 * (40 * y + x) + 3)).toString("hex"));
}
async function svg(draw: (context: Context2D) => void): Promise<string> {
  const canvas = new SvgCanvas(await loadRuler(), 40, 40);
  draw(canvas.context);
  return canvas.content();
}

it.each([
  ["few colours", 6, 3, (pixel: number) => [pixel % 3, 7, 255 - (pixel % 5), 255]],
  ["rows that repeat", 7, 9, (pixel: number) => [pixel % 7, 0, 0, 255]],
  ["256 colours", 32, 16, (pixel: number) => [pixel % 256, 1, 2, 255]],
  ["257 colours", 32, 16, (pixel: number) => [pixel % 256, pixel === 300 ? 9 : 1, 2, 255]],
  ["colours to see through", 4, 4, (pixel: number) => [50, 50, 50, 255 - pixel]],
] as const)("writes PNG files that others read, as they were: %s", async (_name, width, height, colour) => {
  const data = Uint8Array.from(Array.from({ length: width * height }, (_, pixel) => colour(pixel)).flat());
  const image = { data, width, height };
  expect(await pixelsOf(encodePng(image))).toEqual(image);
});

it("has a palette where 256 colours do, one byte for each pixel", () => {
  const image = (colours: number) => ({ data: Uint8Array.from({ length: 4 * 300 }, (_, at) => [at >> 2 === 299 ? colours - 256 : 0, 0, (at >> 2) % 256, 255][at % 4]!), width: 300, height: 1 }); // prettier-ignore
  const kindOf = (png: Buffer): number => png[25]!;
  expect([256, 257].map((colours) => kindOf(encodePng(image(colours))))).toEqual([3, 6]);
});

it("compresses several pictures at once, as their pixels were when it was asked", async () => {
  const images = [3, 300, 5].map((colours) => {
    const data = new Uint8Array(4 * 40_000).fill(255);
    for (let at = 0; at < data.length; at += 4) data[at] = (at / 4) % colours;
    for (let at = 1; at < data.length; at += 4) data[at] = ((at >> 2) % colours) >> 8;
    return { data, width: 200, height: 200 };
  });
  const asked = images.map((image) => encodePngBeside(image));
  const expected = images.map((image) => encodePng(image));
  for (const { data } of images) data.fill(0);
  expect(await Promise.all(asked)).toEqual(expected);
});

it("bends arcs as circles, the way round that is asked for", () => {
  const points = (start: number, end: number, counterclockwise: boolean): number[] => {
    const outline = new Outline();
    outline.ellipse(0, 0, 1, 1, 0, start, end, counterclockwise);
    return outline.pieces;
  };
  // A move, then one cubic of a quarter: its middle lies on the circle.
  const [, , , , x1, y1, x2, y2, x, y] = points(0, Math.PI / 2, false) as [0, 0, 0, 0, ...number[]];
  const middle = [(1 + 3 * x1! + 3 * x2! + x!) / 8, (3 * y1! + 3 * y2! + y!) / 8];
  expect(Math.hypot(middle[0]!, middle[1]!)).toBeCloseTo(1, 3);
  expect([x, y]).toEqual([expect.closeTo(0), expect.closeTo(1)]);
  // The other way round it has three quarters; a whole turn and more is one.
  expect(points(0, Math.PI / 2, true)).toHaveLength(3 + 3 * 7);
  expect(points(0, 7, false)).toHaveLength(3 + 4 * 7);
  expect(points(7, 0, true)).toHaveLength(3 + 4 * 7);
});

it("moves, turns, clips and restores", async () => {
  const draw = (context: Context2D): void => {
    context.save();
    context.translate(20, 20);
    context.rotate(Math.PI / 2);
    context.beginPath();
    context.rect(0, 0, 10, 10);
    context.clip();
    context.fillStyle = "#ff0000";
    context.fillRect(0, 0, 100, 100);
    context.restore();
    context.fillRect(0, 0, 5, 5);
  };
  // Turned a quarter, the square lies left of and below its corner; the black of before is left of the red.
  expect(await colours(draw, [15, 25], [25, 25], [15, 35])).toEqual(["ff0000", "ffffff", "ffffff"]);
  const [clip, square, corner] = (await svg(draw)).split(/(?=<g|<path d="M0 0L5)/);
  expect(clip).toMatch(/^<clipPath id="clip1"><path d="M0 0L10 0L10 10L0 10Z" transform="matrix\(0 1 -1 0 20 20\)"\/>/);
  expect(square).toMatch(/^<g clip-path="url\(#clip1\)"><path [^>]*fill="#FF0000" transform/);
  expect(corner).toMatch(/^<path d="M0 0L5 0L5 5L0 5Z" fill="#/);
});

it("lets a part of a canvas be drawn on, with a pixel to its unit, and nothing beside it", async () => {
  const draw = (context: Context2D): void => {
    context.scale(2, 2);
    (context as RasterContext).within(5, 5, 10, 10, (part) => {
      // As chart.js does, which sets a size first.
      [part.width, part.height] = [20, 20];
      part.context.translate(5, 0);
      part.context.fillStyle = "#ff0000";
      part.context.fillRect(0, 0, 100, 100);
    });
    context.fillStyle = "#0000ff";
    context.fillRect(0, 0, 2, 2);
  };
  const places = [[14, 15], [15, 15], [29, 29], [30, 29], [3, 3], [4, 4]] as const; // prettier-ignore
  expect(await colours(draw, ...places.map(([x, y]): [number, number] => [x, y]))).toEqual(["ffffff", "ff0000", "ff0000", "ffffff", "0000ff", "ffffff"]); // prettier-ignore
});

it("dashes lines, also by an odd number of lengths", async () => {
  const draw = (context: Context2D): void => {
    context.strokeStyle = "#0000ff";
    context.lineWidth = 4;
    context.setLineDash([10]);
    context.moveTo(0, 20);
    context.lineTo(40, 20);
    context.stroke();
  };
  expect(await colours(draw, [5, 20], [15, 20], [25, 20])).toEqual(["0000ff", "ffffff", "0000ff"]);
  expect(await svg(draw)).toContain('stroke="#0000FF" stroke-width="4" stroke-dasharray="10 10"');
});

it("puts pixels where they belong, each as it is", async () => {
  const data = Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 255, 255);
  const draw = (context: Context2D): void => {
    context.drawPixels({ data, width: 2, height: 1 }, 10, 10, 20, 10);
  };
  expect(await colours(draw, [9, 12], [19, 12], [20, 12], [30, 12])).toEqual(["ffffff", "ff0000", "0000ff", "ffffff"]);
  expect(await svg(draw)).toMatch(/^<image x="10" y="10" width="20" height="10" [^>]*href="data:image\/png;base64,/);
});

it("keeps texts of drawings as texts at the place that they are aligned to", async () => {
  const drawing = await svg((context) => {
    context.font = 'bold 12px "Any"';
    context.textAlign = "right";
    context.fillText('<b> & "c"', 30, 20);
    context.textAlign = "left";
    context.fillText(7, 3, 4);
  });
  expect(drawing).toBe(
    '<text x="30" y="20" font-size="12" font-weight="bold" text-anchor="end" fill="#000000">&#60;b&#62; &#38; &#34;c&#34;</text>' +
      '<text x="3" y="4" font-size="12" font-weight="bold" fill="#000000">7</text>',
  );
});
