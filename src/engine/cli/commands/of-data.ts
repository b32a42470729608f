// The commands that prepare and check data.
export { addDataCommands } from "./data.ts";
export { addInitCommand } from "./init.ts";
