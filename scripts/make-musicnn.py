"""Makes media/models/musicnn.{onnx,json,LICENSE.md} of the PyPI package musicnn 0.1.0 (Jordi Pons, ISC), without TensorFlow.

    pip download musicnn==0.1.0 --no-deps && pip install numpy onnx
    python scripts/make-musicnn.py musicnn-0.1.0-py3-none-any.whl

The network is MSD_musicnn (Pons & Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging", 2019),
trained on the Million Song Dataset. Its outputs here are the 50 tags and the layer before them, of 200 numbers.

Weight decay has emptied nine of ten filters of its front end: the sum of their weights' magnitudes is below 2e-5, that of
every other is above 0.04. Such a filter gives the same number for every sound, so that it is left out and its number is
added to what follows: a quarter of the bytes, a sixth of the time, the same outputs to five digits.
"""
import ast
import json
import pathlib
import struct
import sys
import zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = pathlib.Path(__file__).resolve().parents[1] / "media/models"
EPSILON = 1e-3  # of TensorFlow's batch normalisation
EMPTY = 1e-3  # a filter whose weights sum up to less gives a constant


# ---- the checkpoint: .index is a LevelDB table without compression, .data the raw values

def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def entries(data, offset, size):
    """The keys and values of one block of the table; each key says how much of its forerunner it repeats."""
    end = offset + size - 4 - 4 * struct.unpack_from("<I", data, offset + size - 4)[0]
    key = b""
    while offset < end:
        repeated, offset = varint(data, offset)
        fresh, offset = varint(data, offset)
        length, offset = varint(data, offset)
        key = key[:repeated] + data[offset : offset + fresh]
        yield key.decode(), data[offset + fresh : offset + fresh + length]
        offset += fresh + length


def fields(data):
    """The fields of a protocol buffer by their numbers."""
    found, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if tag & 7 == 2 else (4, at)
            value, at = data[at : at + length], at + length
        found.setdefault(tag >> 3, []).append(value)
    return found


def checkpoint(index, values):
    """The float32 tensors by their names."""
    at = len(index) - 48  # the footer: handles of the table of metadata and of the table of blocks
    handle = []
    for _ in range(4):
        number, at = varint(index, at)
        handle.append(number)
    tensors = {}
    for _, place in entries(index, *handle[2:]):
        start, at = varint(place, 0)
        for name, entry in entries(index, start, varint(place, at)[0]):
            facts = fields(entry)
            if name == "" or facts[1][0] != 1:
                continue
            shape = [fields(d).get(1, [0])[0] for d in fields(facts.get(2, [b""])[0]).get(2, [])]
            count, begin = int(np.prod(shape, dtype=int)), facts.get(4, [0])[0]
            tensors[name] = np.frombuffer(values, "<f4", count, begin).reshape(shape).astype(np.float64)
    return tensors


# ---- the graph

class Graph:
    def __init__(self, variables, empty):
        self.variables, self.empty, self.nodes, self.initialisers = variables, empty, [], []

    def constant(self, value, dtype=np.float32):
        name = f"c{len(self.initialisers)}"
        self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(value, dtype), name))
        return name

    def add(self, operation, *inputs, name=None, **attributes):
        name = name or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, list(inputs), [name], **attributes))
        return name

    def layer(self, kind, index):
        return lambda part: self.variables[f"{kind}_{index}/{part}" if index else f"{kind}/{part}"]

    def scale_and_shift(self, index):
        """A batch normalisation as x·scale + shift."""
        norm = self.layer("batch_normalization", index)
        scale = norm("gamma") / np.sqrt(norm("moving_variance") + EPSILON)
        return scale, norm("beta") - norm("moving_mean") * scale

    def normalised(self, x, scale, shift):
        """Per channel of [n, channels, …], as the operation that the runtime fuses."""
        ones = np.ones_like(scale)
        parts = [scale, shift, 0 * ones, ones]
        return self.add("BatchNormalization", x, *map(self.constant, parts), epsilon=0.0)

    def front(self, x, index, padding, with_one=False):
        """Filters over [n, 1, frames, bands], the largest over the bands: [n, alive, frames], and the constants of the rest.
        `with_one`: behind them a channel that is 1 everywhere."""
        conv = self.layer("conv2d", index)
        kernel, bias = conv("kernel"), conv("bias")
        scale, shift = self.scale_and_shift(index + 1)
        alive = np.abs(kernel).sum((0, 1, 2)) > self.empty
        constants = np.where(alive, 0, np.maximum(bias, 0) * scale + shift)
        weights = kernel.transpose(3, 2, 0, 1)[alive]
        bias, scale, shift = bias[alive], scale[alive], shift[alive]
        if with_one:
            weights = np.concatenate([weights, np.zeros_like(weights[:1])])
            bias, scale, shift = np.append(bias, 1), np.append(scale, 1), np.append(shift, 0)
        y = self.add("Conv", x, self.constant(weights), self.constant(bias), pads=[padding[0], 0, padding[1], 0])
        y = self.normalised(self.add("Relu", y), scale, shift)
        pooled = self.add("MaxPool", y, kernel_shape=[1, 96 - kernel.shape[1] + 1])
        return self.add("Squeeze", pooled, self.constant([3], np.int64)), alive, constants

    def middle(self, x, index, weights):
        """Seven frames of all channels: [n, channels, frames] to [n, 64, frames]."""
        y = self.add("Conv", x, self.constant(weights), self.constant(self.layer("conv2d", index)("bias")), pads=[3, 3])
        return self.normalised(self.add("Relu", y), *self.scale_and_shift(index + 1))


