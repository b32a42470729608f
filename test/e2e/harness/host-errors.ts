import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Errors that the extension host logged: unhandled rejections and exceptions, failed activations, failed commands.
 * Those of VS Code's own extensions are not ours to judge.
 */
export async function hostErrors(home: string): Promise<readonly string[]> {
  const logs = join(home, "logs");
  const names = await readdir(logs, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith("remoteexthost.log"));
  const texts = await Promise.all(files.map((file) => readFile(join(logs, file), "utf8")));
  return texts.flatMap(errorsIn);
}

/** An entry starts with its date; a stack goes on below it. */
export function errorsIn(log: string): readonly string[] {
  return (
    log
      .split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \[)/m)
      .filter((entry) => /^\S+ \S+ \[error\]/.test(entry))
      .filter((entry) => !/lib\/vscode\/extensions\/|\[vscode\.[a-z-]+\]/.test(entry))
      // A window that is reloaded does not wait until the host before has given its own lock back.
      .filter((entry) => !/workspaceStorage\/[^/]+\/vscode\.lock/.test(entry))
      .map((entry) => entry.trimEnd())
  );
}
