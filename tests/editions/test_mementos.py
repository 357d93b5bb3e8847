"""Articles as they were in older editions, by RFC 7089."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.http import http_date, parse_http_date

from .conftest import own_database

IDENT = "1cq34jc"
PAGE = f"/articles/{IDENT}/"
GATE, MAP = f"/timegate{PAGE}", f"/timemap{PAGE}"
ORIGIN = "http://testserver"
FIRST, SECOND = datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 3, 9, 8, tzinfo=UTC)


@pytest.fixture
def old_site(site, tmp_path, settings):
    """The site serves the later of two editions; the earlier one is kept."""
    settings.VAR_DIR = tmp_path / "var"
    (settings.VAR_DIR / "editions").mkdir(parents=True)
    for number, (name, timestamp) in enumerate((("old", FIRST), ("new", SECOND)), 1):
        folder = settings.VAR_DIR / "editions" / name
        getattr(site, name).rename(folder)
        setattr(site, name, folder)
        manifest = folder / "edition.json"
        content = json.loads(manifest.read_text())
        content |= {"made": timestamp.isoformat(), "number": number}
        manifest.write_text(json.dumps(content))
    site.serve(site.new)
    return site


def links(header: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Relation → (address, attributes)."""
    targets = {}
    for address, attributes in re.findall(r"<([^>]+)>((?:; *[a-z]+=\"[^\"]*\")+)", header):
        values = dict(re.findall(r'([a-z]+)="([^"]*)"', attributes))
        for rel in values["rel"].split():
            targets[rel] = (address, values)
    return targets


def test_an_article_names_its_timegate_and_timemap(old_site):
    targets = links(old_site.get(PAGE)["Link"])
    assert targets["timegate"][0] == ORIGIN + GATE
    assert targets["timemap"] == (
        ORIGIN + MAP,
        {"rel": "timemap", "type": "application/link-format"},
    )


@pytest.mark.parametrize(
    ("moment", "timestamp"),
    [
        (None, SECOND),
        (SECOND + timedelta(days=99), SECOND),
        (SECOND, SECOND),
        (SECOND - timedelta(seconds=1), FIRST),
        (FIRST, FIRST),
        # before all that is held: the first
        (FIRST - timedelta(days=9999), FIRST),
    ],
)
def test_the_timegate_redirects_to_the_version_of_that_time(old_site, moment, timestamp):
    headers = {"accept-datetime": http_date(moment.timestamp())} if moment else {}
    response = old_site.get(GATE, headers=headers)
    assert response.status_code == 302
    assert response["Location"] == f"{ORIGIN}/editions/{timestamp:%Y%m%d%H%M%S}{PAGE}"
    assert "accept-datetime" in response["Vary"].lower()
    assert "Memento-Datetime" not in response
    targets = links(response["Link"])
    assert targets["original"][0] == ORIGIN + PAGE
    assert parse_http_date(targets["timemap"][1]["from"]) == FIRST.timestamp()
    assert parse_http_date(targets["timemap"][1]["until"]) == SECOND.timestamp()


@pytest.mark.parametrize("header", ["", "2026-03-01", "yesterday", "Sun, 99 Mar 2026 08:00:00 GMT"])
def test_an_invalid_accept_datetime_is_refused(old_site, header):
    response = old_site.get(GATE, headers={"accept-datetime": header})
    assert response.status_code == 400
    assert "Accept-Datetime" in response.json()["detail"]


def test_the_timemap_lists_what_is_held(old_site):
    response = old_site.get(MAP)
    assert response["Content-Type"] == "application/link-format"
    text = response.content.decode()
    targets = links(text)
    assert targets["original"][0] == ORIGIN + PAGE
    assert targets["timegate"][0] == ORIGIN + GATE
    assert targets["self"][0] == ORIGIN + MAP
    assert text.count("memento") == 2
    for rel, timestamp in (("first", FIRST), ("last", SECOND)):
        address, attributes = targets[rel]
        assert attributes["datetime"] == http_date(timestamp.timestamp())
        assert old_site.get(address.removeprefix(ORIGIN)).status_code == 200


@pytest.mark.parametrize(("timestamp", "name"), [(FIRST, "试报"), (SECOND, "新报")])
def test_a_memento_is_the_article_as_it_stood(old_site, timestamp, name):
    address = f"/editions/{timestamp:%Y%m%d%H%M%S}{PAGE}"
    for response in (
        old_site.get(address),
        old_site.get(address.removesuffix("/") + ".json"),
    ):
        assert response.status_code == 200
        assert name in response.content.decode()
        assert response["Memento-Datetime"] == http_date(timestamp.timestamp())
        targets = links(response["Link"])
        assert targets["original"][0] == ORIGIN + PAGE
        assert targets["timegate"][0] == ORIGIN + GATE
    page = old_site.get(address).content.decode()
    assert f"{timestamp.year}年{timestamp.month}月{timestamp.day}日版本" in page
    assert "noindex" in page
    # the present article is not changed by it
    assert "新报" in old_site.get(PAGE).content.decode()
    assert "Memento-Datetime" not in old_site.get(PAGE)


def test_what_is_not_held_is_reported(old_site):
    for moment in ("20200101000000", "99999999999999"):
        assert old_site.get(f"/editions/{moment}{PAGE}").status_code == 404
        response = old_site.get(f"/editions/{moment}/articles/{IDENT}.json")
        assert response.status_code == 404
        assert len(response.json()["instead"]) == 2
    for address in ("/timegate/articles/b2b2b2b/", "/timemap/articles/b2b2b2b/"):
        assert old_site.get(address).status_code == 404


def test_editions_that_are_not_served_yet_are_not_shown(old_site):
    old_site.serve(old_site.old)
    assert old_site.get(MAP).content.decode().count("memento") == 1
    assert old_site.get(f"/editions/{SECOND:%Y%m%d%H%M%S}{PAGE}").status_code == 404


def test_a_text_that_was_withdrawn_since_is_not_given_out(old_site):
    with own_database(old_site.new) as connection:
        connection.execute("UPDATE archive_page SET text_held = 0")
    old_site.serve(old_site.new)
    text = old_site.get(MAP).content.decode()
    assert text.count("memento") == 1
    assert f"{SECOND:%Y%m%d%H%M%S}" in text
    assert old_site.get(f"/editions/{FIRST:%Y%m%d%H%M%S}{PAGE}").status_code == 404


def test_without_published_editions_there_are_no_mementos(site):
    assert site.get(MAP).status_code == 404
    assert site.get(GATE).status_code == 404
