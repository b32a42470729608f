import type { Canvas, CanvasKit, Paint, Path } from "canvaskit-wasm";
import type { Drawing } from "./canvaskit.ts";
import { Context2D, type Pixels } from "./context.ts";
import { IDENTITY, type Matrix } from "./matrix.ts";
import type { Outline } from "./outline.ts";
import { encodePngBeside } from "./png.ts";
import type { Typesetter } from "./typesetter.ts";

/** A canvas of pixels, white at first. Its memory is WebAssembly's, which nobody collects: who makes one releases it. */
export class RasterCanvas {
  readonly context: RasterContext;

  /** @param ground another's canvas, to draw on that; by default it has pixels of its own */
  constructor(drawing: Drawing, width: number, height: number, ground?: Canvas) {
    this.context = new RasterContext(this, drawing, width, height, ground);
  }

  get width(): number {
    return this.context.width;
  }
  set width(width: number) {
    this.context.resize(width, this.height);
  }
  get height(): number {
    return this.context.height;
  }
  set height(height: number) {
    this.context.resize(this.width, height);
  }

  /** As chart.js asks for it. */
  getContext(): RasterContext {
    return this.context;
  }

  /** The picture as PNG bytes, which are compressed beside this thread. Releases the canvas. */
  encode(): Promise<Buffer> {
    const { width, height } = this;
    const png = encodePngBeside({ data: this.context.pixels(), width, height });
    this.release();
    return png;
  }

  release(): void {
    this.context.release();
  }
}

/** What is drawn on; who takes one frees it. */
interface Surface {
  readonly canvas: Canvas;
  /** As they lie in memory: valid until something else is done. */
  readonly pixels: () => Uint8Array;
  readonly free: () => void;
}

class RasterContext extends Context2D {
  readonly canvas: RasterCanvas;
  width: number;
  height: number;
  private readonly drawing: Drawing;
  private readonly kit: CanvasKit;
  private readonly typesetter: Typesetter;
  private readonly ground: Canvas | undefined;
  private surface: Surface | undefined;
  private readonly paint: Paint;
  private readonly applied: Matrix[] = [IDENTITY];
  private readonly colours = new Map<string, Float32Array>();

  constructor(canvas: RasterCanvas, drawing: Drawing, width: number, height: number, ground: Canvas | undefined) {
    const { kit, typesetter } = drawing;
    super(typesetter);
    this.drawing = drawing;
    this.typesetter = typesetter;
    this.ground = ground;
    this.canvas = canvas;
    this.kit = kit;
    this.width = width;
    this.height = height;
    this.paint = new kit.Paint();
    this.paint.setAntiAlias(true);
  }

  resize(width: number, height: number): void {
    this.free();
    this.reset();
    this.applied.splice(0, Infinity, IDENTITY);
    this.width = width;
    this.height = height;
  }

  release(): void {
    this.free();
    this.paint.delete();
  }

  private free(): void {
    this.surface?.free();
    this.surface = undefined;
  }

  /** Skia's canvas with our transformation; its memory is taken when something is drawn. */
  private ready(): Canvas {
    this.surface ??= this.ground === undefined ? this.newSurface() : onGround(this.ground);
    const { canvas } = this.surface;
    const applied = this.applied.at(-1)!;
    if (applied !== this.matrix) {
      const inverse = this.kit.Matrix.invert(rows(applied));
      if (inverse !== null) canvas.concat(inverse);
      canvas.concat(rows(this.matrix));
      this.applied[this.applied.length - 1] = this.matrix;
    }
    return canvas;
  }

  private newSurface(): Surface {
    const { width, height, kit } = this;
    const memory = kit.Malloc(Uint8Array, 4 * width * height);
    const info = { width, height, colorType: kit.ColorType.RGBA_8888, alphaType: kit.AlphaType.Premul, colorSpace: kit.ColorSpace.SRGB }; // prettier-ignore
    const skia = kit.MakeRasterDirectSurface(info, memory, 4 * width);
    if (skia === null) throw new Error(`There is no surface of ${width} × ${height} pixels.`);
    // White paper: Skia takes ten times as long to fill it.
    memory.toTypedArray().fill(255);
    return {
      canvas: skia.getCanvas(),
      pixels: () => memory.toTypedArray() as Uint8Array,
      free: () => {
        skia.delete();
        kit.Free(memory);
      },
    };
  }

  pixels(): Uint8Array {
    this.ready();
    return this.surface!.pixels();
  }

