export function bundleExtension(name: "extension" | "web", outdir: string): Promise<readonly string[]>;
