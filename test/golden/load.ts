import { readFileSync } from "node:fs";

/** The golden values in `test/golden/<name>.json`, which `make_<name>.py` beside it wrote. */
export function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8"));
}
