"""The peer of bench/training: the reference's Conv-VAE trained as one does in PyTorch.

Started with the .npy of log-mel spectrograms (N, 1, 80, frames) and the number of threads. Prints its versions, then
for every line of input trains one epoch and prints its seconds and loss, as JSON.
"""
import itertools
import json
import math
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset


class ConvVae(nn.Module):
    def __init__(self, bands, frames, latent=16):
        super().__init__()
        down, up = [1, 16, 32, 64, 128], [128, 64, 32, 16, 1]
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(down, down[1:]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 4, 2, 1) for a, b in zip(up, up[1:]))
        rows, cols = (math.ceil(size / 16) for size in (bands, frames))
        self.deep = (128, rows, cols)
        features = math.prod(self.deep)
        self.mean, self.log_variance = nn.Linear(features, latent), nn.Linear(features, latent)
        self.input = nn.Linear(latent, features)

    def forward(self, x):
        h = x
        for layer in self.down:
            h = F.relu(layer(h))
        h = h.flatten(1)
        mu, log_variance = self.mean(h), 8 * torch.tanh(self.log_variance(h) / 8)
        z = mu + torch.exp(0.5 * log_variance) * torch.randn_like(mu)
        h = self.input(z).view(-1, *self.deep)
        for layer in self.up[:-1]:
            h = F.relu(layer(h))
        return self.up[-1](h)[:, :, : x.shape[2], : x.shape[3]], mu, log_variance


def epochs_of(x):
    """Trains on spectrograms (N, 1, bands, frames), an epoch whenever the next (seconds, loss) is asked for."""
    torch.manual_seed(42)
    x = torch.from_numpy(x)
    x = (x - x.mean()) / (x.std() + 1e-8)
    loader = DataLoader(TensorDataset(x), batch_size=4, shuffle=True)
    model = ConvVae(x.shape[2], x.shape[3])
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in itertools.count(1):
        started, total = time.perf_counter(), 0.0
        beta = 0.1 * min(1, epoch / 100)
        for (batch,) in loader:
            recon, mu, log_variance = model(batch)
            kl = -0.5 * (1 + log_variance - mu**2 - log_variance.exp()).mean()
            loss = F.mse_loss(recon, batch) + beta * kl
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            total += loss.item() * len(batch)
        yield time.perf_counter() - started, total / len(x)


def train(x, epochs):
    """Seconds of each of the first epochs."""
    return [seconds for seconds, _ in itertools.islice(epochs_of(x), epochs)]


def main():
    path, threads = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(threads)
    epochs = epochs_of(np.load(path))
    print(json.dumps(dict(python=sys.version.split()[0], torch=torch.__version__, threads=torch.get_num_threads())), flush=True)
    for _ in sys.stdin:
        seconds, loss = next(epochs)
        print(json.dumps(dict(seconds=seconds, loss=loss)), flush=True)


if __name__ == "__main__":
    main()
