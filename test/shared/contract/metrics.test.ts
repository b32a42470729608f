import { describe, expect, it } from "vitest";
import {
  chanceColumn,
  isTwin,
  METRIC_TABLES,
  metricColumn,
  overviewColumns,
  tableColumn,
} from "../../../src/shared/contract/metrics.ts";

describe("the metrics tables", () => {
  it("have the reference's columns first, in its order, and ours behind", () => {
    expect(METRIC_TABLES.easy).toEqual(["method", "dim", "k", "silhouette", "calinski_harabasz"]);
    expect(METRIC_TABLES.medium.join()).toBe(
      "rep,method,k,ARI,silhouette,davies_bouldin,n_clusters_found,eps,min_samples,n_noise," +
        "AMI,homogeneity,completeness,v_measure,fowlkes_mallows,bic,ARI_p,AMI_p",
    );
    const ours = (suffix: string): string =>
      ["AMI", "homogeneity", "completeness", "v_measure", "fowlkes_mallows"].map((key) => key + suffix).join();
    expect(METRIC_TABLES.hard.join()).toBe(
      "rep,method,k,n_clusters_found,n_noise,silhouette,davies_bouldin,ARI_language,NMI_language,purity_language," +
        "ARI_language_dropNoise,NMI_language_dropNoise,purity_language_dropNoise,ARI_genre,NMI_genre,purity_genre," +
        `ARI_genre_dropNoise,NMI_genre_dropNoise,purity_genre_dropNoise,${ours("_language")},` +
        `${ours("_language_dropNoise")},${ours("_genre")},${ours("_genre_dropNoise")},` +
        "bic,ARI_language_p,NMI_language_p,AMI_language_p,ARI_genre_p,NMI_genre_p,AMI_genre_p,leaks",
    );
  });

  it("show a choice of the scores in reports, each once", () => {
    expect(overviewColumns("easy")).toEqual(["silhouette", "calinski_harabasz"]);
    expect(overviewColumns("medium")).toEqual(["ARI", "silhouette", "davies_bouldin", "AMI"]);
    expect(overviewColumns("hard").join()).toBe(
      "silhouette,davies_bouldin,ARI_language,NMI_language,purity_language,ARI_genre,NMI_genre,purity_genre," +
        "AMI_language,AMI_genre",
    );
  });

  it("have columns that know what they are", () => {
    expect(metricColumn("v_measure_genre_dropNoise")).toMatchObject({
      metric: "v_measure",
      against: "genre",
      noise: "left-out",
      label: "V-measure genre (without noise)",
      shortLabel: "V-measure genre",
      better: "higher",
    });
    expect(metricColumn("ARI")).toMatchObject({ metric: "ARI", against: "language", noise: "both", label: "ARI" });
    expect(metricColumn("davies_bouldin")).toMatchObject({ against: null, noise: "both", better: "lower" });
    expect(metricColumn("n_noise")).toBeUndefined();
    for (const key of Object.values(METRIC_TABLES).flat()) expect(tableColumn(key).label, key).not.toBe("");
    expect(tableColumn("of_another_version")).toEqual({
      key: "of_another_version",
      label: "of_another_version",
      better: null,
      meaning: "",
    });
  });

  it("have the chance of the scores that are tested, with noise counted", () => {
    expect(chanceColumn("NMI_genre_p")).toMatchObject({
      of: "NMI_genre",
      statistic: "information",
      against: "genre",
      better: null,
      label: "p of NMI genre",
    });
    expect(chanceColumn("ARI_p")).toMatchObject({ of: "ARI", statistic: "pairs", against: "language" });
    expect(chanceColumn("ARI_genre")).toBeUndefined();
    expect(metricColumn("ARI_genre_p")).toBeUndefined();
    expect(METRIC_TABLES.hard.filter((key) => metricColumn(key)?.chance === "AMI_language_p")).toEqual([
      "AMI_language",
      "AMI_language_dropNoise",
    ]);
    expect(metricColumn("purity_genre")?.chance).toBeNull();
  });

  it("know which columns differ by the noise alone", () => {
    expect(isTwin("NMI_genre", "NMI_genre_dropNoise")).toBe(true);
    expect(isTwin("NMI_genre", "NMI_language_dropNoise")).toBe(false);
    expect(isTwin("NMI_genre", "ARI_genre_dropNoise")).toBe(false);
    expect(isTwin("k", "n_noise")).toBe(false);
  });
});
