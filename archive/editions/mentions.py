"""Recognise the people, organisations and places that articles mention, during the build."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection, transaction

from archive import parallel
from archive.batches import batched
from archive.catalogue.article_body import block_text
from archive.catalogue.entries import is_slug
from archive.models import Article, Byline, FullText, Mention, Organisation, Person, Place
from archive.text.gazetteer import Gazetteer
from archive.text.mentions.recognize import NameRecognizer, Recognised

# articles per batch of a process, and those that justify a second process
_BATCH, _PARALLEL_FROM = 500, 1000
# keys in one query
_CHUNK = 500
# who signs is not named by the article
_SIGNATURES = ("byline", "credit")

_Kind, _Source = Mention.Kind, Mention.Source


class _Text(NamedTuple):
    """What an article says, and what editors say of whom it names."""

    article: int
    words: str
    # names of those who sign, and their keys
    signers: dict[str, int]
    # as Article.named
    stated: dict[str, list[str]]


class _Row(NamedTuple):
    """The columns of Mention; `times` is its count."""

    article_id: int
    kind: str
    name: str
    person_id: int | None
    organisation_id: int | None
    place_id: str | None
    source: str
    times: int


_COLUMNS = (*_Row._fields[:-1], "count")


class _Authorities:
    """The records that names are bound to, by name and by slug."""

    def __init__(self) -> None:
        people = Person.objects.order_by().values_list("pk", "slug", "name", "pen_name")
        self.people: dict[str, list[int]] = {}
        self.people_by_slug: dict[str, tuple[int, str]] = {}
        names = set()
        for pk, slug, name, is_pen_name in people.iterator():
            self.people.setdefault(name, []).append(pk)
            self.people_by_slug[slug] = pk, name
            if not is_pen_name:
                names.add(name)
        self.organisations: dict[str, tuple[int, str]] = {}
        self.organisations_by_slug: dict[str, tuple[int, str]] = {}
        for organisation in Organisation.objects.order_by():
            key = organisation.pk, organisation.name
            self.organisations |= dict.fromkeys(organisation.names, key)
            self.organisations_by_slug[organisation.slug] = key
        places = Place.objects.order_by("pk").values()
        gazetteer = Gazetteer((row["code"], row | {"parent": row["parent_id"]}) for row in places)
        self.place_names = {code: _full_name(gazetteer, code) for code in gazetteer.places}
        full_names = {name: own for name, (_, own) in self.organisations.items()}
        self.recognizer = NameRecognizer(gazetteer, names, full_names)

    def rows(self, text: _Text) -> list[_Row]:
        """Return the mentions of an article: those stated by an editor, and those recognised."""
        signers = text.signers.keys()
        recognised = {
            (item.kind, item.name): item for item in self.recognizer.recognize(text.words, signers)
        }
        rows: dict[tuple[str, str], _Row] = {}
        for row in self._stated(text):
            same = recognised.get((row.kind, row.place_id or row.name))
            times = same.times if same else text.words.count(row.name)
            rows.setdefault((row.kind, row.name), row._replace(times=times))
        rejected = {*text.stated.get("not_named", ())}
        for item in recognised.values():
            row = self._recognised(text.article, item)
            if not rejected & {row.name, *item.forms, row.place_id}:
                rows.setdefault((row.kind, row.name), row)
        return list(rows.values())

    def _stated(self, text: _Text) -> Iterator[_Row]:
        stated = text.stated
        for value in stated.get("people", ()):
            known = self.people_by_slug.get(value) if is_slug(value) else None
            name = known[1] if known else value
            person = known[0] if known else self._person(name)
            yield self._row(text.article, _Kind.PERSON, name, person=person)
        for value in stated.get("organisations", ()):
            by = self.organisations_by_slug if is_slug(value) else self.organisations
            key, name = by.get(value, (None, value))
            yield self._row(text.article, _Kind.ORGANISATION, name, organisation=key)
        for code in stated.get("places", ()):
            name = self.place_names.get(code, code)
            yield self._row(text.article, _Kind.PLACE, name, place=code)

    def _row(
        self,
        article: int,
        kind: str,
        name: str,
        person: int | None = None,
        organisation: int | None = None,
        place: str | None = None,
        source: str = _Source.EDITOR,
        times: int = 0,
    ) -> _Row:
        return _Row(article, str(kind), name, person, organisation, place, str(source), times)

    def _recognised(self, article: int, item: Recognised) -> _Row:
        source, times = _Source.PROGRAM, item.times
        if item.kind == _Kind.PLACE:
            name = self.place_names[item.name]
            return self._row(article, item.kind, name, None, None, item.name, source, times)
        if item.kind == _Kind.PERSON:
            person = self._person(item.name)
            return self._row(article, item.kind, item.name, person, None, None, source, times)
        key, name = self.organisations.get(item.name, (None, item.name))
        return self._row(article, item.kind, name, None, key, None, source, times)

    def _person(self, name: str) -> int | None:
        """Return the author of this name; None if there are several."""
        keys = self.people.get(name, ())
        return keys[0] if len(keys) == 1 else None


def _full_name(gazetteer: Gazetteer, code: str) -> str:
    """Return the name of a place, preceded by its province and city."""
    codes = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00", code))
    return "".join(gazetteer.places[c].name for c in codes if c in gazetteer.places)


def build() -> None:
    """Fill the table of mentions of the database being built."""
    keys = Article.objects.order_by("pk").values_list("pk", flat=True)
    _store(_rows_of(keys.iterator(chunk_size=2000), Article.objects.count()))


def update(articles: set[int], names: set[str]) -> set[int]:
    """Recognise anew in these articles, and in all that have one of the `names`, which records
    of people and organisations have now or had before.

    Return the articles whose mentions are others than before.
    """
    articles = articles | _articles_with(names)
    before = set(_existing(articles))
    rows = list(_rows_of(sorted(articles), len(articles)))
    for chunk in batched(sorted(articles), _CHUNK):
        Mention.objects.filter(article__in=chunk).delete()
    _store(rows)
    return {row.article_id for row in before.symmetric_difference(rows)}


def _existing(articles: set[int]) -> Iterator[_Row]:
    for chunk in batched(sorted(articles), _CHUNK):
        rows = Mention.objects.filter(article__in=chunk).order_by()
        yield from map(_Row._make, rows.values_list(*_COLUMNS))


def _articles_with(names: set[str]) -> set[int]:
    """Return the articles that have one of these names in their titles, digest or text."""
    if not names:
        return set()
    stated = Mention.objects.filter(name__in=names).order_by()
    articles = set(stated.values_list("article", flat=True))
    pattern = re.compile("|".join(map(re.escape, sorted(names))))
    columns = ("pk", "kicker", "headline", "digest", "full_text__plain", "subheads")
    for pk, *texts, subheads in Article.objects.order_by().values_list(*columns).iterator():
        if any(pattern.search(text) for text in (*texts, *subheads) if text):
            articles.add(pk)
    return articles


def _store(rows: Iterable[_Row]) -> None:
    """Insert these rows without keeping them: `bulk_create` would make a list of all."""
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(Mention._meta.db_table)} ({', '.join(map(quote, _COLUMNS))})"
        f" VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for chunk in batched(rows, _CHUNK):
            cursor.executemany(statement, chunk)


def _rows_of(articles: Iterable[int], count: int) -> Iterator[_Row]:
    workers = parallel.processes() if count >= _PARALLEL_FROM else 1
    batches = map(_texts, batched(articles, _BATCH))
    authorities = _Authorities()
    for rows in parallel.in_order(_recognise, batches, workers, _begin, (authorities,)):
        yield from rows


_worker: list[_Authorities] = []


def _begin(authorities: _Authorities) -> None:
    _worker[:] = [authorities]


def _recognise(texts: list[_Text]) -> list[_Row]:
    (authorities,) = _worker
    return [row for text in texts for row in authorities.rows(text)]


def _texts(articles: list[int]) -> list[_Text]:
    """Return the texts of these articles, without bylines."""
    bodies = dict(FullText.objects.filter(article__in=articles).values_list("article", "blocks"))
    signers: dict[int, dict[str, int]] = {}
    signed = Byline.objects.filter(article__in=articles).order_by()
    for article, name, person in signed.values_list("article", "person__name", "person"):
        signers.setdefault(article, {})[name] = person
    rows = Article.objects.filter(pk__in=articles).order_by("pk")
    columns = ("pk", "named", "kicker", "headline", "subheads", "digest")
    return [
        _Text(
            pk,
            "\n".join(
                [
                    *(kicker, headline, *subheads, digest),
                    *(
                        block_text(block)
                        for block in bodies.get(pk, ())
                        if block["kind"] not in _SIGNATURES
                    ),
                ]
            ),
            signers.get(pk, {}),
            bylines,
        )
        for pk, bylines, kicker, headline, subheads, digest in rows.values_list(*columns)
    ]
