import { describe, expect, it } from "vitest";
import { parse } from "csv-parse/sync";
import { changeAnnotations, readAnnotations } from "../../src/shared/annotations.ts";
import { createRng } from "../../src/engine/core/rng.ts";

const change = (filename: string, label: string) => ({ filename, label });

describe("the user's labels", () => {
  it("begin with a table of two columns, and get a row for each song", () => {
    const text = changeAnnotations("", [
      change("a.mp3", "bolero"),
      change('b, "c".ogg', "sad; slow"),
      change("d.ogg", ""),
    ]);
    expect(text).toBe('filename,label\na.mp3,bolero\n"b, ""c"".ogg",sad; slow\n');
    expect([...readAnnotations(text)]).toEqual([
      ["a.mp3", "bolero"],
      ['b, "c".ogg', "sad; slow"],
    ]);
  });

  it("change cell by cell: every other character stays, whatever columns and line ends there are", () => {
    const text = '\uFEFFnotes;Label;filename;stars\r\n"my\r\nown ""words""";old;a.mp3;5\r\n\r\n;;b.mp3;\r\nx;y;c.mp3';
    expect(
      changeAnnotations(text, [change("a.mp3", "new"), change("b.mp3", "two;parts"), change("new.mp3", "n")]),
    ).toBe(
      '\uFEFFnotes;Label;filename;stars\r\n"my\r\nown ""words""";new;a.mp3;5\r\n\r\n;"two;parts";b.mp3;\r\nx;y;c.mp3\r\n;n;new.mp3;\r\n',
    );
    expect(changeAnnotations(text, [change("c.mp3", "y"), change("none.mp3", "")])).toBe(text);
    expect(changeAnnotations("filename,label\na.mp3\n", [change("a.mp3", "x")])).toBe("filename,label\na.mp3,x\n");
  });

  it("are taken away by an empty one, and found whatever the form of é", () => {
    const text = "filename,label\ncafe\u0301.mp3,warm\n";
    expect(readAnnotations(text).get("caf\u00e9.mp3")).toBe("warm");
    const gone = changeAnnotations(text, [change("caf\u00e9.mp3", "")]);
    expect(gone).toBe("filename,label\ncafe\u0301.mp3,\n");
    expect(readAnnotations(gone).size).toBe(0);
  });

  it("change in ten thousand rows at once, with the last of several rows of a song counting", () => {
    const names = Array.from({ length: 10_000 }, (_, song) => `song ${song}.mp3`);
    const table = (label: string): string => `filename,label\n${names.map((name) => `${name},${label}\n`).join("")}`;
    const text = `${table("a")}song 7.mp3,last\nunknown.mp3,kept\n`;
    expect(readAnnotations(text).get("song 7.mp3")).toBe("last");
    const changed = changeAnnotations(
      text,
      names.map((name) => change(name, "b")),
    );
    expect(changed).toBe(`${table("b")}song 7.mp3,b\nunknown.mp3,kept\n`);
  });

  it("refuse a table without their columns", () => {
    expect(() => changeAnnotations("song,mood\na,b\n", [change("a", "c")])).toThrow(
      "no columns “filename” and “label”",
    );
    expect(() => readAnnotations("song,mood\na,b\n")).toThrow("annotations.csv");
  });

  it("come back as another reader of CSV has them, after any changes", () => {
    const rng = createRng(3, "annotations");
    const pick = <T>(items: readonly T[]): T => items[Math.floor(rng.uniform() * items.length)]!;
    const names = ["a.mp3", "b,c.mp3", 'd"e.mp3', "f.mp3"];
    const labels = ["", "x", "y,z", 'say "hi"', "two\nlines"];
    for (let round = 0; round < 100; round++) {
      let text = pick(["", 'filename,label,notes\nz.mp3,k,"n,\n""o"\n']);
      const expected = new Map(text === "" ? [] : [["z.mp3", "k"]]);
      for (let step = 0; step < 6; step++) {
        const [name, label] = [pick(names), pick(labels)];
        text = changeAnnotations(text, [change(name, label)]);
        expected.set(name, label);
      }
      const rows = parse(text, { columns: true, bom: true }) as unknown as {
        filename: string;
        label: string;
        notes?: string;
      }[];
      const found = new Map(rows.map(({ filename, label }) => [filename, label]));
      for (const [name, label] of expected) expect([name, found.get(name) ?? ""]).toEqual([name, label]);
      for (const { filename, notes } of rows) expect(notes ?? "").toBe(filename === "z.mp3" ? 'n,\n"o' : "");
      expect(readAnnotations(text)).toEqual(new Map([...expected].filter(([, label]) => label !== "")));
    }
  });
});
