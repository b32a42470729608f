import {
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
} from "chart.js";
import { hatching } from "./hatch.ts";

/** What the figures of this folder need of Chart.js: whoever draws them registers it. */
export const CHART_PARTS = [
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  hatching,
];
