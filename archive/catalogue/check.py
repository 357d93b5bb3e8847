"""Proves the catalogue: every reference resolves, and every character of a page is accounted for."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import page_check
from .files import AUTHORITIES, LEDGER, issue_files
from .records import ArticleRecord, IssueFile
from .yaml_file import CatalogueError, Fault, Source, read

# A digest is a third to a half of its article; a brief of a few lines may need a little more.
DIGEST = (0.33, 0.5)
BRIEF_LENGTH, BRIEF_DIGEST = 150, 0.6


@dataclass
class Report:
    """What a check found; `pages` holds (file, page key, characters, accounted for) of held pages."""

    faults: list[Fault] = field(default_factory=list)
    issues: int = 0
    articles: int = 0
    not_held: int = 0
    pages: list[tuple[str, str, int, int]] = field(default_factory=list)


def check(folder: Path, texts: Mapping[str, str]) -> Report:
    """Checks the catalogue in `folder`; pages are checked to the character where `texts` has them."""
    report = Report()
    catalogue = _Catalogue(folder, report)
    catalogue.load()
    for source in catalogue.issues:
        report.faults += catalogue.issue_faults(source)
        for number, page in enumerate(source.record.pages):
            report.articles += len(page.articles)
            path = ("pages", number)
            faults, accounted = page_check.faults(source, path, page, texts)
            report.faults += faults
            if accounted is None:
                report.not_held += 1
            else:
                report.pages.append((source.file, page.page, *accounted))
        report.faults += _sentence_faults(source, texts)
    report.issues = len(catalogue.issues)
    report.faults += catalogue.whole_faults()
    report.faults.sort()
    return report


def _sentence_faults(source: Source, texts: Mapping[str, str]) -> Iterator[Fault]:
    """Evidence for the date must name an article of this issue and a sentence that it has."""
    pages = {article.ident: page for page in source.record.pages for article in page.articles}
    articles = {a.ident: a for page in source.record.pages for a in page.articles}
    for number, item in enumerate(source.record.date.evidence):
        path = ("date", "evidence", number)
        if item.article not in articles:
            yield source.fault((*path, "article"), f"本期没有文章 {item.article}")
            continue
        text = page_check.text_of(pages[item.article], texts)
        if text is None:
            continue
        count = page_check.sentence_count(articles[item.article], text)
        if item.sentence > count:
            yield source.fault((*path, "sentence"), f"{item.article} 只有 {count} 句")


def live_keys(folder: Path) -> set[tuple[str, str]]:
    """(kind, key) of all that has an address now; files that cannot be read are left out."""
    catalogue = _Catalogue(folder, Report())
    catalogue.load()
    return catalogue.live_keys()


class _Catalogue:
    """All files of the catalogue, and what they may refer to."""

    def __init__(self, folder: Path, report: Report):
        self.folder, self.report = folder, report
        self.issues: list[Source] = []
        self.authorities: dict[str, Source] = {}
        self.places: set[str] = set()

    def load(self):
        for name in (*AUTHORITIES, LEDGER):
            path = self.folder / name
            if path.suffix == ".jsonl":
                self._load_places(path)
            elif source := self._read(path):
                self.authorities[path.stem] = source
        for path in issue_files(self.folder):
            if path.suffix == ".yaml" and (source := self._read(path)):
                if isinstance(source.record, IssueFile):
                    self.issues.append(source)
                else:
                    self.report.faults.append(source.fault((), "issues/ 里只放一期一个的文件"))
        self.newspapers = self._slugs("newspapers")
        self.topics = {topic.slug: topic for topic in self._records("topics")}
        self.people = self._slugs("people")
        self.articles = {
            article.ident: source
            for source in self.issues
            for page in source.record.pages
            for article in page.articles
        }

    def _read(self, path: Path) -> Source | None:
        try:
            return read(path, str(path.relative_to(self.folder.parent)))
        except CatalogueError as error:
            self.report.faults += error.faults
            return None

    def _load_places(self, path: Path):
        name = str(path.relative_to(self.folder.parent))
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            self.report.faults.append(Fault(name, 0, "（文件）", error.strerror or str(error)))
            return
        for number, line in enumerate(lines, 1):
            try:
                self.places.add(json.loads(line)["pk"])
            except (ValueError, KeyError, TypeError) as error:
                self.report.faults.append(Fault(name, number, "pk", f"不是地点记录：{error}"))

    def _records(self, kind: str) -> tuple:
        return getattr(self.authorities[kind].record, kind) if kind in self.authorities else ()

    def _slugs(self, kind: str) -> set[str]:
        return {record.slug for record in self._records(kind)}

    def issue_faults(self, source: Source) -> Iterator[Fault]:
        record = source.record
        expected = f"issues/{record.newspaper}/{record.issue}.yaml"
        if not source.file.endswith(expected):
            yield source.fault(("issue",), f"文件应名为 {expected}")
        if record.newspaper not in self.newspapers:
            yield source.fault(("newspaper",), f"newspapers.yaml 里没有 {record.newspaper!r}")
        yield from _twice(
            source, ((("pages", n, "page"), page.page) for n, page in enumerate(record.pages))
        )
        for n, page in enumerate(record.pages):
            for m, zone in enumerate(page.apart):
                if zone.of and zone.of not in self.articles:
                    yield source.fault(("pages", n, "apart", m, "of"), f"没有文章 {zone.of}")
            for m, article in enumerate(page.articles):
                yield from self._article_faults(source, ("pages", n, "articles", m), article)

    def _article_faults(self, source: Source, path, article: ArticleRecord) -> Iterator[Fault]:
        for n, credit in enumerate(article.bylines):
            if credit.person not in self.people:
                where = (*path, "bylines", n, "person")
                yield source.fault(where, f"people.yaml 里没有 {credit.person!r}")
        for n, place in enumerate(article.places):
            if place.code not in self.places:
                yield source.fault((*path, "places", n, "code"), f"没有区划代码 {place.code}")
        yield from _twice(
            source, (((*path, "places", n, "code"), p.code) for n, p in enumerate(article.places))
        )
        broad = {topic.broader for topic in self.topics.values()}
        for n, slug in enumerate(article.topics):
            where = (*path, "topics", n)
            if slug not in self.topics:
                yield source.fault(where, f"topics.yaml 里没有主题 {slug!r}")
            elif slug in broad:
                yield source.fault(where, f"{slug!r} 是上位主题，请用其下的主题")
        yield from _twice(
            source, (((*path, "topics", n), slug) for n, slug in enumerate(article.topics))
        )
        blocks = {block.id for block in article.body}
        yield from _twice(
            source, (((*path, "body", n, "id"), block.id) for n, block in enumerate(article.body))
        )
        for n, note in enumerate(article.notes):
            if note.block and note.block not in blocks:
                yield source.fault((*path, "notes", n, "block"), f"正文没有 {note.block!r} 这一段")
        if article.body[-1].run_in:
            yield source.fault((*path, "body"), "最后一段不能是 run_in：其后没有段落可接")
        ratio = len("".join(article.digest.split())) / article.length
        most = BRIEF_DIGEST if article.length < BRIEF_LENGTH else DIGEST[1]
        if not DIGEST[0] <= ratio <= most:
            message = f"提要是正文的 {ratio:.0%}，应在 {DIGEST[0]:.0%} 到 {most:.0%} 之间"
            yield source.fault((*path, "digest"), message)

    def whole_faults(self) -> Iterator[Fault]:
        """What can only be seen over all files."""
        seen: dict[str, str] = {}
        for source in self.issues:
            for n, page in enumerate(source.record.pages):
                for m, article in enumerate(page.articles):
                    where = ("pages", n, "articles", m, "ident")
                    if article.ident in seen:
                        yield source.fault(
                            where, f"文章号 {article.ident} 已见于 {seen[article.ident]}"
                        )
                    seen.setdefault(article.ident, f"{source.file}:{source.line(*where)}")
        for kind in ("newspapers", "topics", "people"):
            source = self.authorities.get(kind)
            if source:
                slugs = (((kind, n, "slug"), r.slug) for n, r in enumerate(self._records(kind)))
                yield from _twice(source, slugs)
        yield from self._newspaper_faults()
        yield from self._topic_faults()
        yield from self._ledger_faults()

    def _newspaper_faults(self) -> Iterator[Fault]:
        for n, paper in enumerate(self._records("newspapers")):
            if paper.place and paper.place not in self.places:
                source = self.authorities["newspapers"]
                yield source.fault(("newspapers", n, "place"), f"没有区划代码 {paper.place}")

    def _topic_faults(self) -> Iterator[Fault]:
        source = self.authorities.get("topics")
        used = Counter(
            slug
            for issue in self.issues
            for page in issue.record.pages
            for article in page.articles
            for slug in article.topics
        )
        broad = {topic.broader for topic in self.topics.values()}
        for n, topic in enumerate(self._records("topics")):
            if topic.broader and topic.broader not in self.topics:
                yield source.fault(("topics", n, "broader"), f"没有上位主题 {topic.broader!r}")
            elif topic.broader and self.topics[topic.broader].broader:
                yield source.fault(("topics", n, "broader"), "主题只分两级")
            if topic.slug not in broad and used[topic.slug] == 1:
                message = f"主题 {topic.slug!r} 只有一篇文章；请并入别的主题"
                yield source.fault(("topics", n, "slug"), message)

    def live_keys(self) -> set[tuple[str, str]]:
        """(kind, key) of all that has an address now, as the ledger writes them."""
        live = {("article", ident) for ident in self.articles}
        live |= {("newspaper", slug) for slug in self.newspapers}
        live |= {("topic", slug) for slug in self.topics}
        live |= {("person", slug) for slug in self.people}
        for source in self.issues:
            issue = f"{source.record.newspaper}/{source.record.issue}"
            live.add(("issue", issue))
            live |= {("page", f"{issue}/{page.page}") for page in source.record.pages}
        return live

    def _ledger_faults(self) -> Iterator[Fault]:
        source = self.authorities.get("ledger")
        if not source:
            return
        entries = {(entry.kind, entry.key): entry for entry in source.record.ledger}
        yield from _twice(
            source,
            ((("ledger", n, "key"), (e.kind, e.key)) for n, e in enumerate(source.record.ledger)),
        )
        live = self.live_keys()
        for kind, key in sorted(live - set(entries)):
            message = f"缺 {kind} {key}：凡有地址的都要入总账（manage.py enter_ledger）"
            yield source.fault(("ledger",), message)
        for n, entry in enumerate(source.record.ledger):
            here = (entry.kind, entry.key)
            path = ("ledger", n)
            if entry.state == "live" and here not in live:
                message = f"{entry.kind} {entry.key} 已公布，却不在目录里；请写明它的去向（state）"
                yield source.fault((*path, "key"), message)
            elif entry.state != "live" and here in live:
                yield source.fault((*path, "state"), f"{entry.key} 仍在目录里，state 应为 live")
            for m, successor in enumerate(entry.successors):
                if (entry.kind, successor) not in live:
                    where = (*path, "successors", m)
                    yield source.fault(where, f"后继 {successor} 不在目录里")


def _twice(source: Source, items) -> Iterator[Fault]:
    """A fault for each (path, value) whose value came before."""
    seen = set()
    for path, value in items:
        if value in seen:
            yield source.fault(path, f"{value!r} 重复")
        seen.add(value)
