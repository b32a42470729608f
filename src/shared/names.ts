/**
 * The key under which a file name is looked up: macOS writes `é` as two code points, other systems as one (Unicode's NFC),
 * and both are the same song.
 */
export function nameKey(name: string): string {
  return name.normalize("NFC");
}
