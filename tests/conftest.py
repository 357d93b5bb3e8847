"""Load the catalogue once per session; find page texts and a browser."""

import gc
import json
import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.db.models import F
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered
from hypothesis import settings as hypothesis_settings

from archive import exports, search
from archive.catalogue.page_texts import PageTexts
from archive.editions import mentions, names, totals
from archive.editions.current import MANIFEST, SCHEMA, Edition, pinned_to
from archive.editions.load import assemble_full_texts, load
from archive.models import Article
from archive.search import suggestion_index_build
from archive.search.suggestion_entries import suggestion_entries

from .small_catalogue import SmallCatalogue

# commands answer in the language that they are written in, whatever the machine's is
os.environ["LANGUAGE"] = "zh"
django_settings.COMMAND_LANGUAGE = "zh-hans"
PAGES = PageTexts(django_settings.PAGES_DIR)
# how long an example takes says more about what else the machine does
hypothesis_settings.register_profile("without deadline", deadline=None)
hypothesis_settings.load_profile("without deadline")
# which tests may be skipped: all (default), pages (those that need page texts or oracles, which lie
# beside the checkout), none
ALLOWED_SKIPS = os.environ.get("ARCHIVE_TEST_SKIPS", "all")
# folders of tests that publish, or start servers, browsers or other people's programs
PROGRAMS = {"browser", "clients", "cluster", "editions", "faults", "offline", "serving"}
TESTS = Path(__file__).parent


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    if connections["default"].vendor == "postgresql":
        from archive.editions.postgresql.schemas import MARKER

        (folder / MARKER).write_text('{"schema": "public"}')
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """With a cluster (tests/cluster/run.py): the tests' own tables are written to, and each of
    several processes has search tables of its own."""
    if connections["default"].vendor == "postgresql":
        connections["default"].settings_dict["BUILDING"] = "public"
    if tables := django_settings.SEARCH_SPHINXQL.get("tables"):
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
        django_settings.SEARCH_SPHINXQL["tables"] = tables[number::workers]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, index_folder):
    """The whole catalogue, with full texts where the pages are held, and its search index."""
    with django_db_blocker.unblock():
        load(django_settings.FIXTURES_DIR)
        assemble_full_texts(PAGES)
        mentions.build()
        names.fill()
        search.rebuild(index_folder)
        suggestion_index_build.build(index_folder, suggestion_entries())
        with pinned_to(Edition(index_folder)):
            exports.build(index_folder / exports.FOLDER, "f" * 64, "")


@pytest.fixture(autouse=True)
def _served_from_the_test(settings, index_folder):
    settings.EDITION_DIR = index_folder
    settings.STATIC_ROOT = index_folder
    # tests change the database
    settings.PAGE_CACHE = 0
    # names of static files need no manifest in tests
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def reset_changes(db):
    """Mark every article as unchanged since it was first published."""
    Article.objects.update(last_changed=F("first_published"))


@pytest.fixture
def restored_sequences(db):
    """Reset sequences, which no rollback does, after tests that load their own catalogue."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences"
            " WHERE last_value IS NOT NULL"
        )
        sequences = cursor.fetchall()
    yield
    with connection.cursor() as cursor:
        for name, last in sequences:
            cursor.execute("SELECT setval(%s, %s)", [name, last])


@pytest.fixture
def published_index(db, index_folder):
    """The edition of the tests as a published one: with its manifest, and counted."""
    manifest = {"fingerprint": "f" * 64, "made": "2026-11-21T00:00:00+00:00", "schema": SCHEMA}
    (index_folder / MANIFEST).write_text(json.dumps(manifest))
    totals.build(index_folder)
    yield index_folder
    for name in (MANIFEST, totals.FILE):
        (index_folder / name).unlink()


@pytest.fixture(autouse=True, scope="session")
def _pages_tell_their_context():
    """Give responses of the test client their `context`, as Django's own templates do."""
    rendered = Template.render

    def render(self, context=None, request=None):
        template_rendered.send(sender=self, template=self, context=context or {})
        return rendered(self, context, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        yield


@pytest.fixture
def page_texts():
    """The page texts, by SHA-256."""
    return PAGES


@pytest.fixture
def catalogue(tmp_path):
    """A small catalogue in files of its own."""
    return SmallCatalogue(tmp_path)


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    """Mark each test by its fixtures with what it needs (`pytest -m`)."""
    if item.path.relative_to(TESTS).parts[0] in PROGRAMS:
        item.add_marker("programs")
    if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
        item.add_marker("database")
    # renders some hundred pages; starts the servers of a search cluster
    if {"every_page", "cluster"} & set(item.fixturenames):
        item.add_marker("slow")


def pytest_collection_modifyitems(items):
    # what takes long is begun first, so that all processes (-n) end together
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    from archive.catalogue.files import issue_files
    from archive.catalogue.yaml_file import read

    expected = {
        page.text.sha256
        for path in issue_files(django_settings.FIXTURES_DIR)
        if path.suffix == ".yaml"
        for page in read(path).record.pages
    }
    missing = expected - set(PAGES)
    if missing:
        reason = f"no page texts for {len(missing)} pages in {django_settings.PAGES_DIR}"
        for item in items:
            if item.get_closest_marker("pages"):
                item.add_marker(pytest.mark.skip(reason=f"pages: {reason} (set ARCHIVE_PAGES)"))


def pytest_collection_finish():
    """Thousands of collected tests stay to the end: keep the garbage collector from walking them
    again and again, which would take a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("NOT TESTED", bold=True, yellow=True)
        for report in skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            terminalreporter.write_line(f"{report.nodeid}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """With several processes (-n) the one that reports sees the skips of all of them."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    refused = [
        report
        for report in skipped
        if ALLOWED_SKIPS == "none"
        or (
            ALLOWED_SKIPS == "pages"
            and not any(
                f"Skipped: {reason}:" in str(report.longrepr) for reason in ("pages", "oracles")
            )
        )
    ]
    if refused and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
