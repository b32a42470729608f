"""What pandas and pyarrow read of written.parquet, and a file of theirs: test/golden/parquet.json.

written.parquet is what our writer makes of the rows in test/results/schema/parquet-golden.test.ts; after a change of either

    UPDATE_PARQUET=1 npx vitest run --project unit test/results/schema/parquet-golden.test.ts
    python test/golden/make_parquet.py
"""
import base64
import io
import json
import math
import pathlib

import pandas
import pyarrow
import pyarrow.parquet

here = pathlib.Path(__file__).parent


def plain(value):
    """As JSON has it: what it has not, by its name."""
    if value is None or value is pandas.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


file = pyarrow.parquet.ParquetFile(here / "written.parquet")
arrow = file.read()
frame = pandas.read_parquet(here / "written.parquet")

theirs = io.BytesIO()
pandas.DataFrame({"name": ["a", "", "বাংলা", None], "count": [1, -2, 3, 4], "score": [0.5, None, -1.5, 2.0]}).astype(
    {"count": "int32"}
).to_parquet(theirs)

json.dump(
    {
        "versions": {"pandas": pandas.__version__, "pyarrow": pyarrow.__version__},
        "schema": {field.name: str(field.type) for field in arrow.schema},
        "groups": [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)],
        "compression": sorted(
            {
                file.metadata.row_group(group).column(column).compression
                for group in range(file.metadata.num_row_groups)
                for column in range(file.metadata.num_columns)
            }
        ),
        "rows": [{name: plain(value) for name, value in row.items()} for row in arrow.to_pylist()],
        "pandas": {
            "dtypes": {name: str(dtype) for name, dtype in frame.dtypes.items()},
            "names": frame["name"].tolist(),
            "sum_of_counts": int(frame["count"].sum()),
            "undefined_scores": int(frame["score"].isna().sum()),
        },
        "theirs": base64.b64encode(theirs.getvalue()).decode(),
    },
    (here / "parquet.json").open("w"),
    indent=1,
    ensure_ascii=False,
)
