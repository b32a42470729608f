import { advancesOf, type Advances } from "../../fonts/advances.ts";
import { readFonts } from "../../fonts/font-files.ts";
import { TextMeasure } from "./text-measure.ts";

/** Of a letter that our fonts have not, in sizes of the font. */
const OTHER = 0.6;

/**
 * Measures texts letter by letter, without what sets them: near enough for vectors, whose texts are set by others, and there
 * at once.
 */
export class Ruler extends TextMeasure {
  private readonly regular: readonly Advances[];
  private readonly bold: readonly Advances[];

  /** @param fonts TrueType files, the regular and the bold of each script in turn */
  constructor(fonts: readonly Buffer[]) {
    const advances = fonts.map(advancesOf);
    super(advances[0]!.ascent, advances[0]!.descent);
    this.regular = advances.filter((_, index) => index % 2 === 0);
    this.bold = advances.filter((_, index) => index % 2 === 1);
  }

  override width(text: string, css: string): number {
    const { size, bold } = this.fontOf(css);
    let width = 0;
    for (const character of text) width += this.advance(character.codePointAt(0)!, bold ? this.bold : this.regular);
    return size * width;
  }

  private advance(code: number, fonts: readonly Advances[]): number {
    for (const { of } of fonts) {
      const advance = of(code);
      if (advance !== undefined) return advance;
    }
    return OTHER;
  }
}

let ruler: Promise<Ruler> | undefined;

/** @throws {LatentuneError} if a font is missing */
export async function loadRuler(): Promise<Ruler> {
  ruler ??= readFonts().then((fonts) => new Ruler(fonts));
  try {
    return await ruler;
  } catch (error) {
    ruler = undefined;
    throw error;
  }
}
