"""Every page as HTML: the Nu checker finds no error, and its policy allows nothing inline."""

import json
import re
import shutil
import subprocess

import pytest
from django.conf import settings

from archive import search
from archive.models import LedgerEntry
from archive.urls import urlpatterns
from archive.web import error_pages

from ..kinds_of_page import (
    ADDRESSES,
    ERRONEOUS,
    ERRORS,
    KINDS,
    OF_EDITIONS,
    OF_NAMES,
    OF_REPRINTS,
    PROGRAMS,
)

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

WRONG = "wrong.html"
CHECKER = settings.BASE_DIR / "tests/clients/node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="session")
def checker():
    if not shutil.which("java"):
        pytest.skip("clients: no Java to run the HTML checker")
    if not CHECKER.exists():
        pytest.skip("clients: no HTML checker (make test installs it where npm is)")
    return ["java", "-Xss1m", "-jar", str(CHECKER), "--format", "json", "--stdout"]


# HTML Living Standard, section 4.6.7 (link type "expect"): younger than the checker
EXPECTS = (
    (
        "A “link” element with a “blocking” attribute must have a “rel” attribute "
        "whose value is “stylesheet”."
    ),
    '<link rel="expect" href="#',
)


def errors_in(checker, folder) -> list[tuple[str, str, str]]:
    """Return the errors of all files of the folder, except the one made wrong on purpose."""
    (folder / WRONG).write_text("<!DOCTYPE html><title>x</title><ul><p></ul>")
    completed = subprocess.run(
        [*checker, str(folder)], check=False, capture_output=True, text=True, timeout=300
    )
    messages = json.loads(completed.stdout)["messages"]
    errors = [
        (m["url"].rsplit("/", 1)[-1], m["message"], m.get("extract", ""))
        for m in messages
        if m["type"] != "info"
        and not (m["message"] == EXPECTS[0] and EXPECTS[1] in m.get("extract", ""))
    ]
    assert WRONG in [name for name, *_ in errors], "the checker would notice"
    return [error for error in errors if error[0] != WRONG]


def save_page(folder, name: str, answer) -> None:
    (folder / f"{name}.html").write_bytes(answer.content)


def test_every_kind_of_page_is_among_those_that_are_checked():
    # a page that is data as well knows its view for people
    views = {
        p.name: getattr(p.callback, "page", p.callback)
        for p in urlpatterns
        if "representation" not in p.pattern.converters
    }
    own_views = {name for name, view in views.items() if view.__module__.startswith("archive.web.")}
    assert own_views == KINDS.keys() | PROGRAMS | OF_EDITIONS | OF_NAMES | OF_REPRINTS


@pytest.mark.slow
def test_no_page_has_an_error(checker, client, every_page, tmp_path):
    pages = dict(every_page)
    for address in [prefix + address for prefix in ("", "/hant", "/en") for address in ADDRESSES]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        pages[address] = answer.content.decode()
    for number, (address, page) in enumerate(pages.items()):
        name = f"{number:03}{re.sub('[^a-z0-9-]+', '_', address)}"
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    assert errors_in(checker, tmp_path) == []


def entry(kind, key, state, successors=()):
    LedgerEntry.objects.create(
        kind=kind,
        key=key,
        state=state,
        successors=list(successors),
        reason="编者的理由",
        since="2026-01-01",
    )


@pytest.mark.slow
def test_no_error_page_has_an_html_error(checker, client, tmp_path, rf, monkeypatch):
    for status, addresses in ERRORS.items():
        for number, address in enumerate(addresses):
            answer = client.get(address)
            assert answer.status_code == status, address
            save_page(tmp_path, f"{status}-{number}", answer)
    save_page(tmp_path, "405", client.post("/"))
    entry("article", "gone000", "withdrawn")
    entry("article", "gone001", "split", ["rmmjdt3", "t2fc5w2"])
    for key, status in (("gone000", 410), ("gone001", 300)):
        answer = client.get(f"/articles/{key}/")
        assert answer.status_code == status
        save_page(tmp_path, str(status), answer)
    save_page(tmp_path, "400-plain", error_pages.bad_request(rf.get("/")))
    save_page(tmp_path, "500-plain", error_pages.server_error_page(rf.get("/")))

    def fail_search(query):
        raise search.SearchUnavailable("down")

    monkeypatch.setattr(search, "search", fail_search)
    for address in ("/", "/articles/", "/topics/fuwu-zhigong/"):
        save_page(tmp_path, f"down{len(address)}", client.get(address))
    assert errors_in(checker, tmp_path) == []


def test_no_list_of_terms_names_one_twice(every_page):
    for address, page in every_page.items():
        for term_list in re.findall(r"<dl[^>]*>((?:(?!<dl).)*?)</dl>", page, flags=re.DOTALL):
            terms = [
                " ".join(term.split()) for term in re.findall("<dt[^>]*>(.*?)</dt>", term_list)
            ]
            assert len(terms) == len(set(terms)), (address, terms)


@pytest.mark.parametrize("address", [*ADDRESSES, *ERRONEOUS])
def test_no_page_lets_anything_inline_or_foreign_run(client, address):
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    page = answer.content.decode()
    assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)\s*=", page)
    # data in a script element is no program
    page = re.sub(r'<script type="application/ld\+json">.*?</script>', "", page, flags=re.DOTALL)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|javascript:", page)
