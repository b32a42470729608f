import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { coverageOfFont } from "../../src/engine/report/fonts/coverage.ts";
import { readFonts } from "../../src/engine/report/fonts/font-files.ts";
import { moreFonts } from "../../src/engine/report/fonts/more-fonts.ts";
import { scriptCharacters, scriptsOf } from "../../src/engine/report/fonts/scripts.ts";

let fonts: readonly Buffer[];
let folder: string;
beforeAll(async () => {
  fonts = await readFonts();
  folder = await mkdtemp(join(tmpdir(), "latentune-fonts-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const has = async (font: Buffer, text: string): Promise<boolean[]> => {
  const covers = await coverageOfFont(font);
  return Array.from(text, (character) => covers(character.codePointAt(0)!));
};
/** The first of our fonts with a character. */
async function fontWith(character: string): Promise<Buffer> {
  for (const font of fonts) if ((await has(font, character))[0] === true) return font;
  throw new Error(`No font has ${character}.`);
}

it("knows which characters a font has", async () => {
  expect(await has(fonts[0]!, "aé–আЖ漢")).toEqual([true, true, true, false, false, false]);
  expect(await has(await fontWith("আ"), "আমaЖ\u{1F600}")).toEqual([true, true, false, false, false]);
  // Of the block of Bangla, U+0984 is no character.
  expect(await has(await fontWith("আ"), "\u0983\u0984\u0985")).toEqual([true, false, true]);
  for (const character of "Жяहिن") expect((await has(await fontWith(character), character))[0]).toBe(true);
});

/** A font of one table: characters beyond 16 bits are in format 12, whose groups have a first and a last one. */
function fontOfGroups(...groups: readonly (readonly [number, number])[]): Buffer {
  const table = [12, 0, 0, 16 + 12 * groups.length, 0, 0, 0, groups.length];
  const cmap = Buffer.from(Uint16Array.from([0, 1, 3, 10, 0, 12, ...table, ...groups.flatMap(([first, last]) => [first >> 16, first & 0xffff, last >> 16, last & 0xffff, 0, 1])]).buffer).swap16(); // prettier-ignore
  const head = Buffer.alloc(28);
  head.writeUInt16BE(1, 4);
  head.write("cmap", 12, "latin1");
  head.writeUInt32BE(28, 20);
  head.writeUInt32BE(cmap.length, 24);
  return Buffer.concat([head, cmap]);
}

it("takes fonts of the system that have what ours lack, and tells what none has", async () => {
  await mkdir(join(folder, "deep"));
  await writeFile(join(folder, "deep", "Some.otf"), fontOfGroups([0x4e00, 0x4eff], [0x1f600, 0x1f64f]));
  await writeFile(join(folder, "Other-Regular.ttf"), fontOfGroups([0x4e00, 0x4e00]));
  await writeFile(join(folder, "broken.ttf"), "no font");
  const found = await moreFonts(["一", "\u4e8c", "\u{1F600}", "א", "আ"], fonts, [folder, join(folder, "none")]);
  expect(found.fonts.map(({ length }) => length)).toEqual([28 + 12 + 16 + 24]);
  expect(found.missing).toEqual(["א"]);
  expect(await moreFonts(["আ"], fonts, [folder])).toEqual({ fonts: [], missing: [] });
});

it("names the scripts that want a font", () => {
  expect(scriptCharacters("Ab α ℓ ‖ 12 é̂ → ★ Ж ক্ 漢 ก 😀 ب")).toEqual(["Ж", "ক", "্", "漢", "ก", "😀", "ب"]);
  const names = scriptsOf(["ก", "漢", "か", "😀", "Ж"]).map(({ name }) => name);
  expect(names).toEqual(["Chinese", "Japanese", "Thai", "emoji", "other"]);
});
