export function dropBareImports(folder: string): Promise<void>;
