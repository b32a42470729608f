import { Disposable, type Uri } from "./basics.ts";
import type { Diagnostic } from "./editor.ts";

/** What was registered, by kind; tests look things up here. */
export const registered = {
  commands: new Map<string, (...args: never[]) => unknown>(),
  providers: new Map<string, unknown>(),
  diagnostics: [] as FakeDiagnosticCollection[],
  /** Calls of `commands.executeCommand` of commands that are not ours. */
  executed: [] as { readonly command: string; readonly args: readonly unknown[] }[],
};

function keep<V>(map: Map<string, V>, key: string, value: V): Disposable {
  if (map.has(key)) throw new Error(`${key} is registered twice.`);
  map.set(key, value);
  return new Disposable(() => map.delete(key));
}

export const commands = {
  registerCommand: (id: string, run: (...args: never[]) => unknown): Disposable => keep(registered.commands, id, run),
  executeCommand: async (command: string, ...args: unknown[]): Promise<unknown> => {
    const own = registered.commands.get(command);
    if (own !== undefined) return await own(...(args as never[]));
    registered.executed.push({ command, args });
    return undefined;
  },
};

/** The first provider of a kind is found by the kind, further ones by `kind 2` and so on. */
const provider =
  (kind: string) =>
  (_selector: unknown, value: unknown): Disposable => {
    let name = kind;
    for (let count = 2; registered.providers.has(name); count++) name = `${kind} ${count}`;
    return keep(registered.providers, name, value);
  };

export class FakeDiagnosticCollection {
  readonly entries = new Map<string, readonly Diagnostic[]>();
  set(uri: Uri, diagnostics: readonly Diagnostic[]): void {
    this.entries.set(uri.toString(), diagnostics);
  }
  delete(uri: Uri): void {
    this.entries.delete(uri.toString());
  }
  clear(): void {
    this.entries.clear();
  }
  dispose(): void {
    this.clear();
  }
}

export const languages = {
  registerCodeLensProvider: provider("codeLens"),
  registerHoverProvider: provider("hover"),
  registerCodeActionsProvider: provider("codeActions"),
  createDiagnosticCollection: (): FakeDiagnosticCollection => {
    const collection = new FakeDiagnosticCollection();
    registered.diagnostics.push(collection);
    return collection;
  },
};

export const tasks = {
  registerTaskProvider: (type: string, value: unknown): Disposable => keep(registered.providers, `task ${type}`, value),
};

export const env = { clipboard: { writeText: (): Promise<void> => Promise.resolve() } };
