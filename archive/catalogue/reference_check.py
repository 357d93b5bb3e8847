"""Proves that people, places, topics and the newspaper that an issue names exist, and says which were meant."""

import re
from collections.abc import Iterator

from archive.text.roles import Work, pattern, printed

from .collection import Collection
from .entries import ArticleEntry, CreditEntry
from .error_messages import nearest
from .json_lines import JsonLine
from .yaml_file import Fault, Source, twice

_ROLE = re.compile(rf"^(?:本报|本社|本网|本版)?(?:{pattern(printed(*Work))})[\s：:]*")
_PHOTO = re.compile(r"[\s/]*(?:摄影报道|摄影|摄|报道)$")


def newspaper_faults(collection: Collection, source: Source | JsonLine) -> Iterator[Fault]:
    slug = source.record.newspaper
    if "newspapers" in collection.unread or slug in collection.newspapers:
        return
    meant = nearest(slug, sorted(collection.newspapers))
    hint = f"，是否 {meant}" if meant else "；新的报纸先在那里添一条"
    yield source.fault(("newspaper",), f"newspapers.yaml 里没有 {slug!r}{hint}")


def article_faults(
    collection: Collection, source: Source | JsonLine, path: tuple, article: ArticleEntry
) -> Iterator[Fault]:
    """Of what an article names; of a file of authorities that could not be read nothing is asked."""
    if "people" not in collection.unread:
        for n, credit in enumerate(article.bylines):
            if credit.person not in collection.people:
                where = (*path, "bylines", n, "person")
                yield source.fault(where, _missing_person(credit))
    places = [((*path, "places", n, "code"), p.code) for n, p in enumerate(article.places)]
    if "places" not in collection.unread:
        for where, code in places:
            if code not in collection.places:
                yield source.fault(where, f"没有区划代码 {code}")
    yield from twice(source, places)
    topics = [((*path, "topics", n), slug) for n, slug in enumerate(article.topics)]
    if "topics" not in collection.unread:
        for where, slug in topics:
            if message := _wrong_topic(collection, slug):
                yield source.fault(where, message)
    yield from twice(source, topics)


def _missing_person(credit: CreditEntry) -> str:
    """With the line that enters whoever it is."""
    name = _PHOTO.sub("", _ROLE.sub("", credit.read)).replace(" ", "") or "……"
    line = f"- {{slug: {credit.person}, name: {name}}}"
    return f"people.yaml 里没有 {credit.person!r}；是新人，就添一行 {line}"


def _wrong_topic(collection: Collection, slug: str) -> str:
    """What is wrong with a topic, and which was meant; "" where nothing is."""
    topics, broad = collection.topics, collection.broad
    if slug in topics:
        return f"{slug!r} 是上级主题，请用其下的主题" if slug in broad else ""
    labels = {name: one.slug for one in topics.values() for name in (one.label, *one.also)}
    narrow = [one for one in topics if one not in broad]
    meant = labels.get(slug) or nearest(slug, narrow)
    if not meant and (label := nearest(slug, sorted(labels))):
        meant = labels[label]
    if "，" in slug or "、" in slug:
        return f"topics.yaml 里没有主题 {slug!r}；列表里的逗号要用半角"
    hint = f"，是否 {meant}（{topics[meant].label}）" if meant else ""
    return f"topics.yaml 里没有主题 {slug!r}{hint}"
