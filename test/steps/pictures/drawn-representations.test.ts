import { expect, it } from "vitest";
import { drawnRepresentations } from "../../../src/engine/steps/pictures/drawn-representations.ts";

function clustered(
  name: string,
  drawn: "always" | "never" | { readonly bestOf: string },
  ...scores: readonly number[]
) {
  const methods = scores.map((score) => ({ row: { rep: name, values: { ARI_genre: score, n_clusters_found: 3 } } }));
  return { representation: { name, drawn }, methods };
}

it("draws what always is, and the best hybrid of each audio by its best method", () => {
  const all = [
    clustered("spectrum", "never", 1),
    clustered("vae", "always", 0.1),
    clustered("vae × 1", { bestOf: "vae" }, 0.2, 0.3),
    clustered("vae × 0.3", { bestOf: "vae" }, 0.4, 0.1),
    clustered("musicnn × 1", { bestOf: "audioModel" }, 0.9),
    clustered("musicnn × 0.3", { bestOf: "audioModel" }, 0.9),
  ];
  const names = drawnRepresentations(all, ["ARI_genre"]).map(({ representation }) => representation.name);
  expect(names).toEqual(["vae", "vae × 0.3", "musicnn × 1"]);
});
