"""Check the publication days in newspapers.yaml, by themselves and against the issues."""

from collections.abc import Iterable, Iterator
from datetime import date

from archive.command_messages import message
from archive.text import dates

from .catalogue import Catalogue
from .entries import NewspapersFile, PublicationPeriod
from .json_lines import IssueSource
from .publication import Publication, days
from .yaml_file import Fault, FieldPath, ParsedFile


def faults(catalogue: Catalogue) -> Iterator[Fault]:
    if source := catalogue.newspapers_file:
        for n, newspaper in enumerate(source.record.newspapers):
            path = ("newspapers", n, "publication")
            yield from _period_faults(source, path, newspaper.publication)


def _period_faults(
    source: ParsedFile[NewspapersFile], path: FieldPath, periods: Iterable[PublicationPeriod]
) -> Iterator[Fault]:
    """Yield faults of overlapping periods, and of superfluous exceptions."""
    last = None
    for n, period in enumerate(periods):
        if last and period.since <= last:
            problem = message("各段须依次而不重叠，上一段到 %(last)s", last=last)
            yield source.fault((*path, n, "since"), problem)
        last = period.until
        weekdays_only = period.model_dump(mode="json") | {"closed": (), "also": ()}
        regular = Publication([weekdays_only])
        for name, expected in (("closed", True), ("also", False)):
            for m, value in enumerate(getattr(period, name)):
                first, until = days(value)
                appeared = {regular.appeared(first), regular.appeared(until)}
                if None in appeared:
                    problem = message(
                        "%(value)s 不在 %(since)s 至 %(until)s 之内",
                        value=value,
                        since=period.since,
                        until=period.until,
                    )
                    yield source.fault((*path, n, name, m), problem)
                # a long closure may begin or end on a day without an issue anyway
                elif first == until and appeared != {expected}:
                    problem = (
                        message("%(value)s 按 weekdays 本来就不出报，不必写", value=value)
                        if expected
                        else message("%(value)s 按 weekdays 本来就出报，不必写", value=value)
                    )
                    yield source.fault((*path, n, name, m), problem)


def issue_faults(catalogue: Catalogue, source: IssueSource) -> Iterator[Fault]:
    """Yield faults of an issue on a day without a paper, or with more pages than were printed."""
    record = source.record
    publication = catalogue.publications.get(record.newspaper)
    if not publication or not dates.is_exact(record.date.edtf):
        return
    day = date.fromisoformat(record.date.edtf[:10])
    if publication.appeared(day) is False:
        problem = message("按 newspapers.yaml，%(day)s 不出报；如系加出，请写进 also", day=day)
        yield source.fault(("date", "edtf"), problem)
    pages_printed = publication.pages(day)
    if pages_printed and len(record.pages) > pages_printed:
        problem = message(
            "著录了 %(count)s 个版，按 newspapers.yaml 这一天只有 %(printed)s 个",
            count=len(record.pages),
            printed=pages_printed,
        )
        yield source.fault(("pages",), problem)
