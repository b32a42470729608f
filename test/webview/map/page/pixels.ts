import type { Page } from "playwright-core";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of the pixel that holds a place. */
  readonly at: (place: { readonly x: number; readonly y: number }) => readonly [number, number, number];
}

/** Decodes a PNG with the browser itself. */
export async function pixelsOf(page: Page, png: Buffer): Promise<Pixels> {
  const { width, height, base64 } = await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    let binary = "";
    for (let k = 0; k < pixels.length; k += 32_768) binary += String.fromCharCode(...pixels.subarray(k, k + 32_768));
    return { width: bitmap.width, height: bitmap.height, base64: btoa(binary) };
  }, png.toString("base64"));
  const pixels = Buffer.from(base64, "base64");
  return {
    width,
    height,
    at: ({ x, y }) => {
      const offset = 4 * (Math.floor(y) * width + Math.floor(x));
      return [pixels[offset]!, pixels[offset + 1]!, pixels[offset + 2]!];
    },
  };
}
