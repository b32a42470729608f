import type { Expectations } from "../expectation.ts";

export const folders: Expectations = {};
