"""All other pages: content and number of queries."""

import re
from datetime import date
from html import unescape
from itertools import pairwise
from urllib.parse import quote

import pytest
from django.contrib.staticfiles import finders
from django.db.models import F
from django.http import QueryDict
from django.urls import reverse

from archive import idents, search
from archive.filters.articles import ArticleFilter
from archive.filters.directories import PersonFilter
from archive.models import Article, Byline, FullText, Issue, Newspaper, Page, Person, Place, Tag
from archive.web.article_text import paragraphs_of

pytestmark = pytest.mark.django_db


def get_html(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_page_has_one_h1_a_title_of_its_own_and_no_dead_fragment(every_page):
    titles = {}
    for address, page in every_page.items():
        assert len(re.findall("<h1", page)) == 1, address
        assert '<html lang="zh-Hans">' in page
        title = re.search("<title>(.*?)</title>", page, re.DOTALL).group(1)
        assert titles.setdefault(title, address) == address
        assert re.search(r'<meta name="description" content="[^"]{8,}"', page), address
        assert f'<link rel="canonical" href="http://testserver{address}"' in page
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), address
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids), address
        assert "style=" not in page
        # no inline script or style, and only what must run before the first paint blocks it
        scripts = re.findall("<script([^>]*)>([^<]*)", page)
        first, *other_tags = [tag for tag, inside in scripts if not inside.strip()]
        assert first == ' src="/static/js/display.js"'
        assert all(
            re.fullmatch(r' type="module" src="/static/js/[\w-]+\.js"', tag) for tag in other_tags
        )
        assert {tag for tag, inside in scripts if inside.strip()} <= {' type="application/ld+json"'}
        levels = [int(n) for n in re.findall("<h([1-6])", page)]
        assert all(b <= a + 1 for a, b in pairwise(levels)), (address, levels)


def query_of(link) -> QueryDict:
    return QueryDict(link.partition("?")[2])


@pytest.mark.slow
@pytest.mark.embedded
def test_every_link_on_every_page_leads_somewhere(client, every_page):
    links, empty = set(), set()
    for page in every_page.values():
        links |= set(re.findall(r'href="(/[^"#]*)"', page))
        # included for completeness, with nothing
        empty |= set(re.findall(r'href="(/[^"#]*)"[^>]*class="empty"', page))
    links = {unescape(link) for link in links if not link.startswith("/static/")}
    empty = {unescape(link) for link in empty}
    lists = {link for link in links if link.startswith("/articles/?")}
    data_lists = {link for link in links if re.match(r"/articles\.[^?]+\?", link)}
    remaining = links - lists - data_lists
    # these pages were answered with 200
    unvisited = remaining - every_page.keys()
    # all lists are one page in some forms, and there are many: one of each with the same parameters
    unvisited.update(
        {(link.partition("?")[0], *query_of(link)): link for link in data_lists}.values()
    )
    broken = {link for link in unvisited if client.get(link).status_code not in (200, 301)}
    assert len(remaining) > 100
    assert not broken
    # each URL of a list is valid and returns what it says
    assert len(lists) > 500
    for link in lists | data_lists:
        selection = ArticleFilter(query_of(link))
        assert set(query_of(link)) <= set(ArticleFilter.parameters()), link
        assert selection.problems == [], link
        if link in lists:
            results = search.search(selection.search_query(limit=0)).total > 0
            assert results == (link not in empty), link


# words of programmers, or outdated ones, that pages used to contain
_NOT_FOR_READERS = re.compile(
    "扫描原貌|扫描文本|版次不详|同见|底槽|实条|颜色越浓|只供阅览|放弃权利|归入本报|入藏以来|同时合于|"
    "成批数据|要找的是不是|校验位|照印未改|不载|疑当作|疑脱|疑衍|字衍|不成词|不成语|形近致误|窜入末段"
)


def test_messages_to_readers_are_in_plain_words(every_page):
    for address, page in every_page.items():
        if not address.startswith("/api/"):
            assert _NOT_FOR_READERS.findall(page) == [], address


