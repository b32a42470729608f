import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";

/** Versions of what a result depends on, for `run.json`. */
export function versions(): Record<string, string> {
  return {
    latentune: packageVersion(),
    node: process.versions.node,
    "onnxruntime-node": dependencyVersion("onnxruntime-node"),
    platform: `${platform()}-${arch()}`,
  };
}

/** The version in our own package.json: beside `dist/`, or three folders above this source file. */
export function packageVersion(): string {
  for (const candidate of ["../package.json", "../../../package.json"]) {
    const version = versionIn(new URL(candidate, import.meta.url));
    if (version !== undefined) return version;
  }
  return "unknown";
}

function versionIn(file: URL): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
    return name === "latentune" ? version : undefined;
  } catch {
    return undefined;
  }
}

function dependencyVersion(name: string): string {
  try {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
    return version;
  } catch {
    return "unknown";
  }
}
