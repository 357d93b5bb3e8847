"""A file stored in several pieces is sent as one."""

import pytest
from django.test import RequestFactory

from archive.http.range_requests import serve_file

CONTENT = b"one, two, three"
PARTS = (b"one", b", ", b"", b"two, t", b"hree")


@pytest.fixture
def request_range(tmp_path):
    paths = [tmp_path / f"part-{n}" for n in range(len(PARTS))]
    for path, part in zip(paths, PARTS, strict=True):
        path.write_bytes(part)

    def _request(**headers):
        return serve_file(RequestFactory().get("/", headers=headers), paths, "tag", "text/plain", 7)

    return _request


def test_the_whole_file_is_its_parts(request_range):
    answer = request_range()
    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Length"] == str(len(CONTENT))
    assert answer["Last-Modified"] == "Thu, 01 Jan 1970 00:00:07 GMT"


def test_ranges_may_begin_and_end_in_any_part(request_range):
    for start in range(len(CONTENT)):
        for last in range(start, len(CONTENT)):
            answer = request_range(range=f"bytes={start}-{last}")
            assert b"".join(answer.streaming_content) == CONTENT[start : last + 1], (start, last)
            assert answer["Content-Range"] == f"bytes {start}-{last}/{len(CONTENT)}"
