"""Proves the catalogue: every reference resolves, and every character of a page is accounted for."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from . import address_check, ledger_check, page_check, publication_check, reference_check
from .address_index import AddressIndex
from .collection import Collection
from .entries import ArticleEntry, PageEntry
from .files import AUTHORITIES
from .json_lines import JsonLine
from .parallel_check import Checked, Findings, behind, examined
from .yaml_file import Fault, Source, twice

# A digest is a third to a half of its article; a brief of a few lines may need a little more.
DIGEST = (0.33, 0.5)
BRIEF_LENGTH, BRIEF_DIGEST = 150, 0.6


# faults that a report keeps; a slip in a program that writes issues is made a million times
MOST_FAULTS = 10_000


@dataclass
class InLines:
    """Of the issues that stand one a line: pages held, their characters that are no blanks, of those
    accounted for, pages not held; by file."""

    files: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)

    def add(self, file: str, found: Findings) -> None:
        more = (found.held, found.characters, found.accounted, found.not_held)
        before = self.files.get(file, (0, 0, 0, 0))
        self.files[file] = tuple(map(sum, zip(before, more, strict=True)))


@dataclass
class Report:
    """What a check found; `pages` holds (file, page key, characters, accounted for) of held pages."""

    faults: list[Fault] = field(default_factory=list)
    # how many more there are, of which nothing is kept
    more_faults: int = 0
    issues: int = 0
    articles: int = 0
    # pages whose text is not held, as file:line of their sha256
    not_held: list[str] = field(default_factory=list)
    # the SHA-256 of every page catalogued, those in files that could not be read as well
    wanted: set[str] = field(default_factory=set)
    pages: list[tuple[str, str, int, int]] = field(default_factory=list)
    in_lines: InLines = field(default_factory=InLines)

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(fault)
            else:
                self.more_faults += 1

    @property
    def fault_count(self) -> int:
        return len(self.faults) + max(self.more_faults - 1, 0)

    def close(self) -> None:
        """Puts the faults in order, causes first; what stands in two lists is one."""
        self.faults = sorted(set(self.faults), key=lambda fault: (not _is_cause(fault), fault))
        if self.more_faults:
            self.faults.append(Fault("", 0, "（目录）", f"此外还有 {self.more_faults} 处有误"))


def _is_cause(fault: Fault) -> bool:
    """Whether it is of a file that all others refer to."""
    return fault.file.endswith(tuple(f"/{name}" for name in AUTHORITIES))


def _is_of_address(fault: Fault) -> bool:
    return fault.field in ("newspaper", "issue") or fault.field.endswith((".page", ".ident"))


def check(folder: Path, texts: Mapping[str, str]) -> Report:
    """Checks the catalogue in `folder`; pages are checked to the character where `texts` has them."""
    return check_collection(Collection(folder), texts)[0]


def check_collection(
    collection: Collection, texts: Mapping[str, str], entering: bool = False
) -> tuple[Report, AddressIndex]:
    """The report, and all addresses; while `entering`, what waits for the ledger is left out."""
    report, register = Report(wanted=set(collection.unread_sums)), AddressIndex()
    repeated = list(_slug_faults(collection))
    # who else was meant by a slug that stands there twice is missing now
    collection.unread |= {fault.field.partition("[")[0] for fault in repeated}
    # what is wrong with the files of page texts themselves
    report.add(getattr(texts, "faults", ()))
    collection.enter_live(register)
    referred = _check_issues(collection, texts, report, register)
    collection.enter_ledger(register)
    # what could not be read may well be what is referred to
    if not collection.faults:
        report.add(fault for ident, fault in referred if ("article", ident) not in register)
    report.add(address_check.new_faults(collection, register))
    report.issues, report.articles = register.count("issue"), register.count("article")
    report.add(_repeated_faults(register))
    report.add(repeated)
    report.add(_newspaper_faults(collection))
    report.add(publication_check.faults(collection))
    report.add(_topic_faults(collection))
    # under another address than its own a thing is there all the same
    is_sure = not (collection.faults or repeated) and not any(map(_is_of_address, report.faults))
    report.add(ledger_check.faults(collection, register, is_sure))
    report.add(collection.faults)
    report.close()
    if not entering:
        unsound = {ledger_check.whole_of(fault.file, fault.line) for fault in report.faults}
        report.faults += sorted(ledger_check.waiting(collection, register, unsound))
    return report, register


def _check_issues(
    collection: Collection, texts: Mapping[str, str], report: Report, register: AddressIndex
) -> list[tuple[str, Fault]]:
    """Checks every issue and enters those that stand one a line.

    Returns the articles that are referred to, each with the fault that it is if there is none.
    """
    referred: list[tuple[str, Fault]] = []
    check_issue = partial(_check_issue, collection, texts)
    for source in collection.issues:
        checked = check_issue(source)
        report.add(checked.faults)
        referred += checked.referred
        for number, page in enumerate(source.record.pages):
            report.wanted.add(page.text.sha256)
            if (accounted := checked.pages[number]) is None:
                line = source.line("pages", number, "text", "sha256")
                report.not_held.append(f"{source.file}:{line}")
            else:
                report.pages.append((source.file, page.page, *accounted))
    for piece, before, found in examined(collection.line_files, check_issue):
        # by them the ledger's check knows that not all could be read
        collection.faults += found.unread_behind(before)
        report.add(found.faults_behind(before))
        register.add_live(found.live_in(register.file(piece.name)), before)
        referred += [(ident, behind(fault, before)) for ident, fault in found.referred]
        report.wanted.update(sha256.hex() for sha256 in found.wanted)
        report.in_lines.add(piece.name, found)
    return referred


def _check_issue(
    collection: Collection, texts: Mapping[str, str], source: Source | JsonLine
) -> Checked:
    """All that can be told of an issue by itself and the authorities."""
    faults = [*_issue_faults(collection, source)]
    faults += publication_check.issue_faults(collection, source)
    accounted = []
    for number, page in enumerate(source.record.pages):
        found, of_page = page_check.faults(source, ("pages", number), page, texts)
        faults += found
        accounted.append(of_page)
    faults += _evidence_faults(source, texts)
    referred = [
        (zone.of, source.fault(("pages", n, "apart", m, "of"), f"没有文章 {zone.of}"))
        for n, page in enumerate(source.record.pages)
        for m, zone in enumerate(page.apart)
        if zone.of
    ]
    return Checked(faults, referred, accounted)


def _issue_faults(collection: Collection, source: Source | JsonLine) -> Iterator[Fault]:
    record = source.record
    if record.draft is not None:
        yield source.fault(("draft",), "草稿未审定：逐条看过之后，删去 draft 这一段")
    unknown = list(reference_check.newspaper_faults(collection, source))
    # a newspaper that is none has no folder, either
    yield from unknown or address_check.faults(source)
    yield from twice(
        source, ((("pages", n, "page"), page.page) for n, page in enumerate(record.pages))
    )
    for n, page in enumerate(record.pages):
        for m, article in enumerate(page.articles):
            path = ("pages", n, "articles", m)
            yield from reference_check.article_faults(collection, source, path, article)
            yield from _shape_faults(source, path, article, page)


def _shape_faults(
    source: Source | JsonLine, path: tuple, article: ArticleEntry, page: PageEntry
) -> Iterator[Fault]:
    """Blocks, notes and digest must fit together."""
    blocks = [((*path, "body", n, "id"), block.id) for n, block in enumerate(article.body)]
    yield from twice(source, blocks)
    known = {ident for _, ident in blocks}
    for n, note in enumerate(article.notes):
        # of two blocks of one name one had another
        if note.block and note.block not in known and len(known) == len(blocks):
            yield source.fault((*path, "notes", n, "block"), f"正文没有 {note.block!r} 这一段")
    if article.body[-1].run_in:
        yield source.fault((*path, "body"), "最后一段不能是 run_in：其后没有段落可接")
    if article.cataloguing == "minimal":
        return
    for name in ("genre", "places", "topics", "digest"):
        # only a draft may lack them: without `draft` the file is not read at all
        if not getattr(article, name):
            yield source.fault((*path, name), "草稿里还空着，请补上")
    # how long a text is that runs over its page nobody knows
    is_within = all(end <= page.text.length for block in article.body for _, end in block.at)
    if not article.digest or not is_within:
        return
    written = len("".join(article.digest.split()))
    most = BRIEF_DIGEST if article.length < BRIEF_LENGTH else DIGEST[1]
    least, longest = math.ceil(article.length * DIGEST[0]), math.floor(article.length * most)
    if not least <= written <= longest:
        message = f"提要 {written} 字；正文 {article.length} 字，提要应有 {least} 到 {longest} 字"
        yield source.fault((*path, "digest"), message)


def _evidence_faults(source: Source | JsonLine, texts: Mapping[str, str]) -> Iterator[Fault]:
    """Evidence for the date must name an article of this issue and a sentence that it has."""
    held: dict[str, tuple[ArticleEntry, PageEntry]] = {}
    for page in source.record.pages:
        for article in page.articles:
            held.setdefault(article.ident, (article, page))
    # where two have one ident, one of them is meant that has none now
    is_sure = len(held) == sum(len(page.articles) for page in source.record.pages)
    for number, item in enumerate(source.record.date.evidence):
        path = ("date", "evidence", number)
        if item.article not in held:
            if is_sure:
                yield source.fault((*path, "article"), f"本期没有文章 {item.article}")
            continue
        article, page = held[item.article]
        count = page_check.sentence_count(article, page, texts)
        if count is not None and item.sentence > count:
            yield source.fault((*path, "sentence"), f"{item.article} 只有 {count} 句")


def _repeated_faults(register: AddressIndex) -> Iterator[Fault]:
    """No two articles of the whole catalogue share an ident, and no two issues an address."""
    for kind, name in (("article", "文章编号"), ("issue", "这一期")):
        for key, first, again in register.repeated(kind):
            yield again.fault(f"{name} {key} 已见于 {first.file}:{first.line}")


def _slug_faults(collection: Collection) -> Iterator[Fault]:
    for kind in ("newspapers", "topics", "people"):
        slugs = [((kind, n, "slug"), r.slug) for n, r in enumerate(collection.records(kind))]
        if slugs:
            yield from twice(collection.authorities[kind], slugs)
    labels = [(("topics", n, "label"), t.label) for n, t in enumerate(collection.records("topics"))]
    if labels:
        yield from twice(collection.authorities["topics"], labels)


def _newspaper_faults(collection: Collection) -> Iterator[Fault]:
    for n, paper in enumerate(collection.records("newspapers")):
        known = not paper.place or paper.place in collection.places
        if not known and "places" not in collection.unread:
            source = collection.authorities["newspapers"]
            yield source.fault(("newspapers", n, "place"), f"没有区划代码 {paper.place}")


def _topic_faults(collection: Collection) -> Iterator[Fault]:
    """Topics stand on two levels."""
    # nothing is sure of those of which two have one slug
    if "topics" in collection.unread:
        return
    for n, topic in enumerate(collection.records("topics")):
        source = collection.authorities["topics"]
        if topic.broader and topic.broader not in collection.topics:
            yield source.fault(("topics", n, "broader"), f"没有上级主题 {topic.broader!r}")
        elif topic.broader and collection.topics[topic.broader].broader:
            yield source.fault(("topics", n, "broader"), "主题只分两级")
