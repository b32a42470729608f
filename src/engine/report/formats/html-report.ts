import { join, relative, sep } from "node:path";
import { RESULT_FILES } from "../../../shared/contract/result-files.ts";
import { readComparisonData } from "../page/page-comparison.ts";
import { readPageData } from "../page/page-songs.ts";
import { reportPage } from "../page/report-page.ts";
import type { ReportFormat } from "./format.ts";

/** A page to look through. */
export const HTML: ReportFormat = {
  file: RESULT_FILES.reportHtml,
  write: async ({ report, about, target }) =>
    about.kind === "run"
      ? reportPage(report, await readPageData(about.folder, about.source.view, songFolders(about.folder, target)))
      : reportPage(
          report,
          await readComparisonData(about.source, about.folders.a, songFolders(about.folders.a, target)),
        ),
};

/**
 * Where the page looks for songs: in the workspace, then beside itself. That of a run lies in the run's folder and, copied, in
 * `results_<task>/`.
 */
function songFolders(folder: string, target: string): string[] {
  if (target === folder) return ["../", "../../../", "./"];
  const workspace = join(folder, "..", "..", "..");
  const way = relative(target, workspace).split(sep).join("/");
  return [...new Set([way === "" ? "./" : `${way}/`, "./"])];
}
