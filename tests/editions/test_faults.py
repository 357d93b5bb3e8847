"""What readers and operators see if an edition is damaged or missing (docs/faults.md)."""

import json
import re
import shutil

import pytest
from django.conf import settings

from archive.editions import current
from archive.editions.manifest import read
from archive.editions.store import EditionStore
from archive.filters.database_fallback import COUNTS_MISSING
from archive.search import suggestion_index
from archive.search.engines.tantivy import engine

LIST, ARTICLE = "/articles/?q=比", "/articles/1cq34jc/"
PLAIN = "application/problem+json"


@pytest.fixture
def log_text(caplog):
    """The text of the log."""
    return lambda: "\n".join(record.getMessage() for record in caplog.records)


def is_closed_for_a_while(answer):
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    page = b"".join(answer) if answer.streaming else answer.content
    assert b"Traceback" not in page
    assert "Content-Security-Policy" in answer.headers
    return page.decode()


def garble(path):
    """Invert every byte of the file's second half."""
    data = path.read_bytes()
    half = len(data) // 2
    path.write_bytes(data[:half] + bytes(255 - byte for byte in data[half:]))


def other_number(path):
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"schema": manifest["schema"] + 1}))


def test_a_broken_link_leaves_the_current_edition_in_service(site, log_text):
    assert site.get(LIST).status_code == 200
    site.link.unlink()
    assert site.get(LIST).status_code == 200
    site.link.symlink_to("nowhere")
    assert site.get(LIST).status_code == 200
    assert log_text().count("cannot be served") == 1, "once, not with every request"


@pytest.mark.parametrize(
    "spoil", [lambda path: other_number(path), lambda path: path.write_text("{")]
)
def test_an_edition_of_another_format_leaves_the_current_one_in_service(
    site, log_text, monkeypatch, spoil
):
    """An upgrade publishes with the new version before the old one is stopped."""
    before = site.get(ARTICLE).content
    spoil(site.new / current.MANIFEST)
    site.serve(site.new)
    for _ in range(3):
        assert site.get(ARTICLE).content == before
        assert site.get("/readyz").status_code == 200
    assert log_text().count("cannot be served") == 1, "once, not with every request"
    # a program that starts now has nothing to stay with
    monkeypatch.setattr(current, "_latest", None)
    monkeypatch.setattr(current, "_open", {})
    is_closed_for_a_while(site.get(ARTICLE))


@pytest.mark.parametrize("asked_before", [True, False])
def test_a_missing_edition_is_logged_and_recovers_without_restart(site, log_text, asked_before):
    if asked_before:
        assert site.get(LIST).status_code == 200
    aside = site.old.with_name("aside")
    site.old.rename(aside)
    for address in ("/", LIST, ARTICLE, "/sitemap.xml", ARTICLE + "nothing/"):
        assert "暂时无法访问" in is_closed_for_a_while(site.get(address))
    problem = site.get("/articles.json")
    assert problem.headers["Content-Type"] == PLAIN
    assert json.loads(is_closed_for_a_while(problem))["type"].endswith("#no-edition")
    assert str(site.link) in log_text()
    aside.rename(site.old)
    assert site.get(LIST).status_code == 200


def test_pages_that_need_no_edition_work_without_one(site):
    shutil.rmtree(site.old)
    assert site.get("/robots.txt").status_code == 200


