"""Golden values of sound from magnitudes: librosa.istft, griffinlim and mel_to_audio.

Run from the repository's root: python test/golden/make_resynthesis.py
Inputs are made by formulas that test/audio/resynthesis.test.ts repeats.
"""
import json
import pathlib

import librosa
import numpy as np

FFT, HOP, RATE, BANDS = 400, 160, 16_000, 80
BINS = FFT // 2 + 1


def grid(frames: int):
    k, f = np.meshgrid(np.arange(BINS), np.arange(frames), indexing="ij")
    return k, f


def magnitudes(frames: int) -> np.ndarray:
    """Three ridges that move, over a floor."""
    k, f = grid(frames)
    ridge = lambda centre, width: np.exp(-((k - centre) / width) ** 2)
    return 0.01 + ridge(12 + 3 * np.sin(f / 5), 2) + 0.5 * ridge(40 + f / 3, 3) + 0.2 * ridge(120 - f / 2, 8)


def picked(values: np.ndarray, count: int = 60):
    at = np.linspace(0, len(values) - 1, count).astype(int)
    return [[int(i), float(values[i])] for i in at]


stft = dict(n_fft=FFT, hop_length=HOP, win_length=FFT)
inverse = []
for frames in (5, 8, 21):
    k, f = grid(frames)
    # Not the spectrum of any signal, and not real in its first and last bin.
    spectrum = np.sin(0.7 * k + 1.3 * f) + 1j * np.cos(0.3 * k * (f + 1))
    y = librosa.istft(spectrum, **stft)
    back = librosa.stft(y, n_fft=FFT, hop_length=HOP, pad_mode="constant")
    inverse.append({
        "frames": frames, "length": len(y), "samples": picked(y),
        "spectra": [[int(i), float(back.T.ravel()[i].real), float(back.T.ravel()[i].imag)]
                    for i in np.linspace(0, back.size - 1, 60).astype(int)],
    })

rebuilt = []
for frames, rounds in ((13, 1), (13, 5), (37, 32)):
    y = librosa.griffinlim(magnitudes(frames), n_iter=rounds, init=None, momentum=0.99, dtype=np.float64, **stft)
    rebuilt.append({"frames": frames, "rounds": rounds, "length": len(y), "samples": picked(y)})

# Mel and back: what librosa's inversion leaves of the bands, and what a listener gets of them.
t = np.arange(RATE * 2) / RATE
tone = sum(a * np.sin(2 * np.pi * hz * t + 3 * np.sin(2 * t)) for hz, a in ((220, 0.3), (440, 0.2), (1234, 0.1), (3000, 0.05)))
tone = tone + 0.05 * np.sin(2 * np.pi * 37 * t**3 * 50)
bank = librosa.filters.mel(sr=RATE, n_fft=FFT, n_mels=BANDS, dtype=np.float64)
power_of = lambda y: bank @ np.abs(librosa.stft(y, n_fft=FFT, hop_length=HOP, pad_mode="constant")) ** 2
mel = power_of(tone)
bins = librosa.feature.inverse.mel_to_stft(mel, sr=RATE, n_fft=FFT, power=2.0) ** 2
sound = librosa.griffinlim(np.sqrt(bins), n_iter=32, init=None, momentum=0.99, **stft)
level = lambda power: np.log10(np.maximum(power, 1e-10))
melback = {
    "frames": mel.shape[1],
    # Relative norm, and mean absolute difference of the levels in log10.
    "bins": [float(np.linalg.norm(bank @ bins - mel) / np.linalg.norm(mel)), float(np.mean(np.abs(level(bank @ bins) - level(mel))))],
    "sound": float(np.mean(np.abs(level(power_of(sound)) - level(mel)))),
    "mel": [[int(i), float(mel.ravel()[i])] for i in np.linspace(0, mel.size - 1, 40).astype(int)],
}
out = pathlib.Path(__file__).with_name("resynthesis.json")
out.write_text(json.dumps({
    "versions": {"librosa": librosa.__version__, "numpy": np.__version__},
    "inverse": inverse, "rebuilt": rebuilt, "mel": melback,
}, indent=1) + "\n")
print(out, out.stat().st_size, "bytes")
