import { describe, expect, it } from "vitest";
import { scrollToRow, visibleRows } from "../../../src/webview/base/virtual-rows.ts";

describe("virtual rows", () => {
  it("are those in sight with a few around them, never beyond the ends", () => {
    expect(visibleRows(10_000, 24, 24_000, 240)).toEqual({ first: 992, end: 1018 });
    expect(visibleRows(3, 24, 0, 240)).toEqual({ first: 0, end: 3 });
    expect(visibleRows(0, 24, 0, 240)).toEqual({ first: 0, end: 0 });
  });

  it("scroll as little as possible", () => {
    expect(scrollToRow(5, 24, 0, 240)).toBe(0);
    expect(scrollToRow(20, 24, 0, 240)).toBe(21 * 24 - 240);
    expect(scrollToRow(2, 24, 480, 240)).toBe(48);
  });
});