@pytest.mark.parametrize(
    ("spoil", "expected_message"),
    [
        (lambda path: other_number(path), "结构号"),
        (lambda path: path.write_text("{"), "无法读取"),
        (lambda path: path.write_text("[]"), "无法读取"),
        (lambda path: path.write_text('{"fingerprint": "", "made": "yesterday"}'), "无法读取"),
    ],
)
def test_an_edition_that_this_code_cannot_read_is_refused_in_words(
    site, log_text, spoil, expected_message
):
    spoil(site.old / current.MANIFEST)
    is_closed_for_a_while(site.get(ARTICLE))
    assert expected_message in log_text()
    assert str(site.old) in log_text()
    site.serve(site.new)
    assert site.get(ARTICLE).status_code == 200


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"x" * 5000),
        garble,
        lambda path: path.write_bytes(path.read_bytes()[:8192]),
    ],
)
@pytest.mark.parametrize(
    "address", [ARTICLE, "/articles/1cq34jc.json", "/newspapers/", "/sitemap.xml"]
)
def test_a_damaged_database_answers_503(site, log_text, spoil, address):
    spoil(site.old / current.DATABASE)
    answer = site.get(address)
    is_closed_for_a_while(answer)
    assert "the edition cannot be read" in log_text()
    assert list(read(site.old).damage(sums=True)), "and `editions verify` names the file"
    site.serve(site.new)
    assert site.get(address).status_code == 200, "an edition that is whole is served at once"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: shutil.rmtree(folder),
        lambda folder: other_number(folder / engine.MANIFEST),
        lambda folder: (folder / engine.MANIFEST).write_text("{"),
        lambda folder: [garble(path) for path in folder.iterdir() if path.suffix != ".json"],
        lambda folder: [path.unlink() for path in folder.glob("*.idx")],
        lambda folder: (folder / "meta.json").write_text("{}"),
    ],
)
def test_without_its_index_search_is_down_and_the_rest_can_be_read(site, log_text, spoil):
    spoil(site.old / engine.INDEX)
    is_closed_for_a_while(site.get(LIST))
    assert "检索索引" in log_text()
    assert site.get(ARTICLE).status_code == 200
    assert site.get("/newspapers/").status_code == 200
    # without words the database answers, and says that counts are missing
    answer = site.get("/articles/?genre=xiaoxi")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert 'href="/articles/1cq34jc/"' in answer.content.decode()
    assert COUNTS_MISSING in answer.content.decode()
    told_now = site.get("/articles.json?genre=xiaoxi")
    assert told_now.headers["Cache-Control"] == "no-store"
    assert [item["ident"] for item in told_now.json()["items"]] == ["1cq34jc"]
    assert "the database answers" in log_text()
    assert site.get("/articles.atom?genre=xiaoxi").status_code == 200
    site.serve(site.new)
    answer = site.get("/articles/?genre=xiaoxi")
    assert COUNTS_MISSING not in answer.content.decode(), (
        "an edition that is whole is asked at once"
    )


def test_without_its_file_suggestions_are_down_and_the_rest_is_not(site):
    (site.old / suggestion_index.FILE).unlink()
    is_closed_for_a_while(site.get("/suggest/?q=a"))
    assert site.get(LIST).status_code == 200


def test_a_missing_bulk_file_is_reported(site, log_text):
    (site.old / "data" / "articles.jsonl.gz").unlink()
    is_closed_for_a_while(site.get("/data/articles.jsonl.gz"))
    assert "articles.jsonl.gz" in log_text()


def test_editions_are_ordered_by_number_not_by_clock(publish, editions, catalogue):
    publish()
    store = EditionStore()
    first = store.served()
    manifest = first / current.MANIFEST
    timestamp = read(first).made
    manifest.write_text(manifest.read_text().replace(timestamp, "2099-01-01T00:00:00+00:00"))
    catalogue.change("newspapers.yaml", "name: 试报", "name: 新报")
    publish()
    assert [edition.number for edition in store.all()] == [2, 1]
    editions("rollback")
    assert store.served() == first


def test_every_fault_of_the_page_has_its_test():
    page = (settings.BASE_DIR / "docs" / "faults.md").read_text(encoding="utf-8")
    tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)
    assert tests
    for path, name in tests:
        assert f"def {name}(" in (settings.BASE_DIR / path).read_text(encoding="utf-8"), name


def test_a_node_is_not_ready_while_the_edition_that_came_last_cannot_be_read(site):
    assert site.get("/readyz").status_code == 200
    site.get(LIST)
    (site.new / current.DATABASE).write_bytes(b"x" * 5000)
    site.serve(site.new)
    assert site.get("/readyz").status_code == 503
    site.serve(site.old)
    assert site.get("/readyz").status_code == 200
