import type { CanvasKit, FontCollection, Paragraph, TypefaceFontProvider } from "canvaskit-wasm";
import { advancesOf } from "../../fonts/advances.ts";
import { moreFonts } from "../../fonts/more-fonts.ts";
import { TextMeasure, type TextFont } from "./text-measure.ts";

/** A font beyond this size lies twice in memory, and for good. */
const MOST_FONT_BYTES = 96 * 2 ** 20;

/** After so many searches of the machine's fonts that found nothing, what else is missing is boxes without a search. */
const MOST_FRUITLESS = 3;

/** Texts of a colour that stay set, for the same reason as the widths below; each takes a few kilobytes. */
const MOST_SET = 500;

/** Widths that are remembered. Most texts of a run's pictures stand in many of them: legends, axes, names of methods. */
const MOST_WIDTHS = 20_000;

/** Wider than any picture: texts are never broken into lines here. */
const ENDLESS = 1e6;

/**
 * Sets texts of any script: joins, reorders and stacks letters as the script wants it, and takes each character from the first font
 * that has it. Characters that no font has are boxes.
 */
export class Typesetter extends TextMeasure {
  private readonly kit: CanvasKit;
  private readonly provider: TypefaceFontProvider;
  private readonly collection: FontCollection;
  private readonly families: string[] = [];
  private readonly widths = new Map<string, number>();
  private readonly lines = new Map<string, Paragraph>();
  /** Characters that no font had so far, and those that have been looked for. */
  private missing = new Set<string>();
  private readonly sought = new Set<string>();
  private fruitless = 0;
  private search: Promise<void> = Promise.resolve();

  /** @param fonts TrueType files, the regular and the bold of each script in turn */
  constructor(kit: CanvasKit, fonts: readonly Buffer[]) {
    const { ascent, descent } = advancesOf(fonts[0]!);
    super(ascent, descent);
    this.kit = kit;
    this.provider = kit.TypefaceFontProvider.Make();
    for (const [index, font] of fonts.entries()) this.register(font, `family ${Math.floor(index / 2)}`);
    this.collection = kit.FontCollection.Make();
    this.collection.setDefaultFontManager(this.provider);
  }

  override width(text: string, font: string): number {
    const key = `${font}\n${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      const paragraph = this.built(text, this.fontOf(font), this.kit.BLACK);
      width = paragraph.getMaxIntrinsicWidth();
      paragraph.delete();
      if (this.widths.size === MOST_WIDTHS) this.widths.clear();
      this.widths.set(key, width);
    }
    return width;
  }

  /** A text in one line, which is the typesetter's. @param colour as CSS has it, and in numbers */
  set(text: string, font: string, colour: { readonly css: string; readonly rgba: Float32Array }): Paragraph {
    const key = `${colour.css}\n${font}\n${text}`;
    let line = this.lines.get(key);
    if (line === undefined) {
      line = this.built(text, this.fontOf(font), colour.rgba);
      if (this.lines.size === MOST_SET) this.forget();
      this.lines.set(key, line);
    }
    return line;
  }

  private forget(): void {
    for (const line of this.lines.values()) line.delete();
    this.lines.clear();
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
    this.widths.clear();
    this.forget();
    this.provider.registerFont(new Uint8Array(font).buffer, family);
    if (!this.families.includes(family)) this.families.push(family);
  }

  /** Whoever gets it deletes it. */
  private built(text: string, { size, bold }: TextFont, color: Float32Array): Paragraph {
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
    builder.delete();
    paragraph.layout(ENDLESS);
    for (const code of paragraph.unresolvedCodepoints()) this.missing.add(String.fromCodePoint(code));
    return paragraph;
  }
}
