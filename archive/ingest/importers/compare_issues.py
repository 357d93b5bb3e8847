"""Compare a parsed issue with the one in the catalogue: is it the same issue, and what differs?"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from archive.catalogue.entries import ArticleEntry, IssueFile, PageEntry
from archive.command_messages import clauses, gettext_noop, message

from .to_catalogue import CatalogueIssue

# Maximum number of articles named for each kind of difference.
_MAX_EXAMPLES = 10

Text = Callable[[PageEntry], str | None]


class ComparedArticle(NamedTuple):
    """The compared fields of an article; `words` is None if the text of the page is missing."""

    ident: str
    title: str
    page: str
    addresses: frozenset[str]
    length: int
    words: str | None


class IssueDifferences(NamedTuple):
    """Articles of the source that are missing from the catalogue or differ from it."""

    changed: list[ComparedArticle]
    added: list[ComparedArticle]
    removed: list[ComparedArticle]

    def __bool__(self) -> bool:
        return any((self.changed, self.added, self.removed))


def is_same_issue(existing: IssueFile, number: str, composed: CatalogueIssue) -> bool:
    """Return whether an issue of the same day is the composed one.

    It is if both have the same number or none, or if half of the articles are shared.
    """
    if _bare_number(existing.number) == _bare_number(number):
        return True
    return 2 * shared_articles(existing, composed) >= sum(
        len(page.articles) for page in composed.record.pages
    )


def shared_articles(existing: IssueFile, composed: CatalogueIssue) -> int:
    """Return the number of articles that the composed issue shares with the catalogued one."""
    catalogued = list(_articles(existing))
    names = {name for article in catalogued for name in (article.ident, article.title)}
    names.update(*(article.addresses for article in catalogued))
    return sum(
        bool({article.ident, article.title, *article.addresses} & names)
        for article in _articles(composed.record)
    )


def _bare_number(number: str) -> str:
    """Return the issue number without 第 and 期."""
    return re.sub(r"^(?:总?第)|[期号號]$|\s", "", number)


def differences(existing: IssueFile, composed: CatalogueIssue, text: Text) -> IssueDifferences:
    """Return the articles that are new, changed or gone on pages whose text differs.

    Articles are matched by address, else by ident, else by words, else by title.
    """
    same = {page.text.sha256 for page in existing.pages} & composed.texts.keys()
    old = [a for p in existing.pages if p.text.sha256 not in same for a in _of_page(p, text(p))]
    new = [
        article
        for page in composed.record.pages
        if page.text.sha256 not in same
        for article in _of_page(page, composed.texts[page.text.sha256])
    ]
    result = IssueDifferences([], [], [])
    pairs = dict(_pairs(old, new))
    for n, article in enumerate(new):
        if n not in pairs:
            result.added.append(article)
        elif _differ(old[pairs[n]], article):
            result.changed.append(old[pairs[n]])
    result.removed.extend(
        old_article for n, old_article in enumerate(old) if n not in pairs.values()
    )
    return result


def _pairs(old: list[ComparedArticle], new: list[ComparedArticle]) -> Iterator[tuple[int, int]]:
    """Yield (index of a new article, index of the old article that it matches)."""
    unmatched_new, unmatched_old = dict(enumerate(new)), dict(enumerate(old))
    for keys_of in (
        lambda article: article.addresses,
        lambda article: {article.ident},
        lambda article: {article.words} - {None},
        lambda article: {article.title},
    ):
        by_key = {
            key: n for n, article in reversed(unmatched_old.items()) for key in keys_of(article)
        }
        for n, article in list(unmatched_new.items()):
            match = next((by_key[key] for key in keys_of(article) if key in by_key), None)
            if match in unmatched_old:
                yield n, match
                del unmatched_new[n], unmatched_old[match]


def _differ(old: ComparedArticle, new: ComparedArticle) -> bool:
    if old.words is not None and new.words is not None:
        return old.words != new.words
    return (old.title, old.length) != (new.title, new.length)


def _articles(issue: IssueFile) -> Iterator[ComparedArticle]:
    for page in issue.pages:
        yield from _of_page(page, None)


def _of_page(page: PageEntry, text: str | None) -> Iterator[ComparedArticle]:
    for article in page.articles:
        addresses = frozenset(identifier.value for identifier in article.identifiers)
        words = None if text is None else _words(article, text)
        title = article.headline.text
        yield ComparedArticle(article.ident, title, page.number, addresses, article.length, words)


def _words(article: ArticleEntry, text: str) -> str:
    """Return an article's printed text from kicker to last line, in page order, without spaces."""
    decks = [deck for deck in (article.kicker, article.headline, *article.subheads) if deck]
    spans = sorted(span for part in (*decks, *article.body) for span in part.at)
    return "".join("".join(text[start:end].split()) for start, end in spans)


def describe_differences(differences: IssueDifferences) -> str:
    """Return the differences as a sentence: 改动 1 篇（《…》）；新增 2 篇（《…》《…》）."""
    kinds = (
        (gettext_noop("改动 %(count)s 篇（%(titles)s）"), differences.changed),
        (gettext_noop("新增 %(count)s 篇（%(titles)s）"), differences.added),
        (gettext_noop("来源里没有了 %(count)s 篇（%(titles)s）"), differences.removed),
    )
    return clauses(
        *(
            message(problem, count=len(articles), titles=_named(articles))
            for problem, articles in kinds
            if articles
        )
    )


def _named(articles: list[ComparedArticle]) -> str:
    ellipsis = message("等") if len(articles) > _MAX_EXAMPLES else ""
    return "".join(f"《{article.title}》" for article in articles[:_MAX_EXAMPLES]) + ellipsis
