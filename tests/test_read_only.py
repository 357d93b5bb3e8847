"""Serving writes nothing: every kind of request leaves all files as they were, byte for byte."""

import pytest
from django.conf import settings as django_settings
from django.db import connection

from .kinds_of_page import ADDRESSES, ERRONEOUS

pytestmark = pytest.mark.django_db

ELSE = (
    *("/articles.json", "/articles.csv", "/articles.atom", "/data/SHA256SUMS", "/sitemap.xml"),
    *("/oai?verb=Identify", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/api/openapi.json"),
    *("/suggest/?q=lxy", "/readyz", "/healthz", "/about.json", "/robots.txt"),
)


def state(folder) -> dict:
    return {
        path.relative_to(folder): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }


@pytest.mark.slow
def test_no_request_writes_a_file(client, index_folder):
    before = state(index_folder)
    assert before
    for address in (*ADDRESSES, *ERRONEOUS, *ELSE):
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer)
    client.post("/oai", {"verb": "Identify"})
    assert state(index_folder) == before


@pytest.mark.slow
def test_no_request_writes_to_the_record(client):
    statements = []

    def watch_statements(execute, sql, parameters, many, context):
        if not sql.lstrip("( \n").upper().startswith(("SELECT", "WITH", "EXPLAIN")):
            statements.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch_statements):
        for address in (*ADDRESSES, *ERRONEOUS, *ELSE):
            answer = client.get(address)
            if answer.streaming:
                b"".join(answer)
        for method in ("post", "put", "patch", "delete"):
            getattr(client, method)("/articles/")
    assert statements == []


def test_there_are_no_users_and_no_sessions():
    installed = set(django_settings.INSTALLED_APPS)
    for part in ("admin", "auth", "sessions", "messages", "contenttypes"):
        assert f"django.contrib.{part}" not in installed
    assert not [
        m for m in django_settings.MIDDLEWARE if "session" in m or "csrf" in m or "auth" in m
    ]
