"""Browsing by date: years, months, days, and the same day of every year."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.insight import date_holdings
from archive.models import Issue
from archive.web import dates

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 23)


@pytest.fixture
def issue():
    return Issue.objects.get(newspaper__slug="jinri-jiande", key="2021-12-23")


def another(issue, day: date, key: str = "") -> Issue:
    """An issue without pages of the same newspaper."""
    return Issue.objects.create(
        newspaper=issue.newspaper,
        key=key or day.isoformat(),
        date=day.isoformat(),
        date_basis="stated",
        attribution="stated",
        earliest=day,
        latest=day,
    )


def test_from_the_years_to_an_issue(client, issue):
    """Each page links to the next."""
    steps = ["/", "/dates/", "/dates/2021/", "/dates/2021/12/", "/dates/2021/12/23/"]
    for step, next_step in zip(steps, [*steps[1:], issue.get_absolute_url()], strict=True):
        assert f'href="{next_step}"' in client.get(step).content.decode(), step


def test_years_are_those_of_the_issues(client):
    years = {item["date"]: item for item in client.get("/dates.json").json()["items"]}
    assert set(years) == {"2020", "2021", "2024"}
    assert years["2021"]["issues"] == Issue.objects.on_days([DAY]).count() == 1
    assert years["2021"]["roughly"] == 1
    page = client.get("/dates/").content.decode()
    assert "无藏" in page


def test_a_month_has_its_days_and_issues_that_may_be_of_it(client):
    months = client.get("/dates/2021.json").json()["items"]
    assert [(m["date"], m["issues"], m["roughly"]) for m in months] == [
        ("2021-06", 0, 1),
        ("2021-07", 0, 1),
        ("2021-08", 0, 1),
        ("2021-09", 0, 1),
        ("2021-12", 1, 0),
    ]
    assert client.get("/dates/2021/12.json").json()["items"] == [
        {
            "date": "2021-12-23",
            "issues": 1,
            "roughly": 0,
            "url": "http://testserver/dates/2021/12/23/",
        }
    ]
    assert "可能在本月" in client.get("/dates/2021/07/").content.decode()


def test_a_day_has_its_issues_and_those_that_may_be_of_it(client, issue):
    results = client.get("/dates/2021/12/23.json").json()
    assert [item["key"] for item in results["items"]] == ["2021-12-23"]
    assert (results["total"], results["roughly"]) == (1, [])
    results = client.get("/dates/2021/07/01.json").json()
    assert (results["total"], len(results["roughly"])) == (0, 1)
    page = client.get("/dates/2021/12/23/").content.decode()
    assert issue.pages.first().articles.first().headline in page


def test_the_days_before_and_after_are_the_nearest_with_issues(client, issue):
    another(issue, date(2019, 3, 1))
    another(issue, date(2021, 12, 25))
    page = client.get("/dates/2021/12/23/").content.decode()
    assert 'href="/dates/2019/03/01/" rel="prev"' in page
    assert 'href="/dates/2021/12/25/" rel="next"' in page


def test_the_same_day_of_every_year_latest_first(client, issue):
    for year in (1956, 2019):
        another(issue, date(year, 12, 23))
    another(issue, date(1956, 12, 24))
    matches = client.get("/dates/on-this-day/12/23.json").json()
    assert [item["key"] for item in matches["items"]] == ["2021-12-23", "2019-12-23", "1956-12-23"]
    page = client.get("/dates/on-this-day/12/23/").content.decode()
    assert page.index("2021年</a>") < page.index("2019年</a>") < page.index("1956年</a>")
    assert 'href="/dates/on-this-day/12/22/"' in page
    # the last day of February has neighbours and years of its own
    another(issue, date(2020, 2, 29))
    assert client.get("/dates/on-this-day/02/29.json").json()["total"] == 1
    around = client.get("/dates/on-this-day/01/01/").content.decode()
    assert 'href="/dates/on-this-day/12/31/"' in around


def test_today_is_on_the_front_page(client, issue):
    today = timezone.localdate()
    page = client.get("/").content.decode()
    assert f'href="/dates/on-this-day/{today:%m}/{today:%d}/"' in page
    assert "front-today" not in page
    # today's day of a leap year that had it
    then = another(issue, today.replace(year=2016))
    page = client.get("/").content.decode()
    assert 'id="front-today"' in page
    assert then.get_absolute_url() in page
    html = client.get("/dates/on-this-day/").content.decode()
    assert then.get_absolute_url() in html
    assert f'rel="canonical" href="http://testserver/dates/on-this-day/{today:%m/%d}/"' in html


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("2021", "/dates/2021/"),
        ("2021年6月", "/dates/2021/06/"),
        ("2021/6/5", "/dates/2021/06/05/"),
    ],
)
def test_a_reader_types_a_date(client, typed, address):
    answer = client.get("/dates/", {"date": typed})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dates/?date=2021-13", 400),
        ("/dates/?date=春天", 400),
        ("/dates/2021/02/29/", 404),
        ("/dates/2021/02/29.json", 404),
        ("/dates/2021/2/", 404),
        ("/dates/0000/", 404),
        ("/dates/1500/", 404),
        ("/dates/9999/12/31/", 404),
        ("/dates/on-this-day/02/30/", 404),
        ("/dates/2021/12/23/?page=2", 400),
        ("/dates/2021/12/23.json?page=0", 400),
        ("/dates/2021/?page=1", 400),
        ("/dates/1600/01/01/", 200),
        ("/dates/2200/12/31/", 200),
    ],
)
def test_dates_that_do_not_exist(client, address, status):
    assert client.get(address).status_code == status


def test_many_issues_of_a_day_are_paged(client, issue, monkeypatch):
    monkeypatch.setattr(dates, "ISSUES_A_PAGE", 2)
    monkeypatch.setattr(date_holdings.day_list, "__defaults__", (1, 2))
    for n in range(4):
        another(issue, DAY, f"x{n}")
    first, last = (client.get(f"/dates/2021/12/23/{q}").content.decode() for q in ("", "?page=3"))
    assert 'rel="next"' in first
    assert first.count('<li>\n<a href="/newspapers/jinri-jiande/') == 2
    assert last.count('<li>\n<a href="/newspapers/jinri-jiande/') == 1


@pytest.mark.parametrize(
    "address",
    ["/dates/2021/12/23/", "/dates/on-this-day/12/23/", "/dates/2021/12/", "/dates/2021/"],
)
def test_the_number_of_queries_does_not_depend_on_issues(client, issue, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few_queries = cost()
    for n in range(20):
        another(issue, DAY, f"x{n}")
        another(issue, date(1990 + n, 12, 23))
    assert cost() == few_queries <= 6
