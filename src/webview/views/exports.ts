import type { MenuItem } from "../base/menu.ts";
import { selectionCsv } from "../model/selection-csv.ts";
import type { Panel } from "../panel.ts";

/** A view that can be taken out as a picture. */
export interface PictureSource {
  /** As a data URI; null while there is nothing to draw. */
  toPng?(): string | null | Promise<string | null>;
  toSvg?(): string | null;
}

/** What the export menu offers. The host asks where to save. */
export function exportItems(panel: Panel, { map, distribution }: { readonly map: () => PictureSource | null; readonly distribution: () => PictureSource | null }): readonly MenuItem[] {
  const { shown } = panel;
  if (shown === null) return [];
  const { songs } = panel.state.saved.selected;
  const view = `${shown.representation.name}_${shown.projection?.method ?? "map"}`.replaceAll(/[^\w.+-]+/g, "_");
  const save = async (suggestedName: string, kind: "png" | "svg" | "csv", data: string | null | undefined): Promise<void> => {
    if (data === null || data === undefined) throw new Error("There is nothing to export yet. Wait until the view is drawn.");
    const png = kind === "png";
    await panel.request("save", { suggestedName, kind, data: png ? data.slice(data.indexOf(",") + 1) : data, base64: png });
  };
  const item = (label: string, run: () => Promise<void>, disabled = false): MenuItem => ({
    label,
    disabled,
    run: () => {
      run().catch((error: unknown) => {
        panel.tell(error);
      });
    },
  });
  return [
    item("Map as PNG", async () => save(`${view}.png`, "png", await map()?.toPng?.())),
    item("Map as SVG", () => save(`${view}.svg`, "svg", map()?.toSvg?.())),
    item("Cluster distribution as PNG", async () => save(`${shown.representation.name}_${shown.clustering.method}_by_${panel.state.saved.distribution.by}.png`, "png", await distribution()?.toPng?.())),
    item(
      songs.length === 0 ? "Selection as CSV (nothing selected)" : `Selection as CSV (${songs.length})`,
      () => save(`${view}_selection.csv`, "csv", selectionCsv(shown, songs)),
      songs.length === 0,
    ),
    item("All songs as CSV", () => save(`${view}_songs.csv`, "csv", selectionCsv(shown, [...shown.run.titles.keys()]))),
  ];
}