def test_an_article_shows_its_decks_people_places_and_topics(client):
    for article in Article.objects.for_reading():
        page = get_html(client, article.get_absolute_url())
        for text in (
            article.kicker,
            article.headline,
            *article.subheads,
            *(byline.person.name for byline in article.bylines.all()),
            *(covered.place.full_name for covered in article.coverage.all()),
            *(tag.pref_label for tag in article.topics),
            article.page.issue.date_label,
        ):
            assert text.replace("&", "&amp;").replace("'", "&#39;") in page


def test_an_inferred_range_is_marked_once(client):
    """By 推定 where it is shown, by 约 elsewhere, never by both."""
    issue = Issue.objects.get_by_natural_key("zhejiang-gongren-ribao", "d2frjgk")
    article = Article.objects.filter(page__issue=issue).first()
    head = (
        get_html(client, article.get_absolute_url()).split('<p class="source">')[1].split("</p>")[0]
    )
    assert "2020年4—5月" in head
    assert "推定" in head
    assert "约" not in head
    for address in (issue.get_absolute_url(), f"{issue.get_absolute_url()}reading/"):
        plate = get_html(client, address).split('class="nameplate-date">')[1].split("</span>")[0]
        assert plate == "2020年4—5月"
    text = client.get(f"{article.get_absolute_url()[:-1]}.txt").content.decode()
    assert "日期：2020年4—5月（推定）" in text
    assert client.get(f"{article.get_absolute_url()[:-1]}.json").json()["date"]["label"] == (
        "约2020年4—5月"
    )


def test_an_inferred_date_says_so_and_why(client):
    issue = Issue.objects.filter(date_basis="inferred").first()
    article = Article.objects.filter(page__issue=issue).first()
    for address in (article.get_absolute_url(), issue.get_absolute_url()):
        page = get_html(client, address)
        assert "推定" in page
        assert issue.date_reason in page
        assert all(fact["says"] in page for fact in issue.evidence)
        assert not issue.date_iso or f'datetime="{issue.date_iso}"' in page


def test_without_the_text_the_article_says_why_and_shows_an_outline(client):
    FullText.objects.all().delete()
    article = Article.objects.exclude(corrections=[]).first()
    page = get_html(client, article.get_absolute_url())
    assert "因版权关系，本站暂无全文" in page
    assert f"原文 {article.length} 字" in page
    # messages for the operator are not shown to readers
    assert article.page.sha256 not in page
    assert "pages/" not in page.split("<main")[1]
    with_crossheads = next(a for a in Article.objects.all() if a.crossheads)
    page = get_html(client, with_crossheads.get_absolute_url())
    assert all(f'<li id="{block["id"]}">' in page for block in with_crossheads.crossheads)


@pytest.mark.slow
@pytest.mark.pages
def test_the_text_is_read_from_first_to_last_without_added_blanks(client):
    for article in Article.objects.for_reading():
        page = get_html(client, article.get_absolute_url())
        text = page[page.index('<section class="text"') :]
        text = (
            text.split('<section class="article-metadata"')[0]
            .split('<section class="citation-section"')[0]
            .split('<section class="apparatus"')[0]
            .split('<section class="editor"')[0]
        )
        text, scanned = separate(text, r'<p class="scanned.*?</p>')
        text, _ = separate(
            text, '<a class="anchor".*?</a>|<del>.*?</del>|<p class="version-label".*?</p>'
        )
        text = re.sub(
            '<span class="gap">.*?</span>|<fieldset.*?</fieldset>|<h2.*?</h2>',
            "",
            text,
            flags=re.DOTALL,
        )
        text = re.sub(r"<[^>]+>", "", text)
        blocks = article.full_text.blocks
        expected = "".join(run["text"] for block in blocks for run in block["runs"])
        squeezed = re.sub(r"\s", "", text)
        assert unescape(squeezed) == re.sub(r"\s", "", expected)
        assert all(f'id="{block["id"]}"' in page for block in blocks)
        if article.corrections:
            column = re.sub("<span.*?</span>|<[^>]+>", "", scanned)
            before = (
                run["text"] if run["scan"] is None else run["scan"]
                for block in blocks
                for run in block["runs"]
            )
            assert unescape(re.sub(r"\s", "", column)) == re.sub(r"\s", "", "".join(before))


