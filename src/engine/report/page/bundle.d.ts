/** The script and the style sheet of `report.markup`; scripts/report-page.js bundles them when something is bundled. */
declare module "latentune:report-page" {
  export const script: string;
  export const style: string;
}
