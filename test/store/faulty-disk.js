// Preloaded into a process (`node --import`): a folder below which nothing can be changed. FAULTY_BELOW is the folder,
// FAULTY_CODE what the system says (EROFS, ENOSPC …). Files outside work as always. With FAULTY_NAME only files whose names
// begin with it are refused.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, join, resolve } from "node:path";

const { FAULTY_BELOW: below, FAULTY_CODE: code, FAULTY_NAME: only = "" } = process.env;
const ERRNO = { EROFS: -30, ENOSPC: -28, EACCES: -13 };

function refuse(syscall, path) {
  const full = resolve(String(path));
  if (!`${full}/`.startsWith(join(below, "/")) || !basename(full).startsWith(only)) return;
  throw Object.assign(new Error(`${code}: refused, ${syscall} '${full}'`), {
    code,
    errno: ERRNO[code],
    syscall,
    path: full,
  });
}

const writes = { writeFile: 0, mkdir: 0, rename: 1, copyFile: 1, link: 1, rm: 0, rmdir: 0, unlink: 0, utimes: 0 };
for (const [name, argument] of Object.entries(writes)) {
  const real = fs.promises[name];
  fs.promises[name] = async (...args) => {
    // A full disk lets go of what is there.
    if (code !== "ENOSPC" || !["rm", "rmdir", "unlink", "rename", "utimes"].includes(name))
      refuse(name, args[argument]);
    return real(...args);
  };
}
for (const [name, argument] of Object.entries({ writeFileSync: 0, renameSync: 1 })) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (code !== "ENOSPC" || name !== "renameSync") refuse(name, args[argument]);
    return real(...args);
  };
}
const open = fs.promises.open;
fs.promises.open = async (path, flags, ...rest) => {
  if (typeof flags === "string" && /[wax+]/.test(flags)) refuse("open", path);
  return open(path, flags, ...rest);
};
syncBuiltinESMExports();
