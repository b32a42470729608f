import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { sha256 } from "./hash.ts";

/** The PID namespace that Linux starts in; every container has one of its own. */
const FIRST_NAMESPACE = "pid:[4026531836]";

/**
 * Names where a process id means the same process: this machine, or this container on it. Letters, digits and `_`: the
 * name of the host, and eight digits of a hash, for two machines may share a name, and containers share that of theirs.
 */
export function thisHost(): string {
  return (known ??= hostOf({
    name: hostname(),
    machine: contentOf("/etc/machine-id"),
    boot: contentOf("/proc/sys/kernel/random/boot_id"),
    namespace: namespaceOfProcesses(),
  }));
}

let known: string | undefined;

export interface HostParts {
  readonly name: string;
  /** What the system calls the installation, and the time since it was started; empty where it does not say. */
  readonly machine: string;
  readonly boot: string;
  readonly namespace: string;
}

/** See {@link thisHost}. The same before and after a restart of the machine, so that what a power cut left is known as ours. */
export function hostOf({ name, machine, boot, namespace }: HostParts): string {
  // Namespaces are counted anew after each start.
  const inside = namespace === "" || namespace === FIRST_NAMESPACE ? "" : `${boot} ${namespace}`;
  const hash = sha256(JSON.stringify([name, machine, inside]));
  const readable = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return `${readable.slice(0, 16)}_${hash.slice(0, 8)}`;
}

/** Whether {@link thisHost} has such a process. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

function namespaceOfProcesses(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
