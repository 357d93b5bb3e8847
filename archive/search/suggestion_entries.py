"""The entries of the suggestion index: everything in the database that has a name."""

from collections.abc import Callable, Iterable, Iterator

from archive.models import Article, Name, Newspaper, Person, Place, Tag
from archive.models.ledger import compact_number
from archive.models.sort_names import qualified

from .suggestion_index import NUMBER_BITS
from .suggestion_index_build import HEADLINE, SuggestionEntry

# issues in one query
_CHUNK = 500
# maximum number of names suggested; the directory of names has them all
_MAX_NAMES = 200_000


def suggestion_entries(
    by_topic: Callable[[], dict[int, int]] = Article.objects.counts_by_topic,
    by_place: Callable[[int], dict[str, int]] = Article.objects.counts_by_place,
) -> Iterator[SuggestionEntry]:
    """Yield the entries of authorities and of headlines."""
    yield from authority_entries(by_topic, by_place)
    yield from headline_entries()


def authority_entries(
    by_topic: Callable[[], dict[int, int]] = Article.objects.counts_by_topic,
    by_place: Callable[[int], dict[str, int]] = Article.objects.counts_by_place,
) -> Iterator[SuggestionEntry]:
    """Yield topics, provinces, places with articles, people, newspapers, and names in articles.

    `by_topic` and `by_place` may return stored counts instead of those of `Article.objects`.
    """
    yield from _topics(by_topic())
    yield from _places(by_place)
    sources = (("person", Person.objects.with_articles()), ("newspaper", Newspaper.objects.all()))
    for kind, rows in sources:
        for row in rows.iterator():
            names = ((row.name, row.pinyin),)
            yield SuggestionEntry(kind, row.slug, row.label, row.article_count, names)
    yield from _names()


def headline_entries(issues: Iterable[int] | None = None) -> Iterator[SuggestionEntry]:
    """Yield the headlines of all articles, or of these issues."""
    if issues is None:
        selected = [Article.objects.newest_first()]
    else:
        keys = sorted(issues)
        chunks = (keys[n : n + _CHUNK] for n in range(0, len(keys), _CHUNK))
        selected = [Article.objects.of_issues(chunk).order_by() for chunk in chunks]
    for articles in selected:
        rows = articles.values_list("ident", "headline", "earliest", "accession")
        for ident, headline, earliest, accession in rows.iterator(chunk_size=5000):
            number = compact_number(accession or 0, NUMBER_BITS)
            yield SuggestionEntry(
                HEADLINE, ident, headline, 1, standing=earliest.toordinal(), number=number
            )


def _names() -> Iterator[SuggestionEntry]:
    """Yield the people and organisations named most, except authors: they are suggested as such."""
    rows = Name.objects.exclude(person__article_count__gt=0).most_articles_first()[:_MAX_NAMES]
    columns = ("kind", "key", "name", "qualifier", "pinyin", "article_count", "person")
    for kind, key, name, qualifier, pinyin, count, person, also in rows.values_list(
        *columns, "organisation__also"
    ).iterator(chunk_size=5000):
        names = ((name, pinyin), *((alias, "") for alias in also or ()))
        has_record = person is not None or also is not None
        shown_kind = kind if has_record else f"named-{kind}"
        yield SuggestionEntry(shown_kind, key, qualified(name, qualifier), count, names)


def _topics(counts: dict[int, int]) -> Iterator[SuggestionEntry]:
    for tag in Tag.objects.all():
        names = [(tag.pref_label, ""), *((label, "") for label in tag.alt_labels)]
        yield SuggestionEntry(
            "topic", tag.slug, tag.pref_label, counts.get(tag.pk, 0), tuple(names)
        )


def _places(by_place: Callable[[int], dict[str, int]]) -> Iterator[SuggestionEntry]:
    counts: dict[str, int] = {}
    for digits in (6, 4, 2):
        counts |= {prefix.ljust(6, "0"): count for prefix, count in by_place(digits).items()}
    provinces = set(Place.objects.provinces().values_list("code", flat=True))
    for place in Place.objects.with_codes(provinces | set(counts)).with_lineage():
        spelled = place.pinyin.split()
        short = " ".join(spelled[: len(place.short_name)])
        # 内蒙古自治区 begins with its short name, and so does its pinyin; otherwise use pypinyin
        is_beginning = place.name.startswith(place.short_name)
        names = ((place.name, place.pinyin), (place.short_name, short if is_beginning else ""))
        label = place.full_name
        yield SuggestionEntry("place", place.code, label, counts.get(place.code, 0), names)
