import type { MenuItem } from "../base/menu.ts";
import { selectionCsv } from "../model/selection-csv.ts";
import type { Panel } from "../panel/panel.ts";

/** A view that can be taken out as a picture. */
export interface PictureSource {
  /** Null while there is nothing to draw. */
  toPng(): Promise<Blob | null>;
}
export interface DrawingSource extends PictureSource {
  toSvg(): string;
}

/** What the export menu offers. The host asks where to save. */
export function exportItems(
  panel: Panel,
  {
    map,
    distribution,
  }: { readonly map: () => DrawingSource | null; readonly distribution: () => PictureSource | null },
): readonly MenuItem[] {
  const { shown } = panel;
  if (shown === null) return [];
  const { songs } = panel.state.saved.selected;
  const view = `${shown.representation.name}_${shown.projection?.method ?? "map"}`.replaceAll(/[^\w.+-]+/g, "_");
  const save = async (suggestedName: string, kind: "svg" | "csv", data: string): Promise<void> => {
    await panel.request("save", { suggestedName, kind, data, base64: false });
  };
  const savePicture = async (suggestedName: string, source: PictureSource | null): Promise<void> => {
    const picture = await source?.toPng();
    if (picture === null || picture === undefined)
      throw new Error("There is nothing to export yet. Wait until the view is drawn.");
    await panel.request("save", { suggestedName, kind: "png", data: await base64Of(picture), base64: true });
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
    item("Map as PNG", () => savePicture(`${view}.png`, map())),
    item("Map as SVG", () => save(`${view}.svg`, "svg", map()?.toSvg() ?? "")),
    item("Cluster distribution as PNG", () =>
      savePicture(
        `${shown.representation.name}_${shown.clustering.method}_by_${panel.state.saved.distribution.by}.png`,
        distribution(),
      ),
    ),
    item(
      songs.length === 0 ? "Selection as CSV (nothing selected)" : `Selection as CSV (${songs.length})`,
      () => save(`${view}_selection.csv`, "csv", selectionCsv(shown, songs)),
      songs.length === 0,
    ),
    item("All songs as CSV", () => save(`${view}_songs.csv`, "csv", selectionCsv(shown, [...shown.run.titles.keys()]))),
  ];
}

/** A data URI holds the base64 behind its comma. */
function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const uri = reader.result as string;
      resolve(uri.slice(uri.indexOf(",") + 1));
    };
    reader.onerror = () => {
      reject(new Error("The picture cannot be read."));
    };
    reader.readAsDataURL(blob);
  });
}
