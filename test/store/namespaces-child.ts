// One process of a container: writes a temporary file, holds a lock or finds it held, and removes what is abandoned.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryName } from "../../src/engine/core/files.ts";
import { collectGarbage } from "../../src/engine/store/garbage-collection.ts";
import { BusyError, takeLock } from "../../src/engine/store/lock.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";

const paths = workspacePaths(process.argv[2]!);

/** Writes a file as a worker does that is still at it. @returns its name */
function startWriting(): string {
  const path = temporaryName(join(paths.cache, "log-mel", "0f.npy"));
  writeFileSync(path, "a part");
  return path;
}

const say = (answer: unknown): void => void process.stdout.write(`${JSON.stringify(answer)}\n`);

process.stdin.on("data", (data: Buffer) => {
  void (async () => {
    const order = data.toString().trim();
    if (order === "write") say({ pid: process.pid, path: startWriting() });
    if (order === "clean") say(await collectGarbage(paths).then(() => "cleaned"));
    if (order === "lock") {
      const taken = takeLock(paths.lock, "A task").then(() => "held");
      say(await taken.catch((error: unknown) => (error instanceof BusyError ? "busy" : String(error))));
    }
  })();
});
