export function bundleForBrowser(outdir: string): Promise<readonly string[]>;
