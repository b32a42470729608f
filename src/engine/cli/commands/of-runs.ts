// The commands about what runs left.
export { addCompareCommand } from "./compare.ts";
export { addExportCommand } from "./export.ts";
export { addReportCommand } from "./report.ts";
export { addRunCommands } from "./runs.ts";
export { addSearchCommand } from "./search.ts";
