import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { debounce, throttle } from "../../src/shared/throttle.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a throttle lets the first value through at once, then the latest of each span, and loses no last one", () => {
  const passed: number[] = [];
  const push = throttle<number>(100, (value) => passed.push(value));
  for (let value = 0; value < 10; value++) push(value);
  expect(passed).toEqual([0]);
  vi.advanceTimersByTime(100);
  expect(passed).toEqual([0, 9]);
  vi.advanceTimersByTime(1000);
  expect(passed).toEqual([0, 9]);
  push(10);
  push(11);
  push.flush();
  push.flush();
  vi.advanceTimersByTime(1000);
  expect(passed).toEqual([0, 9, 10, 11]);
  push(12);
  push(13);
  push.dispose();
  vi.advanceTimersByTime(1000);
  expect(passed).toEqual([0, 9, 10, 11, 12]);
});

it("a debounced call comes once, after the last of many, and not at all after a dispose", () => {
  const handle = vi.fn();
  const soon = debounce(100, handle);
  soon();
  vi.advanceTimersByTime(99);
  soon();
  vi.advanceTimersByTime(99);
  expect(handle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(handle).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(handle).toHaveBeenCalledTimes(1);
  soon();
  soon.dispose();
  vi.advanceTimersByTime(1000);
  expect(handle).toHaveBeenCalledTimes(1);
});
