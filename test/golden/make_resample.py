"""Golden values of the resampler: scipy.signal.resample_poly with a filter far steeper than ours.

Run from the repository's root: python test/golden/make_resample.py
The signal is noise without content near the Nyquist frequencies, made by a formula that test/audio/signals.ts repeats.
"""
import json
import math
import pathlib

import numpy as np
import scipy
from scipy.signal import firwin, resample_poly

SECONDS = 0.5


def band_limited(rate: int, highest_hz: float) -> np.ndarray:
    """Sixty sinusoids of unrelated frequencies and phases."""
    t = np.arange(int(rate * SECONDS)) / rate
    y = np.zeros_like(t)
    for k in range(60):
        hz = highest_hz * ((k * 0.618034) % 1)
        y += np.sin(2 * np.pi * hz * t + k * k) / 60
    return y.astype(np.float32)


cases = []
for source, target in [(44100, 16000), (48000, 16000), (44100, 22050), (32000, 22050), (22050, 16000), (11025, 16000)]:
    y = band_limited(source, 0.9 * min(source, target) / 2)
    divisor = math.gcd(source, target)
    up, down = target // divisor, source // divisor
    longest = max(up, down)
    # Transition from 92 % of the lower Nyquist frequency to 100 %, about 100 dB.
    taps = firwin(160 * longest + 1, 0.96 / longest, window=("kaiser", 10))
    z = resample_poly(y.astype(np.float64), up, down, window=taps)
    # Away from the ends, where the filters' lengths show.
    indices = np.linspace(0.2 * len(z), 0.8 * len(z), 40).astype(int)
    cases.append({
        "source": source, "target": target, "length": len(z),
        "samples": [[int(i), float(z[i])] for i in indices],
    })
out = pathlib.Path(__file__).with_name("resample.json")
out.write_text(json.dumps({
    "versions": {"scipy": scipy.__version__, "numpy": np.__version__}, "seconds": SECONDS, "cases": cases,
}, indent=1) + "\n")
print(out, out.stat().st_size, "bytes")
