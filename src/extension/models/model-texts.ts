import { formatBytes } from "../../shared/format.ts";
import type { KnownModel, ModelKind } from "../../shared/contract/models.ts";
import type { FoundModel } from "../../shared/contract/rpc.ts";

export type AbsentModel = Extract<FoundModel, { readonly found: false }>;

/** What the user may do about a model that is not there. */
export type AbsentAnswer = "download" | "look-up" | "folder" | "model" | "without";

/** A question about a missing or broken model: what is missing, where it was looked for, what can be done. */
export interface AbsentQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly { readonly title: string; readonly answer: AbsentAnswer }[];
}

/** @param without the button that goes on without a model, where that is possible */
export function absentQuestion(
  { message, remedy, looked, download }: AbsentModel,
  without: string | undefined,
): AbsentQuestion {
  const places = `Looked in:\n${looked.join("\n")}`;
  const offer = download === null ? [] : [offerText(download, looked[0]!)];
  const fetch =
    download === null
      ? []
      : download.megabytes === null
        ? [{ title: "Look Up Size", answer: "look-up" as const }]
        : [{ title: `Download (${sizeText(download.megabytes)})`, answer: "download" as const }];
  return {
    message,
    detail: [...(remedy === null ? [] : [remedy]), places, ...offer].join("\n\n"),
    buttons: [
      ...fetch,
      { title: "Choose Folder…", answer: "folder" },
      { title: "Choose Model…", answer: "model" },
      ...(without === undefined ? [] : [{ title: without, answer: "without" as const }]),
    ],
  };
}

const WEIGHTS = { quantised: "8-bit weights", full: "float32 weights" } as const;

function offerText(
  { weights, source, megabytes, licence }: NonNullable<AbsentModel["download"]>,
  folder: string,
): string {
  const terms = licence === null ? "" : `, ${licence} licence`;
  if (megabytes === null)
    return `It may be had from ${source}, which will be asked how large it is. Nothing of yours is sent.`;
  return `Download: about ${sizeText(megabytes)} (${WEIGHTS[weights]}${terms}) from ${source} into ${folder}. Nothing of yours is sent.`;
}

export function sizeText(megabytes: number): string {
  return formatBytes(megabytes * 1e6);
}

/** A known model in the list to choose from. */
export function modelItem(
  { name, megabytes, languages, licence }: KnownModel,
  found: FoundModel,
): { readonly label: string; readonly description: string; readonly detail: string } {
  const weights = found.found ? found.weights : (found.download?.weights ?? "quantised");
  const where = found.found ? "on this machine" : `${sizeText(megabytes[weights])} to download`;
  return { label: name, description: where, detail: `Languages: ${languages}. ${licence} licence.` };
}

export const KIND_LABELS: Readonly<Record<ModelKind, string>> = {
  speech: "speech model",
  embedding: "lyric embedding model",
  audio: "audio model",
  "audio-text": "half of the audio model that reads",
};
