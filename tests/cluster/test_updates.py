"""Editions in PostgreSQL and a search cluster: an incremental build equals a full build."""

import asyncio
import re
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from archive import search
from archive.editions import build
from archive.editions import publish as publishing
from archive.editions.current import opened
from archive.editions.exceptions import PublishFailed
from archive.editions.manifest import read
from archive.editions.postgresql import schemas
from archive.editions.postgresql.base import DatabaseWrapper
from archive.editions.postgresql.schemas import edition_schema
from archive.editions.rebuild_check import rebuild_faults
from archive.editions.store import EditionStore
from archive.search.engines.sphinxql.cluster import Marker

from ..editions.compared_builds import (
    QUERIES,
    both_builds,
    compare_histories,
    prepare_builds,
    without_order,
)
from ..editions.growing_catalogue import GrowingCatalogue
from ..search.sphinx import Cluster
from .postgres import PROGRAMS, Server

_UNUSUAL_PLANS = "-c enable_indexscan=off -c enable_bitmapscan=off -c enable_nestloop=off"
_ENGINE = "archive.search.engines.sphinxql.SphinxQLEngine"


@pytest.fixture(scope="module")
def servers():
    """A PostgreSQL server and a search cluster."""
    if PROGRAMS is None:
        pytest.skip("postgresql: none (apt install postgresql)")
    # pytest's own folders are closed to all but who runs it, and the server is not root
    with tempfile.TemporaryDirectory(prefix="baozang-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = stack.enter_context(Cluster(folder / "sphinx"))
        yield stack.enter_context(Server(folder / "postgresql")), cluster


@pytest.fixture
def _no_event_loop():
    """The browser's tests leave one running: with it Django keeps connections where a forked
    process, in which none runs, does not look."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture
def database(servers, request, _no_event_loop):
    """The default connection is to a new database of the server."""
    server, _ = servers
    name = re.sub(r"\W", "_", request.node.name)[:60].lower()
    server.create(name)
    options = conninfo_to_dict(server.url(name))
    default = connections["default"]
    url = {"NAME": options.pop("dbname"), "OPTIONS": options}
    del connections["default"]
    connections["default"] = DatabaseWrapper({**default.settings_dict, **url}, "default")
    yield server, name
    connections["default"].close()
    connections["default"] = default


@pytest.fixture
def publish(servers, database, tmp_path, settings, monkeypatch, django_db_blocker):
    """Publish a catalogue, incrementally or from scratch; return the edition's folder.

    A full build is not served, so that the next incremental one does not begin with it. Of the
    cluster's tables there are four, so those of editions that were removed are used again.
    """
    prepare_builds(monkeypatch)
    # the index of a small archive is updated, too
    monkeypatch.setattr(build, "SMALL_INDEX", 0)
    monkeypatch.setattr(build, "MAX_UPDATED", 1)
    _, cluster = servers
    settings.SEARCH_ENGINE = _ENGINE
    settings.SEARCH_SPHINXQL = {**cluster.config, "tables": cluster.config["tables"][:4]}
    settings.VAR_DIR = tmp_path / "var"
    settings.EDITION_DIR = settings.VAR_DIR / "current"

    def _publish(catalogue, name="steps", **options):
        settings.FIXTURES_DIR, settings.PAGES_DIR = catalogue.folder, catalogue.pages
        progress = []
        aside = name == "whole"
        # rows without an order come in another one from other plans
        plans = _UNUSUAL_PLANS if aside else ""
        connections["default"].settings_dict["OPTIONS"]["options"] = plans
        edition = publishing.publish(progress.append, allow_loss=True, aside=aside, **options)
        return edition.folder, "\n".join(progress)

    with django_db_blocker.unblock():
        yield _publish


@pytest.mark.slow
def test_incremental_builds_equal_full_builds(publish, tmp_path):
    compare_histories(publish, GrowingCatalogue(tmp_path, 0), with_order=False)


def test_earlier_editions_in_the_same_table_still_answer(publish, tmp_path):
    catalogue = GrowingCatalogue(tmp_path, 5)
    folders, answers = [], []
    for _ in range(3):
        folder, progress = publish(catalogue)
        assert "完整重建" not in progress
        folders.append(folder)
        answers.append(answers_of(folder))
        catalogue.correct()
        catalogue.write()
    markers = [Marker.read(folder) for folder in folders]
    assert len({marker.table for marker in markers}) == 1
    assert all(max(marker.seals) == marker.build for marker in markers)
    replaced = [marker.replaced for marker in markers]
    assert 0 == replaced[0] < replaced[1] < replaced[2]
    for folder, before in zip(folders, answers, strict=True):
        # rows of later editions count in scores
        assert_same_answers(answers_of(folder), before)
    # the catalogue has changed since
    folder, _ = publish(catalogue)
    faults = rebuild_faults(read(folder), lambda _: None)
    assert not faults, faults


def test_an_interrupted_update_is_undone_by_the_next(publish, tmp_path, monkeypatch):
    catalogue = GrowingCatalogue(tmp_path, 6)
    publish(catalogue)
    catalogue.add_issue()
    catalogue.correct()
    catalogue.write()

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        # all is written, and nothing sealed
        patch.setattr("archive.search.engines.sphinxql.fill._Shard.seal", interrupted)
        with pytest.raises(KeyboardInterrupt):
            publish(catalogue)
    catalogue.correct()
    catalogue.write()
    folder, full_build = both_builds(publish, catalogue)
    assert_same_answers(answers_of(folder), answers_of(full_build))


def test_an_issue_may_be_withdrawn_of_several_of_a_day(publish, tmp_path):
    """The others of that day have other sort keys then."""
    catalogue = GrowingCatalogue(tmp_path, 5)
    catalogue.newspapers["bing-bao"] = "丙报"
    for paper in sorted(catalogue.newspapers):
        catalogue.issues[paper, "2021-05-05"] = [[catalogue._article() for _ in range(6)]]
    catalogue.write()
    publish(catalogue)
    catalogue.withdraw_issue()
    catalogue.write()
    folder, _ = publish(catalogue)
    idents = sorted(hit.ident for hit in answers_of(folder)[0].hits)
    remaining = [of for (_, day), of in catalogue.issues.items() if day == "2021-05-05"]
    assert len(remaining) == 2
    for pages in remaining:
        pages[0][0]["paragraphs"][-1] = catalogue._sentence()
    catalogue.write()
    folder, progress = publish(catalogue)
    assert "完整重建" not in progress
    assert sorted(hit.ident for hit in answers_of(folder)[0].hits) == idents
    faults = rebuild_faults(read(folder), lambda _: None)
    assert not faults, faults


def test_a_build_that_was_rejected_leaves_nothing_behind(publish, tmp_path, monkeypatch):
    catalogue = GrowingCatalogue(tmp_path, 7)
    first, _ = publish(catalogue)
    catalogue.correct()
    catalogue.write()

    def reject(*_):
        raise PublishFailed("rejected")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "check_edition", reject)
        with pytest.raises(PublishFailed, match="rejected"):
            publish(catalogue)
    folder, progress = publish(catalogue)
    assert "完整重建" not in progress
    assert Marker.read(folder).table == Marker.read(first).table
    faults = rebuild_faults(read(folder), lambda _: None)
    assert not faults, faults


def test_an_edition_that_a_later_one_was_built_upon_is_not_built_upon_again(publish, tmp_path):
    catalogue = GrowingCatalogue(tmp_path, 8)
    first, _ = publish(catalogue)
    catalogue.correct()
    catalogue.write()
    second, _ = publish(catalogue)
    EditionStore().activate(first)
    before = answers_of(second)
    catalogue.correct()
    catalogue.write()
    third, progress = publish(catalogue)
    assert f"较新的版本 {second.name} 也在用表 {Marker.read(second).table}" in progress
    assert Marker.read(third).table != Marker.read(second).table
    assert answers_of(second) == before


def test_two_publishers_do_not_write_to_one_database(publish, tmp_path, database, monkeypatch):
    catalogue = GrowingCatalogue(tmp_path, 12)
    server, name = database
    monkeypatch.setattr(schemas, "_LOCK_TIMEOUT", 50)
    with psycopg.connect(server.url(name)) as other_publisher:
        other_publisher.execute(f"SELECT pg_advisory_lock({schemas._LOCK})")
        with pytest.raises(PublishFailed, match="另一个 publish 正在写入"):
            publish(catalogue)
    publish(catalogue)


def test_a_schema_that_is_gone_makes_a_full_build(publish, tmp_path, database):
    catalogue = GrowingCatalogue(tmp_path, 9)
    folder, _ = publish(catalogue)
    server, name = database
    schema = edition_schema(folder)
    server.ask(name, f"DROP SCHEMA {schema} CASCADE")
    catalogue.correct()
    catalogue.write()
    _, progress = publish(catalogue)
    assert f"完整重建：PostgreSQL 里没有 {schema}" in progress


def test_a_copied_schema_has_the_same_definitions(publish, tmp_path, database):
    """Columns, indexes and constraints of tables."""
    catalogue = GrowingCatalogue(tmp_path, 10)
    publish(catalogue)
    catalogue.rename_topic()
    catalogue.write()
    folder, full_build = both_builds(publish, catalogue)
    server, name = database

    def definitions(edition):
        schema = edition_schema(edition)
        dump = [PROGRAMS / "pg_dump", *server._where(), "-n", schema, "--schema-only", name]
        text = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
        # lines of psql's have a random key
        text = re.sub(r"^\\.*\n", "", text.replace(schema, "edition"), flags=re.MULTILINE)
        return sorted(text.split(";\n"))

    assert definitions(folder) == definitions(full_build)


def assert_same_answers(answers, expected_answers):
    for query, answer, expected in zip(QUERIES, answers, expected_answers, strict=True):
        assert not answer.incomplete
        assert without_order(query, answer) == without_order(query, expected), query


def answers_of(folder):
    with opened(folder):
        return [search.search(query) for query in QUERIES]
