"""What was computed from a file is taken from the cache only while the file is unchanged."""

import hashlib
import os

import pytest

from archive.catalogue import file_cache
from archive.catalogue.file_cache import FileCache
from archive.catalogue.page_text_packs import Packs


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def path(tmp_path):
    (tmp_path / "file").write_bytes(b"one")
    return tmp_path / "file"


@pytest.fixture
def saved(tmp_path):
    return tmp_path / "var" / "files.sqlite3"


@pytest.fixture
def settled(monkeypatch):
    """Files may be trusted at once."""
    monkeypatch.setattr(file_cache, "_SETTLED", 0)


def hashes(path, saved, monkeypatch, **options) -> int:
    """Return how often a file is hashed by a program that uses the saved cache."""
    count, digest = 0, hashlib.file_digest

    def counted(*arguments):
        nonlocal count
        count += 1
        return digest(*arguments)

    with monkeypatch.context() as patched, FileCache(saved, **options) as cache:
        patched.setattr(hashlib, "file_digest", counted)
        assert cache.sha256(path) == sum_of(path.read_bytes())
        assert cache.sha256(path) == sum_of(path.read_bytes())
    return count


@pytest.mark.usefixtures("settled")
def test_an_unchanged_file_is_read_once(path, saved, monkeypatch):
    assert [hashes(path, saved, monkeypatch) for _ in range(3)] == [1, 0, 0]
    assert hashes(path, saved, monkeypatch, trusted=False) == 1
    assert hashes(path, saved, monkeypatch) == 0


@pytest.mark.usefixtures("settled")
def test_a_file_is_read_again_that_was_changed_or_replaced(path, saved, monkeypatch):
    hashes(path, saved, monkeypatch)
    before = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert hashes(path, saved, monkeypatch) == 1
    other = path.with_name("other")
    other.write_bytes(b"six")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert hashes(path, saved, monkeypatch) == 1
    with FileCache(saved) as cache:
        assert cache.sha256s(path) == (sum_of(b"six"), sum_of(b"two"))


def test_a_file_that_has_just_changed_is_not_trusted(path, saved, monkeypatch):
    """Its next change may leave size and times as they are."""
    for content in (b"one", b"two", b"six"):
        path.write_bytes(content)
        assert hashes(path, saved, monkeypatch) == 2
    monkeypatch.setattr(file_cache, "_SETTLED", 0)
    assert hashes(path, saved, monkeypatch) == 1


@pytest.mark.usefixtures("settled")
def test_a_file_that_changes_while_it_is_read_is_not_kept(path, saved):
    with FileCache(saved) as cache:
        assert cache.get(path, "length") is None
        path.write_bytes(b"longer")
        cache.put(path, "length", b"3")
        assert cache.get(path, "length") is None


@pytest.mark.usefixtures("settled")
def test_an_unusable_cache_costs_time_only(path, tmp_path, monkeypatch):
    broken = tmp_path / "broken"
    broken.write_bytes(b"this is no database" * 100)
    assert [hashes(path, broken, monkeypatch) for _ in range(2)] == [1, 0]
    (tmp_path / "a file").touch()
    assert hashes(path, tmp_path / "a file" / "files.sqlite3", monkeypatch) == 1


@pytest.mark.usefixtures("settled")
def test_what_another_program_computed_is_computed_again_except_sums(path, saved, monkeypatch):
    with FileCache(saved, "old") as cache:
        assert cache.get(path, "length") is None
        cache.put(path, "length", b"3")
        cache.sha256(path)
    for version, value in (("old", b"3"), ("new", None)):
        with FileCache(saved, version) as cache:
            assert cache.get(path, "length") == value
    assert hashes(path, saved, monkeypatch, version="new") == 0


@pytest.mark.usefixtures("settled")
def test_names_of_files_need_not_be_utf_8(tmp_path, saved, monkeypatch):
    """Archives of Chinese systems unpack to names in GBK."""
    path = tmp_path / os.fsdecode("版面.txt".encode("gbk"))
    path.write_bytes(b"one")
    assert [hashes(path, saved, monkeypatch) for _ in range(2)] == [1, 0]


@pytest.mark.usefixtures("settled")
def test_packs_are_indexed_once_and_their_faults_found_each_time(tmp_path, saved, monkeypatch):
    texts = ["甲", "乙", "丙"]
    lines = [f'{{"sha256": "{sum_of(text.encode())}", "text": "{text}"}}\n' for text in texts]
    first, second = tmp_path / "a.pages.jsonl", tmp_path / "b.pages.jsonl"
    first.write_text("".join(lines[:2]), encoding="utf-8")
    second.write_text(lines[2] + "{}\n", encoding="utf-8")
    read = []
    scan = Packs._lines
    monkeypatch.setattr(Packs, "_lines", lambda self, n: read.append(n) or scan(self, n))
    for _ in range(2):
        # in another order: a saved index does not say which of several files it is of
        for paths in ([first, second], [second, first]):
            with FileCache(saved) as cache:
                packs = Packs(paths, cache)
                assert [packs[sum_of(text.encode())] for text in texts] == texts
                assert [(path, line) for path, line, *_ in packs.faults] == [(second, 2)]
    assert read == [0, 1, 0, 1, 0]
