import { createRequire } from "node:module";
import { LatentuneError } from "../../core/errors.ts";
import { REINSTALL } from "../../core/native/load-error.ts";
import { canvasLibrary } from "./canvas.ts";
import { FONT_FAMILIES } from "./theme.ts";

/** The font files behind each family: one per script, because each file holds only its own characters. */
const FILES: Readonly<Record<(typeof FONT_FAMILIES)[number], string>> = {
  "Latentune Latin": "@fontsource/noto-sans/files/noto-sans-latin",
  "Latentune Latin Extended": "@fontsource/noto-sans/files/noto-sans-latin-ext",
  "Latentune Vietnamese": "@fontsource/noto-sans/files/noto-sans-vietnamese",
  "Latentune Greek": "@fontsource/noto-sans/files/noto-sans-greek",
  "Latentune Cyrillic": "@fontsource/noto-sans/files/noto-sans-cyrillic",
  "Latentune Cyrillic Extended": "@fontsource/noto-sans/files/noto-sans-cyrillic-ext",
  "Latentune Devanagari": "@fontsource/noto-sans/files/noto-sans-devanagari",
  "Latentune Bengali": "@fontsource/noto-sans-bengali/files/noto-sans-bengali-bengali",
};

let registered = false;

/**
 * Makes the fonts that come with the package known to the canvas, once. Without a font Skia draws text as nothing at all,
 * and a server often has none. Scripts beyond these use the system's fonts, else a visible box per character.
 * @throws {NativeModuleError} where the canvas cannot be loaded. @throws {LatentuneError} if a font file is missing or unreadable.
 */
export function registerFonts(): void {
  if (registered) return;
  const { GlobalFonts } = canvasLibrary();
  const { resolve } = createRequire(import.meta.url);
  for (const family of FONT_FAMILIES) {
    for (const weight of [400, 700]) {
      const name = `${FILES[family]}-${weight}-normal.woff2`;
      let key = null;
      try {
        key = GlobalFonts.registerFromPath(resolve(name), family);
      } catch {
        // Said below, together with a file that is there but is not a font.
      }
      if (key === null) {
        throw new LatentuneError(`The font ${name} cannot be read.`, { remedy: REINSTALL });
      }
    }
  }
  registered = true;
}
