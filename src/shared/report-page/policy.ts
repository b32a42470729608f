// What `report.html` may load: its own script and style sheet, by their hashes, pictures that it holds, and songs that lie
// beside it. An editor that shows the page lets it have songs from its own addresses instead.
import { underPolicy } from "../html/document.ts";

/** Names the folder of the songs to the page's script; empty: the page looks beside itself. */
export const SONGS_META = '<meta name="latentune-songs" content="">';

/** Hashes of the page's script and style sheet: `sha256-…`. */
export interface PageHashes {
  readonly script: string;
  readonly style: string;
}

/** The content security policy of a page on a disk. */
export function pagePolicy({ script, style }: PageHashes): readonly string[] {
  return policyOf(script, `'${style}'`, "'self' file:");
}

/**
 * A page as a webview shows it. The file may come from anybody: whatever it says, only this version's script runs. A page of
 * another version is readable, as without a script.
 * @param origin of the files that the webview may read. @param songs the address of the workspace's folder for it
 */
export function pageInWebview(
  page: string,
  { script, origin, songs }: Pick<PageHashes, "script"> & { readonly origin: string; readonly songs: string },
): string {
  // The editor adds a style sheet of its own.
  return underPolicy(page, policyOf(script, "'unsafe-inline'", origin)).replace(
    SONGS_META,
    () => `<meta name="latentune-songs" content="${songs}">`,
  );
}

function policyOf(script: string, styles: string, songs: string): readonly string[] {
  return [
    "default-src 'none'",
    `script-src '${script}'`,
    `style-src ${styles}`,
    "img-src data:",
    `media-src ${songs}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
}
