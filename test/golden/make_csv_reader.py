"""What Python's csv module reads from texts with unusual quoting, line ends and scripts: test/golden/csv-reader.json."""
import csv
import io
import json
import pathlib
import platform

TEXTS = [
    "filename,language\na.ogg,english\n",
    'filename,language\r\n"a, b.ogg",en\r\n"c ""d"".ogg",fr\r\n',
    'f,l\na,"one\ntwo\r\nthree"\nb,\n,c\n,\n',
    'f,l\n12" mix.ogg,en\nthe "best" song.ogg,en\n',
    "f,l\nবাংলা গান.mp3,bangla\nСекрет.ogg,日本語\n🎵.wav,x\n",
    "f,l\rold mac,1\rline ends,2\r",
    "f,l\nmixed,1\r\nline,2\rends,3",
    "f,l,x\nshort\nlong,1,2,3,4\n",
    'f,l\n"",""\n"a",""\n',
    "f,l\n a , b \n'q','r'\n",
    'f,l\na,"ends with quote """\n"""starts",b\n',
    "f,l\na;b,c\td\n",
]


def rows(text: str) -> list[list[str]]:
    # newline='' leaves line ends to the csv module, as its documentation asks; [] is a blank line.
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


golden = {
    "versions": {"python": platform.python_version()},
    "cases": [{"text": text, "rows": rows(text)} for text in TEXTS],
}
path = pathlib.Path(__file__).with_name("csv-reader.json")
path.write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
