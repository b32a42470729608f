import type { Expectations } from "../expectation.ts";

export const labels: Expectations = {};
