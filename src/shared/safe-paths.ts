// Names and paths that are read from files, and files can be edited: checked before they are joined to a folder.

/** Whether a name, joined to a folder, is directly in that folder, on every system. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_][\w.-]*$/.test(name);
}

/** Whether a relative path stays in its folder, on every system. */
export function isInside(file: string): boolean {
  return !/^[\\/]|^[a-zA-Z]:/.test(file) && file.split(/[\\/]/).every((part) => part !== "" && part !== "..");
}
