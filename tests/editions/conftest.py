"""Two published editions of the small catalogue, and a site that serves either."""

import shutil
import sqlite3
from contextlib import closing, contextmanager
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from archive.catalogue.catalogue import Catalogue
from archive.editions import check, current
from archive.editions.publish import publish as published
from archive.sqlite_files import log_of

from ..small_catalogue import SmallCatalogue


@contextmanager
def record_at(path):
    """Use the file at `path` as Django's database in every thread; then restore the tests' own."""
    default = connections["default"]
    name = default.settings_dict["NAME"]
    del connections["default"]
    default.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connections["default"].close()
        default.settings_dict["NAME"] = name
        connections["default"] = default


def own_database(folder):
    """Connect to the edition's database for writing, having made it a file that no other shares."""
    path = folder / current.DATABASE
    own = path.with_name("own.sqlite3")
    shutil.copy(path, own)
    own.chmod(0o644)
    if (log := log_of(path)).exists():
        log.replace(log_of(own))
    with closing(sqlite3.connect(own)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    own.replace(path)
    return sqlite3.connect(path)


@pytest.fixture(scope="session")
def two_editions(tmp_path_factory, django_db_blocker):
    """Folders of an edition and of the next, whose names and dates differ; and their catalogue."""
    folder = tmp_path_factory.mktemp("editions")
    catalogue = SmallCatalogue(folder)
    # a name that occurs nowhere else
    catalogue.change("topics.yaml", "label: 比武", "label: 手艺")
    var = folder / "var"
    record = record_at(var / "current" / current.DATABASE)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), record:
        from django.conf import settings

        patch.setattr(settings, "FIXTURES_DIR", catalogue.folder)
        patch.setattr(settings, "PAGES_DIR", catalogue.pages)
        patch.setattr(settings, "VAR_DIR", var)
        patch.setattr(settings, "EDITION_DIR", var / "current")
        old = published(report=lambda sentence: None).folder
        change_catalogue(catalogue)
        new = published(report=lambda sentence: None).folder
    return SimpleNamespace(old=old, new=new, catalogue=catalogue)


def change_catalogue(catalogue):
    catalogue.change("newspapers.yaml", "name: 试报", "name: 新报")
    catalogue.change("topics.yaml", "label: 手艺", "label: 大赛")
    changes = "changes/2026-03-01.yaml"
    entries = [
        ("article", "1cq34jc"),
        ("article", "222222f"),
    ]
    live = Catalogue(catalogue.folder).live
    lines = [
        f"  - {{kind: {kind}, key: {key}, part: text, says: 试, sum: {live[kind, key].sum}}}\n"
        for kind, key in entries
    ]
    catalogue.write(changes, "date: 2026-03-01\nchanges:\n" + "".join(lines))


@pytest.fixture
def tries_addresses():
    """Whether `publish` requests the addresses of what it has built; test_check.py says so."""
    return False


@pytest.fixture
def publish(catalogue, tmp_path, settings, django_db_blocker, monkeypatch, tries_addresses):
    """Run `manage.py publish` on the small catalogue; return its output and exit status.

    Requesting every address takes as long as all else.
    """
    if not tries_addresses:
        monkeypatch.setattr(check, "address_faults", lambda *_: ([], 0, 0))
    settings.FIXTURES_DIR, settings.PAGES_DIR = catalogue.folder, catalogue.pages
    settings.PAGES_DIR_IS_EXPLICIT = True
    settings.VAR_DIR = tmp_path / "var"
    settings.EDITION_DIR = settings.VAR_DIR / "current"

    with django_db_blocker.unblock(), record_at(settings.EDITION_DIR / current.DATABASE):
        yield run("publish")


def run(command):
    """Return a function that runs this manage.py command in this process."""

    def run_command(*arguments):
        stdout, stderr = StringIO(), ""
        try:
            call_command(command, *arguments, stdout=stdout)
        except CommandError as error:
            stderr = str(error)
        return SimpleNamespace(
            stdout=stdout.getvalue(), stderr=stderr, returncode=int(bool(stderr))
        )

    return run_command


@pytest.fixture
def editions(publish):
    """Return a function that runs `manage.py editions`."""
    return run("editions")


class Site:
    """A site of editions; `serve` moves the link."""

    def __init__(self, link):
        self.link = link

    def serve(self, folder):
        waiting = self.link.with_name("waiting")
        waiting.symlink_to(folder)
        waiting.replace(self.link)

    def get(self, address, **extra):
        return Client(raise_request_exception=False).get(address, **extra)


@pytest.fixture
def site(two_editions, tmp_path, settings, django_db_blocker):
    """A site that serves a copy of the older edition, which a test may damage."""
    link = tmp_path / "current"
    settings.EDITION_DIR = link
    with django_db_blocker.unblock(), record_at(link / current.DATABASE):
        new_site = Site(link)
        for name, folder in (("old", two_editions.old), ("new", two_editions.new)):
            setattr(new_site, name, tmp_path / name)
            shutil.copytree(folder, getattr(new_site, name))
        new_site.serve(new_site.old)
        yield new_site
