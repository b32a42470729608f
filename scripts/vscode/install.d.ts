/** A VS Code that is set up: absolute paths. */
export interface VscodeInstallation {
  readonly folder: string;
  /** The Node executable that the server runs with. */
  readonly node: string;
  /** The server's entry script. */
  readonly server: string;
}

export function installation(): VscodeInstallation;
export function installVscode(say?: (line: string) => void): Promise<VscodeInstallation>;
