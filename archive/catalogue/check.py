"""Check the catalogue: every reference resolves, and every character of a page is accounted for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from archive.command_messages import clauses, message

from . import (
    address_check,
    collection_file,
    digest_length,
    image_check,
    ledger_check,
    page_check,
    publication_check,
    reference_check,
)
from .address_index import AddressIndex
from .catalogue import Catalogue
from .check_cache import CheckCache
from .entries import MINIMAL_OMITS, ArticleEntry, OrganisationsFile, PageEntry, is_gap
from .file_cache import FileCache
from .files import AUTHORITIES, ORGANISATIONS
from .held_files import HeldFilesDigest
from .json_lines import IssueSource
from .parallel_check import (
    CachedChecks,
    CheckedIssue,
    CheckedIssues,
    check_issues,
    issue_sha256s,
    shifted,
)
from .unmatched_images import MissingImage
from .yaml_file import Fault, FaultSource, FieldPath, ParsedFile, repeated

# maximum number of faults in a report, as a bug in a program can cause one in every issue
MAX_FAULTS = 10_000
# maximum number of missing images in a report; unknown files are compared with them
MAX_MISSING = 10_000


@dataclass
class LineFileCounts:
    """By JSON lines file of issues: pages held, their non-blank characters, those accounted for,
    pages not held."""

    files: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)

    def add(self, file: str, result: CheckedIssues) -> None:
        count, characters, accounted, not_held = self.files.get(file, (0, 0, 0, 0))
        self.files[file] = (
            count + result.held,
            characters + result.characters,
            accounted + result.accounted,
            not_held + result.not_held,
        )


@dataclass
class Report:
    """The result of a check.

    `pages` holds (file, page key, non-blank characters, those accounted for) of each held page.
    """

    faults: list[Fault] = field(default_factory=list)
    # number of faults beyond MAX_FAULTS
    more_faults: int = 0
    issues: int = 0
    articles: int = 0
    # pages whose text is not held, as file:line of their sha256
    not_held: list[str] = field(default_factory=list)
    # SHA-256 of every page text and image in the catalogue, including files that could not be read
    wanted: set[str] = field(default_factory=set)
    # page images held, the number of those not held, and the first of them
    images_held: int = 0
    images_not_held: int = 0
    missing_images: list[MissingImage] = field(default_factory=list)
    # lines of geometry that no page has, and repeated ones
    unused_geometry: list[str] = field(default_factory=list)
    pages: list[tuple[str, str, int, int]] = field(default_factory=list)
    in_lines: LineFileCounts = field(default_factory=LineFileCounts)

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if len(self.faults) < MAX_FAULTS:
                self.faults.append(fault)
            else:
                self.more_faults += 1

    @property
    def fault_count(self) -> int:
        return len(self.faults) + max(self.more_faults - 1, 0)

    def add_images(self, checked: CheckedIssue | CheckedIssues) -> None:
        self.add(checked.geometry)
        self.images_held += checked.images_held
        self.images_not_held += len(checked.missing_images)
        self.missing_images += checked.missing_images[: MAX_MISSING - len(self.missing_images)]

    def close(self) -> None:
        """Sort the faults, likely causes first, and drop duplicates."""
        self.faults = sorted(set(self.faults), key=lambda fault: (not _is_cause(fault), fault))
        if self.more_faults:
            self.faults.append(
                Fault(
                    "",
                    0,
                    message("（目录）"),
                    message("此外还有 %(count)s 处有误", count=self.more_faults),
                )
            )


def _is_cause(fault: Fault) -> bool:
    """Return whether the fault is in an authority file, to which all others refer."""
    return fault.file.endswith(tuple(f"/{name}" for name in (*AUTHORITIES, ORGANISATIONS)))


def _is_address_fault(fault: Fault) -> bool:
    return fault.field in ("newspaper", "issue") or fault.field.endswith((".page", ".ident"))


def check(
    folder: Path,
    texts: Mapping[str, str],
    images: Mapping[str, Path] | None = None,
    cache: CheckCache | None = None,
    file_cache: FileCache | None = None,
) -> Report:
    """Return the report on the catalogue in `folder`; pages are checked against the held texts and
    images.

    JSON lines with a result in the `cache` are not checked again, except for their references.
    """
    return check_catalogue(Catalogue(folder, file_cache), texts, images, cache=cache)[0]


def check_catalogue(
    catalogue: Catalogue,
    texts: Mapping[str, str],
    images: Mapping[str, Path] | None = None,
    entering: bool = False,
    cache: CheckCache | None = None,
) -> tuple[Report, AddressIndex]:
    """Return (report, index of all addresses).

    With `entering`, faults that `enter_ledger` is about to mend are not reported.
    """
    report, index = Report(wanted=set(catalogue.unread_sums)), AddressIndex()
    repeated_slugs = list(_slug_faults(catalogue))
    # one of two entries with the same slug was meant to have a different one, which is now missing
    catalogue.unread |= {fault.field.partition("[")[0] for fault in repeated_slugs}
    # faults of the page text files themselves
    report.add(getattr(texts, "faults", ()))
    catalogue.add_live(index)
    cached = None
    if cache is not None:
        held_files = HeldFilesDigest(texts, images or {}, catalogue.geometries)
        papers = catalogue.newspapers_file.record.newspapers if catalogue.newspapers_file else ()
        days = [(paper.slug, paper.publication) for paper in papers if paper.publication]
        cached = CachedChecks(
            cache,
            lambda data: f"{held_files.digest(data)}{days}",
            partial(_references_exist, catalogue),
        )
    references = _check_issues(catalogue, texts, images or {}, report, index, cached)
    report.unused_geometry += _unused_geometry(catalogue, report.wanted)
    catalogue.add_ledger(
        index, CachedChecks(cache, lambda _data: "", lambda _result: True) if cache else None
    )
    # the article referred to may be in a file that could not be read
    if not catalogue.faults:
        report.add(fault for ident, fault in references if ("article", ident) not in index)
    report.add(address_check.new_faults(catalogue, index))
    report.issues, report.articles = index.count("issue"), index.count("article")
    report.add(_repeated_faults(index))
    report.add(repeated_slugs)
    report.add(_newspaper_faults(catalogue))
    report.add(publication_check.faults(catalogue))
    # as above: the article may be in a file that could not be read
    report.add(collection_file.faults(catalogue.folder, None if catalogue.faults else index))
    report.add(_topic_faults(catalogue))
    # an entry under a wrong address is not missing
    is_complete = not (
        catalogue.faults or repeated_slugs or any(map(_is_address_fault, report.faults))
    )
    report.add(ledger_check.faults(catalogue, index, is_complete))
    report.add(catalogue.faults)
    report.close()
    if not entering:
        faulty = {ledger_check.unit_of(fault.file, fault.line) for fault in report.faults}
        report.faults += sorted(ledger_check.pending(catalogue, index, faulty))
    return report, index


def _unused_geometry(catalogue: Catalogue, used: set[str]) -> Iterator[str]:
    """Yield messages about geometry of no page's text, by file, and about repeated lines."""
    geometries = catalogue.geometries
    unused = Counter(map(geometries.file_of, (s for s in geometries if s not in used)))
    for path, count in sorted(unused.items()):
        yield message(
            "%(file)s：%(count)s 版的坐标，目录里没有这些版的文字",
            file=catalogue.name_of(path),
            count=count,
        )
    for path, line, sha256 in geometries.repeated():
        yield message(
            "%(file)s:%(line)s：%(sha256)s… 的坐标别处已有，这一行忽略",
            file=catalogue.name_of(path),
            line=line,
            sha256=sha256[:8],
        )


