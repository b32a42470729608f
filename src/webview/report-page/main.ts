import "./report-page.css";
import "./figures.css";
import "./explorer.css";
import "./narrow-and-print.css";
import { isPageData } from "../../shared/report-page/page-data.ts";
import { startExplorer } from "./explorer.ts";
import { sortTables } from "./sort-tables.ts";

sortTables(document);
const root = document.getElementById("songs");
const text = document.getElementById("page-data")?.textContent;
if (root !== null && typeof text === "string") {
  const data: unknown = JSON.parse(text);
  if (isPageData(data)) startExplorer(root, data);
}
