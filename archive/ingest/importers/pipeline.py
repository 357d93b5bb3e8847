"""Import issues one by one: key, convert and save each, and report the outcomes."""

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count, islice
from pathlib import Path

from archive.command_messages import listed, message
from archive.progress import ProgressCallback

from . import compare_issues, existing_catalogue, save
from .identifiers import Idents, People
from .image_files import ImageFiles
from .parsed_issue import ImportRefused, ParsedIssue
from .to_catalogue import CatalogueIssue, issue_key, to_catalogue

# Maximum number of issues saved as YAML files unless specified.
MAX_YAML_ISSUES = 20
_PROGRESS_SECONDS = 5.0


@dataclass(frozen=True)
class ImportTarget:
    """Where to write the result of an import.

    `name` names the JSON lines files; `form` is yaml, lines or "" to choose by number of issues.
    """

    fixtures: Path
    pages: Path
    newspaper: str
    name: str = "imported"
    form: str = ""
    # The catalogue with the existing people, if not `fixtures`.
    catalogue: Path | None = None
    # Folder for page images; None to leave images unrecorded.
    images: Path | None = None


@dataclass
class ImportSummary:
    """What was imported, what existed already and what was refused, each with its location."""

    issues: int = 0
    pages: int = 0
    articles: int = 0
    # Page images recorded.
    images: int = 0
    # Files of page images that were not in the images folder before.
    new_images: int = 0
    # Pages with geometry.
    placed: int = 0
    # (name, slug) of the people added.
    new_people: list[tuple[str, str]] = field(default_factory=list)
    existing: int = 0
    # Existing issues that differ from the source.
    differing: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    @property
    def people(self) -> int:
        return len(self.new_people)


def import_all(
    parsed: Iterator[ParsedIssue | ImportRefused],
    target: ImportTarget,
    taken: Collection[str],
    comment: str,
    report: ProgressCallback,
    vanished: Collection[str] = (),
) -> ImportSummary:
    """Save every parsed issue and return a summary; an ImportRefused in `parsed` counts as refused.

    `taken` has every ident and key ever used, `vanished` those of articles no longer in the
    catalogue. Existing issues are left unchanged, so that an interrupted run can be resumed;
    differences from the source are reported. Raise ImportRefused for what stops the whole run.
    """
    # Read ahead only to choose the form; an interrupted run has saved none of these.
    head = [] if target.form else list(islice(parsed, MAX_YAML_ISSUES + 1))
    in_lines = target.form == "lines" or len(head) > MAX_YAML_ISSUES
    locations = (target.fixtures, target.pages, target.newspaper)
    try:
        out = (
            save.JsonLinesSaver(*locations, target.name)
            if in_lines
            else save.YamlSaver(*locations, comment)
        )
        folders = dict.fromkeys(filter(None, (target.catalogue, target.fixtures)))
        everybody = chain(*map(existing_catalogue.people, folders), out.people())
        people = People(
            {person.slug: person for person in everybody}.values(),
            taken,
            partial(existing_catalogue.signed_in, folders, target.newspaper),
        )
        idents = Idents(taken, vanished)
        for ident in out.idents():
            idents.mark_used(ident)
        images = ImageFiles(target.images, target.newspaper) if target.images else None
        run = _ImportRun(out, target.newspaper, idents, people, report, images)
        for issue in chain(head, parsed):
            run.add(issue)
        if isinstance(out, save.JsonLinesSaver):
            out.flush(people)
        summary = run.summary
        summary.remarks += people.choices
        summary.written = out.finish() if summary.issues or summary.existing else []
    except (OSError, ValueError) as error:
        if isinstance(error, ImportRefused):
            raise
        raise ImportRefused(str(target.fixtures), str(error)) from error
    return summary


