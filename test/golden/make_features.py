"""Golden values of the audio features: librosa's MFCC statistics, Whisper's log-mel by its definition in PyTorch.

Run from the repository's root: python test/golden/make_features.py
The synthetic signals are formulas that test/audio/signals.ts repeats; the songs are those of examples/songs30,
decoded by libsndfile and resampled by soxr, as librosa.load does it.
"""
import json
import pathlib

import librosa
import numpy as np
import soundfile
import soxr
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]


def harmonics(rate: int, seconds: float) -> np.ndarray:
    """A plucked harmonic tone every half second, 30 dB of decay."""
    t = np.arange(int(rate * seconds)) / rate
    beat = t % 0.5
    tone = sum(np.sin(2 * np.pi * 220 * k * t) / k for k in range(1, 9))
    return (0.3 * tone * np.exp(-7 * beat)).astype(np.float32)


def sweep(rate: int, seconds: float) -> np.ndarray:
    """A linear sweep from 50 Hz to 7 kHz."""
    t = np.arange(int(rate * seconds)) / rate
    return (0.5 * np.sin(2 * np.pi * (50 * t + (7000 - 50) * t * t / (2 * seconds)))).astype(np.float32)


def gap(rate: int, seconds: float) -> np.ndarray:
    """Half a second of sound, then digital silence: reaches every floor of the definitions."""
    y = harmonics(rate, seconds)
    y[int(0.5 * rate):] = 0
    return y


def silence(rate: int, seconds: float) -> np.ndarray:
    return np.zeros(int(rate * seconds), np.float32)


def impulse(rate: int, seconds: float) -> np.ndarray:
    """One sample of 1 in the middle: every band in a few frames, nothing elsewhere."""
    y = silence(rate, seconds)
    y[len(y) // 2] = 1
    return y


def faint(rate: int, seconds: float) -> np.ndarray:
    """Below every floor: its power is denormal in float32."""
    return (harmonics(rate, seconds) * np.float32(1e-20)).astype(np.float32)


def enormous(rate: int, seconds: float) -> np.ndarray:
    """Float samples far beyond full scale, as broken float files hold them; their power is near float32's largest."""
    return (harmonics(rate, seconds) * np.float32(1e15)).astype(np.float32)


SIGNALS = {
    "harmonics": harmonics, "sweep": sweep, "gap": gap, "silence": silence, "impulse": impulse, "faint": faint,
    "enormous": enormous,
}
SECONDS = 3.0


def mfcc_stats(y: np.ndarray) -> list[float]:
    m = librosa.feature.mfcc(y=y, sr=22050, n_mfcc=20)
    return np.concatenate([m.mean(axis=1), m.std(axis=1)]).astype(float).tolist()


def whisper_log_mel(y: np.ndarray, seconds: float) -> np.ndarray:
    audio = torch.zeros(int(16000 * seconds), dtype=torch.float64)
    audio[: len(y)] = torch.from_numpy(y).double()
    stft = torch.stft(audio, 400, 160, window=torch.hann_window(400, dtype=torch.float64), return_complex=True)
    power = stft[:, :-1].abs() ** 2
    filters = torch.from_numpy(librosa.filters.mel(sr=16000, n_fft=400, n_mels=80)).double()
    log = torch.clamp(filters @ power, min=1e-10).log10()
    log = torch.maximum(log, log.max() - 8)
    return ((log + 4) / 4).numpy()


def log_mel_entry(y: np.ndarray, seconds: float) -> dict:
    mel = whisper_log_mel(y, seconds)
    cells = [(0, 0), (5, 10), (40, 0), (40, 150), (79, 77), (20, mel.shape[1] - 1), (79, mel.shape[1] - 1)]
    return {
        "shape": list(mel.shape),
        "mean_mel": mel.mean(axis=1).tolist(),
        "cells": [[band, frame, float(mel[band, frame])] for band, frame in cells],
    }


def song(pattern: str) -> dict:
    path = next((ROOT / "examples/songs30/data/audio").rglob(pattern))
    y, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = y.mean(axis=1)
    at_22k = mono if rate == 22050 else soxr.resample(mono, rate, 22050, quality="HQ")
    at_16k = soxr.resample(mono, rate, 16000, quality="HQ")
    return {
        "file": path.name,
        "rate": rate,
        "mfcc_stats": mfcc_stats(at_22k),
        "mean_mel": whisper_log_mel(at_16k[: 30 * 16000], 30).mean(axis=1).tolist(),
    }


bank = librosa.filters.mel(sr=22050, n_fft=2048, n_mels=128)
golden = {
    "versions": {
        "librosa": librosa.__version__, "numpy": np.__version__, "torch": torch.__version__,
        "soundfile": soundfile.__version__, "soxr": soxr.__version__,
    },
    "mel": {
        "hz_to_mel": [[hz, float(librosa.hz_to_mel(hz))] for hz in (0, 440, 1000, 1000.5, 8000, 11025)],
        "row_sums_128": bank.sum(axis=1).astype(float).tolist(),
        "row_firsts_128": [int(np.flatnonzero(row)[0]) for row in bank],
        "row_sums_80": librosa.filters.mel(sr=16000, n_fft=400, n_mels=80).sum(axis=1).astype(float).tolist(),
    },
    "seconds": SECONDS,
    "mfcc_stats": {name: mfcc_stats(f(22050, SECONDS)) for name, f in SIGNALS.items()},
    "log_mel": {name: log_mel_entry(f(16000, SECONDS), SECONDS) for name, f in SIGNALS.items()},
    "songs": [song("*Wasaru (1 of 6).flac"), song("*Los Rombos (1 of 6).mp3"), song("te amo*(1 of 6).ogg")],
}
out = pathlib.Path(__file__).with_name("features.json")
out.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")
print(out, out.stat().st_size, "bytes")
