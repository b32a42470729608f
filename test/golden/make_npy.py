"""The bytes that numpy.save writes for small arrays: test/golden/npy.json."""
import base64
import io
import json
import pathlib

import numpy

cases = []
for dtype in ("float32", "float64", "int32", "int64"):
    for shape in ((), (3,), (2, 3), (0, 4), (2, 1, 3)):
        count = int(numpy.prod(shape))
        array = (numpy.arange(count) * 1.5 - 1).astype(dtype).reshape(shape)
        buffer = io.BytesIO()
        numpy.save(buffer, array)
        cases.append(
            {
                "dtype": dtype,
                "shape": list(shape),
                "values": [float(value) for value in array.ravel()],
                "base64": base64.b64encode(buffer.getvalue()).decode(),
            }
        )

# What numpy may write beside that: Fortran order, big-endian, another dtype, format version 2.
values = numpy.arange(6, dtype="float32").reshape(2, 3)


def saved(array, version=None):
    buffer = io.BytesIO()
    numpy.lib.format.write_array(buffer, array, version=version)
    return base64.b64encode(buffer.getvalue()).decode()


others = {
    "version2": saved(values, (2, 0)),
    "fortran": saved(numpy.asfortranarray(values)),
    "fortran_vector": saved(numpy.asfortranarray(numpy.arange(3, dtype="float32").reshape(1, 3))),
    "big_endian": saved(values.astype(">f4")),
    "float16": saved(values.astype("float16")),
}
golden = {"versions": {"numpy": numpy.__version__}, "cases": cases, "others": others}
path = pathlib.Path(__file__).with_name("npy.json")
path.write_text(json.dumps(golden, indent=1) + "\n", encoding="utf-8")
