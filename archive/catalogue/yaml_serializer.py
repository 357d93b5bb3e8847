"""Django's fixture format "yaml", extended to read catalogue files.

`loaddata` finds this through SERIALIZATION_MODULES. A catalogue file (a mapping) is converted to
rows for Django's Python deserializer; a list is an ordinary Django YAML fixture.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer as PythonDeserializer
from django.core.serializers.pyyaml import Deserializer as DjangoDeserializer
from django.core.serializers.pyyaml import Serializer  # noqa: F401 (looked up by Django)

from archive.command_messages import message
from archive.text import dates, romanisation, titles
from archive.text.boxes import Box

from . import entries, zones
from .geometry import PageGeometry
from .yaml_file import CatalogueError, parse

Row = dict[str, Any]


def _row(model: str, **fields: Any) -> Row:
    return {"model": f"archive.{model}", "fields": fields}


def newspapers(file: entries.NewspapersFile) -> Iterator[Row]:
    for item in file.newspapers:
        fields = item.model_dump(mode="json")
        fields["romanised"] = item.romanised or romanisation.newspaper(item.name)
        yield _row("newspaper", **fields)


def topics(file: entries.TopicsFile) -> Iterator[Row]:
    for item in file.topics:
        yield _row(
            "tag",
            slug=item.slug,
            pref_label=item.label,
            pref_label_en=item.label_en,
            alt_labels=list(item.also),
            definition=item.definition,
            scope_note=item.scope,
            broader=[item.broader] if item.broader else None,
            wikidata=item.wikidata,
        )


def people(file: entries.PeopleFile) -> Iterator[Row]:
    for item in file.people:
        yield from person(item)


def person(item: entries.PersonEntry) -> Iterator[Row]:
    fields = item.model_dump(mode="json")
    fields["romanised"] = item.romanised or romanisation.person(item.name, item.slug)
    yield _row("person", **fields)


def organisations(file: entries.OrganisationsFile) -> Iterator[Row]:
    for item in file.organisations:
        fields = item.model_dump(mode="json")
        fields["romanised"] = item.romanised or romanisation.organisation(item.name)
        yield _row("organisation", **fields)


def ledger(file: entries.LedgerFile) -> Iterator[Row]:
    for item in file.ledger:
        yield from entry(item)


def entry(item: entries.LedgerLine) -> Iterator[Row]:
    plain = item.model_dump(mode="json", exclude={"sum", "newspaper", "topics"})
    newspaper = [item.newspaper] if item.newspaper else None
    tags = [[slug] for slug in item.topics]
    yield _row("ledgerentry", **plain, newspaper=newspaper, tags=tags)


def changes(file: entries.ChangesFile) -> Iterator[Row]:
    for item in file.changes:
        yield _row("change", date=file.date, **item.model_dump(mode="json", exclude={"sum"}))


def issue(file: entries.IssueFile) -> Iterator[Row]:
    """Yield the issue, then each page followed by its articles and their parts."""
    bounds = dates.bounds(file.date.edtf)
    span = {"earliest": bounds.earliest.isoformat(), "latest": bounds.latest.isoformat()}
    key = [file.newspaper, file.issue]
    yield _row(
        "issue",
        newspaper=[file.newspaper],
        key=file.issue,
        number=file.number,
        date=file.date.edtf,
        date_basis=file.date.basis,
        date_reason=file.date.reason,
        evidence=[item.model_dump(mode="json") for item in file.date.evidence],
        attribution=file.attribution.basis,
        attribution_reason=file.attribution.reason,
        **span,
    )
    for number, page in enumerate(file.pages, 1):
        yield _row(
            "page",
            issue=key,
            key=page.page,
            sequence=number,
            number=page.number,
            name=page.name,
            sha256=page.text.sha256,
            length=page.text.length,
            apart=[item.model_dump(mode="json") for item in page.apart],
            notes=[item.model_dump(mode="json") for item in page.notes],
        )
        for position, image in enumerate(page.images, 1):
            fields = image.model_dump(mode="json")
            yield _row("pageimage", page=[*key, page.page], sequence=position, **fields)
        for position, article in enumerate(page.articles, 1):
            yield from _article(article, [*key, page.page], position, span)


def zone_fields(placement: zones.Placement) -> Row:
    """Return the fields of an article that hold its position on its page."""
    return {
        "zones": [[zone.part, *_rounded(zone.box)] for zone in placement.zones],
        "outline": [_rounded(box) for box in placement.outline],
    }


def placement_of_row(row: Row, geometry: PageGeometry) -> zones.Placement:
    """Return the position of an article on a page with this geometry, from its row."""
    return zones.placement(
        row["deck_spans"],
        [(block["id"], block["at"]) for block in row["blocks"]],
        [Box(*box) for part, *box in row["zones"] if part == "article"],
        [Box(*picture["zone"]) for picture in row["pictures"]],
        geometry,
    )


def set_non_article_zones(non_articles: Iterable[Row], geometry: PageGeometry) -> None:
    """Set the zones of text outside articles; without geometry, keep the written ones."""
    for item in non_articles:
        if placed := zones.zones(item["at"], geometry):
            item["zones"] = list(map(_rounded, placed))


def _rounded(box: Box) -> list[float]:
    return [round(value, 5) for value in box]


def _article(
    article: entries.ArticleEntry, page: list[str], position: int, span: dict[str, str]
) -> Iterator[Row]:
    headline = article.headline
    yield _row(
        "article",
        ident=article.ident,
        page=page,
        sequence=position,
        cataloguing=article.cataloguing,
        genre=article.genre,
        column=article.column,
        kicker=article.kicker.text if article.kicker else "",
        headline=titles.bracketed(headline.text) if headline.supplied else headline.text,
        headline_supplied=headline.supplied,
        headline_romanised=headline.romanised or romanisation.title(headline.text),
        headline_en=headline.text_en,
        subheads=[deck.text for deck in article.subheads],
        digest=article.digest.strip(),
        blocks=[block.model_dump(mode="json") for block in article.body],
        corrections=[item.model_dump(mode="json") for item in article.corrections],
        notes=[item.model_dump(mode="json") for item in article.notes],
        identifiers=[item.model_dump(mode="json") for item in article.identifiers],
        pictures=[item.model_dump(mode="json") for item in article.pictures],
        deck_spans=[[part, list(map(list, spans))] for part, spans in zones.deck_spans(article)],
        **zone_fields(zones.article_placement(article, None)),
        named=_named(article),
        length=article.length,
        **span,
    )
    for number, slug in enumerate(article.topics, 1):
        yield _row("tagging", article=[article.ident], tag=[slug], sequence=number)
    for number, credit in enumerate(article.bylines, 1):
        yield _row(
            "byline",
            article=[article.ident],
            person=[credit.person],
            sequence=number,
            role=credit.role,
            position=credit.position,
            read_from=credit.read,
            note=credit.note,
        )
    for number, place in enumerate(article.places or (), 1):
        yield _row(
            "coverage",
            article=[article.ident],
            place=place.code,
            sequence=number,
            basis=place.basis,
            reason=place.reason,
        )


def _named(article: entries.ArticleEntry) -> Row:
    """Return the editor's entries on people and organisations named in the article."""
    data = {**article.named.model_dump(mode="json"), "not_named": list(article.not_named)}
    return {name: values for name, values in data.items() if values}


