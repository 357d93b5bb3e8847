"""A catalogue to import into, and the result of an import."""

import json
from itertools import chain

import pytest

from archive.catalogue import page_check
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import parse, read
from archive.ingest.importers.pipeline import ImportTarget, import_all


class Into:
    """A small catalogue, and the command's work without the command."""

    def __init__(self, catalogue):
        self.catalogue = catalogue
        self.folder, self.pages = catalogue.folder, catalogue.pages
        self.images = self.folder.parent / "page-images"
        self.issues = self.folder / "issues" / "shi-bao"
        self.said = []

    def run(self, issues, used_idents=frozenset(), form="", name="imported", vanished=frozenset()):
        target = ImportTarget(self.folder, self.pages, "shi-bao", name, form, images=self.images)
        return import_all(iter(issues), target, used_idents, "试读", self.said.append, vanished)

    def records(self):
        """Return every written issue as the catalogue reads it, after checking it."""
        return list(chain.from_iterable(map(self._of_file, sorted(self.issues.glob("[!.]*")))))

    def _of_file(self, path):
        if path.suffix == ".yaml":
            return [read(path)]
        lines = path.read_text(encoding="utf-8").splitlines()
        assert all(isinstance(json.loads(line), dict) for line in lines)
        return [parse(line, path.name) for line in lines]

    def texts(self):
        texts = dict(PageTexts(self.pages))
        for path in self.pages.rglob("*.pages.jsonl"):
            for line in path.read_text(encoding="utf-8").splitlines():
                data = json.loads(line)
                texts[data["sha256"]] = data["text"]
        return texts

    def faults(self):
        """Return the faults of the complete check of every page."""
        texts, all_faults, sources = self.texts(), [], self.records()
        assert sources, "nothing was written"
        for source in sources:
            for n, page in enumerate(source.record.pages):
                faults, accounted = page_check.faults(source, ("pages", n), page, texts)
                assert accounted is not None, "the page's text is not held"
                assert accounted[0] == accounted[1]
                all_faults += faults
        return all_faults


@pytest.fixture
def into(catalogue):
    # its own issue is out of the way of the day that the samples are of
    (catalogue.folder / catalogue.issue).unlink()
    return Into(catalogue)
