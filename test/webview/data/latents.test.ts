import { describe, expect, it } from "vitest";
import { between, latestOf, melOf } from "../../../src/webview/data/latents.ts";

/** Questions that are answered when the test says so. */
function asking() {
  const answers: ((fails?: boolean) => void)[] = [];
  const asked: number[] = [];
  const told: string[] = [];
  const ask = latestOf(
    (wanted: number) =>
      new Promise<string>((resolve, reject) => {
        asked.push(wanted);
        answers.push((fails) => {
          if (fails === true) reject(new Error("no"));
          else resolve(`answer ${wanted}`);
        });
      }),
    (answer) => told.push(answer),
    (error, wanted) => told.push(`${(error as Error).message} ${wanted}`),
  );
  const answer = async (fails = false): Promise<void> => {
    answers.shift()!(fails);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { ask, answer, asked, told };
}

describe("the latest of many wishes", () => {
  it("is asked for after the one that is on its way; those between are never", async () => {
    const { ask, answer, asked, told } = asking();
    for (const wanted of [1, 2, 3, 4]) ask(wanted);
    expect(asked).toEqual([1]);
    await answer();
    expect(asked).toEqual([1, 4]);
    await answer();
    expect(told).toEqual(["answer 1", "answer 4"]);
    ask(5);
    expect(asked).toEqual([1, 4, 5]);
  });

  it("is asked for also after a failure", async () => {
    const { ask, answer, asked, told } = asking();
    ask(1);
    ask(2);
    await answer(true);
    await answer();
    expect(asked).toEqual([1, 2]);
    expect(told).toEqual(["no 1", "answer 2"]);
  });
});

describe("places in latents", () => {
  it("between two are those of the line that joins them", () => {
    expect(between([0, 2], [1, -2], 0)).toEqual([0, 2]);
    expect(between([0, 2], [1, -2], 0.25)).toEqual([0.25, 1]);
    expect(between([0, 2], [1, -2], 1)).toEqual([1, -2]);
  });

  it("come decoded as bytes of float32", () => {
    const values = Float32Array.of(0.5, -1, 2, 3e-7, 1, 0);
    const text = Buffer.from(values.buffer).toString("base64");
    expect(melOf({ bands: 2, columns: 3, values: text })).toEqual({ bands: 2, frames: 3, values });
  });
});
