"""Measure how well names are recognised, and how long it takes.

    .venv/bin/python tests/bench/mentions.py [--errors]

Prints precision and recall by kind on invented texts: the half that rules are adjusted by, and the
half that is kept apart, each with the interval of the precision, and the later pieces of each
alone. With --errors, what is wrong or missed in the former. If page texts are
held, articles of the catalogue are measured as well, but for places.
"""

import math
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django

django.setup()

from archive.text import gazetteer
from tests.text.mentions.scoring import (
    KINDS,
    NamedText,
    Score,
    catalogue_texts,
    is_reprint,
    recognize_all,
    scores,
    texts,
)


def _seconds(named_texts: list[NamedText]) -> float:
    # words are cut again each time
    gazetteer.edges.cache_clear()
    start = time.process_time()
    list(recognize_all(named_texts))
    return time.process_time() - start


def _interval(score: Score) -> str:
    """Return the 95 % interval of the precision (Wilson)."""
    if not score.shown:
        return ""
    z, size, share = 1.96, score.shown, score.precision
    middle = share + z**2 / (2 * size)
    half = z * math.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    low, high = ((middle + sign * half) / (1 + z**2 / size) for sign in (-1, 1))
    return f"{low:.3f} to {high:.3f}"


def _print(label: str, by_kind: dict[str, Score], kinds: Iterable[str]) -> None:
    for kind in kinds:
        score = by_kind[kind]
        print(
            f"{label:9} {kind:12}{score.shown:7}{score.named:7}"
            f"{score.precision:11.3f}{score.recall:8.3f}   {_interval(score)}"
        )


def main() -> None:
    if "--errors" in sys.argv:
        for text, names_found in recognize_all(texts("tuning")):
            for kind in KINDS:
                truth = text.truth[kind]
                wrong_names = names_found[kind] - set[str]().union(*truth)
                missed_names = [
                    " | ".join(sorted(names)) for names in truth if not names & names_found[kind]
                ]
                twice = [
                    sorted(names & names_found[kind])
                    for names in truth
                    if len(names & names_found[kind]) > 1
                ]
                if wrong_names or missed_names or twice:
                    print(
                        f"{text.label} {kind}: wrong {sorted(wrong_names)}, missed {missed_names}, "
                        f"several for one {twice}"
                    )
    print(f"{'':22}{'shown':>7}{'named':>7}{'precision':>11}{'recall':>8}")
    for half in ("tuning", "held_out"):
        _print(half, scores(texts(half)), KINDS)
        _print("  later", scores(filter(is_reprint, texts(half))), KINDS)
    _print("catalogue", scores(catalogue_texts()), KINDS[:2])
    all_texts = [*texts("tuning"), *texts("held_out")]
    seconds = min(_seconds(all_texts) for _ in range(5))
    characters = sum(len(text.text) for text in all_texts)
    print(f"{1e3 * seconds / (characters / 1000):.2f} ms for each 1,000 characters")


if __name__ == "__main__":
    main()
