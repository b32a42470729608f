import type { Linter } from "eslint";

export declare const ROOMS: readonly string[];
export declare function importRules(root: string): Linter.Config[];
declare const rules: Linter.Config[];
export default rules;
