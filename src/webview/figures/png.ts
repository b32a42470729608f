const DPI = 300;

/**
 * A figure as PNG with 300 pixels an inch, which the file says of itself.
 * @param svg with its width in millimetres @param width CSS pixels
 */
export async function pngOf(svg: string, width: number): Promise<Blob> {
  const uri = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = uri;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round((width / 96) * DPI);
    canvas.height = Math.round((canvas.width * image.naturalHeight) / image.naturalWidth);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("This browser gives no canvas to draw the picture on.");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, "image/png");
    });
    if (blob === null) throw new Error("The picture is too large for this browser. Choose a smaller width, or SVG.");
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return new Blob([withResolution(bytes, DPI)], { type: "image/png" });
  } finally {
    URL.revokeObjectURL(uri);
  }
}

/** Behind the signature (8 bytes) and the header's chunk (25). */
const BEHIND_HEADER = 33;

/** A PNG that says how many pixels an inch has: its chunk `pHYs` counts them by the metre (PNG specification, 11.3.5.3). */
export function withResolution(png: Uint8Array<ArrayBuffer>, dpi: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  const perMetre = Math.round(dpi / 0.0254);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode("pHYs"), 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  view.setUint8(16, 1);
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, BEHIND_HEADER));
  whole.set(chunk, BEHIND_HEADER);
  whole.set(png.subarray(BEHIND_HEADER), BEHIND_HEADER + chunk.length);
  return whole;
}

/** The checksum of PNG's chunks (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
