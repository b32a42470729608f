import { loadModel, type LoadedModel } from "../../nn/load-model.ts";
import { tryRuntime } from "../../nn/runtime.ts";

/** Decoders that are loaded, the least recently used ones given up. */
export interface Decoders {
  /** What a decoder makes of one song's latents. @throws the system's or the runtime's error if the file is none. */
  decode(path: string, latents: Float32Array): Promise<Float32Array>;
}

/** Both networks of the run that is looked at, and of one that it is compared with. */
const KEPT = 4;

export function createDecoders(): Decoders {
  const loaded = new Map<string, Promise<LoadedModel>>();

  async function load(path: string): Promise<LoadedModel> {
    const known = loaded.get(path);
    // Last in the map's order: used most recently.
    loaded.delete(path);
    const model = known ?? tryRuntime().then(() => loadModel(path));
    // Who asked is told below; until then a failure is nobody's, which would end the process.
    model.catch(() => undefined);
    loaded.set(path, model);
    const [oldest] = loaded.keys();
    if (loaded.size > KEPT && oldest !== undefined) {
      const old = loaded.get(oldest)!;
      loaded.delete(oldest);
      await old.then((unused) => unused.release()).catch(() => undefined);
    }
    try {
      return await model;
    } catch (error) {
      loaded.delete(path);
      throw error;
    }
  }

  return {
    async decode(path, latents) {
      const model = await load(path);
      const [input, output] = [model.inputs[0]!, model.outputs[0]!];
      const [song] = await model.run({ [input]: { data: latents, shape: [1, latents.length] } }, [output]);
      return song!.data;
    },
  };
}
