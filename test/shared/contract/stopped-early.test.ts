import { expect, test } from "vitest";
import { epochsText } from "../../../src/shared/contract/run/stopped-early.ts";

test("says of a training that stopped early of how many epochs, and by what", () => {
  const final = { epoch: 97, epochs: 120, total: 1, learningRate: 1 };
  expect(epochsText({ final })).toBe("97 epochs");
  expect(epochsText({ final, stoppedEarly: { patience: 10, by: "loss" } })).toBe("97 of 120 epochs, as its loss no longer fell"); // prettier-ignore
  expect(epochsText({ final, stoppedEarly: { patience: 10, by: "validation" } })).toContain("as its error on the songs held out no longer fell"); // prettier-ignore
});
