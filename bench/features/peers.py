"""The peers of features.ts: reads one JSON request a line (`method`, `files`), answers with its seconds."""
import importlib.util
import json
import pathlib
import subprocess
import sys
import time

import librosa
import numpy as np
import onnxruntime
import torch

FILTERS = torch.from_numpy(librosa.filters.mel(sr=16000, n_fft=400, n_mels=80))
WINDOW = torch.hann_window(400)


def ffmpeg(path, rate):
    """Decoding as Whisper's load_audio does it, in float32."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", path, "-t", "30", "-f", "f32le", "-ac", "1", "-ar", str(rate), "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, np.float32)


def log_mel(y):
    """Whisper's log_mel_spectrogram."""
    audio = torch.zeros(480000)
    audio[: len(y)] = torch.from_numpy(y.copy())
    power = torch.stft(audio, 400, 160, window=WINDOW, return_complex=True)[:, :-1].abs() ** 2
    log = torch.clamp(FILTERS @ power, min=1e-10).log10()
    return ((torch.maximum(log, log.max() - 8.0) + 4.0) / 4.0).numpy()


def stats(y):
    m = librosa.feature.mfcc(y=y, sr=22050, n_mfcc=20)
    return np.concatenate([m.mean(axis=1), m.std(axis=1)])


ROOT = pathlib.Path(__file__).resolve().parents[2]


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def published():
    """MusiCNN with all its filters, from the package, which is downloaded once."""
    cache = ROOT / "bench/.cache"
    if not list(cache.glob("musicnn-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(cache), "musicnn==0.1.0"]
        subprocess.run(command, check=True, stdout=sys.stderr)
    spec = importlib.util.spec_from_file_location("make_musicnn", ROOT / "scripts/make-musicnn.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    return make.musicnn(make.variables_of(next(cache.glob("musicnn-*.whl"))), empty=-1).SerializeToString()


WHOLE, OURS = session(published()), session(str(ROOT / "media/models/musicnn.onnx"))


def musicnn(path, network):
    y, _ = librosa.load(path, sr=16000, duration=30)
    mel = librosa.feature.melspectrogram(y=y, sr=16000, n_fft=512, hop_length=256, n_mels=96, pad_mode="reflect")
    log = np.log10(10000 * mel.T + 1).astype(np.float32)
    patches = np.stack([log[t : t + 187] for t in range(0, len(log) - 187 + 1, 187)])
    penultimate, tags = network.run(["penultimate", "tags"], {"patches": patches})
    return np.concatenate([penultimate.mean(0), tags.mean(0)])


decoded = {}


def samples(path, rate):
    """Decoded outside the timing."""
    key = (path, rate)
    if key not in decoded:
        decoded[key] = ffmpeg(path, rate)
    return decoded[key]


METHODS = {
    "decode + log-mel": lambda path: log_mel(ffmpeg(path, 16000)),
    "decode + MFCC statistics": lambda path: stats(librosa.load(path, sr=22050)[0]),
    "decode + MusiCNN features": lambda path: musicnn(path, WHOLE),
    "decode + MusiCNN features, our file": lambda path: musicnn(path, OURS),
    "log-mel alone": lambda path: log_mel(samples(path, 16000)),
    "MFCC statistics alone": lambda path: stats(samples(path, 22050)),
}

def main():
    print(json.dumps({"librosa": librosa.__version__, "torch": torch.__version__, "onnxruntime": onnxruntime.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if request["method"].endswith("alone"):
            for file in request["files"]:
                samples(file, 16000 if "mel" in request["method"] else 22050)
        start = time.perf_counter()
        for file in request["files"]:
            METHODS[request["method"]](file)
        print(json.dumps(time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()
