// A stand-in for the module "vscode" in unit tests (vitest.config.ts names it so): real values where code computes with
// them (positions, events, URIs), recorders where code acts (windows, commands). Only what the tests need.
export * from "./basics.ts";
export * from "./editor.ts";
export * from "./panels.ts";
export * from "./window.ts";
export * from "./workspace.ts";
export * from "./registries.ts";
