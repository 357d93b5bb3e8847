"""Fit sequence models to many examples with numpy, ten times as fast as `SequenceModel.fit`.

The steps are the same.
"""

from collections.abc import Sequence

import numpy as np

from archive.ingest.drafting.sequence_model import Position, SequenceModel

# Smaller weights are left out of the model.
_MIN_WEIGHT = 0.02


def fitted(
    labels: Sequence[str],
    examples: Sequence[tuple[Sequence[Position], Sequence[str]]],
    epochs: int,
    seed: int,
    rate: float = 0.15,
    left_out: float = 0.0,
) -> SequenceModel:
    """Return a model fitted to pairs of (positions, labels) by AdaGrad on the likelihood.

    A random share of the features, `left_out`, is hidden each time. The same arguments give the
    same model.
    """
    numbers: dict[str, int] = {}
    index = {label: k for k, label in enumerate(labels)}
    data = []
    for positions, truth in examples:
        if positions:
            rows = [
                np.array(sorted({numbers.setdefault(word, len(numbers)) for word in position}))
                for position in positions
            ]
            data.append((rows, np.array([index[label] for label in truth])))
    size = len(labels)
    weights, squares = np.zeros((len(numbers), size)), np.ones((len(numbers), size))
    follows, follow_squares = np.zeros((size, size)), np.ones((size, size))
    rng = np.random.default_rng(seed)
    order = np.arange(len(data))
    for _ in range(epochs):
        rng.shuffle(order)
        for n in order:
            rows, right = data[n]
            if left_out:
                rows = [row[rng.random(len(row)) >= left_out] for row in rows]
            shares, pairs = _expected(np.stack([weights[row].sum(0) for row in rows]), follows)
            shares[np.arange(len(rows)), right] -= 1
            for row, gradient in zip(rows, shares, strict=True):
                squares[row] += gradient * gradient
                weights[row] -= rate * gradient / np.sqrt(squares[row])
            np.subtract.at(pairs, (right[:-1], right[1:]), 1)
            follow_squares += pairs * pairs
            follows -= rate * pairs / np.sqrt(follow_squares)
    model = SequenceModel(tuple(labels), follows=follows.tolist())
    is_large = np.abs(weights).max(1, initial=0.0) >= _MIN_WEIGHT
    model.weights = {word: weights[n].tolist() for word, n in numbers.items() if is_large[n]}
    return model


def _expected(emitted: np.ndarray, follows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (probability of each label by position, expected count of each pair of labels)."""
    local = np.exp(emitted - emitted.max(1, keepdims=True))
    steps = np.exp(follows)
    forward, backward = np.empty_like(local), np.ones_like(local)
    forward[0] = local[0] / local[0].sum()
    for n in range(1, len(local)):
        reached = local[n] * (forward[n - 1] @ steps)
        forward[n] = reached / reached.sum()
    for n in range(len(local) - 2, -1, -1):
        ahead = steps @ (local[n + 1] * backward[n + 1])
        backward[n] = ahead / ahead.sum()
    shares = forward * backward
    shares /= shares.sum(1, keepdims=True)
    joint = forward[:-1, :, None] * steps[None] * (local[1:] * backward[1:])[:, None, :]
    joint /= joint.sum((1, 2), keepdims=True)
    return shares, joint.sum(0)
