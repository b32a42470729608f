import type { Report, Section, Sentence } from "../model/report.ts";
import { markup, type Markup } from "./markup.ts";

/** A table or figure as sentences refer to it. */
export interface Numbered {
  /** `Table 2`. */
  readonly name: string;
  /** Its place on the page. */
  readonly anchor: string;
}

/** What the sentences of a report point to. */
export interface Targets {
  readonly numbered: ReadonlyMap<string, Numbered>;
  /** The number of each reference by its key. */
  readonly references: ReadonlyMap<string, number>;
}

/** Numbers tables and figures in their order. */
export function targetsOf({ sections, references }: Pick<Report, "sections" | "references">): Targets {
  const numbered = new Map<string, Numbered>();
  const counts = { table: 0, figure: 0 };
  for (const block of sections.flatMap(({ blocks }: Section) => blocks)) {
    if (block.kind !== "table" && block.kind !== "figure") continue;
    counts[block.kind] += 1;
    const name = `${block.kind === "table" ? "Table" : "Figure"} ${counts[block.kind]}`;
    numbered.set(block.id, { name, anchor: `${block.kind}-${counts[block.kind]}` });
  }
  return { numbered, references: new Map(references.map(({ key, number }) => [key, number])) };
}

/** Sentences with links to what they cite and point to. */
export function sentencesMarkup(sentences: readonly Sentence[], targets: Targets): Markup {
  return markup`${sentences.map((sentence, index) => markup`${index === 0 ? "" : " "}${sentenceMarkup(sentence, targets)}`)}`;
}

function sentenceMarkup(sentence: Sentence, { numbered, references }: Targets): Markup {
  const parts = sentence.map((part): Markup => {
    if (typeof part === "string") return markup`${part}`;
    if ("cite" in part) {
      const links = part.cite.map((key, index) => markup`${index === 0 ? "" : ", "}<a href="#ref-${key}">${references.get(key) ?? key}</a>`); // prettier-ignore
      return markup`[${links}]`;
    }
    if ("see" in part) {
      const target = numbered.get(part.see);
      return target === undefined ? markup`${part.see}` : markup`<a href="#${target.anchor}">${target.name}</a>`;
    }
    return "code" in part ? markup`<code>${part.code}</code>` : markup`${part.text}`;
  });
  return markup`${parts}`;
}
