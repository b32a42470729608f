import { expect, it } from "vitest";
import { inverted } from "../../../../src/webview/map/interact/interaction.ts";

it("a selection is inverted among the songs that are shown", () => {
  expect(inverted(Uint32Array.from([1, 3]), 6, (song) => song !== 4)).toEqual(Uint32Array.from([0, 2, 5]));
  expect(inverted(new Uint32Array(), 2, () => true)).toEqual(Uint32Array.from([0, 1]));
});