def separate(text: str, pattern: str) -> tuple[str, str]:
    """Return `text` without the matches of the pattern, and the matches."""
    matches = re.findall(pattern, text, re.DOTALL)
    return re.sub(pattern, "", text, flags=re.DOTALL), "".join(matches)


def block(name, *runs, kind="paragraph", run_in=False, gap=""):
    return {"id": name, "kind": kind, "run_in": run_in, "gap": gap, "runs": list(runs)}


def run(text, scan=None, reason="", certainty=""):
    return {"text": text, "scan": scan, "reason": reason, "certainty": certainty}


def test_a_byline_runs_into_the_line_it_opens():
    reading = paragraphs_of(
        [block("b1", run("本报讯"), kind="byline", run_in=True), block("p1", run("正文"))]
    )
    (line,) = reading.lines
    assert [part.id for part in line.parts] == ["b1", "p1"]
    assert (line.kind, line.id) == ("paragraph", "p1")


def test_corrections_are_numbered_through_and_explained():
    reading = paragraphs_of(
        [
            block("p1", run("甲", "田", "形近"), run("乙", "", "脱字", "likely")),
            block("p2", run("", "丙", "衍字。")),
        ]
    )
    assert [c.number for c in reading.corrections] == [1, 2, 3]
    assert [c.explanation for c in reading.corrections] == [
        "识别原文作“田”。形近。",
        "识别原文无此字（存疑）。脱字。",
        "识别原文此处有“丙”，已删。衍字。",
    ]


@pytest.mark.pages
def test_a_correction_of_a_headline_is_explained_below_the_text(client):
    article = Article.objects.filter(corrections=[], headline_supplied=False).first()
    start, _ = dict(article.deck_spans)["headline"][0]
    correct, was = article.headline[0], "囗"
    article.corrections = [
        {
            "at": [start, start + 1],
            "was": was,
            "read": correct,
            "reason": "形近",
            "certainty": "sure",
        }
    ]
    article.save()
    page = get_html(client, article.get_absolute_url())
    (note,) = re.findall(r'<li id="note-1">(.*?)</li>', page, re.DOTALL)
    assert "标题" in note
    assert f"<strong>{correct}</strong>" in note
    assert f"识别原文作“{was}”。形近。" in note
    # nothing in the text was corrected: there is nothing to go back to, and no other version
    assert "#reading-1" not in page
    assert 'name="version"' not in page
    issue = article.page.issue
    reading = get_html(client, reverse("reading", args=[issue.newspaper.slug, issue.key]))
    assert "校改 1 处" in reading


def test_previous_and_next_follow_the_page(client):
    articles = list(Article.objects.on_page(Page.objects.first()))
    first = get_html(client, articles[0].get_absolute_url())
    assert re.search(rf'<a href="{articles[1].get_absolute_url()}"\s+rel="next"', first)
    last = get_html(client, articles[-1].get_absolute_url())
    # at either end there is no control that does nothing
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert "第一篇" not in first
    assert "最后一篇" not in last


def test_an_issue_shows_every_article_of_every_page(client):
    for issue in Issue.objects.all():
        page = get_html(client, issue.get_absolute_url())
        for article in Article.objects.filter(page__issue=issue):
            assert f'href="{article.get_absolute_url()}"' in page


def test_a_page_lists_its_text_outside_articles(client):
    for printed_page in Page.objects.all():
        page = get_html(client, printed_page.get_absolute_url())
        assert printed_page.sha256 not in page
        said = {
            tuple(part.get(name) or "" for name in ("kind", "text", "of", "note"))
            for part in printed_page.apart
        }
        assert page.count('<span class="kind">') == len(said)


def test_text_outside_articles_of_which_the_same_is_said_is_listed_once(client):
    printed_page = Page.objects.first()
    printed_page.apart = [
        {"kind": "furniture", "at": [[0, 4]], "note": "报眉"},
        {"kind": "column-title", "at": [[5, 7]], "text": "社论"},
        {"kind": "furniture", "at": [[8, 10], [11, 12]], "note": "报眉"},
    ]
    printed_page.save()
    page = get_html(client, printed_page.get_absolute_url())
    listed = page.split('<ul class="outside-articles">')[1].split("</ul>")[0]
    assert re.findall(r'<span class="count">(.*?)</span>', listed) == ["2 处，7 字", "2 字"]


