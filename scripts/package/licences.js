// What packages do not say of themselves: the texts of their licences, and what others there is in them. The texts lie in `licences`.

const REPLACE = "It lies unchanged in a folder of its own and may be replaced by another version of it:";

/** The first entry that fits a package's name counts; `files` join the texts that lie in the package. */
export const PACKAGES = [
  {
    names: /^mpg123-decoder$/,
    licence: "MIT, and LGPL-2.1 for the libmpg123 in it",
    files: ["wasm-audio-decoders.txt", "mpg123.txt"],
    remark: `${REPLACE} \`node_modules/mpg123-decoder\`. Source of libmpg123: https://www.mpg123.de/download.shtml; of the decoder and how it is compiled: https://github.com/eshaz/wasm-audio-decoders.`,
  },
  {
    names: /^codec-parser$/,
    files: ["gpl-3.0.txt"],
    remark: `${REPLACE} \`node_modules/codec-parser\`. It is JavaScript and so its own source, also at https://github.com/eshaz/codec-parser.`,
  },
  {
    names: /^(?:@wasm-audio-decoders\/(?:flac|ogg-vorbis)|opus-decoder)$/,
    licence: "MIT, and BSD-3-Clause for the library of Xiph.Org in it",
    files: ["wasm-audio-decoders.txt", "xiph.txt"],
  },
  { names: /^@wasm-audio-decoders\/common$/, files: ["wasm-audio-decoders.txt"] },
  { names: /^onnxruntime-common$/, files: ["onnxruntime.txt"] },
  {
    names: /^onnxruntime-node$/,
    licence: "MIT, and others for what it is built from",
    files: ["onnxruntime.txt", "onnxruntime-third-party.txt"],
    remark:
      "For Windows it brings DirectML.dll and dxil.dll under Microsoft's terms for redistributable files (https://www.nuget.org/packages/Microsoft.AI.DirectML/1.15.4/License), and dxcompiler.dll, the DirectX Shader Compiler (NCSA, https://github.com/microsoft/DirectXShaderCompiler).",
  },
  {
    names: /^@myriaddreamin\/typst-ts-node-compiler-/,
    licence: "Apache-2.0, and others for the crates and fonts it is built from",
    files: ["crates-typst.txt"],
  },
  {
    names: /^canvaskit-wasm$/,
    licence: "BSD-3-Clause, and others for the libraries that it is built from",
    files: ["canvaskit.txt"],
  },
];

/** What is in our bundles or beside them, and in no package. */
export const OTHERS = [
  {
    name: "AssemblyScript, standard library",
    version: "0.28",
    licence: "Apache-2.0",
    source: "https://github.com/AssemblyScript/assemblyscript",
    files: ["../../../node_modules/assemblyscript/NOTICE", "../../../node_modules/assemblyscript/LICENSE"],
  },
  {
    name: "CLDR, names of languages",
    version: "48",
    licence: "Unicode-3.0",
    source: "https://cldr.unicode.org",
    files: ["unicode.txt"],
  },
  {
    name: "MusiCNN, weights of the network",
    version: "2019",
    licence: "ISC",
    source: "https://github.com/jordipons/musicnn",
    files: ["../../../media/models/musicnn.LICENSE.md"],
  },
];
