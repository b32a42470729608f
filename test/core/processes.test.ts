import { expect, it } from "vitest";
import { hostOf, isRunning, thisHost } from "../../src/engine/core/processes.ts";

const machine = { name: "Archive-01.example", machine: "m1", boot: "b1", namespace: "pid:[4026531836]" };
const container = { ...machine, namespace: "pid:[4026532177]" };

it("names a host the same after a restart", () => {
  expect(hostOf(machine)).toMatch(/^archive_01_examp_[0-9a-f]{8}$/);
  expect(hostOf({ ...machine, boot: "b2" })).toBe(hostOf(machine));
  expect(hostOf({ ...machine, namespace: "" })).toBe(hostOf(machine));
  expect(thisHost()).toMatch(/^[a-z0-9_]+_[0-9a-f]{8}$/);
});

it("tells machines and containers of one name apart", () => {
  const others = [
    machine,
    { ...machine, name: "archive.01.example" },
    { ...machine, machine: "m2" },
    container,
    { ...container, namespace: "pid:[4026532178]" },
    { ...container, boot: "b2" },
  ];
  expect(new Set(others.map(hostOf)).size).toBe(others.length);
});

it("knows which processes run", () => {
  expect(isRunning(process.pid)).toBe(true);
  // Process ids are below 2^22 on Linux and multiples of 4 on Windows.
  expect(isRunning(2 ** 30 + 1)).toBe(false);
});
