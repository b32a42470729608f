import { describe, expect, it } from "vitest";
import { createCsvReader, csvText, encodeCell, readCsvTable } from "../../src/shared/csv.ts";

describe("a table that we write", () => {
  it("has quotes where they are needed, and Python's words for what is no number", () => {
    const rows = [
      ['say "a", b', 0.1, true, null],
      ["two\nlines", Number.NaN, false, Number.NEGATIVE_INFINITY],
    ];
    expect(csvText(["x", "y", "z", "w"], rows)).toBe(
      'x,y,z,w\n"say ""a"", b",0.1,True,\n"two\nlines",nan,False,-inf\n',
    );
    expect([encodeCell("a"), encodeCell("a", true), encodeCell("a\rb")]).toEqual(["a", '"a"', '"a\rb"']);
  });

  it("is read wherever it is cut", () => {
    const rows = [
      ["x", "y"],
      ['a "b", c\r\n', ""],
      ["", '"'],
    ];
    const text = csvText(rows[0]!, rows.slice(1));
    for (let cut = 0; cut <= text.length; cut++) {
      const reader = createCsvReader();
      expect([...reader.push(text.slice(0, cut)), ...reader.push(text.slice(cut)), ...reader.end()]).toEqual(rows);
    }
  });

  it("is read with other line ends, a byte-order mark, blank lines and without its last line end", () => {
    expect(readCsvTable('\uFEFFa,b\r\n\r\n1,"2\r"\r\n  \n3,4')).toEqual({
      header: ["a", "b"],
      rows: [
        ["1", "2\r"],
        ["3", "4"],
      ],
    });
    expect(readCsvTable('a,"b')).toEqual({ header: ["a", "b"], rows: [] });
    expect(readCsvTable("")).toEqual({ header: [], rows: [] });
  });
});
