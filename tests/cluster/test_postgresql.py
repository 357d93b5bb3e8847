"""Editions with their database in PostgreSQL, read from a standby; servers that die."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from ..browser.site_under_test import Site
from ..small_catalogue import SmallCatalogue
from .postgres import PROGRAMS, Server

DATABASE = "editions"
# seconds
TIMEOUT = 60


@pytest.fixture(scope="module")
def servers():
    """A primary and its standby."""
    if PROGRAMS is None:
        pytest.skip("postgresql: none (apt install postgresql)")
    # pytest's own folders are closed to all but who runs it, and the servers are not root
    with tempfile.TemporaryDirectory(prefix="baozang-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Server(folder / "primary") as primary:
            primary.create(DATABASE)
            standby = primary.standby(folder / "standby")
            yield primary, standby
            standby.kill()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return SmallCatalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def site(servers, catalogue, tmp_path_factory):
    """Its URL names the standby first; publishing has to find the primary."""
    primary, standby = servers
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", standby.url(DATABASE, primary))
        patch.delenv("ARCHIVE_SEARCH", raising=False)
        # a worker answers its cached pages whichever server dies
        patch.setenv("ARCHIVE_PAGE_CACHE", "0")
        site = Site(tmp_path_factory.mktemp("site"), catalogue.pages, catalogue.folder)
    yield site
    site.close()


def manage(site, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=site.environment | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def read(site):
    """Status and text of the list of newspapers."""
    try:
        with urllib.request.urlopen(f"{site.url}/newspapers/", timeout=TIMEOUT) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def name(catalogue):
    text = (catalogue.folder / "newspapers.yaml").read_text(encoding="utf-8")
    return re.search(r"name: (\w+)", text)[1]


def rename(catalogue, new):
    """Rename the newspaper; tests may run in any order."""
    catalogue.change("newspapers.yaml", f"name: {name(catalogue)}", f"name: {new}")


def schema(site):
    path = f"{site.environment['ARCHIVE_VAR']}/current/postgresql.json"
    with open(path, encoding="utf-8") as file:
        return json.load(file)["schema"]


def schemas(server):
    names = server.ask(DATABASE, "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(ed|bu)i'")
    return set(names.split())


def until(condition):
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_reads_come_from_the_standby_and_nothing_can_be_written(servers, site, catalogue):
    _, standby = servers
    until(lambda: schema(site) in schemas(standby))
    status, text = read(site)
    assert (status, name(catalogue) in text) == (200, True)
    readers = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    # besides the one that asks
    assert int(standby.ask(DATABASE, readers)) > 1
    primary_only = servers[0].url(DATABASE)
    process = manage(
        site,
        "shell",
        "-c",
        "from archive.models import Article; Article.objects.update(headline='x')",
        DATABASE_URL=primary_only,
    )
    assert "read-only transaction" in process.stderr


def test_readers_notice_neither_a_dead_standby_nor_a_swap_without_it(servers, site, catalogue):
    primary, standby = servers
    standby.kill()
    assert read(site)[0] == 200
    rename(catalogue, "新报")
    site.publish()
    assert "新报" in read(site)[1]
    standby.start()
    # it catches up
    until(lambda: schema(site) in schemas(standby))
    count = f"SELECT count(*) FROM {schema(site)}.archive_article"
    assert standby.ask(DATABASE, count) == primary.ask(DATABASE, count) == "2"


def test_without_the_primary_pages_are_read_and_publishing_says_why_not(servers, site, catalogue):
    primary, standby = servers
    schema_before = schema(site)
    primary.kill()
    try:
        assert read(site)[0] == 200
        before = name(catalogue)
        rename(catalogue, "晚报")
        refused = manage(site, "publish")
        assert refused.returncode == 1
        assert "Traceback" not in refused.stderr
        assert (schema(site), before in read(site)[1]) == (schema_before, True)
        standby.kill()
        assert read(site)[0] == 503
    finally:
        primary.start()
        standby.start()
    assert before in read(site)[1]
    site.publish()
    assert "晚报" in read(site)[1]


def test_editions_are_compared(site, catalogue):
    before = os.path.basename(os.path.realpath(f"{site.environment['ARCHIVE_VAR']}/current"))
    catalogue.change(catalogue.issue, "digest: 下月比", "digest: 下月赛")
    site.publish()
    after = os.path.basename(os.path.realpath(f"{site.environment['ARCHIVE_VAR']}/current"))
    result = manage(site, "editions", "compare", before, after)
    assert result.returncode == 0, result.stderr
    assert "222222f" in result.stdout
    assert "1cq34jc" not in result.stdout


def test_a_schema_is_verified_as_the_files_are(servers, site, tmp_path):
    primary, _ = servers
    assert manage(site, "publish", "--force", "--aside").returncode == 0
    aside = max(os.listdir(f"{site.environment['ARCHIVE_VAR']}/editions"))
    primary_only = {"DATABASE_URL": primary.url(DATABASE)}
    copied = {**primary_only, "ARCHIVE_EDITION": str(tmp_path), "ARCHIVE_VAR": str(tmp_path)}
    folder = f"{site.environment['ARCHIVE_VAR']}/editions/{aside}"
    # as on a node that serves none yet
    assert "数据库存在" in manage(site, "editions", "verify", folder, **copied).stdout
    without = manage(site, "editions", "verify", aside, DATABASE_URL="")
    assert "请设置 DATABASE_URL 后再核对" in without.stderr
    with open(f"{folder}/postgresql.json", encoding="utf-8") as file:
        its = json.load(file)["schema"]
    primary.ask(
        DATABASE, f"DELETE FROM {its}.archive_ledgerentry; DELETE FROM {its}.archive_fulltext"
    )
    damaged = manage(site, "editions", "verify", aside, **primary_only)
    assert f"PostgreSQL 的 {its}.archive_fulltext 应有 2 行，实有 0" in damaged.stderr
    primary.ask(DATABASE, f"DROP SCHEMA {its} CASCADE")
    process = manage(site, "editions", "verify", aside, **primary_only)
    assert f"has no schema {its}" in process.stderr
    assert manage(site, "editions", "remove", aside).returncode == 0


def test_no_address_is_lost_on_the_way_from_sqlite(servers, site, tmp_path):
    catalogue = SmallCatalogue(tmp_path)
    primary, _ = servers
    primary.create("moved")
    moving = {
        "ARCHIVE_VAR": str(tmp_path / "var"),
        "ARCHIVE_FIXTURES": str(catalogue.folder),
        "ARCHIVE_EDITION": str(tmp_path / "var" / "current"),
    }
    assert manage(site, "publish", DATABASE_URL="", **moving).returncode == 0
    topic = "  - slug: jing-sai\n    label: 竞赛\n    definition: 各种竞赛。\n"
    catalogue.change("topics.yaml", topic, "")
    catalogue.change("topics.yaml", "    broader: jing-sai\n", "")
    catalogue.change("ledger.yaml", "  - {kind: topic, key: jing-sai, since: 2026-01-01}\n", "")
    refused = manage(site, "publish", DATABASE_URL=primary.url("moved"), **moving)
    assert "前一个版本的总账里有 topic jing-sai，新版本没有" in refused.stderr


def test_schemas_without_an_edition_are_removed(servers, site, catalogue):
    primary, _ = servers
    primary.ask(DATABASE, "CREATE SCHEMA building_of_one_that_was_killed")
    for _ in range(2):
        assert manage(site, "publish", "--force").returncode == 0
    var = site.environment["ARCHIVE_VAR"]
    manifests = [f"{var}/editions/{name}/postgresql.json" for name in os.listdir(f"{var}/editions")]
    # those that were removed last go with the next publish
    assert len(schemas(primary)) <= len(manifests) + 1
    assert "building_of_one_that_was_killed" not in schemas(primary)
    for path in manifests:
        with open(path, encoding="utf-8") as file:
            assert json.load(file)["schema"] in schemas(primary)


def test_a_finished_schema_is_reused_by_a_resumed_publish(site, catalogue):
    rename(catalogue, "午报")
    killed = (
        "import os; from archive.editions import build, publish;"
        "build.search.rebuild = lambda *_: os.kill(os.getpid(), 9);"
        "publish.publish()"
    )
    assert manage(site, "shell", "-c", killed).returncode == -9
    output = manage(site, "publish").stdout
    assert "继续构建：已完成目录的检查、数据库" in output
    assert "建立数据库" not in output
    assert "午报" in read(site)[1]


def test_another_collation_is_refused(servers, site):
    primary, _ = servers
    primary.create("pinyin", "-T", "template0", "--locale-provider=icu", "--icu-locale=zh")
    refused = manage(site, "publish", "--force", DATABASE_URL=primary.url("pinyin"))
    assert (refused.returncode, "排序规则" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("url", "message"),
    [("postgresql://h", "must name a database"), ("mysql://h/d", "DATABASE_URL: ")],
)
def test_an_invalid_database_url_is_reported(url, message):
    output = subprocess.run(
        [sys.executable, "manage.py", "check"],
        env=os.environ | {"DATABASE_URL": url},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert output.returncode == 1
    assert message in output.stderr
