"""Draft catalogued pages, each without its own data in training, and score the drafts."""

from collections.abc import Mapping
from pathlib import Path

from archive.catalogue.entries import IssueFile, PageEntry
from archive.catalogue.files import issue_files
from archive.catalogue.yaml_file import read

from .issue import draft_issue
from .scoring import Score, score
from .training_data import load_training_data


def evaluate(folder: Path, texts: Mapping[str, str]) -> dict[str, Score]:
    """Return the score of each page with text, by `file page`.

    Raise CatalogueError with the file.
    """
    scores: dict[str, Score] = {}
    for path in issue_files(folder):
        if path.suffix != ".yaml":
            continue
        source = read(path, name=str(path.relative_to(folder.parent)))
        record = source.record
        if not isinstance(record, IssueFile) or record.draft is not None:
            continue
        for page in record.pages:
            text = texts.get(page.text.sha256)
            if text is None:
                continue
            training = load_training_data(folder, texts, [page.text.sha256], record.newspaper)
            draft = draft_issue([text], record.newspaper, training, frozenset())
            drafted = PageEntry.model_validate(draft.fields["pages"][0], context={"draft": True})
            scores[f"{source.file} {page.page}"] = score(page, drafted, text)
    return scores
