import { expect, it } from "vitest";
import { explainLoadError, REINSTALL } from "../../src/engine/core/native/load-error.ts";

const because = (...messages: readonly [string, ...string[]]): Error => {
  const [message, ...causes] = messages;
  return new Error(message, causes.length === 0 ? {} : { cause: because(...(causes as [string, ...string[]])) });
};
const HERE = `${process.platform}-${process.arch}`;
const BINDING = "/x/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node";

// What the loaders of the systems say, word for word.
it.each([
  [
    "glibc that is too old",
    because(`/lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.28' not found (required by ${BINDING})`),
    /C library is too old, glibc 2\.28 is needed/,
    /Debian 10/,
  ],
  [
    "libstdc++ that is too old",
    because(`/usr/lib64/libstdc++.so.6: version \`GLIBCXX_3.4.22' not found (required by ${BINDING})`),
    /libstdc\+\+\) is too old, GLIBCXX_3\.4\.22 is needed/,
    /glibc 2\.28/,
  ],
  [
    "musl without glibc's loader",
    because(`Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by ${BINDING})`),
    /C library musl/,
    /not Alpine/,
  ],
  [
    "musl with half of glibc's functions",
    because(`Error relocating ${BINDING}: __vsnprintf_chk: symbol not found`),
    /C library musl/,
    /not Alpine/,
  ],
  [
    "a library of the package that is gone",
    because("libonnxruntime.so.1: cannot open shared object file: No such file or directory"),
    /file of its package is missing, libonnxruntime\.so\.1\./,
    REINSTALL,
  ],
  [
    "the same on musl",
    because(`Error loading shared library libonnxruntime.so.1: No such file or directory (needed by ${BINDING})`),
    /file of its package is missing, libonnxruntime\.so\.1\./,
    REINSTALL,
  ],
  [
    "a library of the system that is not there",
    because("libstdc++.so.6: cannot open shared object file: No such file or directory"),
    /library of the system is missing, libstdc\+\+\.so\.6/,
    /package manager/,
  ],
  [
    "Windows without the Visual C++ runtime",
    because("The specified module could not be found.\r\n\\\\?\\C:\\x\\onnxruntime_binding.node"),
    /Visual C\+\+ runtime/,
    /vc_redist\.x64\.exe/,
  ],
  [
    "Windows with an older runtime",
    because("A dynamic link library (DLL) initialization routine failed.\r\n\\\\?\\C:\\x\\onnxruntime_binding.node"),
    /Visual C\+\+ runtime/,
    /vc_redist/,
  ],
  [
    "another processor on Windows",
    because("\\\\?\\C:\\x\\onnxruntime_binding.node is not a valid Win32 application."),
    `another processor or is damaged; this is ${HERE}`,
    REINSTALL,
  ],
  [
    "another processor on macOS",
    because(
      `dlopen(/x/onnxruntime_binding.node, 0x0001): tried: '/x/onnxruntime_binding.node' (mach-o file, but is an incompatible architecture (have 'x86_64', need 'arm64'))`,
    ),
    `another processor or is damaged; this is ${HERE}`,
    REINSTALL,
  ],
  [
    "macOS's quarantine",
    because("dlopen(/x/a.node, 0x0001): code signature in <X> '/x/a.node' not valid for use in process"),
    /macOS does not let it run/,
    /com\.apple\.quarantine/,
  ],
  ["a file that was cut off", because(`${BINDING}: file too short`), /its file is damaged/, REINSTALL],
  ["a file that holds something else", because(`${BINDING}: invalid ELF header`), /its file is damaged/, REINSTALL],
  [
    "a folder from which nothing may run",
    because(`${BINDING}: failed to map segment from shared object: Operation not permitted`),
    /does not let it run from its folder/,
    /noexec/,
  ],
  [
    "a platform that was not installed",
    because(`Cannot find module '../bin/napi-v6/linux/arm64/onnxruntime_binding.node'\nRequire stack:\n- /x/a.js`),
    `a part is missing, arm64/onnxruntime_binding.node; this is ${HERE}.`,
    REINSTALL,
  ],
  [
    "a package that tried several files, of which one was there",
    because(
      "Cannot find native binding. npm has a bug related to optional dependencies",
      "Cannot find module './typst-ts-node-compiler.linux-x64-gnu.node'\nRequire stack:\n- /x/js-binding.js",
      "/lib64/libc.so.6: version `GLIBC_2.18' not found (required by /x/typst-ts-node-compiler.linux-x64-gnu.node)",
    ),
    /glibc 2\.18 is needed/,
    /Debian 10/,
  ],
  [
    "a package that found none of its files",
    because(
      "Cannot find native binding.",
      "Cannot find module '@myriaddreamin/typst-ts-node-compiler-linux-x64-gnu'\nRequire stack:\n- /x",
    ),
    "a part is missing, @myriaddreamin/typst-ts-node-compiler-linux-x64-gnu",
    REINSTALL,
  ],
  ["what nobody foresaw", because("the moon is full\nat midnight"), /^the moon is full\.$/, REINSTALL],
])("explains %s", (_, error, reason, remedy) => {
  const explained = explainLoadError(error);
  expect(explained.reason).toMatch(reason);
  expect(explained.remedy).toMatch(remedy === REINSTALL ? /^Install Latentune again/ : remedy);
});
