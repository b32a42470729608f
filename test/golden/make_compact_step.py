"""Golden values for test/models: steps of the compact architecture, as VAE and as autoencoder, by PyTorch.

Weights, inputs and noise come from formulas that the test computes as well, so that no array is stored.
Run: python make_compact_step.py   (writes compact_step.json beside itself)
"""
import json
import math
import pathlib
import sys

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float32)
BANDS, LATENT, BATCH, BETA, RATE, CLIP, STEPS = 80, 16, 5, 0.07, 1e-2, 0.05, 3
HELD_OUT, MEAN, DEVIATION = 11, 3.0, 2.0
PATCH_FRAMES, CODES, POOLED, RENDER, BOUND = 10, 64, 128, 128, 8.0
RATES = {
    "encoder.patch.weight": 0.008, "encoder.patch.bias": 0.1, "encoder.features.weight": 0.1, "encoder.features.bias": 0.1,
    "encoder.mean.weight": 0.05, "encoder.mean.bias": 0.1, "encoder.logVariance.weight": 0.5, "decoder.1.weight": 0.5,
    "decoder.codes.weight": 0.5,
}


def wave(shape, frequency, phase, scale):
    i = torch.arange(math.prod(shape), dtype=torch.float64)
    return (torch.sin(i * frequency + phase) * scale).to(torch.float32).reshape(shape)


def run(frames, variational):
    patches = math.ceil(frames / PATCH_FRAMES)
    size = BANDS * PATCH_FRAMES
    layers = [
        ("encoder.patch", size, CODES), ("encoder.features", CODES, POOLED), ("encoder.mean", POOLED, LATENT),
        *([("encoder.logVariance", POOLED, LATENT)] if variational else []),
        ("decoder.0", LATENT, RENDER), ("decoder.1", RENDER, RENDER), ("decoder.codes", RENDER, patches * CODES), ("decoder.patch", CODES, size),
    ]
    bounds = {}
    for name, inputs, _ in layers:
        bounds[f"{name}.weight"], bounds[f"{name}.bias"] = 2 / math.sqrt(inputs), 0.1
    shapes = {f"{name}.weight": (a, b) for name, a, b in layers} | {f"{name}.bias": (b,) for name, _, b in layers}
    # Weights are (inputs, outputs), as ours are.
    p = {name: wave(shapes[name], 0.7, k, bounds[name]).requires_grad_() for k, name in enumerate(bounds)}
    before = {name: value.detach().clone() for name, value in p.items()}
    linear = lambda name, x: x @ p[f"{name}.weight"] + p[f"{name}.bias"]

    x = wave((BATCH, 1, BANDS, frames), 0.0137, 0.5, 1.5)
    optimiser = torch.optim.Adam([{"params": [value], "lr": RATE * RATES.get(name, 1)} for name, value in p.items()])

    def encode(x):
        n = len(x)
        whole = F.pad(x, (0, patches * PATCH_FRAMES - frames))
        rows = whole.reshape(n, BANDS, patches, PATCH_FRAMES).permute(0, 2, 1, 3).reshape(n * patches, size)
        features = F.leaky_relu(linear("encoder.features", linear("encoder.patch", rows)), 0.1)
        pooled = features.reshape(n, patches, POOLED).mean(1)
        return linear("encoder.mean", pooled), pooled

    def decode(z):
        n = len(z)
        h = F.silu(linear("decoder.1", F.silu(linear("decoder.0", z))))
        out = linear("decoder.patch", linear("decoder.codes", h).reshape(n * patches, CODES))
        return out.reshape(n, patches, BANDS, PATCH_FRAMES).permute(0, 2, 1, 3).reshape(n, 1, BANDS, -1)[..., :frames]

    steps = []
    for step in range(STEPS):
        noise = wave((BATCH, LATENT), 1.3, step, 1.0)
        mu, pooled = encode(x)
        z, kl = mu, torch.zeros(())
        if variational:
            lv = BOUND * torch.tanh(linear("encoder.logVariance", pooled) / BOUND)
            z = mu + torch.exp(0.5 * lv) * noise
            kl = (0.5 * (mu**2 + lv.exp() - 1 - lv)).mean()
        recon = F.mse_loss(decode(z), x)
        total = recon + BETA * kl
        optimiser.zero_grad()
        total.backward()
        norms = {name: value.grad.norm().item() for name, value in p.items()}
        norm = torch.nn.utils.clip_grad_norm_(p.values(), CLIP).item()
        optimiser.step()
        steps.append(dict(reconstruction=recon.item(), kl=kl.item(), total=total.item(), gradientNorm=norm, gradientNorms=norms))
    weights = {}
    for name, value in p.items():
        flat = value.detach().reshape(-1)
        weights[name] = dict(
            bound=bounds[name], norm=flat.norm().item(), changeNorm=(value.detach() - before[name]).norm().item(),
            samples=[flat[(k * flat.numel()) // 4].item() for k in range(4)])
    # More songs than a batch of the validation has, in units that the mean and the deviation make like the others.
    held = wave((HELD_OUT, 1, BANDS, frames), 0.0291, 0.2, 1.1)
    with torch.no_grad():
        error = F.mse_loss(decode(encode(held)[0]), held).item()
    return dict(frames=frames, variational=variational, steps=steps, weights=weights, heldOutError=error)


settings = dict(bands=BANDS, latent=LATENT, batch=BATCH, beta=BETA, learningRate=RATE, gradientClip=CLIP, heldOut=HELD_OUT, mean=MEAN, deviation=DEVIATION)
value = dict(
    made_by=pathlib.Path(__file__).name, versions=dict(python=sys.version.split()[0], torch=torch.__version__), settings=settings,
    # The second has a partial patch at its end.
    cases=[run(60, True), run(57, True), run(60, False)])
pathlib.Path(__file__).with_name("compact_step.json").write_text(json.dumps(value, indent=1) + "\n")
