import type { Claim, ClaimSource, Citation, Code, CrossReference, Sentence } from "./report.ts";
import type { ReferenceKey } from "./reference-keys.ts";

/** A sentence of words, claims and citations. Empty words are left out. */
export function say(words: TemplateStringsArray, ...parts: readonly (Sentence | Sentence[number])[]): Sentence {
  const all = words.flatMap((text, index) => [text, ...asParts(parts[index])]);
  return all.filter((part) => part !== "");
}

function asParts(part: Sentence | Sentence[number] | undefined): Sentence {
  if (part === undefined) return [];
  return isList(part) ? part : [part];
}

function isList(part: Sentence | Sentence[number]): part is Sentence {
  return Array.isArray(part);
}

/** Of a value of the run, as it is to be read. */
export function claim(text: string, value: number | string, source: ClaimSource): Claim {
  return { text, value, source };
}

export function cite(...keys: readonly ReferenceKey[]): Citation {
  return { cite: keys };
}

export function see(id: string): CrossReference {
  return { see: id };
}

export function code(text: string): Code {
  return { code: text };
}

/** Parts with commas and an `and` between them: `a, b and c`. @param and another one where parts have commas or an `and` themselves */
export function listed(items: readonly (Sentence | Sentence[number])[], and = " and "): Sentence {
  return items.flatMap((item, index) => [
    ...(index === 0 ? [] : [index === items.length - 1 ? and : ", "]),
    ...asParts(item),
  ]);
}

/** The claims of sentences, in their order. */
export function claimsOf(sentences: readonly Sentence[]): Claim[] {
  return sentences.flat().filter((part): part is Claim => typeof part === "object" && "source" in part);
}

/** How a format shows what is no plain text. */
interface PartWriter {
  readonly text: (text: string) => string;
  readonly cite: (citation: Citation) => string;
  readonly see: (reference: CrossReference) => string;
  readonly code: (code: Code) => string;
}

/** A sentence as a format shows it. */
export function written(sentence: Sentence, writer: PartWriter): string {
  return sentence
    .map((part) => {
      if (typeof part === "string") return writer.text(part);
      if ("cite" in part) return writer.cite(part);
      if ("see" in part) return writer.see(part);
      return "code" in part ? writer.code(part) : writer.text(part.text);
    })
    .join("");
}

/** The words alone, without citations: for titles and tests. */
export function plainText(sentence: Sentence): string {
  return written(sentence, {
    text: (text) => text,
    cite: () => "",
    see: ({ see: id }) => id,
    code: (part) => part.code,
  });
}
