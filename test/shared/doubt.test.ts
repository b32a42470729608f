import { describe, expect, it } from "vitest";
import { doubtNotes, doubtOf, isLeaked, markedCell } from "../../src/shared/doubt.ts";

const row = { ARI_genre: 0.123, ARI_genre_p: 0.06, NMI_genre: 0.4, NMI_genre_p: 0.05, purity_genre: 0.7, leaks: null };

describe("doubts about scores", () => {
  it("has a score that permuted labels reach in more than 5 % of all cases", () => {
    expect(doubtOf(row, "ARI_genre")).toBe("chance");
    expect(doubtOf(row, "NMI_genre")).toBeNull();
    expect(doubtOf(row, "purity_genre")).toBeNull();
    expect(doubtOf(row, "ARI_genre_p")).toBeNull();
    expect(doubtOf({ ...row, ARI_genre: null }, "ARI_genre")).toBeNull();
    expect(doubtOf({ ARI: 0.1, ARI_p: 0.2 }, "ARI")).toBe("chance");
  });

  it("knows the chance of a score without noise where there is no noise", () => {
    const both = { ...row, ARI_genre_dropNoise: 0.123 };
    expect(doubtOf({ ...both, n_noise: 0 }, "ARI_genre_dropNoise")).toBe("chance");
    expect(doubtOf({ ...both, n_noise: 1 }, "ARI_genre_dropNoise")).toBeNull();
  });

  it("has every score against a label that the representation contains, and no other", () => {
    const leaking = { ...row, ARI_language: 0.2, ARI_language_p: 0.01, silhouette: 0.3, leaks: "genre" };
    for (const key of ["ARI_genre", "NMI_genre", "purity_genre"]) expect(doubtOf(leaking, key), key).toBe("leak");
    for (const key of ["ARI_language", "silhouette"]) expect(doubtOf(leaking, key), key).toBeNull();
    expect(isLeaked(leaking, "ARI_genre_p")).toBe(true);
    expect(isLeaked({ leaks: null }, "silhouette")).toBe(false);
  });

  it("is marked, and each mark explained once", () => {
    expect([markedCell(row, "ARI_genre"), markedCell(row, "NMI_genre")]).toEqual(["0.123 °", "0.400"]);
    expect(markedCell({ ...row, leaks: "genre" }, "NMI_genre")).toBe("0.400 †");
    expect(markedCell({ rep: "audio" }, "rep")).toBe("audio");
    const rows = [{ values: row }, { values: row }, { values: { ...row, leaks: "genre" } }];
    expect(doubtNotes(rows, ["ARI_genre", "NMI_genre"])).toEqual([
      "° permuted labels reach this score in more than 5 % of all cases: it may be chance.",
      "† the representation contains the label that it is scored against: the score says nothing about the songs.",
    ]);
    expect(doubtNotes(rows.slice(0, 2), ["NMI_genre"])).toEqual([]);
  });
});
