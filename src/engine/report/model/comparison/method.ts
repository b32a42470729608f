import { ARI_FORMULA } from "../method-section.ts";
import type { Block, Section } from "../report.ts";
import { cite, say } from "../sentence.ts";
import type { ComparisonContext } from "./source.ts";

/** How two clusterings are compared. */
export function comparisonMethod({ comparison: { projection }, runs }: ComparisonContext): Section {
  const hasSeeds = [runs.a, runs.b].some(({ manifest }) => manifest.settings.seeds > 1);
  const blocks: Block[] = [
    {
      kind: "paragraph",
      lead: "Matching.",
      sentences: [
        say`Songs are the same where their files have the same name. Clusters have no names of their own, so those of A and B are paired one to one such that the most songs are in a pair ${cite("kuhn1955")}; a song has moved when its cluster in B is not the partner of its cluster in A. Noise is the partner of noise alone.`,
      ],
    },
    {
      kind: "paragraph",
      lead: "Agreement.",
      sentences: [
        say`The adjusted Rand index ${cite("hubert1985")} and the adjusted mutual information ${cite("vinh2010")} need no pairing. With n songs in cluster i of A and cluster j of B as nᵢⱼ, in cluster i of A as aᵢ and in cluster j of B as bⱼ,`,
      ],
    },
    ARI_FORMULA,
    {
      kind: "paragraph",
      lead: "Maps.",
      sentences: [
        say`A map by ${projection === "pca" ? "PCA" : projection === "umap" ? "UMAP" : "t-SNE"} has no up and no unit, so B's is moved, turned, mirrored and scaled to come nearest to A's ${cite("gower1975")}. Its disparity is the share of the variance of A's map that is left,`,
      ],
    },
    {
      kind: "formula",
      typst: "D = min_(s, R, t) (sum_i norm(x_i - (s R y_i + t))^2) / (sum_i norm(x_i - overline(x))^2)",
      text: "D = min Σ ‖xᵢ − (s R yᵢ + t)‖² / Σ ‖xᵢ − x̄‖²",
    },
    { kind: "paragraph", sentences: [say`with song i at xᵢ in A and at yᵢ in B.`] },
    ...(hasSeeds
      ? [
          {
            kind: "paragraph" as const,
            lead: "Scores.",
            sentences: [
              say`Scores are means over the seeds; two of them differ beyond their ± where they are farther apart than both standard deviations together.`,
            ],
          },
        ]
      : []),
  ];
  return { id: "method", title: "Method", blocks };
}
