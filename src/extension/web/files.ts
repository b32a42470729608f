import * as vscode from "vscode";
import { uriOf } from "../common/uri.ts";
import { Buffer, type Bytes } from "./buffer.ts";

// What our code asks of node:fs/promises, for the extension in a browser: the folder may lie on a server, or in a repository.

interface Stats {
  readonly size: number;
  readonly mtimeMs: number;
  readonly mode: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

export const constants = { O_RDONLY: 0, W_OK: 2 };

export async function stat(path: string): Promise<Stats> {
  const { type, size, mtime, permissions } = await telling(path, vscode.workspace.fs.stat(uriOf(path)));
  return {
    size,
    mtimeMs: mtime,
    mode: permissions === vscode.FilePermission.Readonly ? 0o444 : 0o644,
    isFile: () => (type & vscode.FileType.File) !== 0,
    isDirectory: () => (type & vscode.FileType.Directory) !== 0,
  };
}

export async function open(
  path: string,
): Promise<{ stat(): Promise<Stats>; readFile(): Promise<Bytes>; close(): Promise<void> }> {
  const bytes = await telling(path, vscode.workspace.fs.readFile(uriOf(path)));
  const stats = { size: bytes.length, mtimeMs: 0, mode: 0o644, isFile: () => true, isDirectory: () => false };
  return {
    stat: () => Promise.resolve(stats),
    readFile: () => Promise.resolve(Buffer.from(bytes)),
    close: () => Promise.resolve(),
  };
}

export async function readdir(path: string): Promise<string[]> {
  return (await telling(path, vscode.workspace.fs.readDirectory(uriOf(path)))).map(([name]) => name);
}

/** These file systems follow links themselves, or have none. */
export async function realpath(path: string): Promise<string> {
  await stat(path);
  return path;
}

export async function writeFile(path: string, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  await telling(path, vscode.workspace.fs.writeFile(uriOf(path), bytes));
}

/** Whether a file is there; whether it may be written to, its mode says. */
export async function access(path: string): Promise<void> {
  await stat(path);
}

/** Files keep what they have: these file systems know no permissions to give. */
export function chmod(): Promise<void> {
  return Promise.resolve();
}

export async function rename(from: string, to: string): Promise<void> {
  await telling(from, vscode.workspace.fs.rename(uriOf(from), uriOf(to), { overwrite: true }));
}

export async function rm(path: string): Promise<void> {
  await telling(path, vscode.workspace.fs.delete(uriOf(path)));
}

/** With the code that callers ask for where a file is missing. */
async function telling<T>(path: string, work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const missing = error instanceof vscode.FileSystemError && error.code === "FileNotFound";
    throw missing ? Object.assign(new Error(`${path} is missing.`), { code: "ENOENT" }) : error;
  }
}

/** Asked before a quick fix is offered; nothing checks in a browser, so there is none to offer. */
export function existsSync(): boolean {
  return false;
}
