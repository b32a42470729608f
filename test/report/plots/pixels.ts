import { loadDrawing } from "../../../src/engine/report/plots/canvas/canvaskit.ts";

/** A decoded PNG, addressed in CSS pixels of its figure: pictures have two device pixels for each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `#rrggbb` at a place. */
  colourAt(x: number, y: number): string;
  /** How many device pixels of a rectangle are of a colour, each channel to within a tolerance. */
  count(colour: string, area?: Area, tolerance?: number): number;
  /** Mean place of the pixels of a colour. */
  centreOf(colour: string, area?: Area): { x: number; y: number };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const RATIO = 2;

/** The RGBA of a PNG, row after row. */
export async function pixelsOf(png: Uint8Array): Promise<{ width: number; height: number; data: Uint8Array }> {
  const { kit } = await loadDrawing();
  const image = kit.MakeImageFromEncoded(png);
  if (image === null) throw new Error("This is no PNG.");
  const [width, height] = [image.width(), image.height()];
  const data = image.readPixels(0, 0, {
    width,
    height,
    colorType: kit.ColorType.RGBA_8888,
    alphaType: kit.AlphaType.Unpremul,
    colorSpace: kit.ColorSpace.SRGB,
  });
  image.delete();
  return { width, height, data: data as Uint8Array };
}

export async function decode(png: Uint8Array): Promise<Picture> {
  const { data, ...image } = await pixelsOf(png);
  const everything = { x: 0, y: 0, width: image.width / RATIO, height: image.height / RATIO };

  function places(colour: string, { x, y, width, height }: Area, tolerance: number): { x: number; y: number }[] {
    const [red, green, blue] = channels(colour) as [number, number, number];
    const found: { x: number; y: number }[] = [];
    for (let row = Math.round(y * RATIO); row < Math.round((y + height) * RATIO); row++) {
      for (let column = Math.round(x * RATIO); column < Math.round((x + width) * RATIO); column++) {
        const at = 4 * (row * image.width + column);
        if (Math.abs(data[at]! - red) > tolerance || Math.abs(data[at + 1]! - green) > tolerance) continue;
        if (Math.abs(data[at + 2]! - blue) <= tolerance) found.push({ x: column, y: row });
      }
    }
    return found;
  }
  return {
    width: image.width,
    height: image.height,
    colourAt(x, y) {
      const at = 4 * (Math.round(y * RATIO) * image.width + Math.round(x * RATIO));
      return `#${[...data.subarray(at, at + 3)].map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    },
    count: (colour, area = everything, tolerance = 2) => places(colour, area, tolerance).length,
    centreOf(colour, area = everything) {
      const found = places(colour, area, 2);
      if (found.length === 0) throw new Error(`No pixel is ${colour}.`);
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / found.length / RATIO;
      return { x: mean(found.map(({ x }) => x)), y: mean(found.map(({ y }) => y)) };
    },
  };
}

export function channels(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}
