// Preloaded into a process (`node --import`): ends it with SIGKILL right after the n-th change of the file system below a
// folder, as a power cut or an impatient user does. KILL_BELOW is the folder, KILL_AFTER is n. Without n it counts: the
// number of changes is written to KILL_COUNT, with what each of them was.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join, resolve } from "node:path";

const { KILL_BELOW: below, KILL_AFTER: after, KILL_COUNT: count, KILL_FROM: from } = process.env;
const changes = [];
// Changes count from the moment on in which a file of this name appears.
let counting = from === undefined;

function changed(name, args) {
  const path = resolve(String(["rename", "copyFile", "link"].includes(name) ? args[1] : args[0]));
  if (path === from) counting = true;
  if (!counting || !path.startsWith(join(below, "/"))) return;
  changes.push(`${name} ${path.slice(below.length + 1)}`);
  if (changes.length === Number(after)) process.kill(process.pid, "SIGKILL");
}

for (const name of ["rename", "rm", "rmdir", "mkdir", "copyFile", "link", "unlink"]) {
  const real = fs.promises[name];
  fs.promises[name] = async (...args) => {
    const result = await real(...args);
    changed(name, args);
    return result;
  };
}
const renameSync = fs.renameSync;
fs.renameSync = (...args) => {
  renameSync(...args);
  changed("rename", args);
};
syncBuiltinESMExports();
if (count !== undefined) process.on("exit", () => fs.writeFileSync(count, JSON.stringify(changes)));
