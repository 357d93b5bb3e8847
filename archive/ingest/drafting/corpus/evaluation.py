"""Draft the invented pages in every setting, and score the drafts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.catalogue.entries import PageEntry
from archive.ingest.drafting import credits
from archive.ingest.drafting.bylines import SignedName
from archive.ingest.drafting.issue import IssueDraft, draft_issue
from archive.ingest.drafting.scoring import Score, score
from archive.ingest.drafting.training_data import TrainingData

from .calibration import Calibration
from .source import SourcePage, read_corpus
from .typesetting import SETTINGS, SetPage, set_pages, truth

HALVES = ("tuning", "held_out")


@dataclass
class DraftedPage:
    """A set page, what is true of it, and its draft."""

    page: SetPage
    true: PageEntry
    drafted: PageEntry
    draft: IssueDraft

    @property
    def score(self) -> Score:
        return score(self.true, self.drafted, self.page.text)


def drafted_pages(
    pages: Sequence[SourcePage], setting: str, training: TrainingData, seed: int = 0
) -> Iterator[DraftedPage]:
    """Each of `pages`, in each way of that setting, with its draft."""
    code_of, slug_of = _codes(training), _slugs(training)
    for page in set_pages(pages, setting, seed):
        draft = draft_issue([page.text], "", training, frozenset())
        drafted = PageEntry.model_validate(draft.fields["pages"][0], context={"draft": True})
        yield DraftedPage(page, truth(page, code_of, slug_of), drafted, draft)


@dataclass
class CorpusScores:
    """Scores by (half, setting), and by half how well confidence says what is right."""

    scores: dict[tuple[str, str], Score]
    calibration: dict[str, Calibration]


def evaluate_corpus(folder: Path, training: TrainingData, seed: int = 0) -> CorpusScores:
    """The scores of each half of the corpus in `folder`, in every setting."""
    result = CorpusScores({}, {})
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
