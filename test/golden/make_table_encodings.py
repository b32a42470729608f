"""Writes table-encodings.json: small tables in the encodings that people have, by Python's codecs, and UTF-8 that was
read as another encoding and saved again.

    python3 make_table_encodings.py
"""

import base64
import codecs
import json
import pathlib

HEADER = "filename,language,genre,lyrics\n"
WORDS = {
    "cp1252": ["s0.wav,français,chanson,“La vie en rose” — c’est lui pour moi, être à la fenêtre\n"],
    "cp1250": ["s0.wav,česky,rock,Příliš žluťoučký kůň úpěl ďábelské ódy\n"],
    "cp1251": ["s0.wav,русский,рок,Я помню чудное мгновенье\n", "s0.wav,русский,рок,\n"],
    "koi8_r": ["s0.wav,русский,рок,Я помню чудное мгновенье\n"],
    "cp866": ["s0.wav,русский,рок,Я помню чудное мгновенье\n"],
    "cp1253": ["s0.wav,ελληνικά,ροκ,Σε γνωρίζω από την κόψη του σπαθιού την τρομερή\n"],
    "cp1254": ["s0.wav,türkçe,rock,Güneş doğuyor şimdi ağaçların üstünde ışık\n"],
    "cp1255": ["s0.wav,עברית,rock,שלום עולם אני שר שיר חדש\n"],
    "cp1256": ["s0.wav,العربية,rock,يا ليل يا عين يا قلبي حبيبي\n"],
    "cp874": ["s0.wav,ไทย,rock,ฉันรักเธอมากที่สุดในโลก\n"],
    "mac_roman": ["s0.wav,français,chanson,café être à la fenêtre\n"],
    "shift_jis": ["s0.wav,日本語,rock,春の風が吹いて花が咲く 表示能力\n"],
    "euc_jp": ["s0.wav,日本語,rock,春の風が吹いて花が咲く\n"],
    "gb18030": ["s0.wav,中文,摇滚,月亮代表我的心 你问我爱你有多深\n"],
    "big5": ["s0.wav,中文,搖滾,月亮代表我的心 你問我愛你有多深 功蓋\n"],
    "euc_kr": ["s0.wav,한국어,rock,사랑해요 당신을 나의 모든 것\n"],
}
NAMES = {
    "cp1252": "windows-1252", "cp1250": "windows-1250", "cp1251": "windows-1251", "koi8_r": "koi8-r", "cp866": "ibm866",
    "cp1253": "windows-1253", "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256",
    "cp874": "windows-874", "mac_roman": "macintosh", "shift_jis": "shift_jis", "euc_jp": "euc-jp",
    "gb18030": "gb18030", "big5": "big5", "euc_kr": "euc-kr",
}
WIDE = HEADER + "s0.wav,বাংলা,rock,日本 🎵 café\n"

files = []


def add(codec, encoding, sure, text, data):
    files.append(
        {"codec": codec, "encoding": encoding, "sure": sure, "text": text, "base64": base64.b64encode(data).decode()}
    )


for codec, rows in WORDS.items():
    for row in rows:
        add(codec, NAMES[codec], False, HEADER + row, (HEADER + row).encode(codec))
add("utf_8", "utf-8", True, WIDE, WIDE.encode())
add("utf_8_sig", "utf-8", True, "\ufeff" + WIDE, WIDE.encode("utf-8-sig"))
add("utf_8_sig twice", "utf-8", True, "\ufeff\ufeff" + WIDE, codecs.BOM_UTF8 + WIDE.encode("utf-8-sig"))
for order in ("le", "be"):
    mark = "\ufeff" + WIDE
    add("utf_16_" + order + " with its mark", "utf-16" + order, True, mark, mark.encode("utf_16_" + order))
    add("utf_16_" + order, "utf-16" + order, False, WIDE, WIDE.encode("utf_16_" + order))
    add("utf_32_" + order + " with its mark", "utf-32" + order, True, mark, mark.encode("utf_32_" + order))

twice = []
for text in ["café", "Über die Brücke", "la la ñandú", "être", "ça", "naïve – “so”", "日本語", "한국어", "বাংলা", "Ελλάδα"]:
    for codec in ("cp1252", "latin1"):
        try:
            twice.append({"text": text, "damaged": text.encode().decode(codec)})
        except UnicodeDecodeError:
            pass  # a byte that Windows-1252 lacks
twice.append({"text": "café", "damaged": "café".encode().decode("cp1252").encode().decode("cp1252")})

path = pathlib.Path(__file__).parent / "table-encodings.json"
path.write_text(json.dumps({"files": files, "twice": twice}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
