export function vsixManifest(manifest: unknown, target: string | undefined, paths: readonly string[]): string;
