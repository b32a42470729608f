import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_EMBEDDING_MODEL, knownModel } from "../../src/shared/contract/models.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const manifest = JSON.parse(read("package.json")) as Readonly<Record<string, string>>;

describe("CITATION.cff", () => {
  const fields = new Map(
    Array.from(read("CITATION.cff").matchAll(/^([a-z-]+): (.+)$/gm), ([, key, value]) => [key, value]),
  );

  it("agrees with package.json", () => {
    expect(fields.get("title")).toBe(manifest["displayName"]);
    expect(fields.get("version")).toBe(manifest["version"]);
    expect(fields.get("license")).toBe(manifest["license"]);
    expect(fields.get("abstract")).toBe(manifest["description"]);
    expect(read("docs/cite.md")).toContain(`version ${manifest["version"] ?? "?"}`);
  });

  it("has what version 1.2.0 of the format requires", () => {
    expect(fields.get("cff-version")).toBe("1.2.0");
    expect(fields.get("type")).toBe("software");
    expect(fields.get("message")).toMatch(/cite/);
    expect(read("CITATION.cff")).toMatch(/^authors:\n {2}- name: .+$/m);
  });
});

describe("the documents", () => {
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));

  it("say of the default model of lyrics what its table says", () => {
    const { full, quantised } = knownModel(DEFAULT_EMBEDDING_MODEL, "embedding")!.megabytes;
    const said = /\[multilingual-e5-small\][\s\S]{1,160}? (\d+) MB[\s\S]{1,40}?\((\d+) MB\)/.exec(
      read("docs/models.md"),
    );
    expect(said?.slice(1).map(Number)).toEqual([full, quantised]);
  });

  it("link only to what is there", () => {
    const missing = pages.flatMap((page) =>
      Array.from(read(join("docs", page)).matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, target]) =>
        join("docs", dirname(page), target!),
      )
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it("are all reached from their index", () => {
    const index = read("docs/README.md");
    expect(pages.filter((page) => page !== "README.md" && !index.includes(`(${page})`))).toEqual([]);
  });
});