_ROWS: dict[type[entries.CatalogueEntry], Callable[..., Iterator[Row]]] = {
    entries.IssueFile: issue,
    entries.NewspapersFile: newspapers,
    entries.TopicsFile: topics,
    entries.PeopleFile: people,
    entries.OrganisationsFile: organisations,
    entries.LedgerFile: ledger,
    entries.ChangesFile: changes,
    # records of JSON lines
    entries.PersonEntry: person,
    entries.LedgerLine: entry,
}


def rows(file: entries.File | entries.CatalogueEntry) -> Iterator[Row]:
    """Return the Django fixture rows of a catalogue file or line, after the rows they refer to."""
    return _ROWS[type(file)](file)


def Deserializer(stream_or_string: Any, **options: Any) -> Iterator[Any]:
    """Yield DeserializedObjects; raise DeserializationError with file, line and field."""
    text = stream_or_string if isinstance(stream_or_string, str) else stream_or_string.read()
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    if text.lstrip().startswith(("- ", "[")):
        yield from DjangoDeserializer(text, **options)
        return
    try:
        source = parse(text, getattr(stream_or_string, "name", message("（文本）")))
    except CatalogueError as error:
        raise DeserializationError(str(error)) from error
    yield from PythonDeserializer(rows(source.record), **options)
