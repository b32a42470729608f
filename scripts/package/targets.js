// The platforms that the extension is packaged for: those that every native part has binaries for.

/** VS Code's name of a platform → what the native packages call it. */
export const TARGETS = {
  "linux-x64": { os: "linux", cpu: "x64", binaries: "linux-x64-gnu" },
  "linux-arm64": { os: "linux", cpu: "arm64", binaries: "linux-arm64-gnu" },
  "darwin-arm64": { os: "darwin", cpu: "arm64", binaries: "darwin-arm64" },
  "win32-x64": { os: "win32", cpu: "x64", binaries: "win32-x64-msvc" },
  "win32-arm64": { os: "win32", cpu: "arm64", binaries: "win32-arm64-msvc" },
};

/**
 * For every other machine, and for editors that run in a browser alone: no native parts, so nothing trains there and no PDF
 * is set; pictures are drawn. VS Code prefers the package of its platform to this one.
 */
const UNIVERSAL = { name: "universal" };

/** Every package there is. */
export const PACKAGES = [...Object.keys(TARGETS), UNIVERSAL.name];

/**
 * @param {string} [name] default: this machine's
 * @returns {{name: string, os?: string, cpu?: string, binaries?: string}} without a platform for the universal package
 * @throws {Error} if there are no binaries for it
 */
export function targetOf(name = `${process.platform}-${process.arch}`) {
  if (name === UNIVERSAL.name) return UNIVERSAL;
  if (!Object.hasOwn(TARGETS, name)) {
    const why =
      name === "darwin-x64" ? "ONNX Runtime has no binaries for Intel Macs" : "its native parts do not exist for it";
    throw new Error(`The extension cannot be packaged for ${name}: ${why}. Targets: ${PACKAGES.join(", ")}.`);
  }
  return { name, ...TARGETS[name] };
}
