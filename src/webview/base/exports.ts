import type { Panel } from "../panel/panel.ts";
import type { PanelParams } from "../protocol.ts";
import type { MenuItem } from "./menu.ts";

/** A figure that a view can draw for paper. */
export interface FigureSource {
  readonly label: string;
  /** What the file is called, without its ending: what is drawn, how it is made, what colours it. */
  readonly file: string;
  /** As SVG. @param width CSS pixels @throws {Error} with the reason, where there is nothing to draw */
  readonly draw: (width: number) => string | Promise<string>;
}

/** An entry of the export menu. The host asks where to save; `name` is its suggestion, with the kind as its ending. */
export function exportItem(
  panel: Panel,
  label: string,
  name: string,
  content: () => string | Promise<string>,
  disabled = false,
): MenuItem {
  const save = async (): Promise<void> => {
    await saveFile(panel, name, await content());
  };
  return {
    label,
    disabled,
    run: () => {
      save().catch(panel.report);
    },
  };
}

/** Asks the host to save a text or a picture. @param name with the kind as its ending */
export async function saveFile(panel: Panel, name: string, made: string | Blob): Promise<boolean> {
  const base64 = typeof made !== "string";
  const kind = name.slice(name.lastIndexOf(".") + 1) as PanelParams<"save">["kind"];
  const data = base64 ? await base64Of(made) : made;
  return (await panel.request("save", { suggestedName: fileName(name), kind, data, base64 })) !== null;
}

/** A name without what systems do not allow in one. */
function fileName(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}.+-]+/gu, "_").replaceAll(/_+(?=\.\w+$)/g, "");
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
