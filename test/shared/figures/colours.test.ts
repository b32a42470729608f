import { describe, expect, it } from "vitest";
import { MAGMA } from "../../../src/shared/figures/magma.ts";
import { withAlpha } from "../../../src/shared/figures/rgb.ts";
import { luminance } from "../../../src/webview/colour/contrast.ts";
import { colourAt } from "../../../src/shared/figures/scale.ts";

it("a colour turns into a transparent one", () => {
  expect(withAlpha("#0072b2", 0.5)).toBe("rgba(0, 114, 178, 0.5)");
});

describe("magma", () => {
  const at = (value: number): readonly number[] => colourAt(MAGMA, value);

  it("equals matplotlib's table at its ends and in between, and clamps", () => {
    // matplotlib 3.11: colormaps["magma"](k / 255) for k = 0, 64, 127, 128, 200, 255.
    const table = {
      0: [0, 0, 4],
      64: [81, 18, 124],
      127: [181, 54, 122],
      128: [183, 55, 121],
      200: [253, 152, 105],
      255: [252, 253, 191],
    };
    for (const [level, colour] of Object.entries(table)) {
      at((Number(level) + 0.5) / 256).forEach((value, channel) => {
        expect(Math.abs(value - colour[channel]!)).toBeLessThanOrEqual(1);
      });
    }
    expect(at(-3)).toEqual(at(0));
    expect(at(7)).toEqual([252, 253, 191]);
  });

  it("grows lighter all the way", () => {
    const light = Array.from({ length: 256 }, (_, k) => luminance(colourAt(MAGMA, (k + 0.5) / 256)));
    for (let k = 4; k < 256; k++) expect(light[k]).toBeGreaterThan(light[k - 4]!);
  });
});
