"""Static files as in RFC 9110: codings, conditional requests, ranges."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client
from django.utils.http import http_date


@pytest.fixture(scope="module")
def static_root(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def get(settings, static_root):
    """Request the style sheet, or another static file, as served from collected files."""
    settings.STATIC_ROOT = static_root
    settings.STORAGES = {
        "staticfiles": {"BACKEND": "archive.http.middleware.static_files.StaticStorage"}
    }
    if not (static_root / "staticfiles.json").exists():
        call_command("collectstatic", interactive=False, verbosity=0)
    client, sheet = Client(), staticfiles_storage.url("css/components.css")

    def _get(address=sheet, method="get", **headers):
        answer = getattr(client, method)(address, headers=headers)
        answer.body = b"".join(answer) if answer.streaming else answer.content
        return answer

    return _get


@pytest.mark.slow
def test_scripts_import_each_other_by_names_with_a_hash(get, static_root):
    """Hashed files are cached forever; a cached script must meet the modules it was written for."""
    imports = []
    for path in (static_root / "js").glob("*.[0-9a-f]*.js"):
        imports += re.findall(r'from "\./([^"]+)"', path.read_text(encoding="utf-8"))
    assert imports
    for name in imports:
        assert re.fullmatch(r"[a-z0-9-]+\.[0-9a-f]{12}\.js", name)
        assert get(f"/static/js/{name}").status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, ""),
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("br;q=0, gzip;q=0, identity", ""),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("identity, gzip;q=0.5", ""),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", ""),
        ("x-brand, zgzip", ""),
    ],
)
def test_refused_codings_are_not_sent(get, accepted, coding):
    plain = get()
    answer = get(**{} if accepted is None else {"accept_encoding": accepted})
    assert answer.headers.get("Content-Encoding", "") == coding
    unpack = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding]
    assert unpack(answer.body) == plain.body
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_each_coding_has_its_own_etag(get):
    tags = {get(accept_encoding=coding).headers["ETag"] for coding in ("", "gzip", "br")}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize(
    ("range_header", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-5", 5, 6),
        ("bytes=-1", -1, None),
        ("bytes=0-9", 0, 10),
        ("bytes=100-", 100, None),
        ("bytes=-99999999", 0, None),
        ("bytes=10-99999999", 10, None),
    ],
)
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_range_applies_to_the_encoded_file(get, range_header, start, stop, coding):
    full_answer = get(accept_encoding=coding)
    part = get(accept_encoding=coding, range=range_header)
    assert (part.status_code, part.body) == (206, full_answer.body[start:stop])
    first = start % len(full_answer.body)
    last = first + len(part.body) - 1
    assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(full_answer.body)}"
    assert part.headers["ETag"] == full_answer.headers["ETag"]
    assert part.headers.get("Content-Encoding", "") == coding


@pytest.mark.parametrize("range_header", ["bytes=5-4", "bytes=0-1,3-4", "bytes=a", "lines=0-1"])
def test_an_invalid_range_is_answered_with_the_whole_file(get, range_header):
    assert (get(range=range_header).status_code, get(range=range_header).body) == (200, get().body)


@pytest.mark.parametrize("range_header", ["bytes=99999999-", "bytes=-0"])
def test_an_unsatisfiable_range_is_answered_with_the_size(get, range_header):
    answer, size = get(range=range_header), len(get().body)
    assert (answer.status_code, answer.body) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{size}"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" not in answer.headers["Cache-Control"]


def test_a_download_continues_with_the_same_coding_alone(get):
    plain, packed = get(), get(accept_encoding="gzip")
    tag = packed.headers["ETag"]
    resumed = get(accept_encoding="gzip", range="bytes=10-", if_range=tag)
    assert (resumed.status_code, resumed.body) == (206, packed.body[10:])
    restarted = get(range="bytes=10-", if_range=tag)
    assert (restarted.status_code, restarted.body) == (200, plain.body)


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
@pytest.mark.parametrize("etag", ["{}", "W/{}", '"other", {}', '"other",W/{}', "*"])
def test_a_client_with_the_current_file_gets_304(get, coding, etag):
    tag = get(accept_encoding=coding).headers["ETag"]
    for method in ("get", "head"):
        answer = get(method=method, accept_encoding=coding, if_none_match=etag.format(tag))
        assert (answer.status_code, answer.body) == (304, b"")
        assert answer.headers["ETag"] == tag
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Content-Encoding" not in answer.headers


def test_a_client_with_another_coding_gets_the_whole_response(get):
    tag = get(accept_encoding="gzip").headers["ETag"]
    assert get(accept_encoding="br", if_none_match=tag).status_code == 200
    assert get(if_none_match='"other"').status_code == 200


def test_if_modified_since_gets_304(get):
    last_modified = get().headers["Last-Modified"]
    assert get(if_modified_since=last_modified).status_code == 304
    before = datetime(2000, 1, 1, tzinfo=UTC)
    assert get(if_modified_since=http_date(before.timestamp())).status_code == 200
    later = (datetime.now(UTC) + timedelta(days=1)).timestamp()
    assert get(if_none_match='"other"', if_modified_since=http_date(later)).status_code == 200


def test_head_says_what_get_would(get):
    for headers in ({}, {"accept_encoding": "gzip"}, {"accept_encoding": "br"}):
        head, full_answer = get(method="head", **headers), get(**headers)
        assert head.body == b""
        head_headers = {k: v for k, v in head.headers.items() if k != "Server-Timing"}
        assert head_headers == {
            k: v for k, v in full_answer.headers.items() if k != "Server-Timing"
        }


@pytest.mark.parametrize(
    ("address", "begins", "kind"),
    [
        ("/favicon.ico", b"\x00\x00\x01\x00", "image/x-icon"),
        ("/apple-touch-icon.png", b"\x89PNG", "image/png"),
    ],
)
def test_icons_are_where_browsers_look_for_them(get, address, begins, kind):
    for coding in ("", "br, gzip"):
        icon = get(address, accept_encoding=coding)
        assert icon.status_code == 200
        assert icon.body.startswith(begins)
        assert "Content-Encoding" not in icon.headers
        assert icon.headers["Content-Type"] == kind


def test_only_reading_is_allowed(get):
    assert get(method="post").status_code == 405
