"""Liveness and readiness probes, and what makes the archive unready."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from archive import __version__
from archive.editions.current import MANIFEST
from archive.models import Article

pytestmark = pytest.mark.django_db


def test_liveness_checks_nothing_but_the_process(
    client, django_assert_num_queries, settings, tmp_path
):
    settings.EDITION_DIR = tmp_path / "nothing"
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/healthz", headers={"accept": "application/json"}).json() == {"status": "ok"}


def test_a_complete_edition_is_ready(client, published_index, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        answer = client.get("/readyz", headers={"accept": "application/json"})
    data = answer.json()
    assert (answer.status_code, data["status"], data["version"]) == (200, "ok", __version__)
    assert data["articles"] == Article.objects.count()
    assert data["edition"]
    assert client.get("/readyz").content.decode() == f"ok {data['edition']}\n"


def assert_not_ready(client, reason, log):
    answer = client.get("/readyz", headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"
    data = answer.json()
    assert data["type"].endswith("#not-ready")
    assert reason in data["detail"]
    assert "/" not in data["detail"], "paths are for the log"
    return data


def test_not_ready_without_an_index(client, published_index, settings, tmp_path, caplog):
    (tmp_path / MANIFEST).write_text((published_index / MANIFEST).read_text())
    settings.EDITION_DIR = tmp_path
    assert_not_ready(client, "检索索引不能使用", caplog)
    assert str(tmp_path) in caplog.text


def test_not_ready_without_an_edition(client, settings, tmp_path, caplog):
    settings.EDITION_DIR = tmp_path / "nothing"
    assert_not_ready(client, "没有可读的版本", caplog)
    assert str(tmp_path) in caplog.text


def test_not_ready_with_a_broken_manifest(client, published_index, settings, tmp_path, caplog):
    (tmp_path / MANIFEST).write_text("{")
    settings.EDITION_DIR = tmp_path
    assert_not_ready(client, "没有可读的版本", caplog)
    assert MANIFEST in caplog.text


def test_not_ready_with_an_unreadable_database(client, published_index, monkeypatch, caplog):
    from django.db import DatabaseError

    def raise_database_error(self):
        raise DatabaseError("malformed")

    monkeypatch.setattr("django.db.models.query.QuerySet.exists", raise_database_error)
    assert_not_ready(client, "数据库无法读取", caplog)
    assert "malformed" in caplog.text


def test_not_ready_if_database_and_index_differ(client, published_index, caplog):
    Article.objects.all().delete()
    assert_not_ready(client, "不是同一个版本", caplog)


@pytest.fixture
def static_files(settings, tmp_path):
    """Static files, collected as for serving, in a folder of the test."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return settings.STATIC_ROOT


def test_not_ready_without_static_files(client, published_index, static_files, caplog):
    assert client.get("/readyz").status_code == 200
    next((static_files / "js").glob("suggest.*.js")).unlink()
    assert_not_ready(client, "静态文件不全", caplog)
    assert f"{static_files}: js/suggest.js" in caplog.text


def test_not_ready_without_collected_static_files(
    client, published_index, static_files, monkeypatch, caplog
):
    # what a process reads of such a folder when it starts
    monkeypatch.setattr(staticfiles_storage, "hashed_files", {})
    assert_not_ready(client, "静态文件不全", caplog)
    assert "icon.svg" in caplog.text
