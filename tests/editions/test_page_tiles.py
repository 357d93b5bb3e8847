"""Publishing cuts page images once for all editions, and reports unusable ones."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from archive.editions import page_tiles
from archive.images.tile_archive import TileArchive, archive_path
from archive.images.tile_making import Outcome
from tests.editions.conftest import run
from tests.images.drawing import drawn_page, lying_png, pdf_with_pages, save_image


class Scans:
    """The folder of page images, and the entries of the catalogue that name its files."""

    def __init__(self, folder, catalogue, var):
        self.folder, self.catalogue, self.tiles = folder, catalogue, var / "images"
        folder.mkdir()
        self._entry = ""

    def draw(self, name: str, width=700, height=900, seed=1) -> str:
        """Draw a scan, name it in the catalogue and return its image ID."""
        path = save_image(drawn_page(width, height, seed), self.folder / name)
        return self.name(path, width, height)

    def name(self, path, width, height, pdf_page=None) -> str:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        page = f", pdf_page: {pdf_page}" if pdf_page else ""
        entry = (
            f"    images:\n      - {{sha256: {sha256}{page}, width: {width}, height: {height}, "
            "rights: https://creativecommons.org/licenses/by/4.0/}\n"
        )
        before = f"{self._entry}    apart:\n"
        self.catalogue.change(self.catalogue.issue, before, f"{entry}    apart:\n")
        self._entry = entry
        return f"{sha256}-p{pdf_page}" if pdf_page else sha256

    def withdraw(self, reason: str) -> None:
        """Mark the image drawn last as withdrawn."""
        entry = self._entry.replace("}\n", f", withdrawn: {reason}}}\n")
        self.catalogue.change(self.catalogue.issue, self._entry, entry)
        self._entry = entry

    def archive(self, image_id: str) -> TileArchive:
        return TileArchive(archive_path(self.tiles, image_id))

    @property
    def made(self) -> set[str]:
        return {path.stem for path in self.tiles.rglob("*.zip")}


@pytest.fixture
def scans(publish, catalogue, tmp_path, settings):
    settings.IMAGES_DIR = tmp_path / "scans"
    return Scans(settings.IMAGES_DIR, catalogue, tmp_path / "var")


def test_an_edition_has_the_tiles_of_its_images(publish, scans, tmp_path):
    image_id = scans.draw("page.jpg")
    process = publish()
    assert process.returncode == 0, process.stderr
    assert "切分版面图：1 幅" in process.stdout
    assert scans.made == {image_id}
    assert (scans.archive(image_id).info.width, scans.archive(image_id).info.height) == (700, 900)
    image_list = (tmp_path / "var" / "current" / "images.txt").read_text()
    assert image_list == f"{image_id}\n"
    assert "images.txt" in json.loads((tmp_path / "var/current/edition.json").read_text())["files"]


def test_an_edition_whose_images_have_not_changed_cuts_nothing(
    publish, scans, catalogue, monkeypatch
):
    image_id = scans.draw("page.jpg")
    publish()
    before = scans.archive(image_id).path.stat()

    def fail(*args):
        raise AssertionError("cut again")

    monkeypatch.setattr(page_tiles, "make_tile_archives", fail)
    catalogue.change("newspapers.yaml", "name: 试报", "name: 新试报")
    process = publish()
    assert process.returncode == 0, process.stderr
    assert "切分版面图" not in process.stdout
    after = scans.archive(image_id).path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_tiles_are_removed_with_the_last_edition_that_uses_them(
    publish, scans, catalogue, settings
):
    settings.KEPT_EDITIONS = 1
    first = scans.draw("page.jpg")
    publish()
    second = scans.draw("page.jpg", seed=2)
    publish()
    assert scans.made == {first, second}, "the edition before may be served again"
    catalogue.change("newspapers.yaml", "name: 试报", "name: 新试报")
    publish()
    assert scans.made == {second}


def test_tiles_of_an_edition_removed_by_hand_are_removed(publish, editions, scans, tmp_path):
    first = scans.draw("page.jpg")
    publish()
    old = (tmp_path / "var" / "current").resolve().name
    second = scans.draw("page.jpg", seed=2)
    publish()
    assert scans.made == {first, second}
    assert editions("remove", old).returncode == 0
    assert scans.made == {second}


def test_an_unreadable_image_is_reported_with_file_and_page(publish, scans, tmp_path):
    broken = scans.folder / "broken.png"
    broken.write_bytes(lying_png(700, 900))
    scans.name(broken, 700, 900)
    refused = publish()
    assert refused.returncode == 1
    assert f"{broken}（shi-bao/2020-10-11/1）：图像数据有损坏" in refused.stderr
    assert not (tmp_path / "var" / "current").exists()
    broken.unlink()
    assert publish().returncode == 0, "without the file the page has no image"


def test_checking_the_catalogue_finds_what_is_no_image(publish, scans):
    drawing = scans.folder / "drawing.png"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    scans.name(drawing, 700, 900)
    refused = run("check_catalogue")("--fixtures", str(scans.catalogue.folder))
    assert refused.returncode == 1
    drawing.unlink()
    assert run("check_catalogue")("--fixtures", str(scans.catalogue.folder)).returncode == 0


def test_failures_not_caused_by_the_image_are_retried(publish, scans, monkeypatch):
    scans.draw("page.jpg")
    make = page_tiles.make_tile_archives

    def full_disk(images, folder):
        yield from (Outcome(image, "No space left on device") for image in images)

    monkeypatch.setattr(page_tiles, "make_tile_archives", full_disk)
    failure = publish()
    assert failure.returncode == 1
    assert "1 幅版面图切分失败（No space left on device）" in failure.stderr
    monkeypatch.setattr(page_tiles, "make_tile_archives", make)
    resumed = publish()
    assert resumed.returncode == 0, resumed.stderr
    assert "继续构建：已完成目录的检查、数据库、网站的名称和外观" in resumed.stdout
    assert len(scans.made) == 1


def test_a_page_of_a_pdf_is_cut_at_the_size_the_catalogue_states(publish, scans):
    path = pdf_with_pages(
        scans.folder / "issue.pdf", drawn_page(350, 450), drawn_page(350, 450, seed=2)
    )
    image_id = scans.name(path, 700, 900, pdf_page=2)
    assert publish().returncode == 0
    assert scans.made == {image_id}
    assert image_id.endswith("-p2")
    assert scans.archive(image_id).info.width == 700


def test_the_site_serves_what_was_cut(publish, scans):
    image_id = scans.draw("page.jpg")
    publish()
    client = Client()
    redirected = client.get(f"/iiif/{image_id}")
    assert redirected.status_code == 303
    assert redirected.headers["Location"] == f"/iiif/{image_id}/info.json"
    information = client.get(redirected.headers["Location"]).json()
    assert information["id"] == f"http://testserver/iiif/{image_id}"
    assert information["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert (information["width"], information["height"]) == (700, 900)
    full_image = client.get(f"/iiif/{image_id}/full/max/0/default.jpg")
    assert full_image.status_code == 200
    assert full_image.content.startswith(b"\xff\xd8\xff")
    assert full_image.headers["Content-Type"] == "image/jpeg"
    assert full_image.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert full_image.headers["Access-Control-Allow-Origin"] == "*"
    assert full_image.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert int(full_image.headers["Content-Length"]) == len(full_image.content)
    assert "Content-Encoding" not in full_image.headers
    not_modified = client.get(
        f"/iiif/{image_id}/full/max/0/default.jpg",
        headers={"If-None-Match": full_image.headers["ETag"]},
    )
    assert not_modified.status_code == 304
    assert not not_modified.content
    head = client.head(f"/iiif/{image_id}/full/max/0/default.jpg")
    assert head.status_code == 200
    assert head.headers["Content-Length"] == full_image.headers["Content-Length"]
    for missing in (
        f"/iiif/{image_id}/full/max/90/default.jpg",
        f"/iiif/{image_id}/full/max/0/default.png",
        f"/iiif/{image_id}/0,0,10,10/10,10/0/default.jpg",
        f"/iiif/{'0' * 64}/info.json",
        f"/iiif/{'0' * 64}",
        f"/iiif/{'0' * 64}/full/max/0/default.jpg",
    ):
        response = client.get(missing)
        assert response.status_code == 404, missing
        assert response.headers["Content-Type"] == "application/problem+json", missing


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_withdrawn_image_says_so_at_its_addresses(publish, scans, is_kept):
    image_id = scans.draw("page.jpg")
    publish()
    scans.withdraw("依来信撤下")
    if not is_kept:
        (scans.folder / "page.jpg").unlink()
    call_command("check_catalogue", fixtures=scans.catalogue.folder, stdout=(result := StringIO()))
    assert "没有哪一版用到" not in result.getvalue()
    process = publish()
    assert process.returncode == 0, process.stderr
    client = Client()
    for address in ("", "/info.json", "/full/max/0/default.jpg"):
        response = client.get(f"/iiif/{image_id}{address}")
        assert response.status_code == 410, address
        assert response.json()["detail"] == "依来信撤下"
    page = "/newspapers/shi-bao/2020-10-11/1"
    html = client.get(f"{page}/").content.decode()
    assert "依来信撤下" in html
    assert "data-facsimile" not in html
    assert client.get(f"{page}.json").json()["images"][0]["withdrawn"] == "依来信撤下"
    (canvas,) = client.get(f"{page}.iiif.json").json()["items"]
    assert canvas["summary"]["zh-Hans"] == ["这一版的版面图已撤下：依来信撤下"]
    assert canvas["items"] == []
