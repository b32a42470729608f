"""Writes speech.json: what openai-whisper's decoding makes of logits that lcg.py computes, and its compression ratios.

Needs torch and openai-whisper (20250625); no weights.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
import whisper
from whisper.decoding import ApplyTimestampRules, GreedyDecoder, SuppressTokens
from whisper.utils import compression_ratio

from lcg import Lcg

# test/speech/scripted-model.ts has the same vocabulary.
EOT, SOT, TRANSCRIBE, NO_SPEECH, NO_TIMESTAMPS, FIRST = 40, 41, 45, 46, 47, 48
SUPPRESSED, SUPPRESSED_FIRST = [3, 41, 42, 43, 44, 45, 46], [7, 40]
VOCABULARY = FIRST + 1501
PROMPT = [SOT, 43, TRANSCRIBE]
TOKENIZER = SimpleNamespace(no_timestamps=NO_TIMESTAMPS, timestamp_begin=FIRST, eot=EOT)


class SuppressFirst:
    """As SuppressBlank, for given tokens."""

    def __init__(self, sample_begin):
        self.sample_begin = sample_begin

    def apply(self, logits, tokens):
        if tokens.shape[1] == self.sample_begin:
            logits[:, SUPPRESSED_FIRST] = -np.inf


FILTERS = [SuppressFirst(len(PROMPT)), SuppressTokens(SUPPRESSED), ApplyTimestampRules(TOKENIZER, len(PROMPT), 50)]


def logits_of(seed, step, text, time):
    """Text tokens are `text` higher, timestamps near 4 · step come `time` higher."""
    rng = Lcg(seed * 1000 + step)
    values = np.array([rng.uniform() * 8 for _ in range(VOCABULARY)], dtype=np.float32)
    values[:EOT] += np.float32(text)
    values[FIRST + 40 * step : FIRST + 40 * step + 30] += np.float32(time)
    return values


def filtered(values, said):
    logits = torch.tensor(values)[None].clone()
    tokens = torch.tensor([PROMPT + said])
    for rule in FILTERS:
        rule.apply(logits, tokens)
    return logits


def ranges(allowed):
    """Runs of allowed tokens as [first, last]."""
    runs = []
    for token in np.flatnonzero(allowed).tolist():
        if runs and token == runs[-1][1] + 1:
            runs[-1][1] = token
        else:
            runs.append([token, token])
    return runs


def rules():
    said_cases = [[], [FIRST], [FIRST + 10], [FIRST, 5], [FIRST, 5, 6], [FIRST, 5, FIRST + 100], [FIRST, 5, FIRST + 100, FIRST + 100]]
    said_cases += [[FIRST, 5, FIRST + 100, FIRST + 120], [FIRST, 5, FIRST + 100, FIRST + 100, 9], [5], [FIRST, FIRST + 20], [FIRST, 5, FIRST + 1500]]
    cases = []
    for index, said in enumerate(said_cases):
        for text, time in [(0, 0), (12, 0), (0, 9)]:
            seed = 10 + index
            values = logits_of(seed, 1, text, time)
            logits = filtered(values, said)[0].numpy()
            cases.append({"said": said, "seed": seed, "text": text, "time": time, "allowed": ranges(np.isfinite(logits))})
    return cases


def decodings():
    cases = []
    for seed, text, time in [(1, 6, 3), (2, 4, 6), (3, 8, 0), (4, 5, 5), (5, 7, 7)]:
        decoder = GreedyDecoder(temperature=0.0, eot=EOT)
        tokens = torch.tensor([PROMPT])
        sum_logprobs = torch.zeros(1)
        no_speech = torch.tensor(logits_of(seed, 500, 0, 0)).softmax(-1)[NO_SPEECH].item()
        for step in range(224):
            values = logits_of(seed, step, text, time)
            # From step 30 on the end becomes likely.
            values[EOT] += np.float32(max(0, step - 10))
            logits = torch.tensor(values)[None]
            for rule in FILTERS:
                rule.apply(logits, tokens)
            tokens, completed = decoder.update(tokens, logits, sum_logprobs)
            if completed:
                break
        said = tokens[0, len(PROMPT) :].tolist()
        said = said[: said.index(EOT)] if EOT in said else said
        average = sum_logprobs.item() / (len(said) + 1)
        cases.append({"seed": seed, "text": text, "time": time, "tokens": said, "average": average, "noSpeech": no_speech})
    return cases


def main():
    texts = ["", "a", "la la la la la la la la la la", "soy un fantasma que se asusta de si mismo", "Thank you. " * 20]
    result = {
        "versions": {"openai-whisper": whisper.__version__, "torch": torch.__version__, "python": sys.version.split()[0]},
        "rules": rules(),
        "decodings": decodings(),
        "ratios": [{"text": text, "ratio": compression_ratio(text)} for text in texts],
    }
    Path(__file__).with_name("speech.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
