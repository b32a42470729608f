export function inputsOf(root: string): Promise<string>;
export function isBuilt(folder: string, inputs: string): Promise<boolean>;
export function writeStamp(folder: string, inputs: string): Promise<void>;
