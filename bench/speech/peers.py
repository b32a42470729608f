"""The peer of bench/speech: faster-whisper.

Started with a model's folder in CTranslate2's format and the number of threads. For every line of input, which gives a
type of weights, beams and songs (raw float32 samples at 16 kHz, language), prints the processor seconds, the seconds and
the texts, as JSON. Loading the model is left out.
"""
import functools
import json
import sys
import time

import numpy as np
from faster_whisper import WhisperModel

folder, threads = sys.argv[1], int(sys.argv[2])
load = functools.cache(lambda kind: WhisperModel(folder, device="cpu", compute_type=kind, cpu_threads=threads))

for line in sys.stdin:
    asked = json.loads(line)
    model = load(asked["type"])
    songs = [(np.fromfile(song["file"], np.float32), song["language"]) for song in asked["songs"]]
    texts, processor, clock = [], time.process_time(), time.perf_counter()
    for samples, language in songs:
        segments, _ = model.transcribe(samples, language=language, beam_size=asked["beams"])
        texts.append("\n".join(segment.text.strip() for segment in segments))
    print(json.dumps({"processor": time.process_time() - processor, "clock": time.perf_counter() - clock, "texts": texts}), flush=True)
