// src/engine/core/rng.ts
function createRng(seed, ...labels2) {
  const rng2 = new Sfc32(seedWords(seed, labels2));
  for (let round = 0; round < 15; round++) rng2.uint32();
  return rng2;
}
var Sfc32 = class {
  a;
  b;
  c;
  counter;
  /** The second value of the last Box–Muller pair, if it is still unused. */
  spare = null;
  constructor(words) {
    [this.a, this.b, this.c, this.counter] = words;
  }
  uint32() {
    const sum = (this.a + this.b | 0) + this.counter | 0;
    this.counter = this.counter + 1 | 0;
    this.a = this.b ^ this.b >>> 9;
    this.b = this.c + (this.c << 3) | 0;
    this.c = (this.c << 21 | this.c >>> 11) + sum | 0;
    return sum >>> 0;
  }
  uniform() {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }
  normal() {
    if (this.spare !== null) {
      const value = this.spare;
      this.spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
  integer(n) {
    return Math.floor(this.uniform() * n);
  }
};
function seedWords(seed, labels2) {
  const text2 = `${seed}\0${labels2.join("\0")}`;
  let h1 = 1013904242;
  let h2 = 2654435769;
  let h3 = 2027808484;
  let h4 = 387276957;
  for (let index = 0; index < text2.length; index++) {
    const code = text2.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 609442697);
    h2 = h3 ^ Math.imul(h2 ^ code, 2654435761);
    h3 = h4 ^ Math.imul(h3 ^ code, 2246822519);
    h4 = h1 ^ Math.imul(h4 ^ code, 3266489917);
  }
  h1 = Math.imul(h3 ^ h1 >>> 18, 609442697);
  h2 = Math.imul(h4 ^ h2 >>> 22, 2654435761);
  h3 = Math.imul(h1 ^ h3 >>> 17, 2246822519);
  h4 = Math.imul(h2 ^ h4 >>> 19, 3266489917);
  return [h1 ^ h2 ^ h3 ^ h4 | 0, h2 ^ h1 | 0, h3 ^ h1 | 0, h4 ^ h1 | 0];
}

// src/shared/contract/result-files.ts
var VIEW = { folder: "view", manifest: "view.json", songs: "songs.json" };
var RESULT_FILES = {
  manifest: "run.json",
  report: "REPORT.md",
  /** What the user gave a kept run: its name and pin. */
  annotation: "marks.json",
  view: `${VIEW.folder}/${VIEW.manifest}`,
  viewSongs: `${VIEW.folder}/${VIEW.songs}`
};

// src/engine/results/schema/array.ts
import { join as join3 } from "node:path";

// src/engine/core/errors.ts
var LatentuneError = class extends Error {
  name = "LatentuneError";
  place;
  constructor(message, place = {}) {
    super(message);
    this.place = place;
  }
  /** `file:line: message (remedy)`, as one line for a terminal or a notification. */
  describe() {
    const { file: file2, line, remedy } = this.place;
    const at = file2 === void 0 ? "" : line === void 0 ? `${file2}: ` : `${file2}:${line}: `;
    return `${at}${this.message}${remedy === void 0 ? "" : ` ${remedy}`}`;
  }
};
var CancelledError = class extends Error {
  name = "CancelledError";
  constructor(message = "Cancelled.") {
    super(message);
  }
};
function throwIfCancelled(signal) {
  if (signal?.aborted) throw new CancelledError();
}

// src/shared/npy-header.ts
var NpyError = class extends Error {
  name = "NpyError";
};
var NPY_MAGIC = [147, 78, 85, 77, 80, 89];
var LONGEST_HEADER = 1e4;
var NPY_HEAD_BYTES = LONGEST_HEADER + 12;
function parseNpyHeader(bytes) {
  if (bytes.length < 10 || NPY_MAGIC.some((byte, index) => bytes[index] !== byte))
    throw new NpyError("it does not start with the NumPy magic bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2;
  if (wide && bytes.length < 12) throw new NpyError("its header is cut off");
  const start = wide ? 12 : 10;
  const dataStart = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > start + LONGEST_HEADER) throw new NpyError("its header is longer than NumPy reads");
  if (dataStart > bytes.length) throw new NpyError("its header is cut off");
  const header = Array.from(bytes.subarray(start, dataStart), (code) => String.fromCharCode(code)).join("");
  const [, descr, structured] = /["']descr["']\s*:\s*(?:["']([^"']*)["']|([[(]))/.exec(header) ?? [];
  if (structured !== void 0) throw new NpyError("its rows are records of several fields (a structured dtype)");
  const shape = /["']shape["']\s*:\s*\(([^)]*)\)/.exec(header)?.[1];
  const order = /["']fortran_order["']\s*:\s*(True|False)/.exec(header)?.[1];
  if (descr === void 0 || shape === void 0 || order === void 0)
    throw new NpyError("its header is not understood");
  const sizes = shape.split(",").map((part) => part.trim()).filter((part) => part !== "");
  if (sizes.some((size) => !/^\d+L?$/.test(size))) throw new NpyError(`its shape is (${shape.trim()})`);
  const numbers = sizes.map((size) => Number.parseInt(size, 10));
  const count = numbers.reduce((product, size) => product * size, 1);
  if (!numbers.every(Number.isSafeInteger) || !Number.isSafeInteger(count))
    throw new NpyError(`its shape is (${shape.trim()})`);
  return { dtype: descr, fortranOrder: order === "True", shape: numbers, count, dataStart };
}

// src/shared/npy.ts
function encodeNpy({ shape, data }) {
  if (sizeOf(shape) !== data.length)
    throw new RangeError(`Shape (${shape.join(", ")}) does not hold ${data.length} values.`);
  const header = npyHeader(shape, dtypeOf(data));
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}
function npyHeader(shape, dtype) {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text2 = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const body = `${text2}${" ".repeat(63 - (10 + text2.length) % 64)}
`;
  const magic = [...NPY_MAGIC, 1, 0, body.length & 255, body.length >> 8];
  return Uint8Array.from([...magic, ...Array.from(body, (character) => character.charCodeAt(0))]);
}
function decodeNpy(bytes) {
  const { dtype, fortranOrder, shape, count, dataStart } = parseNpyHeader(bytes);
  if (fortranOrder && shape.filter((size) => size > 1).length > 1) throw new NpyError("it is in Fortran order");
  const create = ARRAYS.get(dtype);
  if (create === void 0) throw new NpyError(`its dtype is ${dtype}`);
  const end = dataStart + count * create.BYTES_PER_ELEMENT;
  if (bytes.length < end) throw new NpyError("its data are cut off");
  const aligned = (bytes.byteOffset + dataStart) % create.BYTES_PER_ELEMENT === 0;
  const data = aligned ? bytes.subarray(dataStart, end) : Uint8Array.from(bytes.subarray(dataStart, end));
  return { shape, data: new create(data.buffer, data.byteOffset, count) };
}
var ARRAYS = /* @__PURE__ */ new Map([
  ["|u1", Uint8Array],
  ["<f4", Float32Array],
  ["<f8", Float64Array],
  ["<i4", Int32Array],
  ["<i8", BigInt64Array]
]);
function dtypeOf(data) {
  if (data instanceof Uint8Array) return "|u1";
  if (data instanceof Float32Array) return "<f4";
  if (data instanceof Float64Array) return "<f8";
  return data instanceof Int32Array ? "<i4" : "<i8";
}
function sizeOf(shape) {
  return shape.reduce((product, size) => product * size, 1);
}

// src/engine/core/files.ts
import { constants as constants2, copyFile, link, mkdir, open as open2, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { randomBytes } from "node:crypto";

// src/engine/core/given-file.ts
import { constants } from "node:fs";
import { lstat, open, readlink, stat } from "node:fs/promises";

// src/shared/format.ts
var UNDEFINED = "\u2013";
var SMALLEST_PLAIN = 1e-4;
var ROUNDING = 1e-12;
function formatNumber(value) {
  return significant(value, 3);
}
function significant(value, digits) {
  if (value === null || value === void 0 || !Number.isFinite(value)) return UNDEFINED;
  if (Number.isInteger(value)) return trueMinus((value + 0).toLocaleString("en-US"));
  const kept = Math.abs(value) < 0.1 ? digits - 1 : digits;
  if (Math.abs(value) < ROUNDING) return "0";
  const size = Math.abs(Number(value.toPrecision(kept)));
  if (size < SMALLEST_PLAIN) return trueMinus(value.toExponential(kept - 1));
  const decimals = Math.max(0, (size < 0.1 ? digits - 1 : digits) - 1 - Math.floor(Math.log10(size)));
  return trueMinus(value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
}
function trueMinus(text2) {
  return text2.replaceAll("-", "\u2212");
}
function countOf(count, noun) {
  return `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
}
function formatBytes(bytes) {
  if (bytes < 1e3) return countOf(bytes, "byte");
  if (bytes < 999500) return `${Math.round(bytes / 1e3)} kB`;
  if (bytes < 9995e5) return `${(bytes / 1e6).toFixed(bytes < 995e4 ? 1 : 0)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

// src/shared/regular-file.ts
var FILE_LIMITS = {
  /** Tables of songs with their lyrics, which are read whole: a million songs with 500 bytes each. */
  table: 512 * 2 ** 20,
  /** Tables of a run, which are read row by row: a million songs by all methods are 3 GB. */
  runTable: 16 * 2 ** 30,
  /** JSON about a run, a model, a transcript. */
  json: 64 * 2 ** 20,
  /** JSON with an entry for each song: a million are 450 MB; the longest text that the engines of Node and VS Code hold. */
  songJson: 512 * 2 ** 20,
  /** Arrays: a million songs with 1,000 float32. */
  array: 4 * 2 ** 30
};
function whyNotReadable(status, what, maxBytes) {
  if (!status.isFile()) return `${what} is ${kindOf(status)}, not a file.`;
  if (status.size <= maxBytes) return void 0;
  return `${what} has ${formatBytes(status.size)}, more than the ${formatBytes(maxBytes)} that such a file may have.`;
}
function kindOf(status) {
  if (status.isDirectory()) return "a folder";
  if (status.isFIFO()) return "a named pipe";
  return status.isSocket() ? "a socket" : "a device";
}

// src/engine/core/given-file.ts
var BrokenLinkError = class extends LatentuneError {
  name = "BrokenLinkError";
};
var READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
var MOST_AT_ONCE = 2 ** 30;
async function openGivenFile(path, what, maxBytes) {
  refuse(await statusOf(path, what), path, what, maxBytes);
  const handle = await open(path, READ);
  try {
    const status = await handle.stat();
    refuse(status, path, what, maxBytes);
    return { handle, size: status.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
async function readGivenFile(path, what, maxBytes) {
  const { handle, size } = await openGivenFile(path, what, maxBytes);
  try {
    const bytes = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, Math.min(size - filled, MOST_AT_ONCE), filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
async function* streamGivenFile(path, what, maxBytes) {
  const { handle, size } = await openGivenFile(path, what, maxBytes);
  try {
    if (size === 0) return;
    for await (const chunk of handle.createReadStream({ end: size - 1, autoClose: false })) yield chunk;
  } finally {
    await handle.close();
  }
}
async function statusOf(path, what) {
  try {
    return await stat(path);
  } catch (error) {
    const link2 = error.code === "ENOENT" && await lstat(path).catch(() => void 0);
    if (!link2 || !link2.isSymbolicLink()) throw error;
    throw new BrokenLinkError(`${what} is a link to ${await readlink(path)}, which is not there.`, {
      file: path,
      remedy: "Fetch the file that it stands for (such as with `dvc pull` or `git annex get`), or correct the link."
    });
  }
}
function refuse(status, path, what, maxBytes) {
  const why = whyNotReadable(status, what, maxBytes);
  if (why === void 0) return;
  throw new LatentuneError(why, { file: path, remedy: "Check whether it is the right file." });
}

// src/engine/core/processes.ts
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
var FIRST_NAMESPACE = "pid:[4026531836]";
var HOST = hostOf({
  name: hostname(),
  machine: contentOf("/etc/machine-id"),
  boot: contentOf("/proc/sys/kernel/random/boot_id"),
  namespace: namespaceOfProcesses()
});
function hostOf({ name, machine, boot, namespace }) {
  const inside = namespace === "" || namespace === FIRST_NAMESPACE ? "" : `${boot} ${namespace}`;
  const hash = createHash("sha256").update(JSON.stringify([name, machine, inside])).digest("hex");
  const readable = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return `${readable.slice(0, 16)}_${hash.slice(0, 8)}`;
}
function contentOf(path) {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
function namespaceOfProcesses() {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

// src/engine/core/files.ts
function temporaryName(path) {
  return `${path}.${HOST}-${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
}
function temporaryShardedName(path) {
  return temporaryName(join(dirname(dirname(path)), basename(path)));
}
async function writeFileAtomic(path, content, { mode, durable = false, sharded } = {}) {
  await replaceFile(path, { sharded }, async (handle) => {
    await handle.writeFile(content);
    if (mode !== void 0) await handle.chmod(mode);
    if (durable) await handle.sync();
  });
}
async function writeChunksAtomic(path, chunks, place = {}) {
  await replaceFile(path, place, async (handle) => {
    for await (const chunk of chunks) await handle.writeFile(chunk);
  });
}
async function replaceFile(path, place, write) {
  await replace(path, place, async (temporary) => {
    const handle = await open2(temporary, "w");
    try {
      await write(handle);
    } finally {
      await handle.close();
    }
  });
}
async function replace(path, { sharded = false }, make) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = sharded ? temporaryShardedName(path) : temporaryName(path);
  try {
    await make(temporary);
    await renameOver(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
async function renameOver(from, to) {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const { code } = error;
      if (attempt === 5 || code !== "EPERM" && code !== "EBUSY" && code !== "EACCES") throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt));
    }
  }
}

// src/engine/core/npy.ts
async function readNpy(path) {
  const bytes = await readGivenFile(path, "The array", FILE_LIMITS.array).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    throw new LatentuneError("This array does not exist.", {
      file: path,
      remedy: "Check the path, or make the file first."
    });
  });
  try {
    return decodeNpy(bytes);
  } catch (error) {
    if (!(error instanceof NpyError)) throw error;
    throw new LatentuneError(`Not a readable .npy array: ${error.message}.`, {
      file: path,
      remedy: "Save it with numpy.save as a float32 or float64 array in C order."
    });
  }
}
async function writeNpy(path, array2) {
  await writeFileAtomic(path, encodeNpy(array2));
}

// src/engine/results/schema/file.ts
import { join as join2 } from "node:path";

// src/shared/safe-paths.ts
function isInside(file2) {
  return !/^[\\/]|^[a-zA-Z]:/.test(file2) && file2.split(/[\\/]/).every((part) => part !== "" && part !== "..");
}

// src/engine/results/schema/file.ts
function file(path) {
  return {
    path,
    at: (...[keys]) => path.replaceAll(/\{(\w+)\}/g, (_, key) => String(keys[key]))
  };
}
function placeIn(folder, file2) {
  if (isInside(file2)) return join2(folder, file2);
  throw broken(folder, `\u201C${file2}\u201D is not in the run's folder`);
}
function broken(path, why, line) {
  return new LatentuneError(`A file of the run cannot be used: ${why}.`, {
    file: path,
    line,
    remedy: "Delete the run and run the task again."
  });
}
function unreadable(path) {
  return (error) => {
    if (error instanceof LatentuneError) throw broken(path, sentenceEnd(error.message));
    throw error.code === "ENOENT" ? broken(path, "it is missing") : error;
  };
}
function sentenceEnd(sentence) {
  return sentence.replace(/\.$/, "").replace(/^\w/, (letter) => letter.toLowerCase());
}

// src/engine/results/schema/array.ts
var ARRAYS2 = { float32: Float32Array, float64: Float64Array, int32: Int32Array };
function array(path, dtype, axes) {
  const { at } = file(path);
  const Data = ARRAYS2[dtype];
  return {
    path,
    at,
    dtype,
    axes,
    async write(folder, value, ...keys) {
      const shape = "rows" in value ? [value.rows, value.cols] : value.shape;
      const data = value.data instanceof Data ? value.data : Data.from(value.data);
      await writeNpy(join3(folder, at(...keys)), { shape, data });
    },
    async read(folder, lengths, ...keys) {
      const name = placeIn(folder, at(...keys));
      const { shape, data } = await readNpy(name).catch((error) => {
        throw error instanceof LatentuneError ? broken(name, error.message.replace(/\.$/, "")) : error;
      });
      const fits = shape.length === axes.length && axes.every((axis, index) => {
        const length = typeof axis === "number" ? axis : lengths[axis];
        return length === void 0 || length === shape[index];
      });
      if (!fits) throw broken(name, `its shape is (${shape.join(", ")}), not (${wanted(axes, lengths)})`);
      if (!(data instanceof Data)) throw broken(name, `its numbers are not ${dtype}`);
      return { shape, data };
    }
  };
}
function wanted(axes, lengths) {
  return axes.map((axis) => lengths[axis] ?? axis).join(", ");
}

// src/engine/results/schema/song-table.ts
import { access, rm as rm2 } from "node:fs/promises";
import { join as join5 } from "node:path";

// src/shared/contract/scale/sizes.ts
var SIZES = {
  /** Above, what compares all songs with all runs on neighbours, micro-clusters or samples; see {@link Approximation}. */
  exactRows: 2e4,
  /** Above, networks and the vocabulary of the lyrics are fitted on so many songs, drawn by the seed, and applied to all. */
  fitSongs: 5e4,
  /** Above, t-SNE and UMAP are fitted on so many rows, drawn by the seed; the others are placed among their neighbours. */
  landmarkRows: 2e5,
  /** Above, a clustering's silhouette is the mean over so many songs; each is judged against all others. */
  silhouetteRows: 1e4,
  /** Above, songs, clusters and metrics lie in Parquet files. */
  tableSongs: 1e4,
  /** Above, there are no CSV files beside them. */
  csvSongs: 2e5
};

// src/shared/csv.ts
function* csvLines(columns, rows2) {
  yield csvLine(columns);
  for (const row of rows2) yield csvLine(row);
}
function csvLine(cells) {
  return `${cells.map(csvCell).join(",")}
`;
}
function csvCell(cell) {
  if (cell === null) return "";
  if (typeof cell === "number")
    return Number.isFinite(cell) ? String(cell) : Number.isNaN(cell) ? "nan" : cell > 0 ? "inf" : "-inf";
  if (typeof cell === "boolean") return cell ? "True" : "False";
  return encodeCell(cell);
}
function encodeCell(text2, quoted = false, separator = ",") {
  return quoted || text2.includes(separator) || /["\r\n]/.test(text2) ? `"${text2.replaceAll('"', '""')}"` : text2;
}
function createCsvReader() {
  let row = [];
  let cell = "";
  let quoted = false;
  let quoteSeen = false;
  return {
    push(text2) {
      const rows2 = [];
      let start = 0;
      for (let index = 0; index < text2.length; index++) {
        const character = text2.charCodeAt(index);
        if (quoted && !quoteSeen) {
          if (character !== QUOTE) continue;
          cell += text2.slice(start, index);
          start = index + 1;
          quoteSeen = true;
        } else if (character === QUOTE) {
          if (quoteSeen) cell += '"';
          quoted = true;
          quoteSeen = false;
          start = index + 1;
        } else if (character === COMMA || character === LINE_FEED) {
          if (!quoteSeen) cell += text2.slice(start, index);
          row.push(character === LINE_FEED && !quoted && cell.endsWith("\r") ? cell.slice(0, -1) : cell);
          cell = "";
          quoted = false;
          quoteSeen = false;
          start = index + 1;
          if (character === COMMA) continue;
          rows2.push(row);
          row = [];
        }
      }
      if (!quoteSeen) cell += text2.slice(start);
      return rows2;
    },
    end: () => cell !== "" || row.length > 0 ? [[...row, cell]] : []
  };
}
var QUOTE = 34;
var COMMA = 44;
var LINE_FEED = 10;

// src/engine/core/csv-file.ts
var CHUNK_LINES = 4096;
function* csvChunks(columns, rows2) {
  let lines = [];
  for (const line of csvLines(columns, rows2)) {
    lines.push(line);
    if (lines.length < CHUNK_LINES) continue;
    yield Buffer.from(lines.join(""));
    lines = [];
  }
  yield Buffer.from(lines.join(""));
}
async function* readCsvRows(path) {
  const decoder = new TextDecoder();
  const reader = createCsvReader();
  for await (const chunk of streamGivenFile(path, "The table", FILE_LIMITS.runTable))
    yield* reader.push(decoder.decode(chunk, { stream: true }));
  yield* reader.end();
}

// src/engine/results/schema/parquet.ts
var GROUP_ROWS = 1e4;
var ELEMENTS = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" }, repetition_type: "OPTIONAL" },
  integer: { type: "INT32", repetition_type: "REQUIRED" },
  number: { type: "DOUBLE", repetition_type: "OPTIONAL" }
};
async function* parquetChunks(columns, rows2, groupRows = GROUP_ROWS) {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: "schema", num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...ELEMENTS[type] }))
    ],
    createdBy: "latentune",
    statistics: false
  });
  const cells = columns.map(() => []);
  const write = async () => {
    const columnData = columns.map(({ name }, index) => ({ name, data: cells[index], ...encodingOf(cells[index]) }));
    await parquet.write({ columnData, rowGroupSize: groupRows });
    for (const column of cells) column.length = 0;
    return taken();
  };
  const taken = () => {
    const bytes = writer.getBytes();
    writer.index = 0;
    return bytes;
  };
  let count = 0;
  for (const row of rows2) {
    for (let index = 0; index < columns.length; index++) cells[index].push(columns[index].of(row));
    if (++count % groupRows === 0) yield await write();
  }
  if (count % groupRows > 0) yield await write();
  await parquet.finish();
  yield taken();
}
var SAMPLE = 1e3;
function encodingOf(cells) {
  const sample = cells.slice(0, SAMPLE);
  return new Set(sample).size > sample.length / 2 ? { encoding: "PLAIN" } : {};
}
async function openParquet(path) {
  const { parquetMetadataAsync } = await import("hyparquet");
  const { handle, size: byteLength } = await openGivenFile(path, "The table", FILE_LIMITS.runTable);
  const file2 = {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new LatentuneError("The table is cut off.", { file: path });
      return bytes.buffer;
    }
  };
  const close = () => handle.close();
  try {
    return { file: file2, metadata: await parquetMetadataAsync(file2), close };
  } catch (error) {
    await close();
    throw error;
  }
}
async function* readParquetRows(path, columns) {
  const { parquetReadObjects } = await import("hyparquet");
  const { file: file2, metadata, close } = await openParquet(path);
  try {
    let rowStart = 0;
    for (const { num_rows: rows2 } of metadata.row_groups) {
      const rowEnd = rowStart + Number(rows2);
      yield* await parquetReadObjects({ file: file2, metadata, columns: [...columns], rowStart, rowEnd });
      rowStart = rowEnd;
    }
  } finally {
    await close();
  }
}
async function parquetColumns(path) {
  const { parquetSchema } = await import("hyparquet");
  const { metadata, close } = await openParquet(path);
  await close();
  return parquetSchema(metadata).children.map(({ element: { name } }) => name);
}

// src/engine/results/schema/table.ts
import { join as join4 } from "node:path";
function text(of) {
  return { dtype: "text", of, parse: (cell) => cell, take: textOrNone };
}
function integer(of) {
  return {
    dtype: "integer",
    of,
    parse: (cell) => /^-?\d+$/.test(cell) ? Number(cell) : void 0,
    take: (cell) => Number.isInteger(cell) ? Number(cell) : void 0
  };
}
var NOT_FINITE = {
  "": null,
  nan: NaN,
  inf: Infinity,
  "-inf": -Infinity
};
function number(of) {
  return {
    dtype: "number",
    of,
    parse(cell) {
      if (cell in NOT_FINITE) return NOT_FINITE[cell];
      const value = Number(cell);
      return Number.isNaN(value) ? void 0 : value;
    },
    take: (cell) => typeof cell === "number" || cell === null ? cell : void 0
  };
}
function textOrNone(cell) {
  return typeof cell === "string" ? cell : void 0;
}
function record(of) {
  const parse = (cell) => {
    try {
      const value = JSON.parse(cell);
      return typeof value === "object" && value !== null ? value : void 0;
    } catch {
      return void 0;
    }
  };
  return { dtype: "json", of: (row) => JSON.stringify(of(row)), parse, take: (cell) => parse(textOrNone(cell) ?? "") };
}
function table() {
  return (path, columns) => {
    const { at } = file(path);
    const entries = Object.entries(columns);
    const names = Object.keys(columns);
    return {
      path,
      at,
      columns,
      write: (folder, rows2, ...keys) => writeChunksAtomic(join4(folder, at(...keys)), csvChunks(names, cellsOf(columns, rows2))),
      async *read(folder, ...keys) {
        const name = placeIn(folder, at(...keys));
        let places;
        let line = 1;
        for await (const row of rowsOf(name)) {
          if (places === void 0) {
            places = names.map((column) => row.indexOf(column));
            const lacking = names.filter((_, index) => places[index] === -1);
            if (lacking.length > 0) throw broken(name, `it has no column ${lacking.join(", ")}`, line);
          } else {
            const read = {};
            for (const [index, [column, { parse, dtype }]] of entries.entries()) {
              const cell = row[places[index]];
              const value = cell === void 0 ? void 0 : parse(cell);
              if (value === void 0)
                throw broken(name, `its column ${column} (${dtype}) holds \u201C${cell ?? ""}\u201D`, line);
              read[column] = value;
            }
            yield read;
          }
          line += 1 + lineBreaksIn(row);
        }
        if (places === void 0) throw broken(name, "it is empty");
      }
    };
  };
}
function* cellsOf(columns, rows2) {
  const made = Object.values(columns);
  for (const row of rows2) yield made.map(({ of }) => of(row));
}
async function* rowsOf(path) {
  try {
    yield* readCsvRows(path);
  } catch (error) {
    unreadable(path)(error);
  }
}
function lineBreaksIn(row) {
  return row.reduce((sum, cell) => cell.includes("\n") ? sum + cell.split("\n").length - 1 : sum, 0);
}

// src/engine/results/schema/song-table.ts
function songTable() {
  const csvTable = table();
  return (path, columns) => {
    const csv = csvTable(path, columns);
    const parquet = parquetPath(path);
    return {
      path,
      parquet,
      columns,
      async write(folder, rows2, { songs: songs2, signal, limits = SIZES }) {
        const hasCsv = songs2 <= limits.csvSongs;
        const hasParquet = songs2 > limits.tableSongs || !hasCsv;
        const [csvFile, parquetFile] = [join5(folder, path), join5(folder, parquet)];
        const made = () => watched(rows2(), signal);
        if (hasCsv) await writeChunksAtomic(csvFile, csvChunks(Object.keys(columns), cellsOf(columns, made())));
        else await rm2(csvFile, { force: true });
        if (hasParquet) await writeChunksAtomic(parquetFile, parquetChunks(columnsOf(columns), made()));
        else await rm2(parquetFile, { force: true });
        return hasCsv ? hasParquet ? [path, parquet] : [path] : [parquet];
      },
      async *read(folder, only) {
        const name = join5(folder, parquet);
        if (await isThere(name)) yield* readParquetTable(name, columns, only);
        else yield* csv.read(folder);
      }
    };
  };
}
function parquetPath(csv) {
  return csv.replace(/\.csv$/, ".parquet");
}
function columnsOf(columns) {
  return Object.entries(columns).map(([name, { dtype, of }]) => ({
    name,
    type: dtype === "json" ? "text" : dtype,
    of
  }));
}
async function* readParquetTable(path, columns, names = Object.keys(columns)) {
  const present = await parquetColumns(path).catch(unlessForeign(path));
  const lacking = names.filter((name) => !present.includes(name));
  if (lacking.length > 0) throw broken(path, `it has no column ${lacking.join(", ")}`);
  let row = 0;
  for await (const record2 of recordsOf(path, names)) {
    row++;
    const read = {};
    for (const name of names) {
      const { take, dtype } = columns[name];
      const value = take(record2[name]);
      if (value === void 0)
        throw broken(path, `its column ${name} (${dtype}) holds \u201C${String(record2[name])}\u201D in row ${row}`);
      read[name] = value;
    }
    yield read;
  }
}
async function* recordsOf(path, names) {
  try {
    yield* readParquetRows(path, names);
  } catch (error) {
    unlessForeign(path)(error);
  }
}
function unlessForeign(path) {
  return (error) => {
    if (error instanceof LatentuneError || error instanceof Error && "syscall" in error) unreadable(path)(error);
    throw broken(path, "it is no readable Parquet file");
  };
}
var WATCHED_ROWS = 4096;
function* watched(rows2, signal) {
  let count = 0;
  for (const row of rows2) {
    if (count++ % WATCHED_ROWS === 0) throwIfCancelled(signal);
    yield row;
  }
}
async function isThere(path) {
  return access(path).then(
    () => true,
    () => false
  );
}

// src/engine/results/files/common.ts
var COMMON_FILES = {
  manifest: file(RESULT_FILES.manifest),
  report: file(RESULT_FILES.report),
  annotation: file(RESULT_FILES.annotation),
  pictures: file("plots/{picture}.png"),
  /** Which row of the arrays is which song, and where it stands in the table of lyrics. */
  songs: songTable()("songs.csv", {
    filename: text(({ filename }) => filename),
    language: text(({ language }) => language),
    genre: text(({ genre }) => genre),
    audio_path: text(({ audioRelative }) => audioRelative),
    row: integer(({ row }) => row),
    first_line: integer(({ firstLine }) => firstLine),
    last_line: integer(({ lastLine }) => lastLine)
  }),
  /** How good each map is and what made it. */
  projections: table()("projections/projections.csv", {
    rep: text(({ name }) => name),
    method: text(({ projection }) => projection.method),
    trustworthiness: number(({ projection }) => projection.trustworthiness.value),
    neighbours: integer(({ projection }) => projection.trustworthiness.neighbours),
    parameters: record(({ projection }) => projection.parameters)
  }),
  coordinates: array("projections/{rep}_{method}.npy", "float32", ["songs", 2])
};

// src/engine/core/linalg.ts
import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";

// src/engine/results/files/tags.ts
var TAG_FILES = {
  /** A line per song: its file name, then a column per tag with its score, 0 … 1. */
  songTags: file("tags/tags.csv"),
  /** A line per tag that characterises a cluster, the most telling first: its mean in the cluster and in the other songs. */
  clusterTags: table()("tags/cluster_tags.csv", {
    rep: text(({ rep }) => rep),
    method: text(({ method }) => method),
    cluster: integer(({ cluster }) => cluster),
    songs: integer(({ songs: songs2 }) => songs2),
    tag: text(({ name }) => name),
    mean: number(({ mean }) => mean),
    mean_of_others: number(({ others }) => others)
  })
};

// src/engine/results/files/clustered.ts
function clusteredFiles(task) {
  return {
    ...COMMON_FILES,
    ...TAG_FILES,
    /** The matrix that was clustered, standardised and weighted. */
    representation: array("embeddings/{rep}.npy", "float64", ["songs", "dimensions"]),
    /** One line per representation, method and song: its cluster (−1 is noise) and silhouette. */
    clusters: songTable()(`clustering/clusters_${task}.csv`, {
      rep: text(({ rep }) => rep),
      method: text(({ method }) => method),
      filename: text(({ song }) => song.filename),
      language: text(({ song }) => song.language),
      genre: text(({ song }) => song.genre),
      cluster: integer(({ cluster }) => cluster),
      silhouette: number(({ silhouette }) => silhouette)
    })
  };
}

// ../../tmp/tables/bench.ts
import { stat as stat2 } from "node:fs/promises";
var N = Number(process.argv[2]);
var M = Number(process.argv[3] ?? 4);
var rng = createRng(1, "bench");
var W = ["love", "night", "R\xEDo", "coraz\xF3n", "\u0434\u043E\u0436\u0434\u044C", "blue", "Sky", "train", "\xC9t\xE9", "song", "moon", "\u09AC\u09BE\u0982\u09B2\u09BE"];
var w = () => W[rng.integer(W.length)];
var songs = Array.from({ length: N }, (_, i) => ({ filename: `${w()} ${w()} - ${w()} ${w()} ${i}.mp3`, language: ["English", "Espa\xF1ol", "\u09AC\u09BE\u0982\u09B2\u09BE", ""][rng.integer(4)], genre: ["rock", "pop", "jazz", "folk"][rng.integer(4)], audioRelative: `data/audio/${i % 1e3}/${w()} ${i}.mp3`, row: i + 1, firstLine: i * 3 + 2, lastLine: i * 3 + 4, lyrics: "", audioPath: "" }));
var labels = Array.from({ length: M }, () => Int32Array.from({ length: N }, () => rng.integer(12)));
var sil = Float64Array.from({ length: N }, () => rng.uniform() * 2 - 1);
var mem = () => (process.memoryUsage().rss / 2 ** 20).toFixed(0);
globalThis.gc?.();
console.log("start rss", mem());
var peak = 0;
var timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 20);
var files = clusteredFiles("hard");
function* rows() {
  for (let m = 0; m < M; m++) for (const [i, song] of songs.entries()) yield { rep: "audio_betaVAE_latent", method: `method_${m}`, song, cluster: labels[m][i], silhouette: sil[i] };
}
for (const [name, f, r] of [["songs", COMMON_FILES.songs, () => songs], ["clusters", files.clusters, rows]]) for (const limits of [{ tableSongs: 0, csvSongs: 0 }]) {
  peak = 0;
  const base = process.memoryUsage().rss;
  const t = performance.now();
  const [out] = await f.write("/tmp/tables/b", r, { songs: N, limits });
  console.log(name, out, ((performance.now() - t) / 1e3).toFixed(1) + " s", ((await stat2("/tmp/tables/b/" + out)).size / 1e6).toFixed(1) + " MB", "peak +" + ((peak - base) / 2 ** 20).toFixed(0));
  const t2 = performance.now();
  let c = 0;
  for await (const x of f.read("/tmp/tables/b", name === "clusters" ? ["rep", "method", "cluster", "silhouette"] : void 0)) c++;
  console.log("  read", c, ((performance.now() - t2) / 1e3).toFixed(1) + " s");
}
clearInterval(timer);
