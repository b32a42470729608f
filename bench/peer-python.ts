/**
 * The Python that has the peers installed. `bench/run.js` finds or makes it and says where it is.
 * @throws {Error} if a benchmark is started in another way.
 */
export function peerPython(): string {
  const python = process.env["LATENTUNE_BENCH_PYTHON"];
  if (python === undefined) throw new Error("Start benchmarks with `npm run bench -- NAME`.");
  return python;
}
