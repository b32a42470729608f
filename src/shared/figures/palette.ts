/**
 * The eight colours of Okabe & Ito (2008, "Color Universal Design"), which people with any colour vision tell apart;
 * yellow and black last, as the weakest and the heaviest on white.
 */
export const OKABE_ITO = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#56b4e9",
  "#f0e442",
  "#000000",
] as const;

/**
 * Eight of the muted colours of Tol (2021, "Colour schemes", SRON/EPS/TN/09-002): for groups that are not those of the map
 * beside them, so that one colour never means two things.
 */
export const TOL_MUTED = [
  "#882255",
  "#999933",
  "#332288",
  "#cc6677",
  "#117733",
  "#ddcc77",
  "#aa4499",
  "#88ccee",
] as const;

/** Dashes of lines: they tell four of them apart without their colours, in a print in grey too. */
export const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** Dots beside each of the dashes: the same model's error of songs that it was not trained on. */
export const HELD_OUT_DASHES: readonly (readonly number[])[] = [
  [2, 2],
  [2, 5],
  [2, 8],
  [2, 11],
];
