"""Takes in issues one by one: names, composes and saves each, and says what became of all."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count, islice
from pathlib import Path

from . import compare_issues, existing_catalogue, save
from .identifiers import Idents, People
from .parsed_issue import ImportRefused, ParsedIssue
from .to_catalogue import CatalogueIssue, issue_key, to_catalogue

# issues that are still a few
FEW = 20
_EVERY = 5.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class ImportTarget:
    """Where to; `name` is what JSON lines are called, `form` is yaml, lines or "" for as many as come."""

    fixtures: Path
    pages: Path
    newspaper: str
    name: str = "imported"
    form: str = ""
    # where the people are that are known already, if not there
    catalogue: Path | None = None


@dataclass
class ImportSummary:
    """What was taken in, what was there already, and what was refused, each with its place."""

    issues: int = 0
    pages: int = 0
    articles: int = 0
    # (name, slug) of those whom nobody knew
    newcomers: list[tuple[str, str]] = field(default_factory=list)
    there: int = 0
    # of what is there: where the source is not as the catalogue
    unlike: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    @property
    def people(self) -> int:
        return len(self.newcomers)


def import_all(
    found: Iterator[ParsedIssue | ImportRefused],
    target: ImportTarget,
    taken: Collection[str],
    says: str,
    say: Say,
    vanished: Collection[str] = (),
) -> ImportSummary:
    """Saves every issue that `found` yields; a Refused among them is an issue that is left out.

    `taken` has every ident and key that was ever used, `vanished` those of articles that are no
    longer in the catalogue. What is saved already is left as it is, so that a run that was stopped
    goes on where it stood; what the source has otherwise is told. Refused for what stops all.
    """
    # only where nobody said which: a run that is stopped has saved none of these
    head = [] if target.form else list(islice(found, FEW + 1))
    many = target.form == "lines" or len(head) > FEW
    where = (target.fixtures, target.pages, target.newspaper)
    try:
        out = save.JsonLinesSaver(*where, target.name) if many else save.YamlSaver(*where, says)
        folders = dict.fromkeys(filter(None, (target.catalogue, target.fixtures)))
        everybody = chain(*map(existing_catalogue.people, folders), out.people())
        people = People(
            {one.slug: one for one in everybody}.values(),
            taken,
            partial(existing_catalogue.signed_in, folders, target.newspaper),
        )
        idents = Idents(taken, vanished)
        for ident in out.idents():
            idents.keep(ident)
        run = _Run(out, target.newspaper, idents, people, say)
        for issue in chain(head, found):
            run.take(issue)
        if isinstance(out, save.JsonLinesSaver):
            out.flush(people)
        summary = run.summary
        summary.remarks += people.choices
        summary.written = out.finish() if summary.issues or summary.there else []
    except (OSError, ValueError) as error:
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused(str(target.fixtures), str(error)) from error
    return summary


class _Run:
    """One run of an importer: takes in issue after issue and counts what became of them."""

    def __init__(
        self,
        out: save.JsonLinesSaver | save.YamlSaver,
        newspaper: str,
        idents: Idents,
        people: People,
        say: Say,
    ):
        self.summary = ImportSummary()
        self._out, self._newspaper, self._say = out, newspaper, say
        self._idents, self._people = idents, people
        # the keys that issues of this run have → where each stands in the source
        self._keys: dict[str, str] = {}
        # (day, number, texts) of what was saved in this run → where it stands in the source
        self._saved: dict[tuple, str] = {}
        self._said = time.monotonic()

    def take(self, issue: ParsedIssue | ImportRefused) -> None:
        if isinstance(issue, ImportRefused):
            self.summary.refused.append(str(issue))
            return
        try:
            self._take(issue)
        except ImportRefused as refused:
            self.summary.refused.append(str(refused))
        if time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            self._say(
                f"已读入 {self.summary.issues} 期 {self.summary.articles} 篇，到 {issue.date}"
            )

    def _take(self, issue: ParsedIssue) -> None:
        base = issue_key(issue, self._newspaper)
        same_day = self._out.issues.of_day(base)
        if not same_day:
            self._save(issue, base)
            return
        # as it would be if nothing were there: neither its idents nor its people are kept
        composed = to_catalogue(issue, self._newspaper, base, Idents(()), People((), ()))
        texts = (issue.date, issue.number, frozenset(composed.texts))
        if first := self._saved.get(texts):
            self.summary.remarks.append(f"{issue.where}: 与 {first} 是同一期，文字全同，只收一次")
            return
        others = [key for key in same_day if key not in self._keys]
        if key := self._there(issue, composed, others):
            self._keys[key] = issue.where
            self._compare(issue, composed, key)
            return
        key = next(k for n in count(2) if (k := f"{base}-{n}") not in same_day)
        key = base if base not in same_day else key
        numbers = "、".join(map(self._called, same_day))
        said = f"{base} 已有{numbers}，这一期（{issue.number or '无期号'}）另作 {key}"
        self.summary.remarks.append(f"{issue.where}: {said}")
        self._save(issue, key)

    def _there(self, issue: ParsedIssue, composed: CatalogueIssue, keys: list[str]) -> str:
        """The key of the issue that is there and is this one; "" where there is none."""
        same: dict[str, int] = {}
        for key in keys:
            record = self._out.issues.record(key)
            if record is None or compare_issues.is_same_issue(record, issue.number, composed):
                same[key] = compare_issues.shared_articles(record, composed) if record else 0
        # of several it is the one that has most of its articles, else the first
        return max(same, key=same.__getitem__, default="")

    def _called(self, key: str) -> str:
        """What an issue of the same day is called in a remark."""
        if key in self._keys:
            return f" {key}（{self._keys[key]}）"
        record = self._out.issues.record(key)
        return f" {key}（{record.number if record and record.number else '无期号'}）"

    def _compare(self, issue: ParsedIssue, composed: CatalogueIssue, key: str) -> None:
        self.summary.there += 1
        record = self._out.issues.record(key)
        if record is None:
            return
        found = compare_issues.differences(record, composed, partial(self._out.text, key))
        if found:
            place = self._out.issues.place(key)
            told = f"{issue.where}: {key} 已有（{place}），没有动；来源与它不同：{compare_issues.describe_differences(found)}"
            self.summary.unlike.append(told)

    def _save(self, issue: ParsedIssue, key: str) -> None:
        before = len(self._people.new)
        composed = to_catalogue(issue, self._newspaper, key, self._idents, self._people)
        new = [(one.name, one.slug) for one in self._people.new[before:]]
        self._out.add(composed, self._people)
        self._keys[key] = issue.where
        self._saved[issue.date, issue.number, frozenset(composed.texts)] = issue.where
        self.summary.newcomers += new
        self.summary.issues += 1
        self.summary.pages += len(composed.record.pages)
        self.summary.articles += sum(len(page.articles) for page in composed.record.pages)
        self.summary.remarks += composed.remarks
