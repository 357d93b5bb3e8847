"""Proves what newspapers.yaml says of the days of publication, by itself and against the issues."""

from collections.abc import Iterator
from datetime import date

from archive.text import dates

from .collection import Collection
from .json_lines import JsonLine
from .publication import Publication, days
from .yaml_file import Fault, Source


def faults(collection: Collection) -> Iterator[Fault]:
    for n, paper in enumerate(collection.records("newspapers")):
        source = collection.authorities["newspapers"]
        yield from _period_faults(source, ("newspapers", n, "publication"), paper.publication)


def _period_faults(source: Source, path: tuple, periods) -> Iterator[Fault]:
    """Periods follow one another, and their exceptions are exceptions."""
    last = None
    for n, period in enumerate(periods):
        if last and period.since <= last:
            message = f"各段须依次而不重叠，上一段到 {last}"
            yield source.fault((*path, n, "since"), message)
        last = period.until
        own = Publication([period.model_dump(mode="json") | {"closed": (), "also": ()}])
        for name, wanted in (("closed", True), ("also", False)):
            for m, written in enumerate(getattr(period, name)):
                first, until = days(written)
                told = {own.appeared(first), own.appeared(until)}
                if None in told:
                    message = f"{written} 不在 {period.since} 至 {period.until} 之内"
                    yield source.fault((*path, n, name, m), message)
                # a long closure may begin or end on a day without a paper
                elif first == until and told != {wanted}:
                    message = f"{written} 依 weekdays 本来就{'不' if wanted else ''}出报，不必写"
                    yield source.fault((*path, n, name, m), message)


def issue_faults(collection: Collection, source: Source | JsonLine) -> Iterator[Fault]:
    """An issue that is held appeared, and has no more pages than were printed."""
    record = source.record
    publication = collection.publications.get(record.newspaper)
    if not publication or not dates.is_exact(record.date.edtf):
        return
    day = date.fromisoformat(record.date.edtf[:10])
    if publication.appeared(day) is False:
        message = f"newspapers.yaml 说 {day} 不出报；若是加出，请写进 also"
        yield source.fault(("date", "edtf"), message)
    printed = publication.pages(day)
    if printed and len(record.pages) > printed:
        message = f"著录了 {len(record.pages)} 个版，newspapers.yaml 说这一天只有 {printed} 个"
        yield source.fault(("pages",), message)
