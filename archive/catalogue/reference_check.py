"""Check that the people, places, topics and newspaper named by an issue exist, and suggest
corrections.
"""

import re
from collections.abc import Iterator

from archive.command_messages import message
from archive.text.roles import Work, pattern, printed

from .catalogue import Catalogue
from .entries import ArticleEntry, CreditEntry, is_slug
from .error_messages import nearest
from .json_lines import IssueSource
from .yaml_file import Fault, FieldPath, repeated

_ROLE = re.compile(rf"^(?:本报|本社|本网|本版)?(?:{pattern(printed(*Work))})[\s：:]*")
# 张三文/图, 张三 文; but 张晓文 is a name
_WORK = re.compile(r"(?:[\s/]*(?:摄影报道|摄影|摄|报道|文[/、]图|图[/、]文)|[\s/]+[文图])$")


def newspaper_faults(catalogue: Catalogue, source: IssueSource) -> Iterator[Fault]:
    slug = source.record.newspaper
    if "newspapers" in catalogue.unread or slug in catalogue.newspapers:
        return
    suggestion = nearest(slug, sorted(catalogue.newspapers))
    problem = (
        message(
            "newspapers.yaml 里没有 %(slug)r，是否 %(suggestion)s", slug=slug, suggestion=suggestion
        )
        if suggestion
        else message("newspapers.yaml 里没有 %(slug)r；新的报纸请先在那里添加", slug=slug)
    )
    yield source.fault(("newspaper",), problem)


def article_faults(
    catalogue: Catalogue, source: IssueSource, path: FieldPath, article: ArticleEntry
) -> Iterator[Fault]:
    """Yield faults of the references of an article, except to unreadable authority files."""
    if "people" not in catalogue.unread:
        for n, credit in enumerate(article.bylines):
            if credit.person not in catalogue.people:
                yield source.fault((*path, "bylines", n, "person"), _missing_person(credit))
    places: list[tuple[FieldPath, str]] = [
        ((*path, "places", n, "code"), place.code) for n, place in enumerate(article.places or ())
    ]
    if "places" not in catalogue.unread:
        for place_path, code in places:
            if code not in catalogue.places:
                yield source.fault(place_path, message("没有区划代码 %(code)s", code=code))
    yield from repeated(source, places)
    topics: list[tuple[FieldPath, str]] = [
        ((*path, "topics", n), slug) for n, slug in enumerate(article.topics)
    ]
    if "topics" not in catalogue.unread:
        for topic_path, slug in topics:
            if problem := _topic_fault(catalogue, slug):
                yield source.fault(topic_path, problem)
    yield from repeated(source, topics)
    yield from _named_faults(catalogue, source, (*path, "named"), article)


def _named_faults(
    catalogue: Catalogue, source: IssueSource, path: FieldPath, article: ArticleEntry
) -> Iterator[Fault]:
    """Yield faults of what an editor says of those an article names."""
    mentions = article.named
    people: list[tuple[FieldPath, str]] = [
        ((*path, "people", n), name) for n, name in enumerate(mentions.people)
    ]
    organisations: list[tuple[FieldPath, str]] = [
        ((*path, "organisations", n), name) for n, name in enumerate(mentions.organisations)
    ]
    places: list[tuple[FieldPath, str]] = [
        ((*path, "places", n), code) for n, code in enumerate(mentions.places)
    ]
    for file, values, existing in (
        ("people", people, catalogue.people),
        ("organisations", organisations, catalogue.organisations),
    ):
        for at, name in values:
            if file not in catalogue.unread and is_slug(name) and name not in existing:
                suggestion = nearest(name, sorted(existing))
                problem = (
                    message(
                        "%(file)s.yaml 里没有 %(name)r，是否 %(suggestion)s",
                        file=file,
                        name=name,
                        suggestion=suggestion,
                    )
                    if suggestion
                    else message(
                        "%(file)s.yaml 里没有 %(name)r；没有记录的，写名称", file=file, name=name
                    )
                )
                yield source.fault(at, problem)
        yield from repeated(source, values)
    if "places" not in catalogue.unread:
        for at, code in places:
            if code not in catalogue.places:
                yield source.fault(at, message("没有区划代码 %(code)s", code=code))
    yield from repeated(source, places)
    all_named = {*mentions.people, *mentions.organisations, *mentions.places}
    for n, name in enumerate(article.not_named):
        if name in all_named:
            problem = message("%(name)r 又写在 named 里；只留一处", name=name)
            yield source.fault((*path[:-1], "not_named", n), problem)


def _missing_person(credit: CreditEntry) -> str:
    """Return an error message, with the line that adds the person to people.yaml."""
    name = _WORK.sub("", _ROLE.sub("", credit.read)).replace(" ", "") or "……"
    line = f"- {{slug: {credit.person}, name: {name}}}"
    return message(
        "people.yaml 里没有 %(person)r；如是新的作者，请添一行 %(line)s",
        person=credit.person,
        line=line,
    )


def _topic_fault(catalogue: Catalogue, slug: str) -> str:
    """Return an error message for an unusable topic, with a suggestion, else ""."""
    topics, broader = catalogue.topics, catalogue.broader_topics
    if slug in topics:
        return message("%(slug)r 是上级主题，请用其下的主题", slug=slug) if slug in broader else ""
    slugs = {name: topic.slug for topic in topics.values() for name in (topic.label, *topic.also)}
    suggestion = slugs.get(slug) or nearest(slug, [slug for slug in topics if slug not in broader])
    if not suggestion and (label := nearest(slug, sorted(slugs))):
        suggestion = slugs[label]
    if "，" in slug or "、" in slug:
        return message("topics.yaml 里没有主题 %(slug)r；列表里的逗号要用半角", slug=slug)
    if not suggestion:
        return message("topics.yaml 里没有主题 %(slug)r", slug=slug)
    label = topics[suggestion].label
    return message(
        "topics.yaml 里没有主题 %(slug)r，是否 %(suggestion)s（%(label)s）",
        slug=slug,
        suggestion=suggestion,
        label=label,
    )
