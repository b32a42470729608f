import { execFileSync } from "node:child_process";
import { chmod, mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What may lie where a file is expected. */
export interface HostileFile {
  readonly kind: string;
  readonly make: (path: string) => Promise<void>;
  /** What is said of it. */
  readonly says: RegExp;
  /** Whether it cannot be made here. */
  readonly skip: boolean;
}

const windows = process.platform === "win32";

/** Puts something in the place of a file. */
async function inPlaceOf(path: string, make: () => Promise<void>): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  await make();
}

/** More than any file may have that is read with a limit; it takes no room on the disk. */
const TOO_LARGE = 17 * 2 ** 30;

export const HOSTILE_FILES: readonly HostileFile[] = [
  {
    kind: "a named pipe",
    make: (path) =>
      inPlaceOf(path, async () => {
        await Promise.resolve(execFileSync("mkfifo", [path]));
      }),
    says: /is a named pipe, not a file/i,
    skip: windows,
  },
  {
    kind: "a folder",
    make: (path) =>
      inPlaceOf(path, async () => {
        await mkdir(path);
      }),
    says: /is a folder, not a file/i,
    skip: false,
  },
  {
    kind: "a link to a device",
    make: (path) => inPlaceOf(path, () => symlink("/dev/zero", path)),
    says: /is a device, not a file/i,
    skip: windows,
  },
  {
    kind: "a file of 17 GiB",
    make: (path) =>
      inPlaceOf(path, async () => {
        await writeFile(path, "filename,genre\n");
        await truncate(path, TOO_LARGE);
      }),
    says: /has 18\.3 GB, more than the [\d.]+ [MG]B that such a file may have/i,
    skip: windows,
  },
  {
    kind: "a link that leads nowhere",
    make: (path) => inPlaceOf(path, () => symlink("gone/away", path)),
    says: /is a link to gone.away, which is not there/i,
    skip: windows,
  },
  {
    kind: "a link in a circle",
    make: (path) => inPlaceOf(path, () => symlink(path, path)),
    says: /ELOOP|links lead in a circle/i,
    skip: windows,
  },
  {
    kind: "a file that may not be read",
    make: (path) =>
      inPlaceOf(path, async () => {
        await writeFile(path, "filename,genre\n");
        await chmod(path, 0);
      }),
    says: /EACCES|permission denied/i,
    skip: windows || process.getuid?.() === 0,
  },
];
