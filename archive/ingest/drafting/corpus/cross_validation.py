"""Measure confidence by cross-validation on the tuning half."""

import json
from collections.abc import Sequence
from pathlib import Path

from archive.ingest.drafting import confidence
from archive.ingest.drafting.models import models
from archive.ingest.drafting.sequence_model import FITTED_TO
from archive.ingest.drafting.training_data import TrainingData

from .calibration import Calibration, monotone_table
from .evaluation import drafted_pages
from .fitting import fit_models
from .source import SourcePage
from .typesetting import SETTINGS

# Minimum number of guesses per row of a table. One printed line is set in many ways, so that a row
# of fewer guesses rests on a few lines.
_MIN_GUESSES = 150
# Kinds with fewer guesses than this are few: their rows are drawn towards the kind's mean.
_FEW = 1000
# The weight of that mean, in guesses.
_PRIOR = 75
# Maximum number of rows of a table.
_MAX_GROUPS = 12


# Rules for bylines were tuned on the tuning pages, so they are right there more often than on new
# styles. This is the share, of the guesses that cross-validation expects to be right, that was
# right on twelve styles drafted for the first time (0.91 of them, 0.93 expected). Before bylines
# in forms not seen before were read by a model, it was 0.88 on 67 styles.
FIRST_DRAFTED = {"bylines": 0.98}


def confidence_tables(
    pages: Sequence[SourcePage],
    training: TrainingData,
    variations: int,
    epochs: int,
    seed: int,
    members: int = 5,
    folds: int = 4,
) -> dict[str, list[list[float]]]:
    """Return the tables of confidence.json: by kind of guess, the accuracy at each confidence.

    The styles of `pages` are divided into `folds`; each is drafted in every setting by models
    fitted to the other folds. They have as many `members` as the shipped models, because a mean of
    several models is more confident than one.
    """
    styles = sorted({page.style for page in pages})
    measured = Calibration()
    shipped = dict(models())
    try:
        for fold in range(folds):
            left_out = set(styles[fold::folds])
            others = [page for page in pages if page.style not in left_out]
            models().update(fit_models(others, training, variations, epochs, seed, members))
            training.__dict__.pop("line_model", None)
            tested = [page for page in pages if page.style in left_out]
            with confidence.as_found():
                for setting in SETTINGS:
                    for page in drafted_pages(tested, setting, training, seed):
                        measured.add(page.true, page.drafted, page.draft, page.page.text)
    finally:
        models().update(shipped)
        training.__dict__.pop("line_model", None)
    tables = {}
    for kind, guesses in sorted(measured.guesses.items()):
        share = FIRST_DRAFTED.get(kind, 1.0)
        table = monotone_table(guesses, max(_MIN_GUESSES, len(guesses) // _MAX_GROUPS))
        if len(guesses) < _FEW:
            table = shrunk(table, guesses)
        tables[kind] = [[bound, round(value * share, 3)] for bound, value in table]
    return tables


def shrunk(table: list[list[float]], guesses: Sequence[tuple[float, bool]]) -> list[list[float]]:
    """Return the table with its shares drawn towards the share of all `guesses` that is right."""
    mean = sum(right for _, right in guesses) / len(guesses)
    rows = max(1, len(table))
    weight = len(guesses) / rows
    return [
        [bound, round((share * weight + mean * _PRIOR) / (weight + _PRIOR), 3)]
        for bound, share in table
    ]


def write_tables(tables: dict[str, list[list[float]]], digest: str, path: Path) -> None:
    """Write the tables as JSON, one kind per line, with the digest of the models' features."""
    items = [(FITTED_TO, digest), *sorted(tables.items())]
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(item)}" for name, item in items)
    path.write_text("{\n" + rows + "\n}\n", encoding="utf-8")
