import type { PanelView } from "../panel/views.ts";
import { comparisonView } from "./compare/comparison.ts";
import { mapBView } from "./compare/map-b.ts";
import { distributionView } from "./distribution.ts";
import { latentView } from "./latent/latent.ts";
import { mapView } from "./map.ts";
import { metricsView } from "./metrics.ts";
import { songView } from "./song/song.ts";
import { songsView } from "./songs/songs.ts";
import { trainingView } from "./training.ts";
import { tuneView } from "./tune/tune.ts";

/** The views of the panel, in the order of their tabs. A new one is a file with its element and its object, and a line here. */
export const VIEWS: readonly PanelView[] = [
  mapView,
  mapBView,
  songView,
  distributionView,
  tuneView,
  songsView,
  metricsView,
  trainingView,
  comparisonView,
  latentView,
];
