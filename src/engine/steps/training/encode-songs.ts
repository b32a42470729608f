import { join } from "node:path";
import { formatNumber } from "../../../shared/format.ts";
import { writeNetworks } from "../../audio/embedding/encoding.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import type { StepContext } from "../context.ts";
import { defineUncachedStep } from "../define-step.ts";
import type { LogMels } from "../log-mels.ts";
import { featureRows, featuresOfAll, noteReuse } from "../song-features.ts";
import { partOf } from "../step.ts";
import type { CachedNetwork } from "./cached-training.ts";

/** A network on spectrograms; one that decodes has errors. */
export type AudioNetwork = CachedNetwork & {
  readonly decoderOnnx?: Uint8Array;
  readonly reconstructionErrors?: Float32Array;
};

export interface EncodeRequest {
  readonly mels: LogMels;
  readonly networks: readonly AudioNetwork[];
}

/** What networks make of all songs. */
export interface EncodedSongs {
  /** Songs × 80: the mean of each spectrogram over time. */
  readonly meanMel: Matrix;
  /** One of the networks with the latents of all songs, and the errors of their reconstructions where it decodes. */
  of<Network extends AudioNetwork>(network: Network): Network;
}

/** How much of the work it is to encode, beside reading what came of it. */
const ENCODING = 0.95;

const TOLD_ROWS = 1000;

/**
 * Encodes all songs, of which networks were trained on a sample: each is decoded once for all networks, on worker threads,
 * and kept by the networks' content.
 */
export const encodeSongs = defineUncachedStep({
  name: "encode",
  label: "Encoding all songs",
  run: async (
    { mels, networks }: EncodeRequest,
    context: Pick<StepContext, "paths" | "settings" | "queue">,
    report,
  ): Promise<EncodedSongs> => {
    const { feature, starts } = await writeNetworks(
      join(context.paths.cache, "networks"),
      networks.map(({ encoderOnnx, decoderOnnx, latents, std }) => ({
        encoder: encoderOnnx,
        ...(decoderOnnx && { decoder: decoderOnnx }),
        columns: latents.cols,
        deviation: std[0]!,
      })),
    );
    const features = await featuresOfAll(feature, context, partOf(report, 0, ENCODING), mels, "Encoding");
    noteReuse(report, features, "songs' encodings");
    const rows = mels.songs.length;
    const meanMel = matrix(rows, mels.bands);
    const encodings = new Map(
      networks.map((network: AudioNetwork, index) => {
        const latents = matrix(rows, network.latents.cols);
        const errors = network.decoderOnnx && { reconstructionErrors: new Float32Array(rows) };
        return [network, { start: starts[index]!, latents, errors }] as const;
      }),
    );
    const reading = partOf(report, ENCODING, 1);
    await featureRows(features, report, (values, row) => {
      meanMel.data.set(values.subarray(0, mels.bands), row * mels.bands);
      for (const { start, latents, errors } of encodings.values()) {
        const end = start + latents.cols;
        latents.data.set(values.subarray(start, end), row * latents.cols);
        if (errors !== undefined) errors.reconstructionErrors[row] = values[end]!;
      }
      if (row % TOLD_ROWS === 0)
        reading.fraction(row / rows, `${formatNumber(row)} of ${formatNumber(rows)} songs read`);
    });
    return {
      meanMel,
      of(network) {
        const { latents, errors } = encodings.get(network)!;
        return { ...network, latents, ...errors };
      },
    };
  },
});
