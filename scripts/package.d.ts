export interface PackagedExtension {
  /** Absolute path of the .vsix. */
  readonly file: string;
  readonly bytes: number;
  readonly files: number;
}

export function packageExtension(options?: {
  readonly target?: string;
  readonly outdir?: string;
}): Promise<PackagedExtension>;
