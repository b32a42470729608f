import type { Measured } from "./measure.ts";
import type { Published } from "./published.ts";

type Column = readonly [title: string, of: (run: Measured) => number, digits: number];

const COLUMNS: readonly Column[] = [
  ["loss", (run) => run.loss, 4],
  ["MSE", (run) => run.reconstruction, 4],
  ["KL", (run) => run.kl, 3],
  ["seconds", (run) => run.seconds, 0],
  ["NMI K-Means", (run) => run.kmeans.NMI.value!, 3],
  ["NMI Ward", (run) => run.ward.NMI.value!, 3],
  ["ARI K-Means", (run) => run.kmeans.ARI.value!, 3],
  ["ARI Ward", (run) => run.ward.ARI.value!, 3],
  ["purity K-Means", (run) => run.kmeans.purity.value!, 3],
  ["purity Ward", (run) => run.ward.purity.value!, 3],
];

/** One row per seed, their mean ± standard deviation (n − 1), and the reference's published row. */
export function markdownTable(runs: readonly Measured[], published: Published): string {
  const rows = runs.map((run) => [`seed ${run.seed}`, ...COLUMNS.map(([, of, digits]) => of(run).toFixed(digits))]);
  const summary = COLUMNS.map(([, of, digits]) => meanAndDeviation(runs.map(of), digits));
  return [
    ["", ...COLUMNS.map(([title]) => title)],
    ["---", ...COLUMNS.map(() => "---:")],
    ...rows,
    ["**mean ± std**", ...summary],
    ["reference", ...publishedCells(published)],
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function meanAndDeviation(values: readonly number[], digits: number): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  return `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`;
}

/** The reference published the better method's row only. */
function publishedCells({ loss, reconstruction, kl, seconds, method, ...genre }: Published): string[] {
  const byMethod = (value: number): string[] => (method === "kmeans" ? [value.toFixed(3), ""] : ["", value.toFixed(3)]);
  return [
    loss.toFixed(4),
    reconstruction.toFixed(4),
    kl.toFixed(3),
    String(seconds),
    ...byMethod(genre.nmiGenre),
    ...byMethod(genre.ariGenre),
    ...byMethod(genre.purityGenre),
  ];
}
