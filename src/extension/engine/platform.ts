/** Where the engine's native parts (ONNX Runtime, Skia) exist, as `platform-arch` of Node. */
const SUPPORTED: readonly string[] = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];

const NAMES: Readonly<Record<string, string>> = {
  "darwin-x64": "Macs with Intel processors",
  "linux-arm": "32-bit ARM",
  "win32-ia32": "32-bit Windows",
};

/** Why nothing that needs networks can run on this machine; undefined where it can. */
export function unsupportedReason(
  platform: string = process.platform,
  arch: string = process.arch,
): string | undefined {
  const name = `${platform}-${arch}`;
  if (SUPPORTED.includes(name)) return undefined;
  return (
    `Latentune cannot run its tasks here: ONNX Runtime has no native part for ${NAMES[name] ?? name}. ` +
    "Songs are checked and finished runs can be viewed; open the folder on another machine (Remote - SSH, Dev Containers) to run."
  );
}
