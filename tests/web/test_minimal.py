"""A minimally catalogued article in every page, format, citation, search and bulk file."""

import gzip
import json
import re

import pytest
from django.urls import reverse
from lxml import etree

from archive import exports, search
from archive.citations import FORMATS
from archive.editions.history import record_histories
from archive.formats.human_readable import NO_DIGEST
from archive.formats.representations import DATA, FEEDS, REPRESENTATIONS, WHOLES
from archive.models import Article, FullText, LedgerEntry, Page
from archive.search.documents import documents

from ..api.schemas import schema

pytestmark = pytest.mark.django_db

IDENT = "0000002"
MINIMAL_LABEL = "简目"


@pytest.fixture
def page():
    return Page.objects.select_related("issue__newspaper").first()


@pytest.fixture
def minimal(page):
    """An article with only a headline and its position on the page."""
    LedgerEntry.objects.create(kind="article", key=IDENT, since="2026-11-20")
    article = Article.objects.create(
        ident=IDENT, page=page, sequence=900, cataloguing="minimal", headline="第九百篇", length=4,
        blocks=[{"id": "p1", "kind": "paragraph", "at": [[0, 4]]}],
        earliest=page.issue.earliest, latest=page.issue.latest,
    )  # fmt: skip
    record_histories()
    article.refresh_from_db()
    return article


def add_text(minimal):
    runs = [{"text": "本地一景", "scan": None, "reason": "", "certainty": ""}]
    block = {"id": "p1", "kind": "paragraph", "run_in": False, "gap": "", "text": "", "runs": runs}
    FullText.objects.create(article=minimal, blocks=[block], plain="本地一景")
    Page.objects.filter(pk=minimal.page_id).update(text_held=True)


@pytest.fixture
def article_with_text(minimal):
    add_text(minimal)
    return minimal


@pytest.fixture
def indexed_article(minimal, tmp_path, settings):
    settings.EDITION_DIR = tmp_path
    search.rebuild(tmp_path)
    return minimal


