/** The bytes of a compiled module; scripts/kernels.js compiles it when something is bundled. */
declare module "*?wasm" {
  const bytes: Uint8Array;
  export default bytes;
}
