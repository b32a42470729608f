"""A song's latents from its file: python log_mel.py my-songs/results_hard [song.mp3 ...]

Without songs it takes those of the run and compares with the run's own latents. Needs numpy, onnxruntime and ffmpeg; how
the spectrogram is made stands in encoder.onnx, as the model's metadata.
"""

# %% The network
import csv
import subprocess
import sys
from math import ceil, gcd, pi
from pathlib import Path

import numpy as np
import onnxruntime

results = Path(sys.argv[1] if len(sys.argv) > 1 else "results_hard")
encoder = onnxruntime.InferenceSession(str(results / "beta_vae_audio" / "encoder.onnx"))
made = encoder.get_modelmeta().custom_metadata_map
rate, n_fft, hop, n_mels = (int(made[name]) for name in ("sample_rate", "n_fft", "hop_length", "n_mels"))
seconds, offset = float(made["seconds"]), float(made["offset"])


# %% Samples: ffmpeg decodes, and nothing else. Its -ac 1 is up to 3 dB louder than the mean, and its -ar lets through more near the limit.
def samples(path):
    probe = ["ffprobe", "-v", "error", "-select_streams", "a:0", "-of", "csv=p=0"]
    probe += ["-show_entries", "stream=codec_name,sample_rate,channels", str(path)]
    shown = subprocess.run(probe, capture_output=True, check=True)
    codec, own_rate, channels = shown.stdout.decode().strip().split(",")[:3]
    # Two decoders of Opus differ by more than two of any other format: libopus is the one of its authors.
    decoder = ["-c:a", "libopus"] if codec == "opus" else []
    decode = ["ffmpeg", "-v", "error", *decoder, "-i", str(path), "-map", "0:a:0", "-t", str(offset + seconds + 1), "-f", "f32le", "-"]
    sound = subprocess.run(decode, capture_output=True, check=True).stdout
    return np.frombuffer(sound, np.float32).reshape(-1, int(channels)).mean(axis=1), int(own_rate)


# %% Another rate: a sinc with Kaiser's window, flat to 0.91 of the lower Nyquist frequency and 80 dB down from there on
def resample(x, source, target, passband=0.91, attenuation=80):
    if source == target:
        return x
    up, down = target // gcd(source, target), source // gcd(source, target)
    nyquist = min(source, target) / 2
    cutoff, transition = nyquist * (1 + passband) / 2 / source, nyquist * (1 - passband) / source
    beta = 0.1102 * (attenuation - 8.7)
    taps = 8 * ceil(((attenuation - 7.95) / (2.285 * 2 * pi * transition) + 1) / 8)
    at = np.arange(taps) - taps // 2 + 1 - np.arange(up)[:, None] / up
    window = np.i0(beta * np.sqrt(np.maximum(0, 1 - (at / (taps / 2)) ** 2))) / np.i0(beta)
    weights = np.where(abs(at) <= taps / 2, np.sinc(2 * cutoff * at) * window, 0)
    weights /= weights.sum(axis=1, keepdims=True)
    padded = np.pad(x.astype(np.float64), (taps // 2 - 1, taps + down))
    windows = np.lib.stride_tricks.sliding_window_view(padded, taps)
    position = np.arange(ceil(len(x) * up / down)) * down
    out = np.empty(len(position))
    for phase in range(up):
        of_phase = position % up == phase
        out[of_phase] = windows[position[of_phase] // up] @ weights[phase]
    return out


# %% The log-mel spectrogram, n_mels x frames
def slaney_filters():
    """Triangles between equal steps of Slaney's mel scale (linear below 1 kHz, logarithmic above), each of area 1."""
    to_mel = lambda hz: hz * 3 / 200 if hz < 1000 else 15 + np.log(hz / 1000) * 27 / np.log(6.4)
    mels = np.linspace(0, to_mel(rate / 2), n_mels + 2)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))[:, None]
    frequencies = np.linspace(0, rate / 2, n_fft // 2 + 1)
    rising = (frequencies - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling)) * 2 / (edges[2:] - edges[:-2])


filters = slaney_filters()
hann = 0.5 - 0.5 * np.cos(2 * pi * np.arange(n_fft) / n_fft)


def log_mel(path):
    sound, own_rate = samples(path)
    length = round(seconds * rate)
    x = resample(sound, own_rate, rate)[round(offset * rate) :][:length]
    x = np.pad(np.pad(x, (0, length - len(x))), n_fft // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(x, n_fft)[::hop][: length // hop]
    level = np.log10(np.maximum(1e-10, filters @ (abs(np.fft.rfft(frames * hann)) ** 2).T))
    return ((np.maximum(level, level.max() - 8) + 4) / 4).astype(np.float32)


def latents(path):
    """The posterior of a song: its means and the logarithms of its variances."""
    mu, logvar = encoder.run(["mu", "logvar"], {"mel": log_mel(path)[None, None]})
    return mu[0], logvar[0]


# %% Songs of any folder, or those of the run beside its own latents
if len(sys.argv) > 2:
    for path in sys.argv[2:]:
        mu, logvar = latents(path)
        print(path, "mu", np.round(mu, 3), "sigma", np.round(np.exp(logvar / 2), 3))
else:
    ours = np.load(results / "beta_vae_audio" / "z_audio_mu.npy")
    with open(results / "songs.csv", encoding="utf-8", newline="") as file:
        songs = list(csv.DictReader(file))
    differences = [abs(latents(results.parent / song["audio_path"])[0] - ours[row]).max() for row, song in enumerate(songs)]
    print(f"{len(songs)} songs, classes {made['class_names']}")
    print(f"greatest difference of mu: {max(differences):.6f}")
