import { exportLrc } from "../../steps/transcription/export-lrc.ts";
import { acceptLyrics, proposeLyrics } from "../../steps/transcription/propose.ts";
import { transcribeSongs } from "../../steps/transcription/transcribe-songs.ts";
import type { Handlers } from "../request-context.ts";
import { withNotifier } from "../notifier.ts";
import { pathsOf, taskRequestOf } from "../workspace-of.ts";

export const speechRequests = {
  transcribe: (params, context) =>
    withNotifier(context, params, (request) => {
      const { token, transcription } = params;
      const onSong: Parameters<typeof transcribeSongs>[0]["onSong"] = (song, done, total) => {
        context.notify("song", { token, song, done, total });
      };
      return transcribeSongs({ ...taskRequestOf(params), transcription, ...request, onSong });
    }),

  proposeLyrics: (params, context) =>
    withNotifier(context, params, (request) => {
      const { model, filename, writeLanguage } = params;
      return proposeLyrics({ ...taskRequestOf(params), model, filename, writeLanguage, ...request });
    }),

  exportLrc: (params, { signal }) => exportLrc({ ...taskRequestOf(params), folder: params.folder, signal }),

  acceptLyrics: async (params) => ({
    written: await acceptLyrics(pathsOf(params), params.transcript, params.writeLanguage),
  }),
} satisfies Partial<Handlers>;
