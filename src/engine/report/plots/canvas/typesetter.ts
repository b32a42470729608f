import type { CanvasKit, FontCollection, Paragraph, TypefaceFontProvider } from "canvaskit-wasm";
import { moreFonts } from "../../fonts/more-fonts.ts";

/** The parts of a CSS font that pictures differ in. */
interface Font {
  readonly size: number;
  readonly bold: boolean;
}

/** A font beyond this size lies twice in memory, and for good. */
const MOST_FONT_BYTES = 96 * 2 ** 20;

/** After so many searches of the machine's fonts that found nothing, what else is missing is boxes without a search. */
const MOST_FRUITLESS = 3;

/** Wider than any picture: texts are never broken into lines here. */
const ENDLESS = 1e6;

/**
 * Sets texts of any script: joins, reorders and stacks letters as the script wants it, and takes each character from the first font
 * that has it. Characters that no font has are boxes.
 */
export class Typesetter {
  private readonly kit: CanvasKit;
  private readonly provider: TypefaceFontProvider;
  private readonly collection: FontCollection;
  private readonly families: string[] = [];
  private readonly fonts = new Map<string, Font>();
  /** Of a font of one pixel, above and below the baseline. */
  private readonly height: { readonly ascent: number; readonly descent: number };
  /** Characters that no font had so far, and those that have been looked for. */
  private missing = new Set<string>();
  private readonly sought = new Set<string>();
  private fruitless = 0;
  private search: Promise<void> = Promise.resolve();

  /** @param fonts TrueType files, the regular and the bold of each script in turn */
  constructor(kit: CanvasKit, fonts: readonly Buffer[]) {
    this.kit = kit;
    this.provider = kit.TypefaceFontProvider.Make();
    for (const [index, font] of fonts.entries()) this.register(font, `family ${Math.floor(index / 2)}`);
    this.collection = kit.FontCollection.Make();
    this.collection.setDefaultFontManager(this.provider);
    const [line] = this.measured("x", { size: 100, bold: false }, (paragraph) => paragraph.getLineMetrics());
    this.height = { ascent: line!.ascent / 100, descent: line!.descent / 100 };
  }

  /** In pixels of the font. */
  width(text: string, font: string): number {
    return this.measured(text, this.fontOf(font), (paragraph) => paragraph.getMaxIntrinsicWidth());
  }

  /** How far the baseline of letters lies below a line of a text that is named as CSS names it. */
  baseline(name: string, font: string): number {
    const { ascent, descent } = this.height;
    const { size } = this.fontOf(font);
    if (name === "top" || name === "hanging") return size * ascent;
    if (name === "middle") return (size * (ascent - descent)) / 2;
    return name === "alphabetic" ? 0 : -size * descent;
  }

  /** A text in one line. @param use gets it, with the distance from its top to its baseline; it is freed afterwards */
  set(text: string, font: string, colour: Float32Array, use: (paragraph: Paragraph, baseline: number) => void): void {
    const line = (paragraph: Paragraph): void => {
      use(paragraph, paragraph.getAlphabeticBaseline());
    };
    this.measured(text, this.fontOf(font), line, colour);
  }

  fontOf(css: string): Font {
    const known = this.fonts.get(css);
    if (known !== undefined) return known;
    const [, weight, size = "10"] = /^(?:(?:normal|(bold))\s+)*([\d.]+)px/.exec(css) ?? [];
    const font = { size: Number(size), bold: weight === "bold" };
    this.fonts.set(css, font);
    return font;
  }

  /** How many fonts there are: another number, and texts may look other than they did. */
  get fontCount(): number {
    return this.families.length;
  }

  /**
   * Looks for fonts of the machine that have the characters that texts so far lacked; a search that is under way is waited for.
   * @param folders where the machine has fonts, if not where systems have them
   */
  findMissing(folders?: readonly string[]): Promise<void> {
    const search = this.search.then(() => this.searchMissing(folders));
    this.search = search.catch(() => undefined);
    return search;
  }

  private async searchMissing(folders?: readonly string[]): Promise<void> {
    const wanted = [...this.missing].filter((each) => !this.sought.has(each));
    this.missing = new Set();
    if (wanted.length === 0 || this.fruitless === MOST_FRUITLESS) return;
    for (const each of wanted) this.sought.add(each);
    const { fonts } = await moreFonts(wanted, [], folders, MOST_FONT_BYTES);
    if (fonts.length === 0) this.fruitless += 1;
    for (const font of fonts) this.register(font, `family ${this.families.length}`);
  }

  private register(font: Buffer, family: string): void {
    this.provider.registerFont(new Uint8Array(font).buffer, family);
    if (!this.families.includes(family)) this.families.push(family);
  }

  private measured<Result>(
    text: string,
    { size, bold }: Font,
    use: (paragraph: Paragraph) => Result,
    color: Float32Array = this.kit.BLACK,
  ): Result {
    const { ParagraphStyle, ParagraphBuilder, FontWeight } = this.kit;
    const style = new ParagraphStyle({
      maxLines: 1,
      textStyle: {
        color,
        fontFamilies: this.families,
        fontSize: size,
        fontStyle: { weight: bold ? FontWeight.Bold : FontWeight.Normal },
        locale: "en",
      },
    });
    const builder = ParagraphBuilder.MakeFromFontCollection(style, this.collection);
    // Space of any kind is a space, as on a canvas of a browser.
    builder.addText(text.replaceAll(/\s/g, " "));
    const paragraph = builder.build();
    try {
      paragraph.layout(ENDLESS);
      for (const code of paragraph.unresolvedCodepoints()) this.missing.add(String.fromCodePoint(code));
      return use(paragraph);
    } finally {
      paragraph.delete();
      builder.delete();
    }
  }
}
