"""Golden values for test/models: one step of the contrastive network and the embedding of whole songs, by PyTorch.

Run: python make_contrastive_step.py   (writes contrastive_step.json beside itself)

The layers of src/engine/models/architectures/contrastive.ts, the loss by PyTorch's own cross_entropy, Adam without weight
decay. Weights, crops and augmentations are waves, so that no random number has to agree.
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

SETTINGS = {"bands": 6, "frames": 43, "latent": 5, "songs": 4, "learningRate": 0.01, "mean": 0.25, "deviation": 1.5, "songFrames": 703}
CHANNELS, PROJECTION, TEMPERATURE = (64, 64), 64, 0.2
bands, songs, latent = SETTINGS["bands"], SETTINGS["songs"], SETTINGS["latent"]
crop_frames = SETTINGS["frames"] // 4


def wave(count, frequency, phase, scale):
    return torch.tensor((np.sin(np.arange(count) * frequency + phase) * scale).astype(np.float32))


SHAPES = {
    "encoder.0.weight": (CHANNELS[0], bands, 1, 3),
    "encoder.0.bias": (CHANNELS[0],),
    "encoder.1.weight": (CHANNELS[1], CHANNELS[0], 1, 3),
    "encoder.1.bias": (CHANNELS[1],),
    "encoder.embedding.weight": (2 * CHANNELS[1], latent),
    "encoder.embedding.bias": (latent,),
    "projection.weight": (latent, PROJECTION),
    "projection.bias": (PROJECTION,),
}
weights = {
    name: wave(int(np.prod(shape)), 0.7, index, 0.3).reshape(shape).requires_grad_()
    for index, (name, shape) in enumerate(SHAPES.items())
}
crops = wave(songs * 2 * bands * crop_frames, 0.37, 0.5, 2).reshape(songs, 2, bands, crop_frames)
offset = wave(songs * 2 * bands, 1.1, 0.2, 0.3).reshape(songs, 2, bands, 1)
mask = (wave(songs * 2 * bands, 1.9, 0.1, 1) > -0.7).float().reshape(songs, 2, bands, 1)

x = ((crops - SETTINGS["mean"]) / SETTINGS["deviation"] + offset) * mask


def embed(h):
    for layer in range(2):
        h = F.relu(F.conv2d(h, weights[f"encoder.{layer}.weight"], weights[f"encoder.{layer}.bias"], padding=(0, 1)))
    pooled = torch.cat([h.mean((2, 3)), h.amax((2, 3))], 1)
    return pooled @ weights["encoder.embedding.weight"] + weights["encoder.embedding.bias"]


# Crops of 75 averages of four frames, overlapping by a half, from the first to the last.
song_frames = SETTINGS["songFrames"]
whole = wave(2 * bands * song_frames, 0.23, 0.4, 2).reshape(2, bands, song_frames)
whole = F.avg_pool1d((whole - SETTINGS["mean"]) / SETTINGS["deviation"], 4)
starts = [0, 33, 67, 100]
song_embedding = torch.stack([embed(whole[:, :, None, start : start + 75]) for start in starts]).mean(0)

z = F.normalize(embed(x.reshape(2 * songs, bands, 1, crop_frames)) @ weights["projection.weight"] + weights["projection.bias"], dim=1)
logits = (z @ z.T / TEMPERATURE).masked_fill(torch.eye(2 * songs, dtype=torch.bool), float("-inf"))
loss = F.cross_entropy(logits, torch.arange(2 * songs) ^ 1)
loss.backward()

golden = {"settings": SETTINGS, "loss": loss.item(), "embedding": song_embedding.flatten().tolist(), "gradients": {}}
for name, weight in weights.items():
    gradient = weight.grad.flatten()
    at = [k * len(gradient) // 8 for k in range(min(8, len(gradient)))]
    golden["gradients"][name] = {"norm": gradient.norm().item(), "samples": gradient[at].tolist()}
optimiser = torch.optim.Adam(weights.values(), lr=SETTINGS["learningRate"])
optimiser.step()
golden["weights"] = {name: weight.norm().item() for name, weight in weights.items()}
pathlib.Path(__file__).with_name("contrastive_step.json").write_text(json.dumps(golden, indent=1) + "\n")