def _references_exist(catalogue: Catalogue, result: CheckedIssues) -> bool:
    """Return whether everything that these issues refer to still exists in the authority files."""
    referred = result.referred
    return (
        referred.newspapers <= catalogue.newspapers
        and referred.people <= catalogue.people
        and referred.organisations <= catalogue.organisations
        and referred.places <= catalogue.places
        and referred.topics <= catalogue.topics.keys() - catalogue.broader_topics
    )


def _check_issues(
    catalogue: Catalogue,
    texts: Mapping[str, str],
    images: Mapping[str, Path],
    report: Report,
    index: AddressIndex,
    cached: CachedChecks | None,
) -> list[tuple[str, Fault]]:
    """Check every issue, and add those in JSON lines to `index`.

    Returns (ident of an article referred to, the fault if there is no such article).
    """
    references: list[tuple[str, Fault]] = []
    check_issue = partial(_check_issue, catalogue, texts, images)
    for source in catalogue.issues:
        checked = check_issue(source)
        report.add(checked.faults)
        report.add_images(checked)
        references += checked.references
        report.wanted.update(issue_sha256s(source.record))
        for number, page in enumerate(source.record.pages):
            if (characters := checked.pages[number]) is None:
                line = source.line("pages", number, "text", "sha256")
                report.not_held.append(f"{source.file}:{line}")
            else:
                report.pages.append((source.file, page.page, *characters))
    for piece, before, result in check_issues(catalogue.line_files, check_issue, cached):
        # the ledger check must know that some lines could not be read
        catalogue.faults += result.unread_after(before)
        report.add(result.faults_after(before))
        report.add_images(result)
        index.add_live(result.live_in(index.file(piece.name)), before)
        references += [(ident, shifted(fault, before)) for ident, fault in result.references]
        report.wanted.update(sha256.hex() for sha256 in result.sha256s)
        report.in_lines.add(piece.name, result)
    return references


