/**
 * What two spellings of one genre have in common: `Hip-Hop`, `hip hop`, `HIP_HOP` and `HipHop`; `R&B`, `R & B` and `RnB`;
 * `Rock & Roll`, `rock and roll` and `Rock 'n' Roll`. Case is folded as Unicode does it (`ß` and `SS`), with all four i of
 * Turkish as one. Accents stay: they are not said to be slips.
 */
export function genreKey(genre: string): string {
  const folded = genre
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase()
    .replaceAll("i\u0307", "i")
    .replaceAll(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "");
  const key = folded
    .replaceAll(/[’‘ʼ`´]/g, "'")
    // A word for “and” between words.
    .replaceAll(/(?<=[\s_-])(?:and|'?n'?|\+)(?=[\s_-])|(?<=\p{L})'n'(?=\p{L})/gu, "&")
    .replaceAll(/^r'?n'?b$/g, "r&b")
    .replaceAll(/[\s_'\p{Pd}]+/gu, "");
  return key === "" ? folded : key;
}
