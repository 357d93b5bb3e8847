"""The entries of the suggestion index: everything in the database that has a name."""

from collections.abc import Callable, Iterator

from archive.models import Article, Newspaper, Person, Place, Tag

from .suggestion_index_build import HEADLINE, SuggestionEntry


def suggestion_entries(
    by_topic: Callable[[], dict[int, int]] = Article.objects.counts_by_topic,
    by_place: Callable[[int], dict[str, int]] = Article.objects.counts_by_place,
) -> Iterator[SuggestionEntry]:
    """Yield topics, provinces, places with articles, people, newspapers and headlines.

    `by_topic` and `by_place` may return stored counts instead of those of `Article.objects`.
    """
    yield from _topics(by_topic())
    yield from _places(by_place)
    named = (("person", Person.objects.with_articles()), ("newspaper", Newspaper.objects.all()))
    for kind, rows in named:
        for row in rows.iterator():
            names = ((row.name, row.pinyin),)
            yield SuggestionEntry(kind, row.slug, row.label, row.article_count, names)
    headlines = Article.objects.newest_first().values_list("ident", "headline", "earliest")
    for ident, headline, earliest in headlines.iterator(chunk_size=5000):
        yield SuggestionEntry(HEADLINE, ident, headline, 1, standing=earliest.toordinal())


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
    for place in Place.objects.named(provinces | set(counts)).with_lineage():
        spelled = place.pinyin.split()
        short = " ".join(spelled[: len(place.short_name)])
        # 内蒙古自治区 begins with its short name, and so does its pinyin; otherwise use pypinyin
        is_beginning = place.name.startswith(place.short_name)
        names = ((place.name, place.pinyin), (place.short_name, short if is_beginning else ""))
        label = place.full_name
        yield SuggestionEntry("place", place.code, label, counts.get(place.code, 0), names)
