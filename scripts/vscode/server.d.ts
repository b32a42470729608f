import type { VscodeInstallation } from "./install.d.ts";

export interface ServerOptions {
  /** Folder of this VS Code's own files: settings, logs, state. */
  readonly home: string;
  /** Where extensions lie; default `extensions` in `home`. */
  readonly extensions?: string;
  /** False opens folders in Restricted Mode; default true. */
  readonly trusted?: boolean;
  /** User settings, over those of a quiet window. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default: a free one. */
  readonly port?: number;
}

export interface VscodeServer {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  readonly pid: number;
  /** The address that opens a folder. */
  readonly urlOf: (folder: string) => string;
  readonly stop: () => Promise<void>;
}

export function installExtension(vscode: VscodeInstallation, vsix: string, home: string): Promise<void>;
export function startServer(vscode: VscodeInstallation, options: ServerOptions): Promise<VscodeServer>;
