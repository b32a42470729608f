import { it } from "vitest";
import { checkTables } from "./check-tables.ts";

// test/cases has twenty thousand others.
it("500 tables of any separator, encoding, line ends and quoting are read and written as they should be", () => {
  checkTables(0, 500);
});
