/** Where the engine's native parts (ONNX Runtime, Typst) exist, as `platform-arch` of Node. */
const SUPPORTED: readonly string[] = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];

const NAMES: Readonly<Record<string, string>> = {
  "darwin-x64": "Macs with Intel processors",
  "linux-arm": "32-bit ARM",
  "win32-ia32": "32-bit Windows",
};

/** The bundle's kind, which the build writes in its place: `web` in a browser, `universal` without native parts. */
const BUNDLE = process.env["LATENTUNE_BUNDLE"];

export const IN_BROWSER = BUNDLE === "web";

/** Where nothing runs, as the end of a sentence. */
export const NOWHERE = IN_BROWSER ? "in a browser" : "in an untrusted workspace";

const ELSEWHERE = "open the folder on another machine (Remote - SSH, Dev Containers) to run";

/** Why nothing that needs networks can run on this machine; undefined where it can. */
export function unsupportedReason(
  platform: string = process.platform,
  arch: string = process.arch,
  bundle = BUNDLE,
): string | undefined {
  if (bundle === "web")
    return "Latentune cannot run in a browser, which has no processes. Finished runs can be viewed; open the folder in VS Code on a machine to run.";
  const name = `${platform}-${arch}`;
  const isSupported = SUPPORTED.includes(name);
  if (isSupported && bundle !== "universal") return undefined;
  const why = isSupported
    ? "this is its package without native parts. Install the one for this machine"
    : `ONNX Runtime has no native part for ${NAMES[name] ?? name}. Songs are checked and finished runs can be viewed; ${ELSEWHERE}`;
  return `Latentune cannot run its tasks here: ${why}.`;
}