def test_reports_of_any_length_on_the_front_page_are_headed_by_what_they_are(client):
    assert '<h2 id="featured">报道选读</h2>' in get_html(client, "/")


def test_the_text_format_gives_the_day_of_a_change_only_if_there_was_one(client):
    article = Article.objects.first()
    address = article.get_absolute_url().rstrip("/") + ".txt"
    Article.objects.update(last_changed=F("first_published"))
    assert "\n修改：" not in client.get(address).content.decode()
    Article.objects.update(last_changed=date(2030, 1, 2))
    assert "\n修改：2030-01-02\n" in client.get(address).content.decode()


def test_all_provinces_are_listed_and_those_without_articles_greyed(client):
    page = get_html(client, "/places/")
    drawing, table = page.split('<svg class="drawing"')[1].split("<table>")
    for place in Place.objects.provinces():
        count = Article.objects.in_places(place.code).count()
        link = f'<a href="{place.get_absolute_url()}"'
        key = f'data-key="chart:{place.code}"'
        tile_link = f'{link} {key} aria-label="{place.short_name} {count} 篇">'
        # what leads to nothing is no link
        assert drawing.count(tile_link) == table.count(f"{link}>") == bool(count)
        assert place.short_name in drawing
    empty_provinces = sum(
        not Article.objects.in_places(p.code).exists() for p in Place.objects.provinces()
    )
    assert (
        drawing.count('class="tile shade-0"')
        == table.count('<tr class="empty">')
        == empty_provinces
    )


def test_a_pseudo_unit_leads_to_the_place_above(client):
    group = Place.objects.filter(is_group=True).first()
    answer = client.get(group.get_absolute_url())
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        Place.objects.get(code=group.code[:2] + "0000").get_absolute_url(),
    )


@pytest.mark.parametrize(
    ("key", "offered"),
    [
        ("zhejiang", ["浙江省"]),
        ("33", ["浙江省"]),
        ("339999", ["浙江省"]),
        ("浙江", ["浙江省"]),
        ("杭州", ["浙江省杭州市"]),
        ("鼓楼区", ["江苏省南京市鼓楼区", "福建省福州市鼓楼区"]),
    ],
)
def test_a_place_by_another_key_suggests_its_code(client, key, offered):
    answer = client.get(f"/places/{quote(key)}/")
    assert answer.status_code == 404
    data = client.get(f"/places/{quote(key)}.json")
    assert data.status_code == 404
    near = {row["label"]: row["url"] for row in data.json()["instead"]}
    for name in offered:
        path = re.search(rf'<a href="(/places/\d+/)">{name}</a>', answer.content.decode())[1]
        assert near[name].endswith(path)
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("key", ["nirvana", "00", "%00", "x" * 200, "%FF"])
def test_a_place_that_nothing_is_like_is_a_plain_404(client, key):
    assert client.get(f"/places/{key}/").status_code in (400, 404)


def test_a_province_shows_real_units_only(client):
    page = get_html(client, "/places/110000/")
    assert "市辖区" not in page
    covered = Place.objects.counties().filter(code__startswith="11", coverage__isnull=False)
    assert covered
    assert all(county.name in page for county in covered)


