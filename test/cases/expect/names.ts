import type { Expectations } from "../expectation.ts";

export const names: Expectations = {};
