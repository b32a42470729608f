// `cluster --embedding` from end to end on a synthetic embedding: seconds, peak memory of the process, lines printed, exit
// status. Arguments: rows, separated by commas (default: 200,000), and a folder in which the embedding stays as
// `embedding-<rows>.npy` (default: none). Needs `npm run build`.
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeNpy } from "../../src/engine/core/npy.ts";
import { record } from "../record.ts";
import { embedding } from "../synthetic.ts";

const [sizes = "200000", kept] = process.argv.slice(2);
for (const rows of sizes.split(",").map(Number)) {
  const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  try {
    const workspace = join(folder, "workspace");
    await mkdir(workspace);
    const file = join(kept ?? folder, `embedding-${rows}.npy`);
    const { cols, data } = embedding(rows);
    await writeNpy(file, { shape: [rows, cols], data: Float32Array.from(data) });
    const started = performance.now();
    // The process tells its own peak at its end.
    const report = `process.on("exit",()=>console.error("peak "+process.resourceUsage().maxRSS))`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        "--import",
        `data:text/javascript,${encodeURIComponent(report)}`,
        resolve("dist/cli.js"),
        "cluster",
        "--embedding",
        file,
        "--workspace",
        workspace,
        "--k",
        "20",
      ],
      { encoding: "utf8" },
    );
    const seconds = (performance.now() - started) / 1000;
    // Linux and macOS report kibibytes.
    const memory = Number(/^peak (\d+)$/m.exec(stderr)?.[1] ?? NaN) / 1024;
    const lines = `${stdout}${stderr}`.trimEnd().split("\n").length - 1;
    const remark = `status ${status}, ${lines} lines`;
    record({ kind: "growth", step: `cluster --embedding, × ${cols}`, rows, seconds, memory, remark });
    console.log(`  ${rows} × ${cols}  ${seconds.toFixed(0)} s  ${memory.toFixed(0)} MiB  ${remark}\n${stdout}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
