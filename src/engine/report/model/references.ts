import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { Citation, Reference, Sentence } from "./report.ts";

/** The fields of each entry of a bibliography, by its key. */
export type Bibliography = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The bibliography that comes with the product: `media` lies beside the folder of the bundles, and further above the sources. */
export async function readBibliography(): Promise<Bibliography> {
  const places = ["..", "../../../.."].map((up) =>
    fileURLToPath(new URL(`${up}/media/references.bib`, import.meta.url)),
  );
  const path = places.find((place) => existsSync(place)) ?? places[0]!;
  return parseBibliography((await readGivenFile(path, "The bibliography", FILE_LIMITS.json)).toString("utf8"));
}

/** Entries whose fields stand in braces, none of them nested: all that `references.bib` has. @throws {LatentuneError} for anything else */
export function parseBibliography(text: string): Bibliography {
  const entries = new Map<string, Record<string, string>>();
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [, key, fields] = /^@\w+\{(\w+),(.*)\}$/.exec(line.trim()) ?? [];
    if (key === undefined || fields === undefined) throw new LatentuneError(`The bibliography cannot be read: ${line}`);
    entries.set(key, Object.fromEntries(Array.from(fields.matchAll(/(\w+) = \{([^{}]*)\}/g), ([, name, value]) => [name!, value!]))); // prettier-ignore
  }
  return entries;
}

/** What the sentences cite, numbered in the order of appearance. @throws {LatentuneError} for a key that the bibliography lacks */
export function citedReferences(sentences: readonly Sentence[], bibliography: Bibliography): Reference[] {
  const keys = new Set(sentences.flat().flatMap((part) => (isCitation(part) ? part.cite : [])));
  return Array.from(keys, (key, index) => {
    const entry = bibliography.get(key);
    if (entry === undefined) throw new LatentuneError(`The bibliography has no entry ${key}.`);
    const url = urlOf(entry);
    return { key, number: index + 1, text: referenceText(entry), ...(url !== undefined && { url }) };
  });
}

export function isCitation(part: Sentence[number]): part is Citation {
  return typeof part === "object" && "cite" in part;
}

/** `L. van der Maaten and G. Hinton. Visualizing data using t-SNE. Journal of Machine Learning Research 9, 2579–2605, 2008.` */
export function referenceText(entry: Readonly<Record<string, string>>): string {
  const { author = "", title = "", journal = "", volume, number, pages, year = "", eprint } = entry;
  const issue = volume === undefined ? "" : ` ${volume}${number === undefined ? "" : `(${number})`}`;
  const where = [`${journal}${issue}`, ...(pages === undefined ? [] : [pages]), year].join(", ");
  return `${authors(author)}. ${title}. ${where}.${eprint === undefined ? "" : ` arXiv:${eprint}.`}`;
}

function urlOf({ doi, eprint }: Readonly<Record<string, string>>): string | undefined {
  if (doi !== undefined) return `https://doi.org/${doi}`;
  return eprint === undefined ? undefined : `https://arxiv.org/abs/${eprint}`;
}

/** `Ester, Martin and Sander, Jörg` → `M. Ester and J. Sander`; of more than four the first with `et al.` */
function authors(text: string): string {
  const names = text.split(" and ").map((name) => {
    const [last = "", first = ""] = name.split(", ");
    const initials = first.split(/[\s]+/).map((each) => each.split("-").map((part) => `${part[0] ?? ""}.`).join("-")); // prettier-ignore
    return `${initials.join(" ")} ${last}`;
  });
  if (names.length > 4) return `${names[0]!} et al`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}