def _check_issue(
    catalogue: Catalogue,
    texts: Mapping[str, str],
    images: Mapping[str, Path],
    source: IssueSource,
) -> CheckedIssue:
    """Check an issue by itself and against the authorities."""
    faults = [*_issue_faults(catalogue, source)]
    faults += publication_check.issue_faults(catalogue, source)
    pages = []
    geometry: list[Fault] = []
    missing: list[MissingImage] = []
    record = source.record
    for number, page in enumerate(record.pages):
        faults += image_check.faults(source, ("pages", number), page, images)
        geometry += image_check.geometry_faults(catalogue, page)
        address = f"{record.newspaper}/{record.issue}/{page.page}"
        missing += (
            MissingImage(image.sha256, image.pdf_page, (image.width, image.height), address)
            for image in page.images
            if not image.withdrawn and image.sha256 not in images
        )
        page_faults, characters = page_check.faults(source, ("pages", number), page, texts)
        faults += page_faults
        pages.append(characters)
    faults += _evidence_faults(source, texts)
    references = [
        (
            zone.of,
            source.fault(("pages", n, "apart", m, "of"), message("没有文章 %(key)s", key=zone.of)),
        )
        for n, page in enumerate(source.record.pages)
        for m, zone in enumerate(page.apart)
        if zone.of
    ]
    expected = sum(not image.withdrawn for page in record.pages for image in page.images)
    present = expected - len(missing)
    return CheckedIssue(faults, references, pages, geometry, present, missing)


def _issue_faults(catalogue: Catalogue, source: IssueSource) -> Iterator[Fault]:
    record = source.record
    if record.draft is not None:
        yield source.fault(("draft",), message("草稿未审定：逐条核对之后，删去 draft 这一段"))
    unknown_newspaper = list(reference_check.newspaper_faults(catalogue, source))
    # an unknown newspaper has no folder either
    yield from unknown_newspaper or address_check.faults(source)
    yield from repeated(
        source, ((("pages", n, "page"), page.page) for n, page in enumerate(record.pages))
    )
    for n, page in enumerate(record.pages):
        for m, article in enumerate(page.articles):
            path = ("pages", n, "articles", m)
            yield from reference_check.article_faults(catalogue, source, path, article)
            yield from _article_faults(source, path, article, page)


def _article_faults(
    source: FaultSource, path: FieldPath, article: ArticleEntry, page: PageEntry
) -> Iterator[Fault]:
    """Yield faults of an article's blocks, notes and digest that do not fit together."""
    blocks = [((*path, "body", n, "id"), block.id) for n, block in enumerate(article.body)]
    yield from repeated(source, blocks)
    ids = {block_id for _, block_id in blocks}
    for n, note in enumerate(article.notes):
        # one of two blocks with the same id was meant to have a different one
        if note.block and note.block not in ids and len(ids) == len(blocks):
            yield source.fault(
                (*path, "notes", n, "block"), message("正文没有 %(block)r 这一段", block=note.block)
            )
    if article.body[-1].run_in:
        yield source.fault((*path, "body"), message("最后一段不能是 run_in：其后没有段落可接"))
    if article.cataloguing == "minimal":
        return
    for name in MINIMAL_OMITS:
        # only drafts can lack them here; other files fail validation
        if is_gap(name, getattr(article, name)):
            hint = message("文章不涉及任何地区的写 []") if name == "places" else ""
            yield source.fault((*path, name), clauses(message("草稿里还空着，请补上"), hint))
    # the length of a text that runs past the end of its page is unknown
    is_within = all(end <= page.text.length for block in article.body for _, end in block.at)
    if is_within and (problem := digest_length.problem(article.digest, article.length)):
        yield source.fault((*path, "digest"), problem)


