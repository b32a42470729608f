"""Writes clap_text.json: the half of a small CLAP network that reads (`ClapTextModelWithProjection` of transformers, random
weights of a seed), exported as published ones are, with its files, and the vectors that PyTorch makes of texts with it.

The tokenizer is RoBERTa's kind: bytes, and pairs of them that these texts have. Weights in 8 bits are those of ONNX Runtime's
dynamic quantisation. Written with torch 2.15, transformers 5.24, onnx 1.23, onnxruntime 1.32, tokenizers 0.23.
"""

import base64
import contextlib
import io
import json
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import ClapTextConfig, ClapTextModelWithProjection

TEXTS = [
    "calm piano",
    "rap with drums",
    "acoustic guitar",
    "A choir sings in a church, slowly; somebody plays the organ.",
    "música triste de violín",
    # Longer than the network's positions: it is cut.
    "loud " * 100,
]
POSITIONS = 64

tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
tokenizer.train_from_iterator(
    TEXTS[:3],
    trainers.BpeTrainer(
        vocab_size=290,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    ),
)
tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
config_files = {
    "tokenizer.json": tokenizer.to_str(),
    "tokenizer_config.json": json.dumps(
        {
            "tokenizer_class": "RobertaTokenizer",
            "model_max_length": POSITIONS,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "cls_token": "<s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        }
    ),
}

torch.manual_seed(20_261_129)
model = ClapTextModelWithProjection(
    ClapTextConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=POSITIONS + 2,
        projection_dim=8,
        # Ten times the usual: texts of so small a network would otherwise come out all alike.
        initializer_range=0.2,
        initializer_factor=10.0,
        attn_implementation="eager",
    )
).eval()

tokenizer.enable_truncation(POSITIONS)
tokenizer.enable_padding(pad_id=1, pad_token="<pad>")
encoded = tokenizer.encode_batch(TEXTS)
ids = torch.tensor([each.ids for each in encoded])
mask = torch.tensor([each.attention_mask for each in encoded])
with torch.no_grad():
    vectors = model(input_ids=ids, attention_mask=mask).text_embeds


class Graph(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask):
        return self.model(input_ids=input_ids, attention_mask=attention_mask).text_embeds


with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
    full, quantised = Path(folder) / "text_model.onnx", Path(folder) / "text_model_quantized.onnx"
    axes = {0: "batch_size", 1: "sequence_length"}
    torch.onnx.export(
        Graph(),
        (ids, mask),
        full,
        input_names=["input_ids", "attention_mask"],
        output_names=["text_embeds"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "text_embeds": {0: "batch_size"}},
        dynamo=False,
    )
    quantize_dynamic(full, quantised, weight_type=QuantType.QInt8, per_channel=True)
    graphs = {f"onnx/{path.name}": base64.b64encode(path.read_bytes()).decode() for path in (full, quantised)}

golden = {
    "texts": TEXTS,
    "vectors": [[round(float(value), 6) for value in vector] for vector in vectors],
    "files": config_files,
    "graphs": graphs,
}
Path(__file__).with_name("clap_text.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n", encoding="utf-8")
