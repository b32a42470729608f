import { LANGUAGE_ALIASES } from "./aliases.ts";
import { LANGUAGE_WORDS } from "./names.ts";

/** ISO 639 has a code for Norwegian and one for its usual written form; nobody sings in a written form. */
const SAME: Readonly<Record<string, string>> = { nb: "no" };

/**
 * The code of a language as people and programs write it, in any case: ISO 639 (`bn`, `ben`, `ger`), with a script or region
 * (`bn-BD`, `zh_Hans_CN`, `en_US.UTF-8`), its name in English or in itself, accents or not (`Bengali`, `বাংলা`, `Francais`),
 * with what is in brackets behind it (`Bengali (India)`), or several of these for one language (`Spanish; Castilian`).
 * Undefined for what is no language that is known (`instrumental`, `Banglish`) and for several (`English/Bangla`).
 *
 * The codes are CLDR's canonical ones: of two letters where there is one, `fil` for Tagalog, `no` for Bokmål.
 * The same on every runtime: nothing is asked of its `Intl`.
 */
export function resolveLanguage(text: string): string | undefined {
  const whole = resolveOne(text);
  if (whole !== undefined) return whole;
  const [, before = "", inside = ""] = /^([^()]+)\(([^()]+)\)$/.exec(text.trim()) ?? [];
  const outer = resolveOne(before);
  if (outer !== undefined) {
    const inner = resolveLanguage(inside);
    return inner === undefined || inner === outer ? outer : undefined;
  }
  const parts = text.split(/[/|,;+&\n]|\s-\s/);
  const codes = new Set(parts.map(resolveOne));
  return parts.length > 1 && codes.size === 1 ? [...codes][0] : undefined;
}

function resolveOne(text: string): string | undefined {
  const plain = folded(text.trim().replace(/\.utf-?8$/i, ""));
  const tag = /^([a-z]{2,3})(?: [a-z]{4})?(?: (?:[a-z]{2}|\d{3}))?$/.exec(plain)?.[1];
  known ??= readWords();
  const { words, codes } = known;
  const code = words.get(plain) ?? words.get(plain.replace(/ language$/, "")) ?? codes.get(tag ?? "");
  return code === undefined ? undefined : (SAME[code] ?? code);
}

/** Without case, Latin accents, apostrophes; hyphens and underscores as one blank. */
function folded(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f'’ʼ\u200b-\u200d\ufeff]/g, "")
    .replaceAll(/[\s_-]+/g, " ")
    .trim();
}

/** The table by words and by codes, read when the first language is asked for: a start of the editor waits for everything else. */
let known: ReturnType<typeof readWords> | undefined;

function readWords(): Record<"words" | "codes", ReadonlyMap<string, string>> {
  const entries = LANGUAGE_WORDS.trim()
    .split(";")
    .map((entry) => entry.trim().split("|"));
  const codes = new Map<string, string>();
  entries.forEach((entry) => {
    entry.forEach((word) => {
      if (/^[a-z]{2,3}$/.test(word)) codes.set(word, entry[0]!);
    });
  });
  // Codes before names: `ga` is Irish, and the name of a language of Ghana.
  const words = new Map(codes);
  entries.forEach(([code = "", ...others]) => {
    others.concat(LANGUAGE_ALIASES[code] ?? []).forEach((word) => {
      const name = folded(word);
      if (!words.has(name)) words.set(name, code);
    });
  });
  return { words, codes };
}
