import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const listOf = (name: string): unknown => JSON.parse(readFileSync(`${root}scripts/mutation/${name}.json`, "utf8"));

it("every named mutation has its one place in the engine, and every exception its file and reason", () => {
  const files = readdirSync(`${root}src/engine`, { recursive: true, encoding: "utf8" }).filter((f) =>
    f.endsWith(".ts"),
  );
  const sources = new Map(
    files.map((file) => [`src/engine/${file}`, readFileSync(`${root}src/engine/${file}`, "utf8")]),
  );
  const named = listOf("named") as { name: string; search: string; replace: string }[];
  const places = named.map(({ name, search }) => ({
    name,
    places: [...sources.values()].reduce((count, source) => count + source.split(search).length - 1, 0),
  }));
  expect(places).toEqual(named.map(({ name }) => ({ name, places: 1 })));

  const exceptions = [...(listOf("equivalent") as object[]), ...(listOf("excluded") as object[])] as {
    file: string;
    before?: string;
    constant?: string;
    reason: string;
  }[];
  const stale = exceptions.filter(({ file, before = "", constant = "", reason }) => {
    const source = sources.get(file) ?? "";
    return !source.includes(before) || !source.includes(constant) || source === "" || reason === "";
  });
  expect(stale).toEqual([]);
});
