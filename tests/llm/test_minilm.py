"""The sentence model's arithmetic, on a model small enough to be made here.

With the published weights of all-MiniLM-L6-v2 the three sentences of its model card come out as there: 0.666, 0.105 and
0.141 (`DISCOVERY_MINILM=folder python -m benchmarks.run discovery` reads such a folder).
"""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from pilothouse.core.errors import InvalidInput
from pilothouse.llm.minilm import SentenceEncoder

WIDTH, INNER, HEADS, LAYERS = 8, 16, 2, 2
WORDS = ["[UNK]", "[CLS]", "[SEP]", "rain", "sun", "falls", "shines"]


def _weights(scale: float) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(7)
    sizes = {
        "embeddings.word_embeddings.weight": (len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": (300, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        linear = {f"{name}.attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        linear |= {f"{name}.attention.output.dense": (WIDTH, WIDTH)}
        linear |= {f"{name}.intermediate.dense": (INNER, WIDTH), f"{name}.output.dense": (WIDTH, INNER)}
        for part, size in linear.items():
            sizes |= {f"{part}.weight": size, f"{part}.bias": size[:1]}
    weights = {name: chance.normal(0, scale, size).astype(np.float32) for name, size in sizes.items()}
    for norm in (
        "embeddings",
        *(f"encoder.layer.{n}{p}" for n in range(LAYERS) for p in (".attention.output", ".output")),
    ):
        weights |= {f"{norm}.LayerNorm.weight": np.ones(WIDTH, np.float32)}
        weights |= {f"{norm}.LayerNorm.bias": np.zeros(WIDTH, np.float32)}
    return weights


def _write(folder: Path, weights: dict[str, np.ndarray]) -> Path:
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"num_attention_heads": HEADS}))
    save_file(weights, folder / "model.safetensors")
    return folder


@pytest.fixture
def encoder(tmp_path: Path) -> SentenceEncoder:
    return SentenceEncoder(_write(tmp_path, _weights(0.5)))


def test_vectors_have_unit_length_and_depend_on_the_order_of_words(encoder: SentenceEncoder) -> None:
    vectors = encoder.embed(["rain falls", "falls rain", "sun shines"])
    assert vectors.shape == (3, WIDTH)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert not np.allclose(vectors[0], vectors[1], atol=1e-3)


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: SentenceEncoder, tmp_path: Path) -> None:
    alone = SentenceEncoder(tmp_path).embed(["sun shines"])[0]
    assert np.array_equal(encoder.embed(["rain falls " * 50, "sun shines"])[1], alone)


def test_words_beyond_what_the_model_reads_change_nothing(encoder: SentenceEncoder) -> None:
    first, second = encoder.embed(["rain " * 254, "rain " * 300 + "sun"])
    assert np.array_equal(first, second)


def test_without_attention_and_layers_it_is_the_mean_of_normed_words(tmp_path: Path) -> None:
    weights = _weights(0.5)
    weights = {name: each * (0 if "encoder" in name and "Norm" not in name else 1) for name, each in weights.items()}
    words, places = (weights[f"embeddings.{kind}_embeddings.weight"] for kind in ("word", "position"))
    rows = words[[1, 3, 5, 2]] + places[:4] + weights["embeddings.token_type_embeddings.weight"][0]
    normed = (rows - rows.mean(axis=1, keepdims=True)) / rows.std(axis=1, keepdims=True)
    mean = normed.mean(axis=0)
    found = SentenceEncoder(_write(tmp_path, weights)).embed(["rain falls"])[0]
    assert np.allclose(found, mean / np.linalg.norm(mean), atol=1e-5)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"config\.json, model\.safetensors, tokenizer\.json is missing"):
        SentenceEncoder(tmp_path)
