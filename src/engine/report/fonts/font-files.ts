import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import { LatentuneError } from "../../core/errors.ts";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";
import { REINSTALL } from "../../core/native/load-error.ts";

/** Font files that come with the package, one for each script; Typst takes each character from the first that has it. */
const FILES = [
  ...["latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "devanagari"].map(
    (script) => `@fontsource/noto-sans/files/noto-sans-${script}`,
  ),
  "@fontsource/noto-sans-bengali/files/noto-sans-bengali-bengali",
  "@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic",
];

let fonts: Promise<Buffer[]> | undefined;

/** The fonts as TrueType files, the regular and the bold of each script in turn. @throws {LatentuneError} if a file is missing or damaged. */
export async function readFonts(): Promise<Buffer[]> {
  const names = FILES.flatMap((file) => [400, 700].map((weight) => `${file}-${weight}-normal.woff`));
  fonts ??= Promise.all(names.map(readFont));
  try {
    return await fonts;
  } catch (error) {
    fonts = undefined;
    throw error;
  }
}

async function readFont(name: string): Promise<Buffer> {
  const woff = await readGivenFile(pathOf(name), "The font", FILE_LIMITS.json);
  try {
    return unpackWoff(woff);
  } catch {
    throw new LatentuneError(`A font of the installation is damaged, ${name}.`, { remedy: REINSTALL });
  }
}

function pathOf(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw cause;
    throw new LatentuneError(`A font of the installation is missing, ${name}.`, { remedy: REINSTALL });
  }
}

/** Bytes of the head of a WOFF file, of an entry of its table directory, and the same of the font inside. */
const WOFF = { head: 44, entry: 20 } as const;
const SFNT = { head: 12, entry: 16 } as const;

/** The TrueType font inside a WOFF 1.0 file (W3C 2012): its tables, each of which may be deflated, with the directory in front. */
export function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => {
    const at = WOFF.head + WOFF.entry * index;
    const [offset, packed, size] = [4, 8, 12].map((field) => woff.readUInt32BE(at + field)) as [number, number, number];
    const bytes = woff.subarray(offset, offset + packed);
    return { entry: at, data: packed < size ? inflateSync(bytes) : bytes };
  });
  const head = Buffer.alloc(SFNT.head + SFNT.entry * count);
  const power = Math.floor(Math.log2(count));
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * count - 16 * 2 ** power, 10);
  const parts: Buffer[] = [head];
  let place = head.length;
  for (const [index, { entry, data }] of tables.entries()) {
    const at = SFNT.head + SFNT.entry * index;
    // Tag and checksum are those of the WOFF's directory.
    woff.copy(head, at, entry, entry + 4);
    woff.copy(head, at + 4, entry + 16, entry + 20);
    head.writeUInt32BE(place, at + 8);
    head.writeUInt32BE(data.length, at + 12);
    const padding = (4 - (data.length % 4)) % 4;
    parts.push(data, Buffer.alloc(padding));
    place += data.length + padding;
  }
  return Buffer.concat(parts);
}
