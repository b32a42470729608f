"""Writes beams.json: what openai-whisper's beam search makes of a small decoder with random weights that lcg.py computes.

Needs torch and openai-whisper (20250625); no weights.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import whisper
from whisper.decoding import ApplyTimestampRules, BeamSearchDecoder, MaximumLikelihoodRanker, PyTorchInference, SuppressTokens
from whisper.model import ModelDimensions, Whisper

from lcg import Lcg
from make_speech import EOT, FIRST, PROMPT, SUPPRESSED, TOKENIZER, VOCABULARY, SuppressFirst

# test/speech/beam-search.test.ts has the same shape.
FRAMES, WIDTH, HEADS, LAYERS, POSITIONS, LONGEST = 24, 32, 2, 2, 128, 64
DIMENSIONS = ModelDimensions(80, FRAMES, WIDTH, HEADS, 1, VOCABULARY, POSITIONS, WIDTH, HEADS, LAYERS)
PARTS = {
    "attn": "self_attn",
    "cross_attn": "encoder_attn",
    "attn_ln": "self_attn_layer_norm",
    "cross_attn_ln": "encoder_attn_layer_norm",
    "mlp_ln": "final_layer_norm",
    "mlp.0": "fc1",
    "mlp.2": "fc2",
    "query": "q_proj",
    "key": "k_proj",
    "value": "v_proj",
    "out": "out_proj",
}
TOP = {"token_embedding.weight": "embed_tokens.weight", "positional_embedding": "embed_positions.weight", "ln.weight": "layer_norm.weight", "ln.bias": "layer_norm.bias"}


def published(name):
    """The name of a weight in Hugging Face's checkpoints, by which it is computed."""
    if name in TOP:
        return f"decoder.{TOP[name]}"
    _, layer, rest = name.split(".", 2)
    rest, kind = rest.rsplit(".", 1)
    parts = [PARTS[rest]] if rest in PARTS else [PARTS[part] for part in rest.split(".")]
    return ".".join(["decoder.layers", layer, *parts, kind])


def numbers(name, shape):
    """Uniform ones within ±1, from a seed that is the sum of the name's characters times their places."""
    rng = Lcg(sum((place + 1) * ord(character) for place, character in enumerate(name)))
    return np.array([rng.uniform() * 2 - 1 for _ in range(int(np.prod(shape)))]).reshape(shape)


def weight(name, shape):
    """Products as [in, out]."""
    if name.endswith("norm.weight"):
        return np.ones(shape)
    if name.endswith(".bias"):
        return np.zeros(shape)
    values = numbers(name, shape)
    if name == "decoder.embed_tokens.weight":
        values[FIRST:] *= 0.25
        values[EOT] *= 1.2
    return values if "embed" in name else values * (12 / shape[0]) ** 0.5


def model():
    made = Whisper(DIMENSIONS)
    with torch.no_grad():
        for name, parameter in made.decoder.named_parameters():
            own = published(name)
            is_product = name.endswith(".weight") and parameter.dim() == 2 and "embedding" not in name
            values = weight(own, tuple(parameter.shape[::-1] if is_product else parameter.shape))
            parameter.copy_(torch.tensor(values.T if is_product else values, dtype=torch.float32))
    return made.eval()


def decode(made, sound, beams):
    """As DecodingTask._main_loop and run, for a given encoder's output."""
    start = len(PROMPT)
    filters = [SuppressFirst(start), SuppressTokens(SUPPRESSED), ApplyTimestampRules(TOKENIZER, start, 50)]
    features = torch.tensor(numbers(f"sound {sound}", (1, FRAMES, WIDTH)), dtype=torch.float32).repeat(beams, 1, 1)
    inference = PyTorchInference(made, start)
    decoder = BeamSearchDecoder(beams, EOT, inference)
    tokens = torch.tensor([PROMPT] * beams)
    sums = torch.zeros(beams, dtype=torch.float64)
    for _ in range(LONGEST):
        logits = inference.logits(tokens, features)[:, -1]
        for rule in filters:
            rule.apply(logits, tokens)
        tokens, completed = decoder.update(tokens, logits, sums)
        if completed:
            break
    inference.cleanup_caching()
    found, found_sums = decoder.finalize(tokens.reshape(1, beams, -1), sums.reshape(1, beams))
    texts = [text[start : (text == EOT).nonzero()[0, 0]].tolist() for text in found[0]]
    best = MaximumLikelihoodRanker(None).rank([texts], found_sums)[0]
    return {"sound": sound, "beams": beams, "tokens": texts[best], "sum": found_sums[0][best], "finished": bool(completed)}


def main():
    made = model()
    with torch.no_grad():
        result = {
            "versions": {"openai-whisper": whisper.__version__, "torch": torch.__version__, "python": sys.version.split()[0]},
            "decodings": [decode(made, sound, beams) for sound in range(6) for beams in (1, 2, 5)],
        }
    Path(__file__).with_name("beams.json").write_text(json.dumps(result, indent=1) + "\n")


main()
