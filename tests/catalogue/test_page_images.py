"""Page images are known by their SHA-256."""

import hashlib

import pytest

from archive.catalogue.file_cache import FileCache
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


def test_an_image_that_has_changed_is_known_by_its_former_digest(tmp_path):
    folder, saved = tmp_path / "images", tmp_path / "var" / "files.sqlite3"
    folder.mkdir()
    for content, former in ((b"one", b""), (b"another", b"one"), (b"another", b"one")):
        (folder / "a.png").write_bytes(content)
        with FileCache(saved) as cache:
            images = PageImages(folder, cache)
        assert list(images) == [sum_of(content)]
        assert images.former_sha256(folder / "a.png") == (sum_of(former) if former else "")
