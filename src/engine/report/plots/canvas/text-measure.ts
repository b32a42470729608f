/** The parts of a CSS font that pictures differ in. */
export interface TextFont {
  readonly size: number;
  readonly bold: boolean;
}

/** What has to be known of texts before they are drawn. */
export abstract class TextMeasure {
  /** Of a font of one pixel, above and below the baseline. */
  private readonly ascent: number;
  private readonly descent: number;
  private readonly known = new Map<string, TextFont>();

  constructor(ascent: number, descent: number) {
    this.ascent = ascent;
    this.descent = descent;
  }

  /** @param font as CSS has it; the result is in its pixels */
  abstract width(text: string, font: string): number;

  /** How far the baseline of letters lies below a line of a text that is named as CSS names it. */
  baseline(name: string, font: string): number {
    const { size } = this.fontOf(font);
    if (name === "top" || name === "hanging") return size * this.ascent;
    if (name === "middle") return (size * (this.ascent - this.descent)) / 2;
    return name === "alphabetic" ? 0 : -size * this.descent;
  }

  fontOf(css: string): TextFont {
    const known = this.known.get(css);
    if (known !== undefined) return known;
    const [, weight, size = "10"] = /^(?:(?:normal|(bold))\s+)*([\d.]+)px/.exec(css) ?? [];
    const font = { size: Number(size), bold: weight === "bold" };
    this.known.set(css, font);
    return font;
  }
}