def html(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_minimal_article_says_why_it_has_no_digest(client, minimal):
    page_html = html(client, minimal.get_absolute_url())
    assert "暂无提要。本文为简目" in page_html
    assert "CC BY 4.0</a> 许可。" not in page_html.split('class="digest"')[1].split("</section>")[0]
    record = page_html.split('<dl class="metadata">')[1].split("</dl>")[0]
    for absent in ("地区", "主题", "体裁"):
        assert f"<dt>{absent}</dt>" not in record
    assert "<dt>著录</dt>" in record
    assert '<meta name="description" content="第九百篇">' in page_html
    assert json.loads(re.search(r'ld\+json">(.*?)</script>', page_html, re.DOTALL)[1])["headline"]


def test_a_minimal_article_with_text_is_shown_in_full(client, article_with_text):
    assert "本地一景" in html(client, article_with_text.get_absolute_url())


def test_a_full_article_is_not_labelled_minimal(client):
    full = Article.objects.exclude(ident=IDENT).first()
    page_html = html(client, full.get_absolute_url())
    assert MINIMAL_LABEL not in page_html
    assert "<dt>地区</dt>" in page_html
    assert "<dt>体裁</dt>" in page_html


@pytest.mark.slow
def test_full_articles_about_no_place_are_listed_counted_and_featured(
    client, page, tmp_path, settings
):
    settings.EDITION_DIR = tmp_path
    count = Article.objects.count()
    for n in (2, 3):
        LedgerEntry.objects.create(kind="article", key=f"000000{n}", since="2026-11-20")
        Article.objects.create(
            ident=f"000000{n}", page=page, sequence=900 + n, genre="texie", headline=f"随笔{n}",
            digest="提要", length=90_000, blocks=[],
            earliest=page.issue.earliest, latest=page.issue.latest,
        )  # fmt: skip
    record_histories()
    search.rebuild(tmp_path)
    data = client.get("/articles.json?facet=province").json()
    assert data["total"] == count + 2
    assert "" not in {value["value"] for value in data["facets"]["province"]}
    record = html(client, "/articles/0000002/").split('<dl class="metadata">')[1]
    assert "<dt>地区</dt>" not in record.split("</dl>")[0]
    assert MINIMAL_LABEL not in record.split("</dl>")[0]
    featured = re.findall(r'<article class="story [^"]*" id="(\w+)"', html(client, "/"))
    assert {"0000002", "0000003"} <= set(featured)


def test_issue_and_page_label_minimal_articles(client, minimal, page):
    assert "暂无提要" in html(client, page.get_absolute_url())
    issue = page.issue.get_absolute_url()
    assert "暂无提要" in html(client, issue)
    assert "暂无提要和全文" in html(client, f"{issue}reading/")
    for name in ("home", "newspapers", "topics", "places", "people"):
        html(client, reverse(name))
    html(client, page.issue.newspaper.get_absolute_url())


@pytest.mark.slow
def test_lists_and_search_include_minimal_articles(client, indexed_article):
    paper = indexed_article.page.issue.newspaper.slug
    for query in (f"newspaper={paper}&year={indexed_article.earliest.year}", "q=第九百篇"):
        page_html = html(client, f"/articles/?{query}")
        assert f"/articles/{IDENT}/" in page_html
        assert "暂无提要" in page_html
    # articles with text show its opening
    add_text(indexed_article)
    assert "本地一景" in html(client, f"/articles/?newspaper={paper}")
    # no value of a facet is nothing
    data = next(entry for entry in documents() if entry.ident == IDENT)
    assert all("" not in values for values in data.values.values())
    assert data.values["genre"] == ()
    for facet in search.FACETS:
        data = client.get(f"/articles.json?facet={facet}").json()
        assert all(value["value"] for value in data["facets"][facet])


@pytest.mark.parametrize("form", [*DATA, *WHOLES], ids=lambda form: form.suffix)
def test_minimal_articles_have_every_representation(client, article_with_text, form):
    for route, args in (("article-data", [IDENT]), ("page-data", None), ("issue-data", None)):
        issue = article_with_text.page.issue
        arguments = [issue.newspaper.slug, issue.key]
        arguments += [article_with_text.page.key] if route == "page-data" else []
        answer = client.get(reverse(route, args=[*(args or arguments), form]))
        if answer.status_code == 404 and form in WHOLES:
            continue  # that thing has no such form
        assert answer.status_code == 200, (route, form.suffix)
        if form.suffix in (".md", ".txt"):
            assert NO_DIGEST in answer.content.decode()
        if form.suffix == ".tei":
            tree = etree.fromstring(answer.content)
            # TEI P5 does not allow these to be empty
            for name in ("abstract", "listPlace", "keywords", "textClass", "settingDesc"):
                assert tree.find(f".//{{*}}{name}") is None


@pytest.mark.parametrize("form", FEEDS, ids=lambda form: form.suffix)
def test_feeds_include_minimal_articles(client, indexed_article, form):
    answer = client.get(
        f"/articles{form.suffix}?newspaper={indexed_article.page.issue.newspaper.slug}"
    )
    assert answer.status_code == 200
    assert IDENT in answer.content.decode()
    if form.suffix == ".feed.json":
        (item,) = (feed_item for feed_item in answer.json()["items"] if IDENT in feed_item["id"])
        assert "summary" not in item
        assert item["content_html"]


def test_the_record_says_that_an_article_is_minimal(client, minimal):
    data = client.get(reverse("article-data", args=[IDENT, REPRESENTATIONS[".json"]])).json()
    assert data["cataloguing"] == "minimal"
    assert (data["genre"], data["genre_label"], data["digest"]) == ("", "", "")
    assert (data["places"], data["topics"]) == ([], [])


@pytest.mark.parametrize("name", FORMATS)
def test_minimal_articles_are_cited_in_every_format(client, minimal, name):
    answer = client.get(f"/articles/{IDENT}/cite/{name}")
    assert answer.status_code == 200
    assert "第九百篇" in answer.content.decode()
    html(client, f"/articles/{IDENT}/cite/")


@pytest.mark.parametrize("prefix", ["oai_dc", "mods"])
def test_harvesters_get_valid_records_of_minimal_articles(client, minimal, prefix):
    answer = client.get(
        reverse("oai"),
        {
            "verb": "GetRecord",
            "metadataPrefix": prefix,
            "identifier": f"oai:baozang.invalid:{IDENT}",
        },
    )
    tree = etree.fromstring(answer.content)
    assert tree.find(".//{*}error") is None, answer.content.decode()
    for mods in tree.iterfind(".//{http://www.loc.gov/mods/v3}mods"):
        mods.set("version", "3.4")
    schema().assertValid(tree)
    assert tree.find(".//{*}description") is None
    assert tree.find(".//{*}abstract") is None


def test_bulk_files_include_minimal_articles(minimal, tmp_path):
    folder = tmp_path / exports.FOLDER
    exports.build(folder, "f" * 64, "")
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = file.read()
    (data,) = (json.loads(line) for line in lines.splitlines() if f'"{IDENT}"' in line)
    assert data["cataloguing"] == "minimal"


@pytest.mark.parametrize(
    ("prefix", "all_missing", "two_missing"),
    [
        ("", "地区、主题、体裁、提要待补", "地区、主题待补"),
        ("/en", "place, topic, genre, digest to be added", "place, topic to be added"),
    ],
)
def test_its_page_names_only_what_is_missing(client, minimal, prefix, all_missing, two_missing):
    address = prefix + minimal.get_absolute_url()
    assert all_missing in html(client, address)
    Article.objects.filter(ident=IDENT).update(genre="xiaoxi", digest="提要")
    assert all_missing not in html(client, address)
    assert two_missing in html(client, address)
