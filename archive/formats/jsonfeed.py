"""Articles as a JSON Feed, version 1.1."""

import json

from .answer import Feed
from .fields import ArticleRecord
from .prose import as_html, moment
from .record import SITE


def write(feed: Feed) -> str:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.links.html,
        "feed_url": feed.links.self,
        "language": "zh-Hans",
        "authors": [{"name": SITE}],
        "items": [_item(article) for article in feed.rows],
    }
    if feed.links.next:
        told["next_url"] = feed.links.next
    return json.dumps(told, ensure_ascii=False)


def _item(article: ArticleRecord) -> dict:
    summary = {"summary": article.digest.splitlines()[0]} if article.digest else {}
    return {
        "id": article.url,
        "url": article.url,
        "title": article.headline,
        "content_html": as_html(article),
        **summary,
        "date_published": moment(article.first_published, article.ident).isoformat(),
        "date_modified": moment(article.last_changed, article.ident).isoformat(),
        "authors": [{"name": credit.name, "url": credit.url} for credit in article.bylines]
        or [{"name": str(article.newspaper)}],
        "tags": [topic.label for topic in article.topics],
        "language": "zh-Hans",
    }
