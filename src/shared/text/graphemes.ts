/** Characters of one code unit each that join with no other: a text of nothing else needs no rules of the world's scripts, which take 3 MB. */
const SINGLE = /^[ -~\u00A1-\u02FF\u0370-\u03FF\u2010-\u2027]*$/;

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as a person counts them. */
export function graphemes(text: string): string[] {
  if (SINGLE.test(text)) return text.split("");
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
