"""Fit the drafter's models to invented pages."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from archive.ingest.drafting import interleaving, reflow
from archive.ingest.drafting.line_features import line_features
from archive.ingest.drafting.models import models, typeset_models
from archive.ingest.drafting.sequence_model import FITTED_TO, SequenceModel, average
from archive.ingest.drafting.text_lines import TextLine, lines, lines_with_type
from archive.ingest.drafting.training_data import TrainingData
from archive.ingest.page_lines import PageLine
from archive.ingest.reading import read_file

from .byline_fitting import byline_examples, fit_byline_model
from .print_pages import print_pages, printed_lines
from .read_truth import read_text
from .sequence_fitting import fitted
from .source import SourcePage, with_merged_pages
from .typesetting import SETTINGS, SetPage, set_pages
from .variation import varied_pages

LABELS = ("K", "H", "S", "Y", "R", "L", "P", "C", "A", "I", "V", "F", "T", "N", "n", "D", "d")
# Share of a line's features that are hidden while fitting.
_LEFT_OUT = 0.4
# One in this many variations has type sizes.
_WITH_TYPE = 3
# Bounds of type sizes by label, as shares of the body text's size.
_TYPE = {
    "H": (1.5, 3.2),
    "K": (1.05, 1.5),
    "S": (1.05, 1.6),
    "C": (1.0, 1.35),
    "T": (1.0, 1.8),
    "F": (0.75, 1.3),
    "N": (1.1, 1.8),
    "n": (0.8, 1.0),
    "D": (1.2, 2.5),
    "d": (0.8, 1.1),
    "A": (0.8, 1.0),
    "R": (0.8, 1.0),
    "Y": (0.9, 1.05),
}
_BOLD = "HKSCNDT"
# Seeds with which the pages themselves are printed.
_PRINTS = 3
# The model of joins sees each page this many times as often.
_JOIN_EPOCHS = 3
_WRAPPED = ("hard-wrapped", "interleaved", "lossy", "vertical")


def fit_models(
    pages: Sequence[SourcePage],
    training: TrainingData,
    variations: int = 150,
    epochs: int = 4,
    seed: int = 5,
    members: int = 5,
) -> dict[str, SequenceModel]:
    """Return the models `joins`, `lines` and `bylines`, fitted to `pages` and variations of them.

    `lines` is the mean of `members` models, each fitted to its own variations. The same arguments
    give the same models.
    """
    more = varied_pages(pages, variations, seed)
    sets = [page for name in _WRAPPED for page in set_pages(pages, name, 11)]
    third = len(more) // 3
    sets += set_pages(more[:third], "hard-wrapped", 12)
    for name in ("vertical", "lossy", "untorn"):
        sets += set_pages(more[third : 2 * third], name, 13)
    examples = [
        example
        for n, page in enumerate(sets)
        if (example := join_example(page, training, random.Random(n) if n % 4 == 0 else None))
    ]
    joins = fitted(("part", reflow.JOIN), examples, _JOIN_EPOCHS * epochs, seed)
    models()["joins"] = joins
    fixed = list(set_examples(pages, training))
    lines = []
    for member in range(members):
        if member:
            more = varied_pages(pages, variations, seed + member)
        examples = [*fixed, *varied_examples(more, training)]
        lines.append(fitted(LABELS, examples, epochs, seed + member, left_out=_LEFT_OUT))
    return {"joins": joins, "lines": average(lines), "bylines": fit_byline_model(pages, seed)}


def fit_typeset_models(
    pages: Sequence[SourcePage],
    training: TrainingData,
    folder: Path,
    variations: int = 120,
    epochs: int = 6,
    seed: int = 1,
) -> dict[str, SequenceModel]:
    """Return the models `joins` and `lines` for lines with boxes, fitted to printed pages.

    `folder` holds the printed pages.

    Raise RuntimeError without a browser.
    """
    more = varied_pages(pages, variations, seed)
    printed = [
        page
        for n in range(_PRINTS)
        for page in print_pages(with_merged_pages(pages), "tuning", folder, n)
    ]
    printed += print_pages(more, "tuning", folder, _PRINTS)
    texts = []
    for n, page in enumerate(printed):
        rng = random.Random(f"{seed} {n}")
        read = printed_lines(page, rng)
        if n % 3:
            read = list(read_file(page.file("pdf"))[0].lines)
            if n % 3 == 1:
                read = [_as_scanned(line, rng) for line in read]
        texts.append((lines_with_type(read), read_text(read, page, "pdf").page))
    pairs = [
        (reflow.join_features(rows, training.language), _joined(rows, page))
        for rows, page in texts
        if len(rows) > 1
    ]
    joins = fitted(("part", reflow.JOIN), pairs, epochs, seed, left_out=_LEFT_OUT)
    typeset_models()["joins"] = joins
    examples = []
    for rows, set_page in texts:
        flowed = reflow.reflow(rows, training.language)
        examples.append((_features(flowed.lines, training), true_labels(flowed, set_page)))
    lines = fitted(LABELS, examples, epochs, seed, left_out=_LEFT_OUT)
    return {"joins": joins, "lines": lines}


def _as_scanned(line: PageLine, rng: random.Random) -> PageLine:
    """Return the line as recognised from a scan: weight unknown, type size slightly inaccurate."""
    size = line.size * rng.uniform(0.9, 1.15) if line.size else None
    return replace(line, size=size, bold=None, confidence=0.95)


def join_example(
    page: SetPage, training: TrainingData, rng: random.Random | None = None
) -> tuple[list[list[str]], list[str]] | None:
    """Return (features, labels) for the pairs of printed lines of a page; None if it has none.

    With `rng`, lines have type sizes.
    """
    rows, _ = interleaving.untangle(lines(page.text), training.language)
    if rng is not None:
        numbers = [_source_of(row, page) for row in rows]
        tags = [page.source.lines[n].tag if n is not None and n >= 0 else "P" for n in numbers]
        rows = _with_type(rows, tags, rng)
    if len(rows) < 2:
        return None
    return reflow.join_features(rows, training.language), _joined(rows, page)


def _joined(rows: Sequence[TextLine], page: SetPage) -> list[str]:
    """Return for each pair of lines whether they are parts of one source line."""
    starts = {n: spans[0][0] for n, spans in page.spans.items()}
    labels = []
    for row, below in pairwise(rows):
        source, source_below = _source_of(row, page), _source_of(below, page)
        joined = source is not None and source == source_below and starts[source] < below.start
        tight = not below.gap or below.layout is not None
        labels.append(reflow.JOIN if joined and tight else "part")
    return labels


def _source_of(row: TextLine, page: SetPage) -> int | None:
    shared: Counter[int] = Counter()
    for start, end, number in page.owners():
        if start < row.end and row.start < end:
            shared[number] += min(end, row.end) - max(start, row.start)
    return shared.most_common(1)[0][0] if shared else None


def set_examples(
    pages: Sequence[SourcePage], training: TrainingData
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Yield (features, labels) for the lines of every page, set in every way."""
    for name in SETTINGS:
        for set_page in set_pages(pages, name, 21):
            yield line_example(set_page, training)
    for n, set_page in enumerate(set_pages(pages, "untorn", 22)):
        yield line_example(set_page, training, random.Random(n))


