import type { Expectations } from "../expectation.ts";

export const sound: Expectations = {};
