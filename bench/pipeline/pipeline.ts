// The whole Hard task on examples/songs30, cold and from the command line as a user runs it (pictures and report included),
// against the reference's steps in Python (without its pictures and imports; its 800 epochs are the measured time of an epoch
// times 800). Alternating, medians. Arguments: rounds, epochs that the peer trains. Needs `npm run build` and ffmpeg.
import { spawn, spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadDataset } from "../../src/engine/dataset/load-dataset.ts";
import { peerPython } from "../peers.ts";
import { median, record } from "../record.ts";

const [roundsText = "3", epochsText = "4"] = process.argv.slice(2);
const WORKSPACE = resolve("examples/songs30");
const { songs } = await loadDataset({ workspace: WORKSPACE });
const request = JSON.stringify({
  files: songs.map(({ audioPath }) => audioPath),
  lyrics: songs.map(({ lyrics }) => lyrics),
  labels: [songs.map(({ language }) => language), songs.map(({ genre }) => genre)],
});

const rounds: { ours: number; theirs: number }[] = [];
for (let round = 0; round < Number(roundsText); round++) {
  const ours = await hardTask();
  const steps = await reference();
  const theirs = Object.values(steps).reduce((sum, seconds) => sum + seconds, 0);
  rounds.push({ ours, theirs });
  const listed = Object.entries(steps).map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`);
  console.log(`  ours ${ours.toFixed(1)} s; reference ${theirs.toFixed(0)} s: ${listed.join(", ")}`);
}
const ratio = median(rounds.map(({ ours, theirs }) => ours / theirs));
const [ours, theirs] = [median(rounds.map((pair) => pair.ours)), median(rounds.map((pair) => pair.theirs))];
record({
  kind: "comparison",
  step: "whole Hard task, cold",
  size: "songs30",
  peer: "the reference's steps in PyTorch and scikit-learn",
  ours,
  theirs,
  ratio,
  target: 0.1,
  remark: "its 800 epochs from the time of one",
});
console.log(`Hard task: ours ${ours.toFixed(1)} s, reference ${theirs.toFixed(0)} s, ratio ${ratio.toFixed(3)}`);

/** Seconds of the command, from its start to its end, in a workspace without cache. */
async function hardTask(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  try {
    await cp(WORKSPACE, folder, { recursive: true });
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["dist/cli.js", "hard", "--workspace", folder], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`The Hard task failed:\n${stderr}`);
    return (performance.now() - started) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reference(): Promise<Record<string, number>> {
  const peer = spawn(peerPython(), [join("bench", "pipeline", "peers.py"), epochsText], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  peer.stdin.end(`${request}\n`);
  let printed = "";
  peer.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  return new Promise((fulfil, reject) => {
    peer.on("close", (code) => {
      if (code === 0) fulfil(JSON.parse(printed.trim().split("\n").at(-1)!) as Record<string, number>);
      else reject(new Error("The Python peer failed: do torch and scikit-learn import?"));
    });
  });
}
