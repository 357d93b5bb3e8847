"""Sitemaps and robots.txt: every page once, with the date of its last real change."""

import gzip
from datetime import date
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from protego import Protego

from archive import languages
from archive.editions import names
from archive.harvest import sitemap_entries as listed
from archive.models import Article, Issue, Name, Newspaper, Page, Person, Place, Tag

pytestmark = pytest.mark.django_db

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(client, address) -> dict[str, str | None]:
    """Yield path and lastmod of every entry in simplified Chinese."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(answer.content)
    entries = [(e.findtext(f"{NS}loc"), e.findtext(f"{NS}lastmod")) for e in tree]
    assert all(loc.startswith("http://testserver/") for loc, _ in entries)
    assert len(dict(entries)) == len(entries)
    paths = {loc.removeprefix("http://testserver"): last_modified for loc, last_modified in entries}
    return {path: day for path, day in paths.items() if not path.startswith(("/en/", "/hant/"))}


def all_pages(client) -> dict[str, str | None]:
    return {
        page: day
        for part in read(client, "/sitemap.xml")
        for page, day in read(client, part).items()
    }


@pytest.mark.slow
def test_every_page_is_in_a_sitemap(client):
    pages = all_pages(client)
    for rows in (Article, Newspaper, Issue, Page, Tag, Person):
        assert {row.get_absolute_url() for row in rows.objects.all()} <= pages.keys()
    assert {"/", "/articles/", "/newspapers/", "/topics/", "/places/", "/people/"} <= pages.keys()
    # one of each kind
    for address in {path.count("/") * path[:4]: path for path in pages}.values():
        assert client.get(address).status_code == 200, address


def test_names_without_a_record_are_in_one_if_many_articles_have_them(client):
    names.fill()
    Name.objects.create(kind="person", key="甲常在", name="甲常在", article_count=5)
    Name.objects.create(kind="person", key="乙少见", name="乙少见", article_count=4)
    pages = read(client, "/sitemaps/names-1.xml")
    assert pages[quote("/names/person/甲常在/")] is None
    assert quote("/names/person/乙少见/") not in pages
    assert "/sitemaps/names-1.xml" in read(client, "/sitemap.xml")


def test_every_page_names_the_same_one_in_the_other_languages(client):
    tree = ElementTree.fromstring(client.get("/sitemaps/topics-1.xml").content)
    topic = Tag.objects.first().get_absolute_url()
    paths = {"zh-Hans": topic, "zh-Hant": f"/hant{topic}", "en": f"/en{topic}"}
    alternates = {
        url.findtext(f"{NS}loc"): {link.get("hreflang"): link.get("href") for link in url[2:]}
        for url in tree
    }
    assert len(alternates) == 3 * Tag.objects.count()
    for path in paths.values():
        assert alternates[f"http://testserver{path}"] == {
            tag: f"http://testserver{other_path}" for tag, other_path in paths.items()
        }


def test_a_site_in_one_language_has_no_alternates(client, monkeypatch):
    monkeypatch.setattr(languages, "offered", lambda: languages.LANGUAGES[:1])
    assert b"xhtml" not in client.get("/sitemaps/topics-1.xml").content


@pytest.mark.slow
def test_places_are_those_with_articles_in_them(client):
    places = {path.split("/")[2] for path in read(client, "/sitemaps/places-1.xml")}
    assert places == {
        p.code
        for p in Place.objects.filter(is_group=False)
        if Article.objects.in_places(p.code).exists()
    }


def test_a_change_counts_for_every_page_that_shows_the_article(client, reset_changes):
    article = Article.objects.for_list().filter(bylines__isnull=False, tags__broader__isnull=False)[
        0
    ]
    day = date(2027, 1, 2)
    Article.objects.filter(pk=article.pk).update(last_changed=day)
    issue, tag = article.page.issue, article.tags.exclude(broader=None).first()
    showing = [
        article, article.page, issue, issue.newspaper, tag, tag.broader,
        article.bylines.first().person, article.coverage.first().place,
        article.coverage.first().place.lineage[0],
    ]  # fmt: skip
    pages = all_pages(client)
    for row in showing:
        assert pages[row.get_absolute_url()] == str(day), row
    assert pages["/"] == str(day)
    other_articles = Article.objects.exclude(pk=article.pk)
    assert {pages[other_article.get_absolute_url()] for other_article in other_articles} == {
        "2026-11-20"
    }
    parts = read(client, "/sitemap.xml")
    assert parts["/sitemaps/articles-1.xml"] == str(day)


def test_many_articles_are_in_several_parts(client, monkeypatch, reset_changes):
    all_paths = list(read(client, "/sitemaps/articles-1.xml"))
    newest = Article.objects.order_by("pk").last()
    Article.objects.filter(pk=newest.pk).update(last_changed=date(2027, 1, 2))
    monkeypatch.setattr(listed, "PART", 10)
    index = read(client, "/sitemap.xml")
    parts = [path for path in index if "articles" in path]
    assert parts == [f"/sitemaps/articles-{n}.xml" for n in range(1, 5)]
    assert [path for part in parts for path in read(client, part)] == all_paths
    assert [index[part] for part in parts] == [*["2026-11-20"] * 3, "2027-01-02"]


@pytest.mark.parametrize(
    "address",
    ["articles-2", "articles-0", "articles-10000", f"articles-{10**30}", "lists-2", "things-1"],
)
def test_unknown_parts_are_not_found(client, address):
    assert client.get(f"/sitemaps/{address}.xml").status_code == 404


def test_a_part_costs_two_queries(client, django_assert_max_num_queries):
    for kind in ("articles", "pages", "topics", "places", "people"):
        with django_assert_max_num_queries(2):
            client.get(f"/sitemaps/{kind}-1.xml").getvalue()


def test_robots_txt_excludes_endless_lists(client):
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    robots = Protego.parse(answer.content.decode())
    assert list(robots.sitemaps) == ["http://testserver/sitemap.xml"]
    for address in ("/", "/articles/?page=3", "/articles/?province=zhejiang", "/static/a.css"):
        assert robots.can_fetch(address, "any"), address
    for address in ("/articles/?q=a", "/articles/?topic=a&q=b", "/articles/?topic=a&page=2",
                    "/articles/rmmjdt3/?q=a&n=2", "/suggest/?q=l", "/resolve/?url=a",
                    "/oai?verb=Identify"):  # fmt: skip
        assert not robots.can_fetch(address, "any"), address


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemaps/articles-1.xml"])
def test_a_crawler_with_the_sitemap_gets_304_and_others_get_it_compressed(client, address):
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    for answer, coding in ((plain, ""), (packed, "gzip")):
        conditions = {"if-none-match": answer.headers["ETag"], "accept-encoding": coding}
        assert client.get(address, headers=conditions).status_code == 304
        conditions = {"if-modified-since": answer.headers["Last-Modified"]}
        assert client.get(address, headers=conditions).status_code == 304
    assert plain.headers["ETag"] != packed.headers["ETag"]