def varied_examples(
    more: Sequence[SourcePage], training: TrainingData
) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Yield (features, labels) for the lines of every page, each set in one way."""
    names = ("untorn", "untorn", "untorn", "torn", "torn", "hard-wrapped", "lossy")
    for n, page in enumerate(more):
        for set_page in list(set_pages([page], names[n % len(names)], n))[:1]:
            rng = random.Random(n) if n % _WITH_TYPE == 0 else None
            yield line_example(set_page, training, rng)


def line_example(
    page: SetPage, training: TrainingData, rng: random.Random | None = None
) -> tuple[list[list[str]], list[str]]:
    """Return (features, labels) for the lines of a page after reflowing.

    With `rng`, lines have the type sizes in which newspapers set lines of their kind.
    """
    flowed = reflow.reflow(lines(page.text), training.language)
    rows, labels = flowed.lines, true_labels(flowed, page)
    if rng is not None:
        rows = _with_type(rows, labels, rng)
    return _features(rows, training), labels


def _features(rows: Sequence[TextLine], training: TrainingData) -> list[list[str]]:
    return line_features(
        rows,
        training.language,
        training.gazetteer.named,
        training.columns,
        training.headings,
    )


def _with_type(
    rows: Sequence[TextLine], labels: Sequence[str], rng: random.Random
) -> list[TextLine]:
    """Return the lines with weights and type sizes, as shares of the body text's size."""
    sizes = {label: rng.uniform(*bounds) for label, bounds in _TYPE.items()}
    weighs = rng.random() < 0.5
    result = []
    for row, label in zip(rows, labels, strict=True):
        size = sizes.get(label, 1.0)
        # The size of a headline depends on the importance of its article.
        size *= rng.choice((0.7, 0.85, 1.0, 1.0, 1.3)) if label == "H" and size > 1.6 else 1.0
        bold = label in _BOLD if weighs else None
        result.append(replace(row, size=size * rng.uniform(0.95, 1.05), bold=bold))
    return result


