import { acceptLyrics as accept, proposeLyrics as propose } from "../../steps/transcription/propose.ts";
import { transcribeSongs } from "../../steps/transcription/transcribe-songs.ts";
import type { Handler } from "../request-context.ts";
import { createNotifier } from "../notifier.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const transcribe: Handler<"transcribe"> = async (params, context) => {
  const { token, transcription } = params;
  const { signal, notify } = context;
  const notifier = createNotifier(context, token);
  try {
    return await transcribeSongs({
      ...taskRequestOf(params),
      transcription,
      signal,
      onProgress: notifier.onProgress,
      onSong: (song, done, total) => {
        notify("song", { token, song, done, total });
      },
    });
  } finally {
    notifier.flush();
  }
};

export const proposeLyrics: Handler<"proposeLyrics"> = async (params, context) => {
  const notifier = createNotifier(context, params.token);
  try {
    const { model, filename } = params;
    return await propose({
      ...taskRequestOf(params),
      model,
      filename,
      signal: context.signal,
      onProgress: notifier.onProgress,
    });
  } finally {
    notifier.flush();
  }
};

export const acceptLyrics: Handler<"acceptLyrics"> = async (params) => ({
  written: await accept(pathsOf(params), params.transcript),
});
