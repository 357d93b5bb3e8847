"""Draft the invented pages in every setting, and score the drafts."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.catalogue.entries import PageEntry
from archive.ingest.drafting import credits
from archive.ingest.drafting.issue import IssueDraft, draft_issue
from archive.ingest.drafting.scoring import Score, score
from archive.ingest.drafting.signed_names import SignedName
from archive.ingest.drafting.training_data import TrainingData
from archive.ingest.reading import read_file

from .calibration import Calibration
from .print_pages import WAYS, print_pages
from .read_truth import read_text
from .source import SourcePage, read_corpus, with_merged_pages
from .typesetting import SETTINGS, SetPage, set_pages, truth

HALVES = ("tuning", "held_out")


@dataclass
class DraftedPage:
    """A typeset page, its truth, and its draft."""

    page: SetPage
    true: PageEntry
    drafted: PageEntry
    draft: IssueDraft
    # Characters of articles that are missing from the page's text.
    missing: int = 0

    @property
    def score(self) -> Score:
        result = score(self.true, self.drafted, self.page.text)
        result.counts["text"].true += self.missing
        return result


@dataclass
class ReadingScore:
    """The time for reading and drafting some pages, and the number of wrong characters."""

    pages: int = 0
    seconds: float = 0.0
    printed: int = 0
    wrong: int = 0

    def __add__(self, other: "ReadingScore") -> "ReadingScore":
        return ReadingScore(
            self.pages + other.pages,
            self.seconds + other.seconds,
            self.printed + other.printed,
            self.wrong + other.wrong,
        )

    @property
    def error_rate(self) -> float:
        """Return the share of printed characters that were misread, omitted or invented."""
        return self.wrong / self.printed if self.printed else 0.0

    @property
    def seconds_a_page(self) -> float:
        return self.seconds / self.pages if self.pages else 0.0


def drafted_pages(
    pages: Sequence[SourcePage], setting: str, training: TrainingData, seed: int = 0
) -> Iterator[DraftedPage]:
    """Yield each page, in each variant of `setting`, with its draft."""
    code_of, slug_of = _codes(training), _slugs(training)
    for page in set_pages(pages, setting, seed):
        draft = draft_issue([page.text], "", training, frozenset())
        yield DraftedPage(page, truth(page, code_of, slug_of), _drafted_page(draft), draft)


def _drafted_page(draft: IssueDraft) -> PageEntry:
    """Return the only page of a draft, with its bylines stripped of positions.

    The truth of invented pages gives roles, but no positions.
    """
    fields = draft.fields["pages"][0]
    for credit in (c for article in fields["articles"] for c in article.get("bylines", ())):
        credit.pop("position", None)
    return PageEntry.model_validate(fields, context={"draft": True})


def drafted_prints(
    pages: Sequence[SourcePage], half: str, way: str, training: TrainingData, folder: Path
) -> Iterator[tuple[DraftedPage, ReadingScore]]:
    """Yield each page, printed in `folder` and read from one of WAYS, with its draft.

    Characters of articles that were not read count as missing from the draft. Raise RuntimeError
    without a browser.
    """
    code_of, slug_of = _codes(training), _slugs(training)
    for printed in print_pages(pages, half, folder):
        path = printed.file(way)
        start = time.perf_counter()
        lines = read_file(path)[0].lines
        draft = draft_issue([lines], "", training, frozenset())
        seconds = time.perf_counter() - start
        read = read_text(lines, printed, way)
        true = truth(read.page, code_of, slug_of)
        page = DraftedPage(read.page, true, _drafted_page(draft), draft, read.missing)
        yield page, ReadingScore(1, seconds, read.printed, read.wrong)


@dataclass
class CorpusScores:
    """Scores by (half, setting), and the calibration of confidence by half.

    Printed pages have their way as the setting, and also a reading score; their calibration is by
    half and way.
    """

    scores: dict[tuple[str, str], Score] = field(default_factory=dict)
    calibration: dict[str, Calibration] = field(default_factory=dict)
    readings: dict[tuple[str, str], ReadingScore] = field(default_factory=dict)


def evaluate_prints(
    folder: Path, training: TrainingData, prints: Path, ways: Sequence[str] = tuple(WAYS)
) -> CorpusScores:
    """Return the scores of each half of the corpus in `folder`, printed in `prints` and read."""
    result = CorpusScores()
    for half in HALVES:
        pages = with_merged_pages(read_corpus(folder / half))
        for way in ways:
            calibration = result.calibration[f"{half} {way}"] = Calibration()
            score, reading = Score(), ReadingScore()
            for page, read in drafted_prints(pages, half, way, training, prints / half):
                score += page.score
                reading += read
                calibration.add(page.true, page.drafted, page.draft, page.page.text)
            result.scores[half, way] = score
            result.readings[half, way] = reading
    return result


def evaluate_corpus(folder: Path, training: TrainingData, seed: int = 0) -> CorpusScores:
    """Return the scores of each half of the corpus in `folder`, in every setting."""
    result = CorpusScores()
    for half in HALVES:
        pages = read_corpus(folder / half)
        calibration = result.calibration[half] = Calibration()
        for setting in SETTINGS:
            score = Score()
            for page in drafted_pages(pages, setting, training, seed):
                score += page.score
                calibration.add(page.true, page.drafted, page.draft, page.page.text)
            result.scores[half, setting] = score
    return result


def _codes(training: TrainingData) -> Callable[[str], str]:
    by_name = {place.name: code for code, place in training.gazetteer.places.items()}
    return lambda place: place if place.isdigit() else by_name[place]


def _slugs(training: TrainingData) -> Callable[[str, str], str]:
    def slug(name: str, role: str) -> str:
        return credits.credit(SignedName(name, role, "", name), training, "")[0]["person"]

    return slug