def true_labels(flowed: reflow.Reflowed, page: SetPage) -> list[str]:
    """Return the label of each line: the tag of the source line that most of it comes from.

    L is the first paragraph of an article.
    """
    owner: dict[int, int] = {}
    for start, end, number in page.owners():
        owner.update(dict.fromkeys(range(start, end), number))
    first: dict[int, int] = {}
    for number, source in enumerate(page.source.lines):
        if source.tag == "P":
            first.setdefault(source.article, number)
    labels = []
    for line in flowed.lines:
        counts = Counter(
            owner[place] for place in flowed.places[line.start : line.end] if place in owner
        )
        number = counts.most_common(1)[0][0] if counts else -1
        tag = page.source.lines[number].tag if number >= 0 else "P"
        if tag == "P" and number == first.get(page.source.lines[number].article, -2):
            at = page.spans.get(number)
            tag = "L" if at and at[0][0] == flowed.places[line.start] else "P"
        labels.append(tag)
    return labels


def digest_of_features(pages: Sequence[SourcePage], training: TrainingData) -> str:
    """Return a SHA-256 of the first page of each style: its lines, and their features as text.

    It changes with the pages, the phrases and the code of the features, and so shows whether models
    or tables are up to date.
    """
    digest = hashlib.sha256()
    for page in {page.style: page for page in reversed(pages)}.values():
        words = [line.text for line in page.lines]
        rows = lines("\n".join(words))
        parts = [
            [(line.tag, line.article) for line in page.lines],
            _features(rows, training),
            reflow.join_features(rows, training.language),
            [example.pair for example in byline_examples([page])],
        ]
        digest.update(json.dumps([words, *parts], ensure_ascii=False).encode())
    return digest.hexdigest()


def write_models(models: dict[str, SequenceModel], digest: str, path: Path) -> None:
    """Write the models as JSON, one feature per line, with the digest of their features."""
    parts = [f'"{FITTED_TO}": {json.dumps(digest)}']
    for name, model in models.items():
        data = model.as_json()
        rows = ",\n".join(
            f"{json.dumps(feature, ensure_ascii=False)}: {json.dumps(weights)}"
            for feature, weights in data["weights"].items()
        )
        parts.append(
            f'"{name}": {{"labels": {json.dumps(data["labels"])},\n'
            f'"follows": {json.dumps(data["follows"])},\n"weights": {{\n{rows}\n}}}}'
        )
    path.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")
