/** The script and the style sheet of `report.html`; scripts/report-page.js bundles them when something is bundled. */
declare module "latentune:report-page" {
  export const script: string;
  export const style: string;
  /** As content security policies have them: `sha256-…`. */
  export const scriptHash: string;
  export const styleHash: string;
}
