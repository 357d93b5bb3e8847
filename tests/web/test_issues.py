"""Pages, issues and newspapers: their content, also with very many entries, and their queries."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.editions import sort_columns
from archive.models import Article, Byline, Coverage, FullText, Issue, Newspaper, Page, Person, Tag
from archive.web.issues import shares
from archive.web.template_helpers.hit_marks import deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return Newspaper.objects.create(slug="shi-bao", name="试报")


def add_issue(paper, first, last=None, pages=1, articles=1, text_held=False):
    """An issue of one day, or of some day between two, with so many pages of so many articles."""
    last = last or first
    issue = Issue.objects.create(
        newspaper=paper, key=f"{first}{'' if first == last else 'x'}",
        date=f"{first}" if first == last else f"[{first}..{last}]",
        date_basis="stated", attribution="stated", earliest=first, latest=last,
    )  # fmt: skip
    person, tag = Person.objects.first(), Tag.objects.filter(broader__isnull=False).first()
    for n in range(1, pages + 1):
        page = Page.objects.create(
            issue=issue, key=str(n), number=str(n), sequence=n, sha256="0" * 64, length=1000,
            text_held=text_held,
        )  # fmt: skip
        for m in range(1, articles + 1):
            article = Article.objects.create(
                ident=f"{Article.objects.count():07d}", page=page, sequence=m, genre="xiaoxi",
                headline=f"第{n}版第{m}篇", digest="一句。\n又一句。", length=100 * m,
                first_published="2026-01-01", earliest=first, latest=last,
            )  # fmt: skip
            article.tags.add(tag, through_defaults={"sequence": 1})
            Byline.objects.create(article=article, person=person, sequence=1, role="记者")
            Coverage.objects.create(article=article, place_id="330100", sequence=1, basis="stated")
            if text_held:
                run = {"text": f"正文{n}之{m}。", "scan": None, "reason": "", "certainty": ""}
                block = {"id": "p1", "kind": "paragraph", "run_in": False, "gap": "", "runs": [run]}
                article.blocks = [{"id": "p1", "kind": "paragraph", "at": [[0, 7]]}]
                article.save()
                FullText.objects.create(article=article, blocks=[block], plain=run["text"])
    return issue


def get_html(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        get_html(client, address)
    return len(captured)


def reading_url(issue):
    return reverse("reading", args=[issue.newspaper.slug, issue.key])


@pytest.mark.slow
def test_an_issue_costs_the_same_at_one_article_and_at_many(client, paper):
    small = add_issue(paper, date(2021, 1, 4), text_held=True)
    large = add_issue(paper, date(2021, 1, 5), pages=16, articles=12, text_held=True)
    for address, most in (
        (Issue.get_absolute_url, 11),
        (reading_url, 11),
        (lambda issue: issue.pages.first().get_absolute_url(), 12),
    ):
        costs = {queries(client, address(issue)) for issue in (small, large)}
        assert len(costs) == 1
        assert costs.pop() <= most


def test_a_page_lists_every_page_of_its_issue_and_marks_itself(client, paper):
    issue = add_issue(paper, date(2021, 1, 5), pages=3, articles=2)
    page = get_html(client, issue.pages.get(key="2").get_absolute_url())
    contents = page[page.index('<nav class="contents"') :]
    for other_page in issue.pages.all():
        assert f'href="{other_page.get_absolute_url()}"' in contents
        assert all(f">{deck(a.headline)}</a>" in contents for a in other_page.articles.all())
    assert contents.count('aria-current="page"') == 1
    assert 'href="/newspapers/shi-bao/2021-01-05/1/" rel="prev"' in " ".join(page.split())
    assert 'href="/newspapers/shi-bao/2021-01-05/3/" rel="next"' in " ".join(page.split())


def test_at_either_end_there_is_no_control_that_does_nothing(client, paper):
    first = add_issue(paper, date(2021, 1, 4), pages=2)
    last = add_issue(paper, date(2021, 1, 5))
    page = get_html(client, first.pages.first().get_absolute_url())
    assert (page.count('rel="prev"'), page.count('rel="next"')) == (0, 1)
    assert page.count("上一期") == 0
    assert f'href="{last.get_absolute_url()}"' in page
    page = get_html(client, last.pages.first().get_absolute_url())
    assert 'aria-label="前后各版"' not in page
    assert page.count("下一期") == 0


def test_an_unknown_page_number_is_marked_as_such(client, paper):
    issue = add_issue(paper, date(2021, 1, 4), pages=2)
    Page.objects.filter(issue=issue, key="2").update(number="")
    numbered, unknown = (get_html(client, page.get_absolute_url()) for page in issue.pages.all())
    assert '<span class="folio-page">第1版</span>' in numbered
    assert '<span class="folio-page unnumbered">版次待考（第2面）</span>' in unknown


def test_articles_are_in_the_order_of_the_page(client):
    for page in Page.objects.all():
        text = get_html(client, page.get_absolute_url())
        idents = re.findall(r'<article class="story [^"]*" id="(\w+)"', text)
        assert idents == [article.ident for article in Article.objects.on_page(page)]


def test_an_issue_shows_all_its_pages_in_small_and_in_full(client, paper):
    issue = add_issue(paper, date(2021, 1, 5), pages=4, articles=3)
    page = get_html(client, issue.get_absolute_url())
    assert page.count('<li class="mini">') == page.count('<section class="sheet"') == 4
    for article in Article.objects.filter(page__issue=issue):
        assert page.count(f'href="{article.get_absolute_url()}"') == 2
    assert f'href="{reading_url(issue)}"' in page


def test_an_issue_is_read_through_in_full_where_its_texts_are_held(client, paper):
    issue = add_issue(paper, date(2021, 1, 5), pages=2, articles=2, text_held=True)
    Page.objects.filter(issue=issue, key="2").update(text_held=False)
    FullText.objects.filter(article__page__issue=issue, article__page__key="2").delete()
    page = get_html(client, reading_url(issue))
    toc, body = page.split('<section class="reading-page"', 1)
    for article in Article.objects.filter(page__issue=issue):
        assert f'href="#{article.ident}"' in toc
        assert f'id="{article.ident}"' in body
    assert "正文1之1。" in body
    assert "正文2之1。" not in body
    assert body.count("提要（本站编写）") == 2
    assert "2 篇有全文" in page


def test_reading_through_leads_where_a_moved_issue_went(client):
    assert client.get("/newspapers/shi-bao/1900-01-01/reading/").status_code == 404
    assert client.get("/newspapers/gongren-ribao/gb4np1v/reading/?page=2").status_code == 400


@pytest.mark.pages
def test_the_text_read_through_is_the_whole_text(client):
    for issue in Issue.objects.all():
        page = re.sub(r"\s", "", get_html(client, reading_url(issue)))
        page = re.sub('<spanclass="(?:gap|byline)">|</span>', "", page.replace("〔缺文〕", ""))
        page = page.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")
        for text in FullText.objects.filter(article__page__issue=issue):
            for line in text.plain.splitlines():
                assert re.sub(r"\s", "", line) in page


def test_shares_of_a_page_add_up_to_the_page():
    for page in Page.objects.all():
        results = shares(page, Article.objects.on_page(page))
        assert sum(share.characters for share in results) == page.length
        assert sum(share.percent for share in results) == pytest.approx(100)
        assert results[-1].kind == "rest"
        assert all(share.characters > 0 for share in results)


def day_cells(page: str, state: str) -> int:
    return len(re.findall(rf'<td class="is-{state}(?: is-maybe)?"', page))


PERIOD = {
    "since": "2021-01-01", "until": "2021-06-30", "weekdays": ["一", "二"], "pages": 2,
    "closed": ["2021-02-08/2021-02-15"], "also": [], "source": "某报头所载",
}  # fmt: skip


def test_each_day_of_a_calendar_shows_its_state(client, paper):
    Newspaper.objects.filter(pk=paper.pk).update(publication=[PERIOD])
    add_issue(paper, date(2021, 1, 4), pages=2)
    part = add_issue(paper, date(2021, 1, 5), pages=1)
    unmeasured = add_issue(paper, date(2021, 8, 2), pages=1)
    rough = add_issue(paper, date(2021, 9, 1), date(2021, 9, 30))
    page = get_html(client, paper.get_absolute_url())
    assert [day_cells(page, s) for s in ("whole", "part", "held")] == [1, 1, 1]
    # 52 Mondays and Tuesdays of the half year, less three closed, less two held
    publication_days = sum((date(2021, 1, 1) + timedelta(n)).weekday() < 2 for n in range(181)) - 3
    assert day_cells(page, "missing") == publication_days - 2
    assert day_cells(page, "none") == 181 - publication_days
    assert day_cells(page, "unknown") == 365 - 181 - 1
    # issues possibly of any of thirty days are mentioned once
    assert page.count("另有 1 期可能在本月") == 1
    assert "is-maybe" not in page
    assert "版面不全，全 2 版，存 1 版" in page
    assert "某报头所载" in page
    assert f'<a href="{part.get_absolute_url()}">5<span' in page
    assert f'<a href="{unmeasured.get_absolute_url()}">2<span' in page
    assert f'<a href="{rough.get_absolute_url()}">' in page
    assert f"已知出报 {publication_days} 天，缺藏 {publication_days - 2} 天" in page


def test_until_a_year_has_twelve_dated_issues_it_is_a_strip_of_months(client, paper):
    for day in range(1, 12):
        add_issue(paper, date(2021, 3, day))
    rough = add_issue(paper, date(2021, 6, 1), date(2021, 9, 30))
    page = get_html(client, paper.get_absolute_url())
    strip = page.split('<ol class="month-strip">')[1].split("</ol>")[0]
    months = strip.split("<li")[1:]
    assert len(months) == 12
    assert '<table class="month">' not in page
    assert [n for n, month in enumerate(months, 1) if "has" in month.split(">")[0]] == [3]
    assert months[2].count("<a ") == 11
    maybe = [n for n, month in enumerate(months, 1) if "is-maybe" in month.split(">")[0]]
    assert maybe == [6, 7, 8, 9]
    # holdings come before unknown days
    assert page.index('id="issues"') < page.index('id="calendar"')
    assert page.count(f'href="{rough.get_absolute_url()}"') == 1
    add_issue(paper, date(2021, 3, 12))
    page = get_html(client, paper.get_absolute_url())
    assert page.count('<table class="month">') == 12
    assert "month-strip" not in page


def test_without_known_publication_days_no_issue_is_missing(client):
    for paper in Newspaper.objects.all():
        page = get_html(client, paper.get_absolute_url())
        assert not paper.publication
        assert day_cells(page, "missing") == day_cells(page, "none") == 0
        assert "尚无本报出版日历" in page


@pytest.mark.slow
def test_a_newspaper_of_a_hundred_years_needs_few_queries(client, paper):
    Newspaper.objects.filter(pk=paper.pk).update(
        publication=[{**PERIOD, "since": "1900-01-01", "until": "1999-12-31", "closed": []}]
    )
    few_queries = queries(client, paper.get_absolute_url())
    Issue.objects.bulk_create(
        Issue(
            newspaper=paper, key=str(day), date=str(day), date_basis="stated",
            attribution="stated", earliest=day, latest=day,
        )
        for year in range(1900, 2000)
        for day in (date(year, 1, 1) + timedelta(n) for n in range(0, 360, 12))
    )  # fmt: skip
    address = paper.get_absolute_url()
    page = get_html(client, address)
    years = re.findall(r'href="\?year=(\d+)#calendar"', page)
    assert years == [str(year) for year in range(1900, 2000)]
    assert len(re.findall(r'<li>\s*<a href="/newspapers/shi-bao/', page)) == 50
    assert "1999年日历" in page
    # one of them an edition has done with: of which years there is how much
    assert few_queries == 5
    assert queries(client, address) == 6
    assert queries(client, f"{address}?year=1923") == 3
    page = get_html(client, f"{address}?year=1923")
    assert "1923年日历" in page
    assert len(re.findall(r'<li>\s*<a href="/newspapers/shi-bao/1923', page)) == 30
    assert f'rel="canonical" href="http://testserver{address}?year=1923"' in page


@pytest.mark.parametrize("year", ["1899", "20211", "二〇二一", "2019", "-1"])
def test_a_year_that_is_none_of_the_title_is_refused_with_those_that_are(client, paper, year):
    add_issue(paper, date(2021, 1, 4))
    answer = client.get(paper.get_absolute_url(), {"year": year})
    assert answer.status_code == 400
    assert f"没有“{year}”年：" in answer.content.decode()
    assert f'href="{paper.get_absolute_url()}?year=2021"' in answer.content.decode()


def test_a_title_without_issues_says_so(client, paper):
    assert "本站还没有这种报纸" in get_html(client, paper.get_absolute_url())
    assert client.get(paper.get_absolute_url() + "?year=2021").status_code == 400
    assert "暂无藏报" in get_html(client, "/newspapers/")


def test_issues_are_counted_per_newspaper(client, paper):
    add_issue(paper, date(2021, 1, 4), pages=3, articles=4)
    add_issue(paper, date(2021, 1, 5), pages=2, articles=1)
    sort_columns.fill()
    newspaper = Newspaper.objects.get(slug="shi-bao")
    assert (newspaper.issue_count, newspaper.page_count, newspaper.article_count) == (2, 5, 14)
    assert (newspaper.earliest, newspaper.latest) == (date(2021, 1, 4), date(2021, 1, 5))


def test_the_front_page_leads_with_the_longest_reports_of_different_provinces(client):
    page = get_html(client, "/")
    featured = re.findall(r'<article class="story [^"]*" id="(\w+)"', page)
    features = Article.objects.features().with_province()
    longest = {}
    for article in features.order_by("-length"):
        longest.setdefault(article.province, article.ident)
    assert featured == list(longest.values())[:3]
    latest = page[page.index('id="latest"') :]
    assert not any(f'href="/articles/{ident}/"' in latest for ident in featured)


def test_on_the_front_page_search_and_newspapers_come_first_then_articles(client):
    page = get_html(client, "/")
    expected = (
        "<form",
        'class="front-papers"',
        'id="featured"',
        '<section class="chart-section"',
        'id="latest"',
        'id="browse-topic"',
    )
    places = [page.index(mark) for mark in expected]
    assert places == sorted(places)
