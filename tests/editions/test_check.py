"""A faulty edition is not served, and its fault is named."""

import gzip
from contextlib import closing

import pytest
from django.template import engines

from archive import exports, search
from archive.editions import current, fingerprint, ledger_check, smoke_test
from archive.editions import publish as publishing
from archive.editions.build import build
from archive.editions.smoke_test import sample
from archive.editions.store import EditionStore
from archive.formats.representations import BIBTEX, RIS
from archive.models import Article
from archive.urls import urlpatterns

from .conftest import own_database

# in place of conftest's fixture
trying_addresses = pytest.mark.parametrize("tries_addresses", [True])


def spoil_builds(monkeypatch, spoil):
    """Damage every edition after it is built."""

    def build_and_spoil(stages, *arguments):
        edition = build(stages, *arguments)
        spoil(stages.folder)
        return edition

    monkeypatch.setattr(publishing, "build", build_and_spoil)


def sql(*statements):
    def spoil(folder):
        with closing(own_database(folder)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

    return spoil


def one_line_less(folder):
    path = folder / exports.FOLDER / "articles.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[:-1])))


NOT_INDEXED = "UPDATE archive_article SET headline = '没有索引的标题' WHERE ident = '222222f'"


@pytest.mark.parametrize(
    ("spoil", "expected_message"),
    [
        (
            sql("DELETE FROM archive_ledgerentry WHERE key = '222222f'"),
            "article 222222f 不在总账里",
        ),
        (
            sql("UPDATE archive_person SET slug = 'yi-wen'"),
            "总账里的 person jia-wen 不在数据库里",
        ),
        (
            sql("UPDATE archive_page SET key = '2'"),
            "数据库里的 page shi-bao/2020-10-11/2 不在总账里",
        ),
        (sql(NOT_INDEXED), "用标题“没有索引的标题”检索不到文章 222222f"),
        (
            sql(
                "PRAGMA foreign_keys = OFF",
                "DELETE FROM archive_article WHERE ident = '222222f'",
            ),
            "数据库有 1 篇文章，检索索引有 2 篇",
        ),
        (one_line_less, "articles.jsonl.gz 有 1 条，清单上是 2 条"),
    ],
)
def test_a_faulty_edition_is_not_served(publish, monkeypatch, spoil, expected_message):
    assert_refused(publish, monkeypatch, spoil, expected_message)


@trying_addresses
@pytest.mark.parametrize(
    ("spoil", "expected_message"),
    [
        (
            sql("UPDATE archive_article SET blocks = '[{}]' WHERE ident = '222222f'"),
            "/articles.json 返回 500，应为 200",
        ),
        (lambda folder: (folder / "suggestions.sqlite3").unlink(), "/suggest/?q=a 返回 503"),
    ],
)
def test_an_edition_whose_addresses_do_not_answer_is_not_served(
    publish, monkeypatch, spoil, expected_message
):
    assert_refused(publish, monkeypatch, spoil, expected_message)


def assert_refused(publish, monkeypatch, spoil, expected_message):
    spoil_builds(monkeypatch, spoil)
    refused = publish()
    assert "没有通过检查，未发布" in refused.stderr
    assert expected_message in refused.stderr
    store = EditionStore()
    assert store.served() is None
    assert list(store.folder.iterdir()) == [], "nothing half is kept"


def in_this_process(monkeypatch):
    """Request addresses in this process, where requests can be recorded."""
    monkeypatch.setattr(smoke_test.parallel, "processes", lambda: 1)


@trying_addresses
def test_a_busy_machine_is_given_time(publish, monkeypatch):
    """A temporary 503 is no fault; a lasting one is reported with the number of attempts."""
    addresses = []
    ask = smoke_test._get_once

    def answer_busy(application, address):
        addresses.append(address)
        passing = address == "/articles/" and addresses.count(address) < 3
        return (503, "") if passing or address == "/topics/" else ask(application, address)

    in_this_process(monkeypatch)
    monkeypatch.setattr(smoke_test, "_get_once", answer_busy)
    monkeypatch.setattr(smoke_test, "_PAUSES", (0, 0, 0))
    refused = publish()
    assert "/articles/ " not in refused.stderr
    assert "/topics/ 返回 503，应为 200（0 秒内试了 4 次；如果机器太忙" in refused.stderr
    assert [addresses.count(address) for address in ("/articles/", "/topics/", "/places/")] == [
        3,
        4,
        1,
    ]


@trying_addresses
def test_several_processes_find_what_one_finds(publish, monkeypatch):
    spoil_builds(
        monkeypatch, sql("UPDATE archive_article SET blocks = '[{}]' WHERE ident = '222222f'")
    )
    alone = publish().stderr
    assert "返回 500" in alone
    monkeypatch.setattr(smoke_test, "_PARALLEL_FROM", 1)
    monkeypatch.setattr(smoke_test.parallel, "processes", lambda: 2)
    assert publish().stderr == alone


def without_list(folder):
    """Remove the list, as in editions of earlier versions."""
    (folder / ledger_check.FILE).unlink()


def with_an_empty_list(folder):
    (folder / ledger_check.FILE).write_bytes(b"")


def with_half_a_list(folder):
    path = folder / ledger_check.FILE
    path.write_bytes(path.read_bytes()[:-20])


def in_another_database(folder):
    (folder / current.DATABASE).unlink()


@pytest.mark.parametrize(
    "before_that", [without_list, with_an_empty_list, with_half_a_list, in_another_database]
)
def test_the_previous_edition_stays_if_the_new_one_lost_an_address(
    publish, catalogue, monkeypatch, before_that
):
    publish()
    before = EditionStore().served()
    before_that(before)
    catalogue.change("newspapers.yaml", "name: 试报", "name: 新报")
    spoil_builds(monkeypatch, sql("DELETE FROM archive_ledgerentry WHERE key = 'jing-sai'"))
    refused = publish().stderr
    assert "前一个版本的总账里有 topic jing-sai，新版本没有" in refused
    assert EditionStore().served() == before


def test_an_unreadable_previous_edition_loses_no_entries(publish, catalogue):
    publish()
    without_list(EditionStore().served())
    in_another_database(EditionStore().served())
    catalogue.change("newspapers.yaml", "name: 试报", "name: 新报")
    assert publish().returncode == 0


@trying_addresses
def test_the_numbers_checked_are_reported_and_recorded(publish):
    output = publish("--sample", "1").stdout
    assert "检查了 2 篇文章中的 1 篇" in output
    (edition,) = EditionStore().all()
    assert edition.checked["articles"] == [1, 2]
    tested, total = edition.checked["addresses"]
    assert tested < total


def test_a_sample_is_the_same_each_time_and_of_all_parts():
    numbers = sample(range(10_000), 500, "seed")
    assert numbers == sample(iter(range(10_000)), 500, "seed")
    assert len(set(numbers)) == 500
    assert numbers != sample(range(10_000), 500, "another")
    assert 4500 < sum(numbers) / 500 < 5500
    assert sample(range(3), 5, "") == [0, 1, 2]


def test_an_edition_built_without_activation_can_be_activated(publish):
    assert "尚未启用" in publish("--aside").stdout
    store = EditionStore()
    assert store.served() is None
    (edition,) = store.all()
    output = publish().stdout
    assert "已有版本" in output, "it is not built again"
    assert "已发布" in output
    assert store.served() == edition.folder


def test_an_article_is_found_among_many_of_one_headline(monkeypatch):
    hits = [search.Hit(f"ident{n}") for n in range(450)]

    def search_results(query):
        return search.Results(tuple(hits[query.offset : query.offset + query.limit]), len(hits))

    monkeypatch.setattr(search, "search", search_results)
    query = search.Query(limit=200)
    assert search.is_within_first(query, "ident449", 10_000)
    assert not search.is_within_first(query, "ident449", 400), "no more are looked at"
    assert not search.is_within_first(query, "another", 10_000)


def test_every_kind_of_address_is_asked_for(two_editions, site, monkeypatch):
    in_this_process(monkeypatch)
    names = set()
    monkeypatch.setattr(
        smoke_test, "_route_fault", lambda application, name, address: names.add(name)
    )
    began = current.acquire()
    with current.pinned_to(began):
        smoke_test.address_faults(1, "")
    current.release(began)
    needs_images = {"iiif", "iiif-info", "iiif-image", "article-picture"}
    # the sample has no article that two newspapers printed
    needs_reprints = {"dispatch", "dispatch-data"}
    # nor names anybody, and has no record of an organisation
    needs_names = {"name", "name-data", "organisation", "organisation-data"}
    # they answer from editions that are served already
    mementos = {"timegate", "timemap", "memento", "memento-data"}
    expected = {pattern.name for pattern in urlpatterns} - needs_images - needs_reprints
    expected -= needs_names
    assert names == expected - mementos


def test_lists_too_long_for_a_file_of_citations_are_not_asked_for_as_one(
    two_editions, site, monkeypatch
):
    in_this_process(monkeypatch)
    addresses = set()
    monkeypatch.setattr(
        smoke_test, "_route_fault", lambda application, name, address: addresses.add(address)
    )
    began = current.acquire()
    with current.pinned_to(began):
        articles = Article.objects.count()
        monkeypatch.setitem(vars(RIS), "max_limit", articles - 1)
        monkeypatch.setitem(vars(BIBTEX), "max_limit", articles)
        smoke_test.address_faults(1, "")
    current.release(began)
    assert "/articles.ris" not in addresses
    assert "/articles.bib" in addresses


def test_compiled_templates_are_reused_by_the_same_program(tmp_path, settings, monkeypatch):
    settings.VAR_DIR = tmp_path
    folder = tmp_path / smoke_test.TEMPLATES
    folder.mkdir()
    (folder / "of-another-program").touch()
    environment = engines["jinja2"].env
    configured = environment.bytecode_cache
    environment.cache.clear()
    with smoke_test._compiled_templates_kept():
        environment.get_template("base.html")
        files = [path.name for path in folder.iterdir()]
    assert len(files) == 1
    assert files[0].startswith(fingerprint.basis()[:16])
    assert environment.bytecode_cache is configured
    # the next check compiles nothing
    environment.cache.clear()
    monkeypatch.setattr(type(environment), "compile", None)
    with smoke_test._compiled_templates_kept():
        assert environment.get_template("base.html").name == "base.html"
