"""Page images are known by their SHA-256, which is computed once a file."""

import hashlib
import os

import pytest

from archive.catalogue.page_images import PageImages


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_an_image_is_found_whatever_it_is_called(tmp_path):
    (tmp_path / "1912" / "a").mkdir(parents=True)
    (tmp_path / "1912" / "a" / "第3版.jp2").write_bytes(b"one")
    (tmp_path / ".hidden").write_bytes(b"two")
    images = PageImages(tmp_path)
    assert list(images.values()) == [tmp_path / "1912" / "a" / "第3版.jp2"]
    assert sum_of(b"one") in images
    assert sum_of(b"two") not in images


def test_without_a_folder_there_are_no_images(tmp_path):
    assert not PageImages(None)
    assert not PageImages(tmp_path / "none")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        PageImages(tmp_path / "file")


def test_a_file_is_hashed_once(tmp_path, monkeypatch):
    folder, cache = tmp_path / "images", tmp_path / "var" / "sums.sqlite3"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"one")
    PageImages(folder, cache)

    def fail(*_):
        raise AssertionError("hashed again")

    with monkeypatch.context() as patched:
        patched.setattr(hashlib, "file_digest", fail)
        assert list(PageImages(folder, cache)) == [sum_of(b"one")]
    (folder / "a.png").write_bytes(b"another")
    os.utime(folder / "a.png", ns=(1, 1))
    images = PageImages(folder, cache)
    assert list(images) == [sum_of(b"another")]
    assert images.former_sha256(folder / "a.png") == sum_of(b"one")


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"one")
    (tmp_path / "broken").write_bytes(b"this is no database" * 100)
    assert list(PageImages(folder, tmp_path / "broken")) == [sum_of(b"one")]
