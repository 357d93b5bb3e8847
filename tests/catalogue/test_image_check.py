"""The check of images and geometry names file, line and field, and explains unmatched images."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from archive.catalogue.check import check
from archive.catalogue.file_cache import FileCache
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.unmatched_images import unmatched_images

from ..small_catalogue import PAGE
from .pages import line, page

TEXT = hashlib.sha256(PAGE.encode()).hexdigest()


def picture(path, width=300, height=420, shade=200) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (width, height), shade).save(path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def with_images(catalogue, *entries):
    lines = "".join(f"      - {entry}\n" for entry in entries)
    catalogue.change(catalogue.issue, "    apart:\n", f"    images:\n{lines}    apart:\n")


def faults(catalogue, folder=None):
    report = check(catalogue.folder, PageTexts(catalogue.pages), PageImages(folder))
    return [str(fault) for fault in report.faults]


def geometry(catalogue, *lines):
    catalogue.write("geometry/shi-bao/2020-10-11.jsonl", "".join(f"{text}\n" for text in lines))


def test_images_held_and_not_held_are_counted(catalogue, tmp_path):
    sha256 = picture(tmp_path / "images" / "a.png")
    with_images(
        catalogue,
        f"{{sha256: {sha256}, width: 300, height: 420}}",
        f"{{sha256: {'0' * 64}, width: 300, height: 420, shows: part}}",
    )
    images = PageImages(tmp_path / "images")
    report = check(catalogue.folder, PageTexts(catalogue.pages), images)
    assert report.faults == []
    assert (report.images_held, report.images_not_held) == (1, 1)
    assert report.missing_images[0].page == "shi-bao/2020-10-11/1"


def test_images_and_zones_need_no_explanation_of_a_change(catalogue):
    """Although the ledger has a digest of every record."""
    before = faults(catalogue)
    with_images(catalogue, f"{{sha256: {'0' * 64}, width: 300, height: 420}}")
    catalogue.change(
        catalogue.issue,
        "      - ident: 222222f\n",
        "      - ident: 222222f\n        zones: [[0.1, 0.2, 0.3, 0.4]]\n",
    )
    assert faults(catalogue) == before


@pytest.mark.parametrize(
    ("entry", "field", "message"),
    [
        ("{sha256: abc, width: 3, height: 4}", "images[0].sha256", "格式不对"),
        (f"{{sha256: {'0' * 64}, width: 0, height: 4}}", "images[0].width", "应不小于 1"),
        (f"{{sha256: {'0' * 64}, width: 3}}", "images[0].height", "缺少这一字段"),
        (
            f"{{sha256: {'0' * 64}, width: 3, height: 4, shows: all}}",
            "images[0].shows",
            "只能是 page、part",
        ),
    ],
)
def test_a_wrong_field_of_an_image_is_named(catalogue, entry, field, message):
    with_images(catalogue, entry)
    (result,) = [fault for fault in faults(catalogue) if field in fault]
    assert message in result
    number = catalogue.line(catalogue.issue, "images:")
    assert f"{catalogue.issue}:{number + 1}:" in result or f"{catalogue.issue}:{number}:" in result


def test_a_page_number_is_of_pdfs_alone(catalogue, tmp_path):
    png = picture(tmp_path / "images" / "a.png")
    pdf = picture(tmp_path / "images" / "b.pdf")
    with_images(
        catalogue,
        f"{{sha256: {png}, width: 300, height: 420, pdf_page: 1}}",
        f"{{sha256: {pdf}, width: 300, height: 420}}",
    )
    results = faults(catalogue, tmp_path / "images")
    assert any("images[0].pdf_page: 不是 PDF 文件" in fault for fault in results)
    assert any("images[1]" in fault and "是 PDF 文件，须写明是第几页" in fault for fault in results)


@pytest.mark.parametrize("zone", ["[0.5, 0.5, 0.6, 0.1]", "[0, 0, 0, 0.1]", "[-0.1, 0, 0.5, 0.5]"])
def test_a_zone_beyond_the_page_is_named(catalogue, zone):
    catalogue.change(
        catalogue.issue,
        "      - ident: 222222f\n",
        f"      - ident: 222222f\n        zones: [{zone}]\n",
    )
    (match,) = [fault for fault in faults(catalogue) if "zones[0]" in fault]
    assert "不出版面" in match
    assert f"{catalogue.issue}:{catalogue.line(catalogue.issue, 'zones:')}:" in match


def test_a_picture_names_a_caption_of_its_article(catalogue):
    catalogue.change(
        catalogue.issue,
        "      - ident: 222222f\n",
        "      - ident: 222222f\n        pictures: [{zone: [0, 0, 0.5, 0.5], caption: c1}]\n",
    )
    (message,) = [fault for fault in faults(catalogue) if "caption" in fault]
    assert "正文没有 'c1' 这一条图片说明" in message


def test_geometry_that_fits_has_no_fault(catalogue):
    geometry(
        catalogue, page([line(0, 9, 0.1, 0.1, 0.5, 0.02)], sha256=TEXT, length=len(PAGE)).encode()
    )
    assert faults(catalogue) == []


def test_faults_of_geometry_are_named_at_their_line(catalogue):
    other_geometry = page([line(0, 9, 0.1, 0.1, 0.5, 0.02)], sha256="1" * 64).encode()
    short = page([line(0, 9, 0.1, 0.1, 0.5, 0.02)], sha256=TEXT).encode()
    geometry(catalogue, other_geometry, short)
    file = "fixtures/geometry/shi-bao/2020-10-11.jsonl"
    assert faults(catalogue) == [f"{file}:2: length: 这一版的文字有 {len(PAGE)} 字，不是 10"]
    geometry(catalogue, other_geometry, short.replace("[[0,9,", "[[9,0,"))
    (message,) = faults(catalogue)
    assert "2020-10-11.jsonl:2: runs[0]: 区间 [9, 0]" in message
    geometry(catalogue, '{"txt":1}')
    (message,) = faults(catalogue)
    assert "2020-10-11.jsonl:1: txt: 没有这个字段" in message


def test_geometry_of_no_page_is_reported(catalogue):
    other_geometry = page([line(0, 9, 0.1, 0.1, 0.5, 0.02)], sha256="1" * 64).encode()
    geometry(catalogue, other_geometry, other_geometry)
    report = check(catalogue.folder, PageTexts(catalogue.pages))
    assert report.faults == []
    file = "fixtures/geometry/shi-bao/2020-10-11.jsonl"
    assert report.unused_geometry == [
        f"{file}：1 版的坐标，目录里没有这些版的文字",
        f"{file}:2：11111111… 的坐标别处已有，这一行忽略",
    ]


def size_of(path, pdf_page):
    with Image.open(path) as image:
        return image.size


def test_unmatched_images_are_explained(catalogue, tmp_path):
    folder, cache = tmp_path / "images", FileCache()
    changed_image = picture(folder / "changed.png", 200, 300)
    PageImages(folder, cache)
    picture(folder / "changed.png", 210, 300)
    picture(folder / "same.png", 300, 420, shade=10)
    picture(folder / "other.png", 30, 42)
    with_images(
        catalogue,
        f"{{sha256: {changed_image}, width: 200, height: 300}}",
        f"{{sha256: {'0' * 64}, width: 300, height: 420}}",
    )
    images = PageImages(folder, cache)
    report = check(catalogue.folder, PageTexts(catalogue.pages), images)
    matches = list(unmatched_images(images, report.wanted, report.missing_images, size_of))
    assert [image.is_near for image in matches] == [True, False, True]
    assert "原是 shi-bao/2020-10-11/1 的版面图，文件后来改过" in matches[0].says
    assert matches[1].says.endswith("没有哪一版用到这张图")
    assert "可能是 shi-bao/2020-10-11/1 的版面图（同为 300 × 420 像素）" in matches[2].says


def test_the_command_reports_images(catalogue, tmp_path):
    picture(tmp_path / "images" / "same.png")
    with_images(catalogue, f"{{sha256: {'0' * 64}, width: 300, height: 420}}")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 处有误"):
        call_command(
            "check_catalogue",
            fixtures=catalogue.folder,
            pages=catalogue.pages,
            images=tmp_path / "images",
            stdout=out,
            stderr=err,
        )
    assert "版面图 0 张有文件，1 张没有" in out.getvalue()
    assert "可能是 shi-bao/2020-10-11/1 的版面图" in err.getvalue()


def test_a_file_that_is_no_image_is_named(catalogue, tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "notes.txt").write_bytes(b"notes")
    sha256 = hashlib.sha256((folder / "a.png").read_bytes()).hexdigest()
    with_images(catalogue, f"{{sha256: {sha256}, width: 300, height: 420}}")
    (message,) = faults(catalogue, folder)
    assert "pages[0].images[0].sha256: a.png 不是 JPEG、PNG、TIFF、JPEG 2000 或 PDF 文件" in message
    images = PageImages(folder)
    (stray_file,) = unmatched_images(images, {sha256}, [], size_of)
    assert stray_file.says == f"{folder / 'notes.txt'}：不是 JPEG、PNG、TIFF、JPEG 2000 或 PDF 文件"
    assert not stray_file.is_near
