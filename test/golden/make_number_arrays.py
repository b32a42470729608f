"""The bytes that NumPy writes for arrays as people have them: test/golden/number_arrays.json."""
import base64
import io
import json
import pathlib
import warnings

import numpy

warnings.simplefilter("ignore")


def saved(array, **options):
    buffer = io.BytesIO()
    numpy.save(buffer, array, **options)
    return base64.b64encode(buffer.getvalue()).decode()


def archived(save, **arrays):
    buffer = io.BytesIO()
    save(buffer, **arrays)
    return base64.b64encode(buffer.getvalue()).decode()


def text(array, **options):
    buffer = io.StringIO()
    numpy.savetxt(buffer, array, **options)
    return buffer.getvalue()


cases = []
bases = {
    "f": numpy.array([[0.5, -1.25, 3.0], [65504.0, 6e-8, -0.0], [1e-3, 7.0, 2.0], [1, 2, 3.75]]),
    "i": numpy.array([[0, -1, 3], [127, -128, 5], [6, 7, 2], [1, 2, 3]]),
    "u": numpy.array([[0, 1, 3], [255, 128, 5], [6, 7, 2], [1, 2, 3]]),
    "b": numpy.array([[0, 1, 1], [1, 0, 0], [1, 1, 1], [0, 0, 0]]),
}
for dtype in ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"):
    for endian in "<>":
        for order in "CF":
            array = numpy.array(bases[dtype[0]].astype(endian + dtype), order=order)
            cases.append(
                {
                    "dtype": endian + dtype,
                    "order": order,
                    "shape": list(array.shape),
                    "values": [float(value) for value in array.ravel(order="C")],
                    "base64": saved(array),
                }
            )
cube = numpy.asfortranarray(numpy.arange(24, dtype="i2").reshape(2, 3, 4))
large = numpy.array([[2**63 - 1, -(2**63)], [2**53 + 1, 0]])
for array in (cube, large, large.astype("u8"), numpy.zeros((0, 3)), numpy.float32(7), numpy.arange(3)):
    cases.append(
        {
            "dtype": array.dtype.str,
            "order": "F" if array is cube else "C",
            "shape": list(array.shape),
            "values": [float(value) for value in numpy.ravel(array, order="C")],
            "base64": saved(array),
        }
    )

small = numpy.array([[0.5, 1.0], [2.0, 3.0], [-4.0, 5.0]], dtype="f4")
compressible = numpy.zeros((300, 8))
golden = {
    "versions": {"numpy": numpy.__version__},
    "cases": cases,
    "archives": {
        "stored": archived(numpy.savez, embedding=small),
        "deflated": archived(numpy.savez_compressed, arr_0=small),
        "zeros": archived(numpy.savez_compressed, arr_0=compressible),
        "several": archived(numpy.savez, embedding=small, names=numpy.array(["a", "b", "c"])),
    },
    "refused": {
        "objects": saved(numpy.array([[1, "a"]], dtype=object), allow_pickle=True),
        "texts": saved(numpy.array([["a", "b"]])),
        "bytes": saved(numpy.array([[b"a", b"b"]])),
        "complex": saved(numpy.array([[1j]])),
        "long double": saved(numpy.array([[1]], dtype=numpy.longdouble)),
        "times": saved(numpy.array([["2026-01-01"]], dtype="M8[D]")),
        "records": saved(numpy.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])),
    },
    "texts": {
        "savetxt": text(small),
        "savetxt with a header": text(small, header="one two", footer="end"),
        "savetxt with commas": text(small, delimiter=","),
    },
}
path = pathlib.Path(__file__).with_name("number_arrays.json")
path.write_text(json.dumps(golden, indent=1) + "\n", encoding="utf-8")
