"""Atom and JSON Feed as independent feed readers parse them."""

import json
from datetime import date
from xml.etree import ElementTree as ET

import feedparser
import pytest

from archive.formats import atom, jsonfeed
from archive.formats.feed_entries import feed_entries
from archive.formats.response_data import Feed
from archive.formats.response_schema import Links
from archive.formats.schema import ArticleRecord
from archive.formats.serialize import Serializer
from archive.models import Article

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LINKS = Links(
    self="http://a.example/x.atom?page=2",
    html="http://a.example/x/",
    first="http://a.example/x.atom",
    prev="http://a.example/x.atom",
    next="http://a.example/x.atom?page=3",
)


def feed(articles=None):
    articles = Article.objects.newest_added().for_data() if articles is None else articles
    entries = feed_entries(articles, Serializer("http://a.example"))
    return Feed("报藏：试", entries, LINKS, date(2026, 11, 21))


def records(result: Feed) -> list[ArticleRecord]:
    return [entry.article for entry in result.entries]


def test_a_feed_reader_finds_nothing_wrong_and_every_entry():
    sample_feed = feed()
    parsed = feedparser.parse(atom.write(sample_feed).encode())
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert [entry.id for entry in parsed.entries] == [record.url for record in records(sample_feed)]
    for entry, record in zip(parsed.entries, records(sample_feed), strict=True):
        assert entry.title == record.headline
        assert entry.link == record.url
        assert [a.name for a in entry.authors] == (
            list(dict.fromkeys(c.name for c in record.bylines)) or [record.newspaper.name]
        )
        assert [tag.label for tag in entry.tags] == [topic.label for topic in record.topics]
        assert all(part in entry.content[0].value for part in record.digest.splitlines())
        assert entry.updated.startswith(record.last_changed.isoformat())


def test_the_feed_keeps_its_name_through_all_its_pages():
    root = ET.fromstring(atom.write(feed()))
    assert root.findtext(f"{ATOM}id") == LINKS.first
    rels = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert rels["self"] == LINKS.self
    assert (rels["previous"], rels["next"]) == (LINKS.prev, LINKS.next)


def test_elements_required_by_rfc_4287_occur_once():
    root = ET.fromstring(atom.write(feed()))
    for element in (root, *root.findall(f"{ATOM}entry")):
        for tag in ("id", "title", "updated"):
            assert len(element.findall(ATOM + tag)) == 1
        assert element.findall(f"{ATOM}author")
        alternates = [link.get("type") for link in element.findall(f"{ATOM}link[@rel='alternate']")]
        assert len(alternates) == len(set(alternates)) == 1
    moments = [entry.findtext(f"{ATOM}updated") for entry in root.findall(f"{ATOM}entry")]
    # the W3C's validator warns of entries changed at one moment
    assert len(moments) == len(set(moments))
    assert root.findtext(f"{ATOM}updated") == max(moments)


def print_order(article: Article) -> tuple:
    return (article.earliest, -article.page.sequence, -article.sequence)


def test_readers_that_sort_by_time_keep_the_order_of_the_pages():
    articles = list(Article.objects.newest_added().for_data())
    assert len({print_order(article)[:2] for article in articles}) > 1
    for article, place in zip(articles[:4], ((1, 70), (2, 1), (1, 1), (2, 120)), strict=True):
        # more than a page has, the same place as another's, and first on a later page
        article.page.sequence, article.sequence = place
    articles.sort(key=print_order, reverse=True)
    urls = [f"http://a.example{article.get_absolute_url()}" for article in articles]
    shuffled = feed(sorted(articles, key=lambda article: article.ident))
    entries = feedparser.parse(atom.write(shuffled).encode()).entries
    for name in ("published", "updated"):
        # whatever the reader keeps of the time: all of it, milliseconds, seconds
        for length in (26, 23, 19):
            by_place = sorted(entries, key=lambda entry: urls.index(entry.id))
            by_time = sorted(by_place, key=lambda entry: entry[name][:length], reverse=True)
            assert [entry.id for entry in by_time] == urls
    items = json.loads(jsonfeed.write(shuffled))["items"]
    items.sort(key=lambda item: item["date_published"], reverse=True)
    assert [item["id"] for item in items] == urls


def test_entries_have_distinct_times_early_in_their_day():
    article = Article.objects.for_data().first()
    article.earliest = date(2100, 1, 1)
    alone, among = feed([article]).entries[0], feed([*Article.objects.for_data(), article])
    assert alone == among.entries[-1]
    assert alone.published.date() == article.first_published
    assert alone.published.hour < 6
    article.earliest, article.page.sequence, article.sequence = date(1700, 1, 1), 900, 900
    assert feed([article]).entries[0].published.date() == article.first_published


def test_an_empty_feed_is_valid():
    parsed = feedparser.parse(atom.write(feed([])).encode())
    assert not parsed.bozo
    assert parsed.feed.updated == "2026-11-21T00:00:00+08:00"
    assert json.loads(jsonfeed.write(feed([])))["items"] == []


def test_markup_in_a_digest_is_text():
    article = Article.objects.for_data().first()
    article.digest = "甲<script>&乙"
    parsed = feedparser.parse(atom.write(feed([article])).encode())
    assert "&lt;script&gt;&amp;乙" in parsed.entries[0].content[0].value
    (item,) = json.loads(jsonfeed.write(feed([article])))["items"]
    assert "<p>甲&lt;script&gt;&amp;乙</p>" in item["content_html"]


def test_json_feed_has_what_its_version_demands():
    sample_feed = feed()
    data = json.loads(jsonfeed.write(sample_feed))
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["next_url"] == LINKS.next
    assert [item["id"] for item in data["items"]] == [record.url for record in records(sample_feed)]
    for item in data["items"]:
        assert item["content_html"]
        assert all(author["name"] for author in item["authors"])
        assert item["date_published"][-6:] == "+08:00"
