import { it } from "vitest";
import { checkTables } from "../dataset/check-tables.ts";

it("20,000 tables of any separator, encoding, line ends and quoting are read and written as they should be", () => {
  checkTables(1_000_000, 20_000);
});
