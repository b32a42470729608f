import { readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { FILE_LIMITS, openGivenFile, readGivenFile } from "../../core/given-file.ts";
import { coverageOf, coverageOfFont, type Coverage } from "./coverage.ts";
import { unpackWoff } from "./font-files.ts";
import { scriptsOf } from "./scripts.ts";

/** Fonts beyond those of the package, and what no font of this machine has. */
export interface MoreFonts {
  readonly fonts: readonly Buffer[];
  readonly missing: readonly string[];
}

/** A font that was found, before all of it is read. */
interface Found {
  readonly covers: Coverage;
  readonly read: () => Promise<Buffer>;
}

/**
 * Fonts for characters that some have not: first installed packages `@fontsource/noto-sans-…`, then the system's.
 * @param folders where the system has fonts
 * @param mostBytes larger files of them are left alone
 */
export async function moreFonts(
  characters: readonly string[],
  own: readonly Buffer[],
  folders: readonly string[] = fontFolders(),
  mostBytes = MOST_FONT_BYTES,
): Promise<MoreFonts> {
  const coverages = await Promise.all(own.map(coverageOfFont));
  let missing = characters.filter((each) => !coverages.some((covers) => covers(each.codePointAt(0)!)));
  let fonts: readonly Buffer[] = [];
  for (const search of [packageFonts, () => systemFonts(folders, mostBytes)]) {
    if (missing.length === 0) break;
    const chosen = await choose(await search(missing), missing);
    fonts = fonts.concat(chosen.fonts);
    missing = [...chosen.missing];
  }
  return { fonts, missing };
}

/** Takes the font with the most characters that are missing, then of the rest again; of equal ones the first. */
async function choose(found: readonly Found[], wanted: readonly string[]): Promise<MoreFonts> {
  let missing = [...wanted];
  const fonts: Buffer[] = [];
  while (missing.length > 0) {
    const counts = found.map(({ covers }) => missing.filter((each) => covers(each.codePointAt(0)!)).length);
    const most = counts.reduce((best, count, index) => (count > (counts[best] ?? 0) ? index : best), 0);
    const font = found[most];
    if (font === undefined || counts[most] === 0) break;
    fonts.push(await font.read());
    missing = missing.filter((each) => !font.covers(each.codePointAt(0)!));
  }
  return { fonts, missing };
}

/** Each file of these packages has some of the script's characters. */
async function packageFonts(characters: readonly string[]): Promise<Found[]> {
  const { resolve } = createRequire(import.meta.url);
  const found: Found[] = [];
  for (const name of new Set(scriptsOf(characters).flatMap(({ packages }) => packages))) {
    let folder;
    try {
      folder = join(dirname(resolve(`@fontsource/noto-sans-${name}/package.json`)), "files");
    } catch {
      continue;
    }
    for (const file of (await readdir(folder)).filter((each) => each.endsWith("-400-normal.woff")).sort()) {
      const font = unpackWoff(await readGivenFile(join(folder, file), "The font", FILE_LIMITS.json));
      found.push({ covers: await coverageOfFont(font), read: () => Promise.resolve(font) });
    }
  }
  return found;
}

/** Where systems and their users keep fonts. */
function fontFolders(): string[] {
  const home = homedir();
  if (process.platform === "win32") {
    const { WINDIR = "C:\\Windows", LOCALAPPDATA = join(home, "AppData", "Local") } = process.env;
    return [join(WINDIR, "Fonts"), join(LOCALAPPDATA, "Microsoft", "Windows", "Fonts")];
  }
  if (process.platform === "darwin") return ["/System/Library/Fonts", "/Library/Fonts", join(home, "Library/Fonts")];
  return ["/usr/share/fonts", "/usr/local/share/fonts", join(home, ".local/share/fonts"), join(home, ".fonts")];
}

/** Fonts of all Chinese, Japanese and Korean characters in all weights are about 100 MB. */
const MOST_FONT_BYTES = 256 * 2 ** 20;

/** A designer's machine has thousands of fonts, which differ in few characters. */
const MOST_FONT_FILES = 2_000;

const FONT_FILE = /\.(ttf|otf|ttc|otc)$/i;
/** Cuts that are no text's own, where an upright one of normal weight is there as well. */
const OTHER_CUT = /bold|black|light|thin|medium|italic|oblique|condensed|mono/i;

/** Noto first, as the pictures have it, then others by name; ordinary cuts before bold ones. */
async function systemFonts(folders: readonly string[], mostBytes: number): Promise<Found[]> {
  const listed = folders.map(async (folder) => {
    const entries = await readdir(folder, { recursive: true }).catch((): string[] => []);
    return entries.filter((entry) => FONT_FILE.test(entry)).map((entry) => join(folder, entry));
  });
  const paths = (await Promise.all(listed)).flat();
  const rank = (path: string): number => Number(OTHER_CUT.test(path)) * 2 + Number(!/noto/i.test(path));
  paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const found: Found[] = [];
  for (const path of paths.slice(0, MOST_FONT_FILES)) {
    const covers = await coverageOfFile(path, mostBytes);
    if (covers !== undefined) found.push({ covers, read: () => readGivenFile(path, "The font", mostBytes) });
  }
  return found;
}

/** Undefined for a file that cannot be read, which is not ours. */
async function coverageOfFile(path: string, mostBytes: number): Promise<Coverage | undefined> {
  try {
    const { handle } = await openGivenFile(path, "The font", mostBytes);
    try {
      return await coverageOf(async (offset, length) => {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      });
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
