"""Golden values of MusiCNN: its own pipeline (librosa's mel spectrogram, its network layer by layer in PyTorch), on two songs.

    pip download musicnn==0.1.0 --no-deps
    python test/golden/make_musicnn.py musicnn-0.1.0-py3-none-any.whl

From the package: checkpoint, sample rate, patches of 187 frames that do not overlap, log10(10000 x + 1). Without two defects of
its extractor: the mel spectrogram stays float32 (in float16 loud sounds overflow), and every patch has its own penultimate
values. librosa's frames are mirrored at the ends, its default when the network was trained (0.7; zeros since 0.10).

The songs are resampled by scipy with the filter that src/engine/audio/resample/design.ts states, and by soxr as librosa does:
what lies between 91 % and 100 % of 8 kHz differs between any two resamplers, and the logarithm makes that count.
"""
import importlib.util
import json
import math
import pathlib
import sys

import librosa
import numpy as np
import soundfile
import scipy.signal
import soxr
import torch
from torch.nn import functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("make_musicnn_model", ROOT / "scripts/make-musicnn.py")
convert = importlib.util.module_from_spec(spec)
spec.loader.exec_module(convert)

weights = {name: torch.from_numpy(value).float() for name, value in convert.variables_of(sys.argv[1]).items()}


def of(kind, index):
    prefix = f"{kind}_{index}" if index else kind
    return lambda name: weights[f"{prefix}/{name}"]


def normalise(x, index):
    """Channels are the last axis, as in TensorFlow."""
    p = of("batch_normalization", index)
    return (x - p("moving_mean")) / torch.sqrt(p("moving_variance") + 1e-3) * p("gamma") + p("beta")


def conv(x, index):
    """[n, height, width, channels], without padding; rectified and normalised."""
    p = of("conv2d", index)
    y = F.conv2d(x.permute(0, 3, 1, 2), p("kernel").permute(3, 2, 0, 1), p("bias")).permute(0, 2, 3, 1)
    return normalise(F.relu(y), index + 1)


def padded(x, before, after):
    return F.pad(x, (0, 0, 0, 0, before, after))


def network(patches):
    x = normalise(patches[..., None], 0)
    front = [conv(padded(x, 3, 3), i).amax(2) for i in (0, 1)]
    front += [conv(padded(x, (k - 1) // 2, k // 2), i).amax(2) for i, k in ((2, 128), (3, 64), (4, 32))]
    maps = [torch.cat(front, 2)]
    middle = lambda x, index: conv(padded(x[..., None], 3, 3), index).squeeze(2)
    maps.append(middle(maps[0], 5))
    maps.append(middle(maps[1], 6) + maps[1])
    maps.append(middle(maps[2], 7) + maps[2])
    every = torch.cat(maps, 2)
    pooled = normalise(torch.stack([every.amax(1), every.mean(1)], 2).flatten(1), 9)
    dense, last = of("dense", 0), of("dense", 1)
    penultimate = normalise(F.relu(pooled @ dense("kernel") + dense("bias")), 10)
    return penultimate, torch.sigmoid(penultimate @ last("kernel") + last("bias"))


def patches_of(samples):
    mel = librosa.feature.melspectrogram(y=samples, sr=16000, n_fft=512, hop_length=256, n_mels=96, pad_mode="reflect")
    log = np.log10(10000 * mel.T + 1).astype(np.float32)
    return np.stack([log[t : t + 187] for t in range(0, len(log) - 187 + 1, 187)])


def entry(samples):
    patches = patches_of(samples)
    with torch.no_grad():
        penultimate, tags = network(torch.from_numpy(patches))
    cells = [(0, 0, 0), (0, 0, 95), (0, 100, 7), (1, 186, 40), (1, 3, 90)]
    return {
        "patches": len(patches),
        "cells": [[*at, float(patches[at])] for at in cells],
        "penultimate": penultimate.mean(0).tolist(),
        "tags": tags.mean(0).tolist(),
    }


def resampled(samples, rate, target=16000):
    """A windowed sinc: flat up to 91 % of the lower Nyquist frequency, 80 dB down from 100 % (Kaiser 1974)."""
    nyquist = min(rate, target) / 2
    cutoff, transition = nyquist * 1.91 / 2 / rate, nyquist * 0.09 / rate
    half = 8 * math.ceil(((80 - 7.95) / (2.285 * 2 * math.pi * transition) + 1) / 8) / 2
    divisor = math.gcd(rate, target)
    up, down = target // divisor, rate // divisor
    distance = np.arange(-int(half * up), int(half * up) + 1) / up
    window = np.i0(0.1102 * (80 - 8.7) * np.sqrt(1 - (distance / half) ** 2))
    taps = np.sinc(2 * cutoff * distance) * window
    return scipy.signal.resample_poly(samples.astype(np.float64), up, down, window=taps / taps.sum()).astype(np.float32)


def song(pattern):
    path = next((ROOT / "examples/songs30/data/audio").rglob(pattern))
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    by_soxr = entry(soxr.resample(mono, rate, 16000, quality="HQ"))
    return {"file": path.name, "rate": rate, **entry(resampled(mono, rate)), "soxr": {
        "penultimate": by_soxr["penultimate"], "tags": by_soxr["tags"],
    }}


def beats(seconds):
    """A harmonic tone every half second, 60 dB louder than a float16 of the mel spectrogram could hold: test/audio/signals.ts."""
    t = np.arange(int(16000 * seconds)) / 16000
    tone = sum(np.sin(2 * np.pi * 220 * k * t) / k for k in range(1, 9))
    return (0.3 * tone * np.exp(-7 * (t % 0.5))).astype(np.float32)


golden = {
    "versions": {"librosa": librosa.__version__, "torch": torch.__version__, "soxr": soxr.__version__},
    "signal": {"seconds": 7, **entry(beats(7))},
    "songs": [song("*Wasaru (1 of 6).flac"), song("*Los Rombos (1 of 6).mp3")],
}
out = pathlib.Path(__file__).with_name("musicnn.json")
out.write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n")
