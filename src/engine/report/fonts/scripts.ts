/** A script that our own fonts do not have, with its font of the Noto family: as a package and as people look for it. */
interface Script {
  readonly name: string;
  readonly is: RegExp;
  readonly packages: readonly string[];
  readonly font: string;
}

const CJK = ["sc", "jp", "kr", "tc"];

export const SCRIPTS: readonly Script[] = [
  { name: "Chinese", is: /\p{Script=Han}/u, packages: CJK, font: "Noto Sans CJK" },
  { name: "Japanese", is: /[\p{Script=Hiragana}\p{Script=Katakana}]/u, packages: ["jp"], font: "Noto Sans CJK" },
  { name: "Korean", is: /\p{Script=Hangul}/u, packages: ["kr"], font: "Noto Sans CJK" },
  { name: "Thai", is: /\p{Script=Thai}/u, packages: ["thai"], font: "Noto Sans Thai" },
  { name: "Hebrew", is: /\p{Script=Hebrew}/u, packages: ["hebrew"], font: "Noto Sans Hebrew" },
  { name: "Tamil", is: /\p{Script=Tamil}/u, packages: ["tamil"], font: "Noto Sans Tamil" },
  { name: "Telugu", is: /\p{Script=Telugu}/u, packages: ["telugu"], font: "Noto Sans Telugu" },
  { name: "Gujarati", is: /\p{Script=Gujarati}/u, packages: ["gujarati"], font: "Noto Sans Gujarati" },
  { name: "Punjabi", is: /\p{Script=Gurmukhi}/u, packages: ["gurmukhi"], font: "Noto Sans Gurmukhi" },
  { name: "Kannada", is: /\p{Script=Kannada}/u, packages: ["kannada"], font: "Noto Sans Kannada" },
  { name: "Malayalam", is: /\p{Script=Malayalam}/u, packages: ["malayalam"], font: "Noto Sans Malayalam" },
  { name: "Georgian", is: /\p{Script=Georgian}/u, packages: ["georgian"], font: "Noto Sans Georgian" },
  { name: "Armenian", is: /\p{Script=Armenian}/u, packages: ["armenian"], font: "Noto Sans Armenian" },
  { name: "Ethiopic", is: /\p{Script=Ethiopic}/u, packages: ["ethiopic"], font: "Noto Sans Ethiopic" },
  { name: "emoji", is: /\p{Emoji_Presentation}/u, packages: [], font: "Noto Emoji" },
  { name: "other", is: /./su, packages: [], font: "Noto Sans of the script" },
];

const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** What the fonts of the paper itself have, and what belongs to no script. */
const OWN = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]/u;
const EMOJI = /\p{Emoji_Presentation}/u;

/** The letters and emoji of a text that want a font of their script. */
export function scriptCharacters(text: string): string[] {
  return [...new Set(text)].filter((each) => (LETTER.test(each) && !OWN.test(each)) || EMOJI.test(each));
}

/** The scripts of some characters, in the order of the table. */
export function scriptsOf(characters: readonly string[]): Script[] {
  const first = characters.map((character) => SCRIPTS.find(({ is }) => is.test(character)));
  return SCRIPTS.filter((script) => first.includes(script));
}
