// Writes src/shared/languages/names.ts: the languages that Unicode's CLDR names, as this Node's Intl has them.
// The names are kept in a file because the runtimes' own differ: Node's versions by year, an editor's has few of them.
// Run once, with a Node that has full ICU: node scripts/make-language-names.js
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
const PAIRS = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
const TRIPLES = PAIRS.flatMap((pair) => LETTERS.map((third) => pair + third));
/** No languages of songs: several, undetermined, not coded, none. */
const SPECIAL = ["mul", "und", "mis", "zxx", "nan"];
/** Variants that have a name of their own in English. */
const VARIANTS = ["ar-001", "de-AT", "de-CH", "en-AU", "en-CA", "en-GB", "en-US", "es-419", "es-ES", "es-MX", "fa-AF"];
const MORE_VARIANTS = ["fr-CA", "fr-CH", "nl-BE", "pt-BR", "pt-PT", "ro-MD", "sw-CD", "zh-Hans", "zh-Hant"];

const english = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
/** Words of each language, its code first: other codes, the English name, its own name, names of variants. */
const entries = new Map();

const add = (language, word) => {
  if (word === undefined) return;
  const words = entries.get(language) ?? [language];
  if (!words.some((known) => known.toLowerCase() === word.toLowerCase())) words.push(word);
  entries.set(language, words);
};

for (const code of [...PAIRS, ...TRIPLES]) {
  const { language } = new Intl.Locale(Intl.getCanonicalLocales(code)[0]);
  // One code of three letters stands for the root of all locales.
  if (language === undefined || SPECIAL.includes(code)) continue;
  if (english.of(language) !== undefined) add(language, code);
}
for (const language of entries.keys()) {
  add(language, english.of(language));
  if (Intl.DisplayNames.supportedLocalesOf([language]).length > 0)
    add(language, new Intl.DisplayNames([language], { type: "language", fallback: "none" }).of(language));
}
for (const tag of [...VARIANTS, ...MORE_VARIANTS]) add(tag.split("-")[0], english.of(tag));
add("nan", english.of("nan"));

/** Languages in which tables are written, and those that many songs are in: what the former call the latter (`Englisch`). */
const WRITTEN = [
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "pl",
  "ru",
  "uk",
  "sv",
  "tr",
  "id",
  "vi",
  "hi",
  "bn",
  "ja",
  "ko",
  "zh",
];
const SUNG = [...WRITTEN, "en", "ar", "fa", "el", "he", "cs", "da", "fi", "hu", "no", "ro", "ta", "te", "th", "ur"];
const taken = new Set([...entries.values()].flat().map((word) => word.toLowerCase()));
for (const written of WRITTEN) {
  const names = new Intl.DisplayNames([written], { type: "language", fallback: "none" });
  for (const sung of SUNG) {
    const word = names.of(sung);
    if (word === undefined || taken.has(word.toLowerCase())) continue;
    taken.add(word.toLowerCase());
    add(sung, word);
  }
}

const lines = [""];
for (const [, words] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const entry = `${words.join("|")};`;
  if (lines.at(-1).length + entry.length > 118) lines.push("");
  lines[lines.length - 1] += entry;
}
const text = `// Written by scripts/make-language-names.js from CLDR ${process.versions.cldr}.

/** Languages, each closed by a semicolon: code, other codes, and names, with bars between. */
export const LANGUAGE_WORDS = \`
${lines.join("\n")}
\`;
`;
await writeFile(fileURLToPath(new URL("../src/shared/languages/names.ts", import.meta.url)), text);
