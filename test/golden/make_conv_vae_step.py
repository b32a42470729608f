"""Golden values for test/models: the reference's networks trained for a few steps by PyTorch.

Weights, inputs, noise and order come from formulas that the test computes as well, so that no array is stored.
Run: python make_conv_vae_step.py   (writes conv_vae_step.json and mlp_vae_training.json beside itself)
"""
import json
import math
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float32)
HERE = pathlib.Path(__file__).parent
BOUND = 8.0


def wave(count, frequency, phase, scale):
    i = torch.arange(count, dtype=torch.float64)
    return (torch.sin(i * frequency + phase) * scale).to(torch.float32)


def set_weights(named):
    """named: (name, parameter, bound, transposed) in the order in which the test lists them."""
    for k, (_, p, bound, transposed) in enumerate(named):
        shape = tuple(reversed(p.shape)) if transposed else p.shape
        w = wave(p.numel(), 0.7, k, bound).reshape(shape)
        p.data.copy_(w.T if transposed else w)


def loss_terms(recon, x, mu, raw, over_latents):
    lv = BOUND * torch.tanh(raw / BOUND)
    kl = 0.5 * (mu**2 + lv.exp() - 1 - lv)
    return F.mse_loss(recon, x), kl.mean() if over_latents == "mean" else kl.sum(1).mean()


class ConvVae(nn.Module):
    def __init__(self, bands, frames, latent):
        super().__init__()
        channels = [1, 16, 32, 64, 128]
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(channels, channels[1:]))
        rows, cols = bands, frames
        for _ in range(4):
            rows, cols = math.ceil(rows / 2), math.ceil(cols / 2)
        self.deep = (128, rows, cols)
        features = 128 * rows * cols
        self.mean, self.log_variance = nn.Linear(features, latent), nn.Linear(features, latent)
        self.input = nn.Linear(latent, features)
        channels = [128, 64, 32, 16, 1]
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, 2, 1) for a, b in zip(channels, channels[1:]))

    def named(self):
        out = []
        for i, layer in enumerate(self.down):
            out += layers(f"encoder.{i}", layer, 1 / math.sqrt(layer.in_channels * 9), False)
        for name, layer in [("encoder.mean", self.mean), ("encoder.logVariance", self.log_variance), ("decoder.input", self.input)]:
            out += layers(name, layer, 1 / math.sqrt(layer.in_features), True)
        for i, layer in enumerate(self.up):
            out += layers(f"decoder.{i}", layer, 1 / math.sqrt(layer.out_channels * 16), False)
        return out

    def loss(self, x, noise):
        h = x
        for layer in self.down:
            h = F.relu(layer(h))
        h = h.flatten(1)
        mu, raw = self.mean(h), self.log_variance(h)
        lv = BOUND * torch.tanh(raw / BOUND)
        h = self.input(mu + torch.exp(0.5 * lv) * noise).reshape(-1, *self.deep)
        for i, layer in enumerate(self.up):
            h = layer(h) if i == 3 else F.relu(layer(h))
        return loss_terms(h[:, :, : x.shape[2], : x.shape[3]], x, mu, raw, "mean")


class MlpVae(nn.Module):
    def __init__(self, columns, latent):
        super().__init__()
        sizes = [("encoder.0", columns, 128), ("encoder.1", 128, 64), ("encoder.mean", 64, latent), ("encoder.logVariance", 64, latent),
                 ("decoder.0", latent, 64), ("decoder.1", 64, 128), ("decoder.2", 128, columns)]
        self.names = [name for name, _, _ in sizes]
        self.all = nn.ModuleList(nn.Linear(a, b) for _, a, b in sizes)

    def named(self):
        return [entry for name, layer in zip(self.names, self.all) for entry in layers(name, layer, 1 / math.sqrt(layer.in_features), True)]

    def loss(self, x, noise):
        e0, e1, mean, log_variance, d0, d1, d2 = self.all
        h = F.relu(e1(F.relu(e0(x))))
        mu, raw = mean(h), log_variance(h)
        lv = BOUND * torch.tanh(raw / BOUND)
        z = mu + torch.exp(0.5 * lv) * noise
        return loss_terms(d2(F.relu(d1(F.relu(d0(z))))), x, mu, raw, "sum")


def layers(name, layer, bound, transposed):
    return [(f"{name}.weight", layer.weight, bound, transposed), (f"{name}.bias", layer.bias, bound, False)]


def samples_at(p, transposed, count=4):
    flat = (p.T if transposed else p).reshape(-1)
    return [flat[(k * flat.numel()) // count].item() for k in range(count)]


def conv_step():
    settings = dict(bands=80, frames=200, latent=16, batch=4, beta=0.07, learningRate=1e-3, gradientClip=0.02, steps=3)
    model = ConvVae(settings["bands"], settings["frames"], settings["latent"])
    named = model.named()
    set_weights(named)
    before = {name: p.detach().clone() for name, p, _, _ in named}
    x = wave(4 * 80 * 200, 0.0137, 0.5, 1.5).reshape(4, 1, 80, 200)
    optimiser = torch.optim.Adam(model.parameters(), lr=settings["learningRate"])
    steps = []
    for step in range(settings["steps"]):
        noise = wave(4 * 16, 1.3, step, 1.0).reshape(4, 16)
        recon, kl = model.loss(x, noise)
        total = recon + settings["beta"] * kl
        optimiser.zero_grad()
        total.backward()
        norms = {name: p.grad.norm().item() for name, p, _, _ in named}
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), settings["gradientClip"]).item()
        optimiser.step()
        steps.append(dict(reconstruction=recon.item(), kl=kl.item(), total=total.item(), gradientNorm=norm, gradientNorms=norms))
    weights = {name: dict(changeNorm=(p.detach() - before[name]).norm().item(), norm=p.detach().norm().item(), samples=samples_at(p.detach(), t))
               for name, p, _, t in named}
    return dict(settings=settings, steps=steps, weights=weights)


def mlp_training():
    settings = dict(columns=6, latent=3, songs=10, batch=4, beta=0.1, learningRate=1e-3, epochs=30)
    model = MlpVae(settings["columns"], settings["latent"])
    set_weights(model.named())
    raw = wave(60, 2.1, 0.3, 3.0).reshape(10, 6)
    mean, deviation = raw.double().mean(0), raw.double().std(0, correction=0)
    x = ((raw - mean) / (deviation + 1e-8)).float()
    optimiser = torch.optim.Adam(model.parameters(), lr=settings["learningRate"])
    history, step = [], 0
    for epoch in range(settings["epochs"]):
        sums = [0.0, 0.0]
        for first in range(0, 10, 4):
            rows = [(i * 7 + epoch) % 10 for i in range(first, min(10, first + 4))]
            noise = wave(len(rows) * 3, 1.7, step, 1.0).reshape(-1, 3)
            recon, kl = model.loss(x[rows], noise)
            optimiser.zero_grad()
            (recon + settings["beta"] * kl).backward()
            optimiser.step()
            sums = [sums[0] + recon.item() * len(rows), sums[1] + kl.item() * len(rows)]
            step += 1
        history.append([s / 10 for s in sums])
    return dict(settings=settings, history=history)


def write(name, value):
    value = dict(made_by=pathlib.Path(__file__).name, versions=dict(python=sys.version.split()[0], torch=torch.__version__), **value)
    (HERE / name).write_text(json.dumps(value, indent=1) + "\n")


write("conv_vae_step.json", conv_step())
write("mlp_vae_training.json", mlp_training())