  override save(): void {
    super.save();
    this.ready().save();
    this.applied.push(this.applied.at(-1)!);
  }

  override restore(): void {
    super.restore();
    if (this.applied.length === 1) return;
    this.surface?.canvas.restore();
    this.applied.pop();
  }

  protected override fillOutline(outline: Outline): void {
    const canvas = this.ready();
    this.paint.setStyle(this.kit.PaintStyle.Fill);
    this.paint.setColor(this.colourOf(this.fillStyle));
    this.drawPath(canvas, outline);
  }

  protected override strokeOutline(outline: Outline): void {
    const canvas = this.ready();
    const { kit, paint, dash } = this;
    paint.setStyle(kit.PaintStyle.Stroke);
    paint.setColor(this.colourOf(this.strokeStyle));
    paint.setStrokeWidth(this.lineWidth);
    paint.setStrokeMiter(10);
    paint.setStrokeCap({ butt: kit.StrokeCap.Butt, round: kit.StrokeCap.Round, square: kit.StrokeCap.Square }[this.lineCap]); // prettier-ignore
    paint.setStrokeJoin({ miter: kit.StrokeJoin.Miter, round: kit.StrokeJoin.Round, bevel: kit.StrokeJoin.Bevel }[this.lineJoin]); // prettier-ignore
    const effect = dash.length === 0 ? null : kit.PathEffect.MakeDash([...dash], this.lineDashOffset);
    paint.setPathEffect(effect);
    this.drawPath(canvas, outline);
    paint.setPathEffect(null);
    effect?.delete();
  }

  protected override clipOutline(outline: Outline): void {
    const canvas = this.ready();
    this.withPath(outline, (path) => {
      canvas.clipPath(path, this.kit.ClipOp.Intersect, true);
    });
  }

  protected override drawText(text: string, x: number, y: number): void {
    const canvas = this.ready();
    const colour = { css: this.fillStyle, rgba: this.colourOf(this.fillStyle) };
    const line = this.typesetter.set(text, this.font, colour);
    canvas.drawParagraph(line, x, y - line.getAlphabeticBaseline());
  }

  override drawPixels({ data, width, height }: Pixels, x: number, y: number, across: number, down: number): void {
    const { kit } = this;
    const info = { width, height, colorType: kit.ColorType.RGBA_8888, alphaType: kit.AlphaType.Opaque, colorSpace: kit.ColorSpace.SRGB }; // prettier-ignore
    const image = kit.MakeImage(info, data, 4 * width)!;
    const [from, to] = [kit.XYWHRect(0, 0, width, height), kit.XYWHRect(x, y, across, down)];
    this.ready().drawImageRectOptions(image, from, to, kit.FilterMode.Nearest, kit.MipmapMode.None, null);
    image.delete();
  }

  /**
   * Lets a part of this canvas be drawn on as if it were a canvas by itself.
   * @param x and the rest: in the units of the context, which fall on whole pixels; those of the part are pixels
   */
  within(x: number, y: number, width: number, height: number, draw: (part: RasterCanvas) => void): void {
    const [a, b, c, d, e, f] = this.matrix;
    this.save();
    this.beginPath();
    this.rect(x, y, width, height);
    this.clip();
    this.setTransform(1, 0, 0, 1, a * x + c * y + e, b * x + d * y + f);
    const part = new RasterCanvas(this.drawing, width, height, this.ready());
    draw(part);
    part.release();
    this.restore();
  }

  private drawPath(canvas: Canvas, outline: Outline): void {
    this.withPath(outline, (path) => {
      canvas.drawPath(path, this.paint);
    });
  }

  private withPath({ pieces }: Outline, use: (path: Path) => void): void {
    const path = this.kit.Path.MakeFromCmds(pieces);
    if (path === null) return;
    use(path);
    path.delete();
  }

  private colourOf(css: string): Float32Array {
    const known = this.colours.get(css);
    if (known !== undefined) return known;
    const colour = this.kit.parseColorString(css);
    this.colours.set(css, colour);
    return colour;
  }
}

function onGround(canvas: Canvas): Surface {
  const saved = canvas.save();
  return {
    canvas,
    pixels: () => {
      throw new Error("A part of a canvas has no pixels of its own.");
    },
    free: () => {
      canvas.restoreToCount(saved);
    },
  };
}

/** As CanvasKit has it: three rows. */
function rows([a, b, c, d, e, f]: Matrix): number[] {
  return [a, c, e, b, d, f, 0, 0, 1];
}

export type { RasterContext };
