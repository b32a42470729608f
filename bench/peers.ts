import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The Python that has the peers installed. `bench/run.js` finds or makes it and says where it is.
 * @throws {Error} if a benchmark is started in another way.
 */
export function peerPython(): string {
  const python = process.env["LATENTUNE_BENCH_PYTHON"];
  if (python === undefined) throw new Error("Start benchmarks with `npm run bench -- NAME`.");
  return python;
}

/** Python libraries that do what we do: a process that answers each line of JSON with one. */
export interface Peers {
  /** What it says of itself before the first question. */
  readonly versions: () => Promise<unknown>;
  /** @throws {Error} if it ended. */
  readonly ask: (request: unknown) => Promise<unknown>;
  /** Lets it end. */
  readonly end: () => void;
}

/**
 * The threads of OpenBLAS look for work for a tenth of a second after the last, those of others for a fifth: whatever is measured
 * meanwhile has a core less.
 */
const REST_MS = 300;

/** @param needed what must import, for the message where it does not */
export function startPeers(script: string, needed: string, args: readonly string[] = []): Peers {
  const peers = spawn(peerPython(), [script, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: peers.stdout })[Symbol.asyncIterator]();
  const nextAnswer = async (): Promise<unknown> => {
    const answer = (await answers.next()) as IteratorResult<string, undefined>;
    if (answer.done === true) throw new Error(`The Python peers ended early: do ${needed} import?`);
    return JSON.parse(answer.value) as unknown;
  };
  return {
    versions: nextAnswer,
    ask: async (request) => {
      peers.stdin.write(`${JSON.stringify(request)}\n`);
      const answer = await nextAnswer();
      await sleep(REST_MS);
      return answer;
    },
    end: () => {
      peers.stdin.end();
    },
  };
}
