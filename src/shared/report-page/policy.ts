// What `report.html` may load: its own script and style sheet, by their hashes, pictures that it holds, and songs that lie
// beside it. An editor that shows the page lets it have songs from its own addresses instead.

/** The origins of songs of a page that lies on a disk. */
const BESIDE = "'self' file:";

/** Names the folder of the songs to the page's script; empty: the page looks beside itself. */
export const SONGS_META = '<meta name="latentune-songs" content="">';

/** The content security policy. @param hashes of the script and the style sheet: `sha256-…` */
export function pagePolicy(hashes: { readonly script: string; readonly style: string }): string {
  return [
    "default-src 'none'",
    `script-src '${hashes.script}'`,
    `style-src '${hashes.style}'`,
    "img-src data:",
    `media-src ${BESIDE}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/**
 * The page as a webview shows it.
 * @param origin of the files that the webview may read. @param songs the address of the workspace's folder for it
 */
export function pageInWebview(
  page: string,
  { origin, songs }: { readonly origin: string; readonly songs: string },
): string {
  return page
    .replace(`media-src ${BESIDE}`, `media-src ${origin}`)
    .replace(SONGS_META, () => `<meta name="latentune-songs" content="${songs}">`);
}
