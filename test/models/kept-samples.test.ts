import { expect, test } from "vitest";
import { keepingFirst } from "../../src/engine/models/training/kept-samples.ts";

/** Samples (index, −index), of which so many have room. */
function kept(count: number, room: number, onAll?: () => void) {
  const reads: number[] = [];
  const samples = keepingFirst({
    ...{ count, length: 2, bytes: room * 2 * Float32Array.BYTES_PER_ELEMENT },
    read: async (index, into) => {
      reads.push(index);
      await Promise.resolve();
      into.set([index, -index]);
    },
    ...(onAll && { onAll }),
  });
  const ask = async (index: number): Promise<number[]> => {
    const into = new Float32Array(2);
    await samples.read(Uint32Array.of(index), into);
    return [...into];
  };
  const forget = (): void => {
    samples.forget();
  };
  return { reads, ask, forget };
}

test("the first samples are read once, those that have no room each time; what is given is what was read", async () => {
  const { reads, ask } = kept(5, 3);
  const given: number[][] = [];
  for (const index of [4, 2, 0, 2, 4, 3, 0]) given.push(await ask(index));
  expect(given).toEqual([4, 2, 0, 2, 4, 3, 0].map((index) => [index, -index]));
  expect(reads).toEqual([4, 2, 0, 4, 3]);
});

test("without room all are read each time", async () => {
  const { reads, ask } = kept(2, 0);
  expect([await ask(1), await ask(1)]).toEqual([
    [1, -1],
    [1, -1],
  ]);
  expect(reads).toEqual([1, 1]);
});

test("what was forgotten is read each time", async () => {
  const { reads, ask, forget } = kept(2, 2);
  await ask(1);
  forget();
  expect([await ask(1), await ask(1), await ask(0)]).toEqual([
    [1, -1],
    [1, -1],
    [0, -0],
  ]);
  expect(reads).toEqual([1, 1, 1, 0]);
});

test("memory that is given back while a sample is read harms nobody", async () => {
  const { ask, forget } = kept(2, 2);
  const [first, second] = [ask(0), ask(1)];
  forget();
  const third = ask(1);
  expect(await Promise.all([first, second, third])).toEqual([
    [0, -0],
    [1, -1],
    [1, -1],
  ]);
  expect(await ask(0)).toEqual([0, -0]);
});

test("it is told once when all are kept, not where some have no room", async () => {
  let told = 0;
  const all = kept(2, 2, () => told++);
  await Promise.all([all.ask(0), all.ask(0)]);
  expect(told).toBe(0);
  await all.ask(1);
  await all.ask(1);
  expect(told).toBe(1);
  const some = kept(3, 2, () => told++);
  for (const index of [0, 1, 2]) await some.ask(index);
  expect(told).toBe(1);
});