def test_capitals_in_an_ident_redirect(client):
    article = next(a for a in Article.objects.all() if a.ident != a.ident.upper())
    answer = client.get(f"/articles/{article.ident.upper()}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, article.get_absolute_url())


def test_a_mistyped_ident_is_reported_and_the_right_one_suggested(client):
    article = Article.objects.first()
    mistyped = next(
        typed
        for letter in idents.ALPHABET
        if (typed := article.ident[:3] + letter + article.ident[4:]) != article.ident
    )
    answer = client.get(f"/articles/{mistyped}/")
    assert answer.status_code == 404
    assert "似有误，请核对" in answer.content.decode()
    assert article.get_absolute_url() in answer.content.decode()


def test_a_valid_but_unassigned_ident_is_not_found(client):
    ident = idents.mint(set(Article.objects.values_list("ident", flat=True)))
    answer = client.get(f"/articles/{ident}/")
    assert answer.status_code == 404
    assert "似有误" not in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("/article/", "/articles/"),
        ("/topic/x/", "/topics/"),
        ("/places/339999/", "/places/330000/"),
    ],
)
def test_an_unknown_address_offers_what_is_near(client, address, offered):
    answer = client.get(address)
    assert answer.status_code == 404
    assert f'<a href="{offered}">' in answer.content.decode().split("<main")[1]


def test_a_near_slug_is_offered(client):
    tag = Tag.objects.first()
    answer = client.get(f"/topics/{tag.slug}x/")
    assert answer.status_code == 404
    assert f'<a href="{tag.get_absolute_url()}">' in answer.content.decode()


def test_an_address_that_leads_nowhere_is_named(client):
    answer = client.get("/无此页<b>/")
    assert answer.status_code == 404
    assert "<code>/无此页&lt;b&gt;/</code>" in answer.content.decode()


def test_a_server_error_is_plain_and_needs_nothing(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(Article.objects.__class__, "count", lambda self: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "页面出错" in page
    # by names that need no look-up, and that nginx serves whatever fails here
    sheets = re.findall('<link rel="stylesheet" href="([^"]+)"', page)
    assert sheets
    assert all(finders.find(sheet.removeprefix("/static/")) for sheet in sheets)


def test_roles_of_a_person(client):
    byline = Byline.objects.select_related("person").first()
    page = get_html(client, byline.person.get_absolute_url())
    assert byline.role in page


def test_people_are_shown_page_by_page(client, monkeypatch):
    monkeypatch.setattr(PersonFilter, "size", 20)
    names, last = [], -(-Person.objects.count() // 20)
    addresses = ["/people/", *(f"/people/?page={number}" for number in range(2, last + 1))]
    for number, address in enumerate(addresses, 1):
        page = client.get(address)
        html = page.content.decode()
        assert f'<link rel="canonical" href="http://testserver{address}">' in html
        assert ("（第" in re.search("<title>(.*?)</title>", html)[1]) == (number > 1)
        assert f"共 {Person.objects.count()} 位" in html
        names += re.findall(r'<li>\s*<a href="(/people/[^"]+/)"', html)
    assert len(names) == len(set(names)) == Person.objects.count()
    assert client.get(f"/people/?page={last + 1}").status_code == 400
    assert client.get("/people/?page=two").status_code == 400


# of an edition that others have read in; of a record of which nothing is kept
QUERIES = {
    "home": (11, 27),
    "newspapers": (4, 6),
    "newspaper": (6, 16),
    "issue": (9, 10),
    "page": (12, 12),
    "topics": (0, 4),
    "topic": (6, 16),
    "places": (0, 2),
    "place": (5, 14),
    "people": (5, 7),
    "person": (6, 14),
    "article": (11, 12),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", QUERIES)
def test_a_page_costs_a_fixed_number_of_queries(
    client, request, django_assert_max_num_queries, name
):
    rows = {
        "newspaper": Newspaper.objects.all(),
        "issue": Issue.objects.all(),
        "page": Page.objects.all(),
        "topic": Tag.objects.filter(articles__isnull=False).distinct(),
        "place": Place.objects.filter(coverage__isnull=False).distinct(),
        "person": Person.objects.all(),
        "article": Article.objects.all(),
    }.get(name)
    addresses = [row.get_absolute_url() for row in rows] if rows is not None else [reverse(name)]
    published_queries, kept_nothing = QUERIES[name]
    # fewer where there is nothing to ask for: no evidence, no repeats
    for address in addresses:
        with django_assert_max_num_queries(kept_nothing, info=address):
            client.get(address)
    request.getfixturevalue("published_index")
    for address in addresses:
        client.get(address)
    for address in addresses:
        with django_assert_max_num_queries(published_queries, info=address):
            client.get(address)
