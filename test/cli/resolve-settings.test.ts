import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/engine/core/errors.ts";
import { betaSweepCommand } from "../../src/engine/tasks/beta-sweep.ts";
import { alphasOf, clusterCount, completeSettings } from "../../src/engine/steps/resolve-settings.ts";
import { REPRESENTATIONS } from "../../src/engine/analysis/representations/tables.ts";

describe("numbers that become names", () => {
  it.each([
    [{ alphas: [0.1, 0.100_000_01] }, "--alphas: 0.1 and 0.10000001 are both named 0.1"],
    [{ dbscanEps: [1, 1.000_000_1] }, "--dbscan-eps: 1 and 1.0000001 are both named 1"],
  ])("must have different names: %j", (given, message) => {
    expect(() => completeSettings(given)).toThrow(UsageError);
    expect(() => completeSettings(given)).toThrow(message);
  });

  it("may differ in the sixth digit", () => {
    expect(completeSettings({ alphas: [0.1, 0.100_001] }).alphas).toEqual([0.1, 0.100_001]);
  });

  it.each([
    [[-1], "--betas: --beta must be a number from 0 to 1000, not -1."],
    [[0.1, 0.100_000_01], "are both named 0.1"],
    [[0, -0], "are both named 0"],
    [[], "--betas must hold at least one number"],
  ])("β sweep of %j is refused", (betas, message) => {
    expect(() => betaSweepCommand(betas)).toThrow(UsageError);
    expect(() => betaSweepCommand(betas)).toThrow(message);
  });
});

describe("defaults of a task", () => {
  it("are the reference's audio weights", () => {
    const settings = completeSettings({});
    expect(alphasOf("easy", settings)).toEqual([]);
    expect(alphasOf("medium", settings)).toBe(REPRESENTATIONS.medium.alphas);
    expect(alphasOf("hard", settings)).toBe(REPRESENTATIONS.hard.alphas);
  });

  it("may give a number of clusters that goes by no labels, which is checked as the user's is", () => {
    expect(clusterCount({ k: null }, [], 30, 2)).toBe(2);
    expect(clusterCount({ k: 30 }, [], 30, 2)).toBe(30);
    expect(() => clusterCount({ k: 40 }, [], 30, 2)).toThrow("--k is 40, but only 30 songs");
    expect(() => clusterCount({ k: null }, [], 4, 5)).toThrow(UsageError);
  });
});
