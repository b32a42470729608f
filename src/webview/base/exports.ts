import type { Panel } from "../panel/panel.ts";
import type { MenuItem } from "./menu.ts";

/** Content of a file to be saved: text, or a picture, null while there is nothing to draw. */
type Content = string | Blob | null;

/** An entry of the export menu. The host asks where to save; `name` is its suggestion, with the kind as its ending. */
export function exportItem(
  panel: Panel,
  label: string,
  name: string,
  content: () => Content | Promise<Content>,
  disabled = false,
): MenuItem {
  const save = async (): Promise<void> => {
    const made = await content();
    if (made === null) throw new Error("There is nothing to export yet. Wait until the view is drawn.");
    const base64 = typeof made !== "string";
    const kind = name.slice(name.lastIndexOf(".") + 1) as "png" | "svg" | "csv";
    await panel.request("save", { suggestedName: name, kind, data: base64 ? await base64Of(made) : made, base64 });
  };
  return {
    label,
    disabled,
    run: () => {
      save().catch(panel.report);
    },
  };
}

/** What files of the present map are called. */
export function mapName({ shown }: Panel): string {
  const { representation, projection } = shown ?? {};
  return `${representation?.name ?? "map"}_${projection?.method ?? "map"}`.replaceAll(/[^\w.+-]+/g, "_");
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