class _ImportRun:
    """One run of an importer: imports issue after issue and counts the outcomes."""

    def __init__(
        self,
        out: save.JsonLinesSaver | save.YamlSaver,
        newspaper: str,
        idents: Idents,
        people: People,
        report: ProgressCallback,
        images: ImageFiles | None,
    ):
        self.summary = ImportSummary()
        self._out, self._newspaper, self._progress = out, newspaper, report
        self._idents, self._people, self._images = idents, people, images
        # Key of each issue of this run → its location in the source.
        self._keys: dict[str, str] = {}
        # (date, number, texts) of each issue saved in this run → its location in the source.
        self._saved: dict[tuple, str] = {}
        self._last_progress = time.monotonic()

    def add(self, issue: ParsedIssue | ImportRefused) -> None:
        if isinstance(issue, ImportRefused):
            self.summary.refused.append(str(issue))
            return
        try:
            self._add(issue)
        except ImportRefused as refused:
            self.summary.refused.append(str(refused))
        if time.monotonic() - self._last_progress > _PROGRESS_SECONDS:
            self._last_progress = time.monotonic()
            issues, articles = self.summary.issues, self.summary.articles
            self._progress(
                message(
                    "已导入 %(issues)s 期 %(articles)s 篇，至 %(date)s",
                    issues=issues,
                    articles=articles,
                    date=issue.date,
                )
            )

    def _add(self, issue: ParsedIssue) -> None:
        base = issue_key(issue, self._newspaper)
        same_day = self._out.issues.of_day(base)
        if not same_day:
            self._save(issue, base)
            return
        # Composed as if nothing existed: these idents and people are discarded.
        composed = to_catalogue(issue, self._newspaper, base, Idents(()), People((), ()))
        texts = (issue.date, issue.number, frozenset(composed.texts))
        if first := self._saved.get(texts):
            remark = message("与 %(first)s 是同一期，文字相同，只导入一次", first=first)
            self.summary.remarks.append(f"{issue.where}: {remark}")
            return
        other_keys = [key for key in same_day if key not in self._keys]
        if key := self._existing_key(issue, composed, other_keys):
            self._keys[key] = issue.where
            self._compare(issue, composed, key)
            return
        key = next(k for n in count(2) if (k := f"{base}-{n}") not in same_day)
        key = base if base not in same_day else key
        existing = listed(map(self._issue_label, same_day))
        number = issue.number or message("无期号")
        remark = message(
            "%(base)s 已有 %(existing)s，这一期（%(number)s）另作 %(key)s",
            base=base,
            existing=existing,
            number=number,
            key=key,
        )
        self.summary.remarks.append(f"{issue.where}: {remark}")
        self._save(issue, key)

    def _existing_key(self, issue: ParsedIssue, composed: CatalogueIssue, keys: list[str]) -> str:
        """Return the key of the existing issue that is this one; "" if there is none."""
        same: dict[str, int] = {}
        for key in keys:
            record = self._out.issues.record(key)
            if record is None or compare_issues.is_same_issue(record, issue.number, composed):
                same[key] = compare_issues.shared_articles(record, composed) if record else 0
        # If there are several, the one that shares most articles, otherwise the first.
        return max(same, key=same.__getitem__, default="")

    def _issue_label(self, key: str) -> str:
        """Return the key of an issue of the same day, with its number or location, for a remark."""
        if key in self._keys:
            place = self._keys[key]
        else:
            record = self._out.issues.record(key)
            place = record.number if record and record.number else message("无期号")
        return message("%(key)s（%(place)s）", key=key, place=place)

    def _compare(self, issue: ParsedIssue, composed: CatalogueIssue, key: str) -> None:
        self.summary.existing += 1
        record = self._out.issues.record(key)
        if record is None:
            return
        differences = compare_issues.differences(record, composed, partial(self._out.text, key))
        if differences:
            place = self._out.issues.place(key)
            differing = compare_issues.describe_differences(differences)
            remark = message(
                "%(key)s 已有（%(place)s），未改动；来源与它不同：%(differing)s",
                key=key,
                place=place,
                differing=differing,
            )
            self.summary.differing.append(f"{issue.where}: {remark}")

    def _save(self, issue: ParsedIssue, key: str) -> None:
        people_before = len(self._people.new)
        composed = to_catalogue(
            issue, self._newspaper, key, self._idents, self._people, self._images
        )
        new = [(person.name, person.slug) for person in self._people.new[people_before:]]
        self._out.add(composed, self._people)
        self._keys[key] = issue.where
        self._saved[issue.date, issue.number, frozenset(composed.texts)] = issue.where
        self.summary.new_people += new
        self.summary.issues += 1
        self.summary.pages += len(composed.record.pages)
        self.summary.articles += sum(len(page.articles) for page in composed.record.pages)
        self.summary.remarks += composed.remarks
        self.summary.placed += len(composed.geometry)
        if self._images:
            self.summary.images, self.summary.new_images = self._images.taken, self._images.added
