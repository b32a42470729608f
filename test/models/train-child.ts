// Trains in a process of its own, which the test kills: `node <bundle> <checkpoint>`. One line per epoch.
import { trainVae } from "../../src/engine/models/train-vae.ts";
import { lineSource, SMALL_MODEL, STOPPING_SETTINGS } from "./small.ts";

const path = process.argv[2]!;
await trainVae(SMALL_MODEL, lineSource(10), STOPPING_SETTINGS, {
  checkpoint: { path, everySeconds: 0 },
  onEpoch: ({ epoch }) => {
    console.log(epoch);
  },
});
