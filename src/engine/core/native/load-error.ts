import { messageOf } from "../errors.ts";

/** What puts a damaged installation right, wherever it came from. */
export const REINSTALL =
  "Install Latentune again: the extension for this platform, or the packages of the command line (npm ci).";

const NEWER_SYSTEM =
  "Use a system with glibc 2.28 or newer (Debian 10, Ubuntu 20.04, RHEL 8 or later; not Alpine), for instance in a Dev Container.";
const REDISTRIBUTABLE =
  "Install the Visual C++ runtime (https://aka.ms/vs/17/release/vc_redist.x64.exe; on ARM vc_redist.arm64.exe), then start again.";
const PLACE =
  "Move the installation to a folder from which programs may run (not one mounted with noexec), and check its permissions.";

export interface LoadErrorExplanation {
  /** A sentence that goes on after a colon. */
  readonly reason: string;
  readonly remedy: string;
}

interface LoadErrorKind {
  /** What the loader of the system says, in any of its dialects; the first group goes into the reason. */
  readonly pattern: RegExp;
  readonly reason: (found: string) => string;
  readonly remedy: string;
}

/** Kinds of failures, the more particular ones first. */
const KINDS: readonly LoadErrorKind[] = [
  {
    pattern: /(libonnxruntime[\w.-]*|onnxruntime[\w.-]*\.dll)[^\n]*(?:no such file|not found|cannot open)/i,
    reason: (found) => `a file of its package is missing, ${found}.`,
    remedy: REINSTALL,
  },
  {
    pattern: /shared library [^\n]*?(libonnxruntime[\w.-]*)[^\n]*no such file/i,
    reason: (found) => `a file of its package is missing, ${found}.`,
    remedy: REINSTALL,
  },
  {
    // musl's loader, which lacks glibc's own loader or functions; on Alpine with half a compatibility layer as well.
    pattern:
      /error relocating|error loading shared library (ld-linux[\w.-]*)|ld-linux[\w.-]*: no such file|libc\.musl/i,
    reason: () => "this Linux has the C library musl (as Alpine has), and its machine code needs glibc.",
    remedy: NEWER_SYSTEM,
  },
  {
    pattern: /version [`'‘]?(GLIBC_[\d.]+)['’]? not found/,
    reason: (found) => `this system's C library is too old, ${found.replace("_", " ").toLowerCase()} is needed.`,
    remedy: NEWER_SYSTEM,
  },
  {
    pattern: /version [`'‘]?((?:GLIBCXX|CXXABI)_[\d.]+)['’]? not found/,
    reason: (found) => `this system's C++ library (libstdc++) is too old, ${found} is needed.`,
    remedy: NEWER_SYSTEM,
  },
  {
    pattern: /(?:^|[\s/])([\w+.-]+\.(?:so[\w.]*|dylib)): cannot open shared object file/,
    reason: (found) => `a library of the system is missing, ${found}.`,
    remedy:
      "Install it with the system's package manager (libstdc++.so.6 is in libstdc++6 or libstdc++), then start again.",
  },
  {
    pattern: /library not loaded: [^\n]*?([\w+.-]+\.dylib)/i,
    reason: (found) => `a library is missing, ${found}.`,
    remedy: REINSTALL,
  },
  {
    pattern:
      /wrong ELF class|incompatible architecture|wrong architecture|exec format error|not a valid win32 application/i,
    reason: () => `it was made for another processor or is damaged; this is ${process.platform}-${process.arch}.`,
    remedy: REINSTALL,
  },
  {
    pattern:
      /invalid ELF header|file too short|past end of file|ELF (?:file|load)|not a mach-o|no suitable image|truncated|slice is not valid/i,
    reason: () => "its file is damaged.",
    remedy: REINSTALL,
  },
  {
    pattern: /specified (?:module|procedure) could not be found|initialization routine failed/i,
    reason: () => "a library that it needs is missing, as a rule the Visual C++ runtime.",
    remedy: REDISTRIBUTABLE,
  },
  {
    pattern: /code signature|library load denied|quarantine/i,
    reason: () => "macOS does not let it run.",
    remedy:
      "Allow it in System Settings › Privacy & Security, or remove the folder's quarantine (xattr -dr com.apple.quarantine).",
  },
  {
    pattern: /failed to map segment|cannot enable executable stack|operation not permitted|permission denied/i,
    reason: () => "the system does not let it run from its folder.",
    remedy: PLACE,
  },
  {
    pattern: /cannot allocate memory|static TLS|not enough memory/i,
    reason: () => "there is not enough memory.",
    remedy: "Close other programs and start again.",
  },
  {
    pattern: /ERR_DLOPEN_DISABLED|no-addons|native addons/i,
    reason: () => "this Node does not load machine code.",
    remedy: "Start Node without --no-addons and with --allow-addons.",
  },
  {
    pattern: /cannot find (?:module|package) ['‘]?([^'’\n]+?)['’]?(?:\n|$| imported)/i,
    reason: (found) => `a part is missing, ${lastName(found)}; this is ${process.platform}-${process.arch}.`,
    remedy: REINSTALL,
  },
];

/** Why a package with machine code cannot be loaded, from what the system's loader says, and what helps. */
export function explainLoadError(error: unknown): LoadErrorExplanation {
  const said = messagesOf(error);
  for (const { pattern, reason, remedy } of KINDS) {
    // A package that tries several files names each failure; one that only was not there says least.
    const match = said.map((message) => pattern.exec(message)).find((found) => found !== null);
    if (match !== undefined) return { reason: reason(match[1] ?? ""), remedy };
  }
  const [first = ""] = said;
  return { reason: `${first.split("\n", 1)[0]!.slice(0, 300)}.`, remedy: REINSTALL };
}

/** The messages of an error and of those that caused it. */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let at = error; at !== undefined && at !== null && messages.length < 10;) {
    const code = at instanceof Error && "code" in at ? `${String(at.code)}: ` : "";
    messages.push(messageOf(at));
    if (code !== "") messages.push(code);
    at = at instanceof Error ? at.cause : undefined;
  }
  return messages;
}

/** `…/bin/napi-v6/linux/arm64/onnxruntime_binding.node` → its last two parts. */
function lastName(path: string): string {
  return path.startsWith("@") ? path : path.split(/[\\/]/).slice(-2).join("/");
}
