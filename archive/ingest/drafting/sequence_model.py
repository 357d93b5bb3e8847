"""Label a sequence by a linear-chain conditional random field (Lafferty et al. 2001).

Every position has features, which are words; a model has a weight for each label of each feature,
and for each pair of consecutive labels.
"""

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

# The key, in a file of models, of the digest of what they were fitted to.
FITTED_TO = "fitted_to"
# The features of a position.
Position = Sequence[str]


@dataclass
class SequenceModel:
    """Weights by feature, one for each of `labels`; `follows[a][b]` is the weight of b after a."""

    labels: tuple[str, ...]
    weights: dict[str, list[float]] = field(default_factory=dict)
    follows: list[list[float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.follows = self.follows or [[0.0] * len(self.labels) for _ in self.labels]

    def label(self, positions: Sequence[Position]) -> list[tuple[str, float]]:
        """Return the best labels, each with its probability given all positions."""
        return [
            (label, probabilities[label])
            for label, probabilities in self.label_with_probabilities(positions)
        ]

    def label_with_probabilities(
        self, positions: Sequence[Position]
    ) -> list[tuple[str, dict[str, float]]]:
        """Return the best labels, each with the probabilities of all labels at its position."""
        if not positions:
            return []
        emitted = [self._emitted(features) for features in positions]
        best = self._best(emitted)
        forward, backward, _ = self._passes(emitted)
        return [
            (self.labels[k], dict(zip(self.labels, share, strict=True)))
            for k, share in zip(best, _shares(forward, backward), strict=True)
        ]

    def probabilities(self, positions: Sequence[Position]) -> list[dict[str, float]]:
        """Return the probability of each label at each position."""
        if not positions:
            return []
        forward, backward, _ = self._passes([self._emitted(features) for features in positions])
        return [dict(zip(self.labels, share, strict=True)) for share in _shares(forward, backward)]

    def _emitted(self, features: Position) -> list[float]:
        rows = [weights for feature in features if (weights := self.weights.get(feature))]
        if not rows:
            return [0.0] * len(self.labels)
        # Exact sums, the same on every machine.
        return list(map(math.fsum, zip(*rows, strict=True)))

    def _best(self, emitted: list[list[float]]) -> list[int]:
        scores, back = emitted[0], []
        columns = list(zip(*self.follows, strict=True))
        for row in emitted[1:]:
            pointers, following = [], []
            for k, column in enumerate(columns):
                scores_before = [
                    score + weight for score, weight in zip(scores, column, strict=True)
                ]
                best_before = max(range(len(scores_before)), key=scores_before.__getitem__)
                pointers.append(best_before)
                following.append(scores_before[best_before] + row[k])
            back.append(pointers)
            scores = following
        path = [max(range(len(scores)), key=scores.__getitem__)]
        for pointers in reversed(back):
            path.append(pointers[path[-1]])
        return path[::-1]

    def _passes(
        self, emitted: list[list[float]]
    ) -> tuple[list[list[float]], list[list[float]], float]:
        """Return (forward, backward, log of the partition function), scaled at each position."""
        steps = [[math.exp(weight) for weight in row] for row in self.follows]
        columns = list(zip(*steps, strict=True))
        local = []
        log_total = 0.0
        for row in emitted:
            most = max(row)
            log_total += most
            local.append([math.exp(score - most) for score in row])
        forward = [_scaled(local[0])]
        log_total += math.log(math.fsum(local[0]))
        for row in local[1:]:
            reached = [
                value * sum(map(float.__mul__, forward[-1], column))
                for value, column in zip(row, columns, strict=True)
            ]
            log_total += math.log(math.fsum(reached))
            forward.append(_scaled(reached))
        backward = [[1.0] * len(self.labels)]
        for row in reversed(local[1:]):
            ahead = [value * after for value, after in zip(row, backward[-1], strict=True)]
            backward.append(_scaled([sum(map(float.__mul__, step, ahead)) for step in steps]))
        return forward, backward[::-1], log_total

    def fit(
        self,
        examples: Sequence[tuple[Sequence[Position], Sequence[str]]],
        epochs: int = 8,
        rate: float = 0.15,
        decay: float = 1e-5,
        seed: int = 1,
    ) -> None:
        """Fit the weights to pairs of (positions, labels) by AdaGrad on the likelihood."""
        rng = random.Random(seed)
        index = {label: k for k, label in enumerate(self.labels)}
        size = len(self.labels)
        squares: dict[str, list[float]] = {}
        step_squares = [[1.0] * size for _ in range(size)]
        order = list(range(len(examples)))
        for _ in range(epochs):
            rng.shuffle(order)
            for n in order:
                positions, labels = examples[n]
                if not positions:
                    continue
                truth = [index[label] for label in labels]
                emitted = [self._emitted(features) for features in positions]
                forward, backward, _ = self._passes(emitted)
                shares = _shares(forward, backward)
                self._step(positions, truth, shares, squares, rate, decay)
                self._follow_step(truth, emitted, forward, backward, step_squares, rate, decay)

    def _step(
        self,
        positions: Sequence[Position],
        truth: Sequence[int],
        shares: Sequence[Sequence[float]],
        squares: dict[str, list[float]],
        rate: float,
        decay: float,
    ) -> None:
        for features, right, share in zip(positions, truth, shares, strict=True):
            errors = [(k, value - (k == right)) for k, value in enumerate(share)]
            errors = [(k, error) for k, error in errors if abs(error) > 1e-3]
            for feature in features:
                weights = self.weights.setdefault(feature, [0.0] * len(self.labels))
                seen = squares.setdefault(feature, [1.0] * len(self.labels))
                for k, error in errors:
                    gradient = error + decay * weights[k]
                    seen[k] += gradient * gradient
                    weights[k] -= rate * gradient / math.sqrt(seen[k])

    def _follow_step(
        self,
        truth: Sequence[int],
        emitted: Sequence[Sequence[float]],
        forward: Sequence[Sequence[float]],
        backward: Sequence[Sequence[float]],
        squares: list[list[float]],
        rate: float,
        decay: float,
    ) -> None:
        size = len(self.labels)
        steps = [[math.exp(weight) for weight in row] for row in self.follows]
        gradient = [[0.0] * size for _ in range(size)]
        for at in range(1, len(truth)):
            most = max(emitted[at])
            ahead = [
                math.exp(score - most) * after
                for score, after in zip(emitted[at], backward[at], strict=True)
            ]
            joint = [
                [reached * weight * value for weight, value in zip(row, ahead, strict=True)]
                for reached, row in zip(forward[at - 1], steps, strict=True)
            ]
            total = math.fsum(map(math.fsum, joint)) or 1.0
            for k, row in enumerate(joint):
                for m, value in enumerate(row):
                    gradient[k][m] += value / total
            gradient[truth[at - 1]][truth[at]] -= 1
        for k in range(size):
            for m in range(size):
                change = gradient[k][m] + decay * self.follows[k][m]
                squares[k][m] += change * change
                self.follows[k][m] -= rate * change / math.sqrt(squares[k][m])

    def as_json(self, least: float = 0.02) -> dict:
        """Return what `load_model` reads, rounded and without weights below `least`."""
        weights = {
            feature: [round(weight, 2) for weight in weights]
            for feature, weights in sorted(self.weights.items())
            if max(map(abs, weights)) >= least
        }
        follows = [[round(weight, 3) for weight in row] for row in self.follows]
        return {"labels": list(self.labels), "follows": follows, "weights": weights}


def bucket(value: float, bounds: Sequence[float]) -> int:
    """Return the number of the ascending `bounds` that `value` reaches, to be part of a feature."""
    return sum(value >= bound for bound in bounds)


def average(models: Sequence[SequenceModel]) -> SequenceModel:
    """Return the model whose weights are the means of `models`, which have the same labels."""
    result = SequenceModel(models[0].labels)
    none = [0.0] * len(result.labels)
    for feature in sorted({feature for model in models for feature in model.weights}):
        rows = [model.weights.get(feature, none) for model in models]
        result.weights[feature] = [math.fsum(row) / len(models) for row in zip(*rows, strict=True)]
    follows = [model.follows for model in models]
    result.follows = [
        [math.fsum(cell) / len(models) for cell in zip(*rows, strict=True)]
        for rows in zip(*follows, strict=True)
    ]
    return result


def load_model(data: dict) -> SequenceModel:
    return SequenceModel(tuple(data["labels"]), data["weights"], data["follows"])


def read_models(path: Path) -> dict[str, SequenceModel]:
    """Return the models of a JSON file by name."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return {name: load_model(model) for name, model in data.items() if name != FITTED_TO}


def _scaled(values: Sequence[float]) -> list[float]:
    total = math.fsum(values) or 1.0
    return [value / total for value in values]


def _shares(forward: list[list[float]], backward: list[list[float]]) -> list[list[float]]:
    return [
        _scaled([before * after for before, after in zip(*both, strict=True)])
        for both in zip(forward, backward, strict=True)
    ]
