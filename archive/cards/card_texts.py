"""The texts on the card of each kind of page."""

from archive.models import Article, Issue, Newspaper, Person, Place, Tag
from archive.models.article_parts import Basis

from .drawing import Card

_SEPARATOR = " · "


def article_card(article: Article) -> Card:
    source = _SEPARATOR.join(_source(article.page.issue))
    return Card(article.headline, article.kicker, source)


def issue_card(issue: Issue) -> Card:
    """Describe a row of `with_counts`."""
    size = f"存 {issue.page_count} 版{_SEPARATOR}{_articles(issue.article_count)}"
    return Card(" ".join(_source(issue)), foot=size)


def newspaper_card(newspaper: Newspaper) -> Card:
    size = f"存 {newspaper.issue_count} 期{_SEPARATOR}{_articles(newspaper.article_count)}"
    return Card(newspaper.name, "报纸", size)


def topic_card(topic: Tag, articles: int) -> Card:
    return Card(topic.pref_label, "主题", _articles(articles))


def place_card(place: Place, articles: int) -> Card:
    return Card(place.full_name, "地区", _articles(articles))


def person_card(person: Person) -> Card:
    return Card(person.name, "作者", _articles(person.article_count))


# the card for pages without one of their own
GENERAL_CARD = Card("中文报纸档案", foot="按报纸、日期、地区、主题和作者查找")


def _source(issue: Issue) -> tuple[str, str]:
    """Return newspaper and date, each in brackets if an editor inferred it."""
    name, date = issue.newspaper.name, issue.date_label
    return (
        f"〔{name}〕" if issue.attribution == Basis.INFERRED else name,
        f"〔{date}〕" if issue.date_basis == Basis.INFERRED else date,
    )


def _articles(count: int) -> str:
    return f"{count:,} 篇文章"
