import { RPC_VERSION } from "../../../shared/contract/rpc.ts";
import { LatentuneError } from "../../core/errors.ts";
import { findFfmpeg } from "../../audio/decode/ffmpeg.ts";
import { versions } from "../../store/versions.ts";
import type { Handlers } from "../request-context.ts";

/** Says who answers. @throws {LatentuneError} if host and engine are of different installations. */
export const initialize: Handlers["initialize"] = async ({ rpcVersion }) => {
  if (rpcVersion !== RPC_VERSION) {
    throw new LatentuneError(
      `The extension speaks version ${rpcVersion} with its engine, which speaks version ${RPC_VERSION}.`,
      { remedy: "Reload the window; if that does not help, install the extension again." },
    );
  }
  return { rpcVersion: RPC_VERSION, pid: process.pid, versions: versions(), ffmpeg: (await findFfmpeg()) ?? null };
};
