/** What Python's `\s` matches in a str (`str.isspace`); JavaScript's `\s` lacks U+001C–1F and U+0085 and has U+FEFF. */
const WHITE_SPACE_RUN = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]{2,}/gu; // oxlint-disable-line no-control-regex -- Python counts these separators as white space

/**
 * Lyrics as scikit-learn's character analyser sees them: lower case (Unicode's full mapping with the final-sigma rule,
 * which `toLowerCase` and Python's `str.lower` share: they agree on every code point that both Unicode versions have),
 * then each run of two or more white-space characters as one space. A single line break stays a line break.
 */
export function normaliseLyrics(text: string): string {
  return text.toLowerCase().replace(WHITE_SPACE_RUN, " ");
}

/** The code points of a text; an unpaired surrogate counts as itself. */
export function codePoints(text: string): Uint32Array {
  const points = new Uint32Array(text.length);
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index)!;
    if (point > 0xffff) index++;
    points[count++] = point;
  }
  return points.subarray(0, count);
}
