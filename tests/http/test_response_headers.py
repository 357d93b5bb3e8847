"""The security policies are on every response."""

import os
import re
import runpy
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from archive.http.middleware.response_headers import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.django_db

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# (method, address, headers) of every kind of answer
ADDRESSES = {
    "page": ("get", "/", {}),
    "data": ("get", "/articles.json", {}),
    "redirect": ("get", "/articles", {}),
    "clean redirect": ("get", "/articles/?q=+", {}),
    "not found": ("get", "/nothing/", {}),
    "bad parameter": ("get", "/articles/?a=1", {}),
    "refused method": ("post", "/", {}),
    "options": ("options", "/", {}),
    "bad host": ("get", "/", {"host": "evil.example"}),
    "too long": ("get", "/articles/?q=" + "a" * 9000, {}),
    "file": ("get", "/data/SHA256SUMS", {}),
    "unsatisfiable range": ("get", "/data/SHA256SUMS", {"range": "bytes=99999999-"}),
    "probe": ("get", "/healthz", {}),
    "oai": ("get", "/oai?verb=Identify", {}),
}


def test_a_static_file_has_no_policy_for_documents(client):
    assert "Permissions-Policy" not in client.get("/static/nothing.css").headers


def check(answer):
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value, name
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
    assert "Server-Timing" in answer.headers
    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("kind", ADDRESSES)
def test_every_response_has_the_security_headers(client, kind):
    method, address, headers = ADDRESSES[kind]
    check(getattr(client, method)(address, headers=headers))


def test_a_304_has_the_security_headers(client):
    first = client.get("/data/SHA256SUMS")
    answer = client.get("/data/SHA256SUMS", headers={"if-none-match": first["ETag"]})
    assert answer.status_code == 304
    check(answer)


DEMANDS = [
    ({"If-None-Match": "*"}, 304),
    ({"If-Match": '"of another page"'}, 412),
    ({"If-Match": '"of another page"', "If-None-Match": '"another"'}, 412),
    ({"If-Unmodified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}, 412),
]


@pytest.mark.parametrize(("demands", "status"), DEMANDS)
@pytest.mark.parametrize("memory", [0, 1_000_000])
def test_conditional_responses_have_the_headers(client, settings, demands, status, memory):
    settings.PAGE_CACHE = memory
    client.get("/topics/")
    answer = client.get("/topics/", headers=demands)
    assert (answer.status_code, answer.content) == (status, b"")
    check(answer)
    assert ("no-store" in answer.headers["Cache-Control"]) == (status == 412)


def test_error_responses_have_the_headers(client, monkeypatch):
    client.raise_request_exception = False

    def fail(*args):
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("archive.web.front_page.render", fail)
    for accept, kind in (
        ("text/html", "text/html"),
        ("application/json", "application/problem+json"),
    ):
        answer = client.get("/", headers={"accept": accept})
        if accept == "text/html" or answer.status_code == 500:
            check(answer)
            assert answer.headers["Content-Type"].startswith(kind)
            assert "a fault of the program" not in answer.content.decode()
            assert answer.headers["X-Request-ID"] in answer.content.decode()


@pytest.mark.slow
@pytest.mark.embedded
def test_static_files_have_the_security_headers():
    """As they are served: by whitenoise, from collected files."""
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'archive.settings';"
        "from django.conf import settings; settings.WHITENOISE_USE_FINDERS = True;"
        "settings.WHITENOISE_AUTOREFRESH = True;"
        "from archive.wsgi import application;"
        "from django.test.client import RequestFactory;"
        "e = RequestFactory().get('/static/icon.svg', HTTP_HOST='localhost').environ;"
        "application(e, lambda status, headers: print(status, *(f'{k}: {v}' for k, v in "
        "headers), sep='\\n'))"
    )
    completed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"ARCHIVE_ORIGIN": "https://archive.example.org"},
        capture_output=True,
        text=True,
        check=True,
    )
    status, *lines = completed.stdout.splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    assert status.startswith("200")
    for name, value in ALWAYS.items():
        assert headers[name] == value, name
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    # and if the public address is https, HSTS is sent
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_cross_origin_use_is_for_data_only(client):
    def policy(address, **headers):
        return client.get(address, headers=headers)["Cross-Origin-Resource-Policy"]

    assert policy("/articles/") == policy("/nothing/") == "same-origin"
    assert policy("/articles/", accept="application/json") == "cross-origin"
    for address in ("/articles.json", "/articles.atom", "/data/SHA256SUMS", "/oai?verb=Identify"):
        assert policy(address) == "cross-origin", address


def test_hsts_is_for_https_alone(client, settings):
    assert "Strict-Transport-Security" not in client.get("/").headers
    settings.SECURE_HSTS_SECONDS = 3600
    assert client.get("/nothing/")["Strict-Transport-Security"] == "max-age=3600"


@pytest.mark.slow
@pytest.mark.embedded
@pytest.mark.parametrize("origin", ["", "http://localhost", "https://archive.example.org"])
def test_the_deployment_check_is_silent_and_says_why(origin):
    process = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"ARCHIVE_ORIGIN": origin},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    source = (django_settings.BASE_DIR / "archive/settings.py").read_text(encoding="utf-8")
    silenced = source.split("SILENCED_SYSTEM_CHECKS = [")[1].split("\n]")[0]
    for item in django_settings.SILENCED_SYSTEM_CHECKS:
        # a comment stands above it, or above the one before
        assert re.search(rf'#[^\n]+\n(\s+"security\.W\d+",\n)?\s+"{re.escape(item)}"', silenced), (
            item
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARCHIVE_ORIGIN", "archive.example.org"),
        ("ARCHIVE_ORIGIN", "https://archive.example.org/path"),
        ("ARCHIVE_ORIGIN", "ftp://archive.example.org"),
        ("ARCHIVE_HSTS", "a year"),
        ("ARCHIVE_REQUEST_TIMEOUT", "-1"),
        ("ARCHIVE_CONCURRENCY", "nan"),
        ("ARCHIVE_LOG", "some"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(monkeypatch, name, value):
    monkeypatch.setenv("ARCHIVE_ORIGIN", "https://archive.example.org")
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(django_settings.BASE_DIR / "archive" / "settings.py"))
    assert f"{name} must be " in str(refused.value)
    assert str(refused.value).endswith(f"got {value!r}")