def _evidence_faults(source: IssueSource, texts: Mapping[str, str]) -> Iterator[Fault]:
    """Yield faults of date evidence that names no article of the issue, or a sentence it lacks."""
    articles: dict[str, tuple[ArticleEntry, PageEntry]] = {}
    for page in source.record.pages:
        for article in page.articles:
            articles.setdefault(article.ident, (article, page))
    # one of two articles with the same ident was meant to have a different one
    is_unique = len(articles) == sum(len(page.articles) for page in source.record.pages)
    for number, item in enumerate(source.record.date.evidence):
        path = ("date", "evidence", number)
        if item.article not in articles:
            if is_unique:
                yield source.fault(
                    (*path, "article"), message("本期没有文章 %(article)s", article=item.article)
                )
            continue
        article, page = articles[item.article]
        count = page_check.sentence_count(article, page, texts)
        if count is not None and item.sentence > count:
            yield source.fault(
                (*path, "sentence"),
                message("%(article)s 只有 %(count)s 句", article=item.article, count=count),
            )


def _repeated_faults(index: AddressIndex) -> Iterator[Fault]:
    """Yield faults of articles with the same ident, and of issues with the same address."""
    for key, first, repeat in index.repeated("article"):
        place = f"{first.file}:{first.line}"
        yield repeat.fault(message("文章编号 %(key)s 已见于 %(place)s", key=key, place=place))
    for key, first, repeat in index.repeated("issue"):
        place = f"{first.file}:{first.line}"
        yield repeat.fault(message("这一期 %(key)s 已见于 %(place)s", key=key, place=place))


def _slug_faults(catalogue: Catalogue) -> Iterator[Fault]:
    if newspapers := catalogue.newspapers_file:
        slugs = [newspaper.slug for newspaper in newspapers.record.newspapers]
        yield from _repeated_values(newspapers, "newspapers", "slug", slugs)
    if topics := catalogue.topics_file:
        slugs = [topic.slug for topic in topics.record.topics]
        yield from _repeated_values(topics, "topics", "slug", slugs)
    if people := catalogue.people_file:
        slugs = [person.slug for person in people.record.people]
        yield from _repeated_values(people, "people", "slug", slugs)
    if organisations := catalogue.organisations_file:
        slugs = [organisation.slug for organisation in organisations.record.organisations]
        yield from _repeated_values(organisations, "organisations", "slug", slugs)
        yield from _repeated_names(organisations)
    if topics:
        labels = [topic.label for topic in topics.record.topics]
        yield from _repeated_values(topics, "topics", "label", labels)


def _repeated_names(source: ParsedFile[OrganisationsFile]) -> Iterator[Fault]:
    """Return faults of organisations with a name that another has: a text could mean either."""
    names: list[tuple[FieldPath, str]] = []
    for n, organisation in enumerate(source.record.organisations):
        names.append((("organisations", n, "name"), organisation.name))
        names += (
            (("organisations", n, "also", m), name) for m, name in enumerate(organisation.also)
        )
    return repeated(source, names)


def _repeated_values(
    source: FaultSource, kind: str, field: str, values: list[str]
) -> Iterator[Fault]:
    return repeated(source, (((kind, n, field), value) for n, value in enumerate(values)))


def _newspaper_faults(catalogue: Catalogue) -> Iterator[Fault]:
    source = catalogue.newspapers_file
    if source is None or "places" in catalogue.unread:
        return
    for n, newspaper in enumerate(source.record.newspapers):
        if newspaper.place and newspaper.place not in catalogue.places:
            yield source.fault(
                ("newspapers", n, "place"), message("没有区划代码 %(code)s", code=newspaper.place)
            )


def _topic_faults(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of topics with an unknown broader topic, or on a third level."""
    source = catalogue.topics_file
    # if a slug is repeated, either topic may be the intended one
    if source is None or "topics" in catalogue.unread:
        return
    for n, topic in enumerate(source.record.topics):
        if topic.broader and topic.broader not in catalogue.topics:
            yield source.fault(
                ("topics", n, "broader"), message("没有上级主题 %(broader)r", broader=topic.broader)
            )
        elif topic.broader and catalogue.topics[topic.broader].broader:
            yield source.fault(("topics", n, "broader"), message("主题只分两级"))
