"""Measure confidence on pages that the models were not fitted to, without the half held out."""

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

# guesses of which a row of a table is the mean, at least, and rows at most
_MIN_GUESSES, _MAX_GROUPS = 40, 12


# Rules were adjusted to errors on the tuning pages, so that what rules decide is right there more
# often than on styles that are new. These are the shares, of the guesses that cross-validation
# expects to be right, that were right on styles when they were drafted for the first time: of
# crossheads fifteen, of bylines 27 (0.86 of fifteen, 0.96 of twelve).
FIRST_DRAFTED = {"bylines": 0.9, "crossheads": 0.8}


def confidence_tables(
    pages: Sequence[SourcePage],
    training: TrainingData,
    variations: int,
    epochs: int,
    seed: int,
    members: int = 5,
    folds: int = 4,
) -> dict[str, list[list[float]]]:
    """The tables of confidence.json: of each kind of guess how often which confidence is right.

    The styles of `pages` are parted into `folds`; each is drafted in every setting by models that
    were fitted to the others, of as many `members` as those that are shipped: a mean of several is
    surer than one.
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
        tables[kind] = [[bound, round(value * share, 3)] for bound, value in table]
    return tables


def write_tables(tables: dict[str, list[list[float]]], digest: str, path: Path) -> None:
    """Write the tables as JSON, one kind a line, with the digest of what they were measured by."""
    items = [(FITTED_TO, digest), *sorted(tables.items())]
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(item)}" for name, item in items)
    path.write_text("{\n" + rows + "\n}\n", encoding="utf-8")
