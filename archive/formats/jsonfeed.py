"""Articles as a JSON Feed, version 1.1."""

import json
from typing import Any

from archive.editions.collection import collection

from .human_readable import as_html
from .response_data import Entry, Feed


def write(feed: Feed) -> str:
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.links.html,
        "feed_url": feed.links.self,
        "language": collection().language,
        "authors": [{"name": collection().name}],
        "items": [_item(entry) for entry in feed.entries],
    }
    if feed.links.next:
        content["next_url"] = feed.links.next
    return json.dumps(content, ensure_ascii=False)


def _item(entry: Entry) -> dict[str, Any]:
    article = entry.article
    summary = {"summary": article.digest.splitlines()[0]} if article.digest else {}
    return {
        "id": article.url,
        "url": article.url,
        "title": article.headline,
        "content_html": as_html(article),
        **summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": credit.name, "url": credit.url} for credit in article.bylines]
        or [{"name": str(article.newspaper)}],
        "tags": [topic.label for topic in article.topics],
        "language": collection().language,
    }