def musicnn(variables, empty=EMPTY):
    """@param empty: filters whose weights sum up to no more are left out; below 0 all are kept"""
    graph = Graph(variables, empty)
    scale, shift = graph.scale_and_shift(0)
    x = graph.add("Mul", graph.add("Unsqueeze", "patches", graph.constant([1], np.int64)), graph.constant(scale))
    x = graph.add("Add", x, graph.constant(shift))

    # 1. Timbre (7 frames × 38 or 67 bands) and rhythm (128, 64, 32 frames × 1 band), as TensorFlow pads for equal length.
    timbre = [graph.front(x, 0, (3, 3)), graph.front(x, 1, (3, 3))]
    rhythm = [graph.front(x, i, ((n - 1) // 2, n // 2), with_one=i == 4) for i, n in ((2, 128), (3, 64), (4, 32))]
    parts, alive, constants = zip(*timbre, *rhythm)
    alive, constants = np.concatenate(alive), np.concatenate(constants)
    front = graph.add("Concat", *parts, axis=1)

    # 2. Three layers over time; the constants reach the first through the channel of ones, which its padding cuts as well.
    kernel = graph.layer("conv2d", 5)("kernel")[:, :, 0, :]  # frames, channels, filters
    ones = np.einsum("tcf,c->tf", kernel, constants)[:, None]
    first = graph.middle(front, 5, np.concatenate([kernel[:, alive], ones], 1).transpose(2, 1, 0))
    later = lambda index: graph.layer("conv2d", index)("kernel")[:, :, 0, :].transpose(2, 1, 0)
    second = graph.add("Add", graph.middle(first, 6, later(6)), first)
    third = graph.add("Add", graph.middle(second, 7, later(7)), second)
    every = graph.add("Concat", front, first, second, third, axis=1)

    # 3. The largest and the mean over time, normalised, to 200 and to the tags.
    most = graph.add("ReduceMax", every, axes=[2], keepdims=0)
    mean = graph.add("ReduceMean", every, axes=[2], keepdims=0)
    pooled = graph.add("Concat", most, mean, axis=1)
    dense = graph.layer("dense", 0)
    scale, shift = graph.scale_and_shift(9)
    weights = (dense("kernel") * scale[:, None]).reshape(-1, 2, 200)  # channel, (largest, mean), unit
    bias = dense("bias") + shift @ dense("kernel") + np.einsum("c,cpu->u", constants, weights[: len(constants)])
    kept = [weights[:-192][alive], np.zeros((1, 2, 200)), weights[-192:]]
    weights = np.concatenate(kept).transpose(1, 0, 2).reshape(-1, 200)
    unit = graph.add("Relu", graph.add("Gemm", pooled, graph.constant(weights), graph.constant(bias)))
    scale, shift = graph.scale_and_shift(10)
    scaled = graph.add("Mul", unit, graph.constant(scale))
    penultimate = graph.add("Add", scaled, graph.constant(shift), name="penultimate")
    last = graph.layer("dense", 1)
    logits = graph.add("Gemm", penultimate, graph.constant(last("kernel")), graph.constant(last("bias")))
    graph.add("Sigmoid", logits, name="tags")

    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    made = helper.make_graph(
        graph.nodes, "musicnn", [value("patches", ["n", "frames", 96])],
        [value("penultimate", ["n", 200]), value("tags", ["n", 50])], graph.initialisers,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="latentune")
    onnx.checker.check_model(model, full_check=True)
    return model


def variables_of(wheel):
    part = lambda name: zipfile.ZipFile(wheel).read(f"musicnn/MSD_musicnn/{name}")
    return checkpoint(part(".index"), part(".data-00000-of-00001"))


def main(wheel):
    package = zipfile.ZipFile(wheel)
    model = musicnn(variables_of(wheel))
    names = next(
        ast.literal_eval(node.value)
        for node in ast.parse(package.read("musicnn/configuration.py")).body
        if isinstance(node, ast.Assign) and node.targets[0].id == "MSD_LABELS"
    )
    description = {
        "sampleRate": 16000,
        "fftSize": 512,
        "hop": 256,
        "bands": 96,
        "log": "log10(1 + 10000 x)",
        "patchFrames": 187,
        "input": "patches",
        "output": "penultimate",
        "columns": 200,
        "tags": {"output": "tags", "names": names},
    }
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "musicnn.onnx").write_bytes(model.SerializeToString(deterministic=True))
    (OUT / "musicnn.json").write_text(json.dumps(description, indent=2) + "\n")
    (OUT / "musicnn.LICENSE.md").write_bytes(package.read("musicnn-0.1.0.dist-info/LICENSE.md"))


if __name__ == "__main__":
    main(sys.argv[1])
