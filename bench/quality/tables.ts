import type { ModelRecord } from "../../src/shared/contract/run.ts";
import { spreadOf } from "../../src/shared/contract/seeds.ts";
import { labelIn } from "../../src/shared/labels.ts";
import type { MetricTableRow } from "../../src/engine/analysis/metrics/table.ts";
import { PUBLISHED } from "./published.ts";

const SCORES = ["NMI_genre", "ARI_genre"] as const;
const METHODS = [
  { name: "kmeans", label: "K-Means" },
  { name: "agglomerative_ward", label: "Ward" },
] as const;

/** A line per representation: its scores against genre by K-Means and Ward, and how much its clusters depend on the seed. */
export function representationTable(rows: readonly MetricTableRow[], labels: Readonly<Record<string, string>>): string {
  const rowOf = (rep: string, method: string): MetricTableRow =>
    rows.find((row) => row.rep === rep && row.method === method)!;
  const spread = (row: MetricTableRow, key: string): string => {
    const found = spreadOf(row.values, key);
    return found === undefined ? "" : `${found.mean.toFixed(3)} ± ${found.deviation.toFixed(3)}`;
  };
  return table(
    [
      "representation",
      ...METHODS.flatMap(({ label }) => ["NMI", "ARI"].map((score) => `${score} ${label}`)),
      "stability",
    ],
    [...new Set(rows.map(({ rep }) => rep))].map((rep) => [
      labelIn(labels, rep),
      ...METHODS.flatMap(({ name }) => SCORES.map((score) => spread(rowOf(rep, name), score))),
      Number(rowOf(rep, "kmeans").values["stability"]).toFixed(2),
    ]),
  );
}

/** A line per network, and what the reference published of its own where `published`. */
export function networkTable(models: readonly ModelRecord[], published: boolean): string {
  return table(
    ["network", "epochs", "weights", "loss", "MSE", "KL", "seconds"],
    [
      ...models.map(({ label, parameterCount, seconds, final }) => [
        label,
        String(final.epoch),
        `${(parameterCount / 1e6).toFixed(2)} million`,
        ...[final.total, final.reconstruction, final.kl].map((value) => digits(value, 4)),
        seconds.toFixed(0),
      ]),
      ...(published ? Object.values(PUBLISHED) : []).map(({ label, loss, reconstruction, kl, seconds }) => [
        label,
        "400",
        "",
        ...[loss, reconstruction, kl].map((value) => digits(value, 4)),
        String(seconds),
      ]),
    ],
  );
}

function digits(value: number | null | undefined, count: number): string {
  return typeof value === "number" ? value.toFixed(count) : "";
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = ["---", ...heads.slice(1).map(() => "---:")];
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
