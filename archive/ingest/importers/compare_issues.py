"""Tells whether an issue is there already, and what in the source is not as it is catalogued."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from archive.catalogue.entries import ArticleEntry, IssueFile, PageEntry

from .to_catalogue import CatalogueIssue

# articles of each kind that are named
_MOST = 10

Text = Callable[[PageEntry], str | None]


class ComparedArticle(NamedTuple):
    """An article as it is compared; `words` is None where the page's text is not held."""

    ident: str
    title: str
    page: str
    addresses: frozenset[str]
    length: int
    words: str | None


class Differences(NamedTuple):
    """What a source has and the catalogue has not, or has otherwise."""

    changed: list[ComparedArticle]
    added: list[ComparedArticle]
    removed: list[ComparedArticle]

    def __bool__(self) -> bool:
        return any((self.changed, self.added, self.removed))


def is_same_issue(there: IssueFile, number: str, composed: CatalogueIssue) -> bool:
    """Whether an issue of the same day is the one that was composed.

    It is if both have the same number or none, or if half of the articles are those of the other.
    """
    if _bare(there.number) == _bare(number):
        return True
    return 2 * shared_articles(there, composed) >= sum(
        len(page.articles) for page in composed.record.pages
    )


def shared_articles(there: IssueFile, composed: CatalogueIssue) -> int:
    """How many articles of a composed issue an issue that is there has, too."""
    known = list(_articles(there))
    names = {name for article in known for name in (article.ident, article.title)}
    names.update(*(article.addresses for article in known))
    return sum(
        bool({article.ident, article.title, *article.addresses} & names)
        for article in _articles(composed.record)
    )


def _bare(number: str) -> str:
    """The number of an issue without 第 and 期."""
    return re.sub(r"^(?:总?第)|[期号號]$|\s", "", number)


def differences(there: IssueFile, composed: CatalogueIssue, text: Text) -> Differences:
    """Of the pages whose text is not the same: the articles that are new, changed or gone.

    An article is the same if its address is, else its ident, else its words, else its title.
    """
    same = {page.text.sha256 for page in there.pages} & composed.texts.keys()
    old = [a for p in there.pages if p.text.sha256 not in same for a in _of_page(p, text(p))]
    new = [
        article
        for page in composed.record.pages
        if page.text.sha256 not in same
        for article in _of_page(page, composed.texts[page.text.sha256])
    ]
    found = Differences([], [], [])
    pairs = dict(_pairs(old, new))
    for n, article in enumerate(new):
        if n not in pairs:
            found.added.append(article)
        elif _differ(old[pairs[n]], article):
            found.changed.append(old[pairs[n]])
    found.removed.extend(one for n, one in enumerate(old) if n not in pairs.values())
    return found


def _pairs(old: list[ComparedArticle], new: list[ComparedArticle]) -> Iterator[tuple[int, int]]:
    """(place of a new article, place of the old one that it is)."""
    left_new, left_old = dict(enumerate(new)), dict(enumerate(old))
    for names in (
        lambda one: one.addresses,
        lambda one: {one.ident},
        lambda one: {one.words} - {None},
        lambda one: {one.title},
    ):
        by_name = {name: n for n, one in reversed(left_old.items()) for name in names(one)}
        for n, one in list(left_new.items()):
            found = next((by_name[name] for name in names(one) if name in by_name), None)
            if found in left_old:
                yield n, found
                del left_new[n], left_old[found]


def _differ(old: ComparedArticle, new: ComparedArticle) -> bool:
    if old.words is not None and new.words is not None:
        return old.words != new.words
    return (old.title, old.length) != (new.title, new.length)


def _articles(issue: IssueFile) -> Iterator[ComparedArticle]:
    for page in issue.pages:
        yield from _of_page(page, None)


def _of_page(page: PageEntry, text: str | None) -> Iterator[ComparedArticle]:
    for article in page.articles:
        addresses = frozenset(one.value for one in article.identifiers)
        said = None if text is None else _words(article, text)
        title = article.headline.text
        yield ComparedArticle(article.ident, title, page.number, addresses, article.length, said)


def _words(article: ArticleEntry, text: str) -> str:
    """All that is printed of an article, from its kicker to its last line, in the page's order."""
    decks = [deck for deck in (article.kicker, article.headline, *article.subheads) if deck]
    spans = sorted(span for one in (*decks, *article.body) for span in one.at)
    return "".join("".join(text[start:end].split()) for start, end in spans)


def describe_differences(found: Differences) -> str:
    """The differences in a sentence: 改动 1 篇（《…》）；新增 2 篇（《…》《…》）."""
    kinds = (("改动", found.changed), ("新增", found.added), ("来源里没有了", found.removed))
    return "；".join(f"{kind} {len(some)} 篇（{_named(some)}）" for kind, some in kinds if some)


def _named(articles: list[ComparedArticle]) -> str:
    more = "等" if len(articles) > _MOST else ""
    return "".join(f"《{one.title}》" for one in articles[:_MOST]) + more
