"""Tile archives: all that the image information implies is there, and nothing is half made."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import pyvips
from PIL import Image

from archive.images import tile_making
from archive.images.open_image import Size, UnreadableImage
from archive.images.tile_archive import (
    TILE,
    TileArchive,
    TileInfo,
    archive_path,
    image_information,
    tile_requests,
)
from archive.images.tile_making import is_made, make_tile_archives
from archive.images.tiles import ImageFile, make_tile_archive
from tests.images.drawing import drawn_page, in_quarters, lying_png, pdf_with_pages, save_image

IMAGE_ID = "ab" * 32
ROOT = Path(__file__).resolve().parents[2]


def make_archive(folder: Path, image: Image.Image, **options: object) -> TileArchive:
    """The archive of a drawn image."""
    folder.mkdir(exist_ok=True)
    path = save_image(image, folder / "page.png", **options)
    make_tile_archive(ImageFile(IMAGE_ID, path, None, Size(*image.size)), folder, folder)
    return TileArchive(archive_path(folder, IMAGE_ID))


def decode_tile(archive: TileArchive, request: str) -> pyvips.Image:
    member = archive.find(f"{request}/0/default.jpg")
    assert member, request
    return pyvips.Image.jpegload_buffer(archive.read(member))


EDGES = [
    # one tile, and one pixel either side of it
    *((1, 1), (TILE - 1, TILE - 1), (TILE, TILE), (TILE + 1, TILE + 1)),
    # a last column or row of one pixel; the top level exactly a tile
    *((2 * TILE + 1, 700), (700, 2 * TILE + 1), (4 * TILE, 3 * TILE), (2 * TILE, 2 * TILE)),
    # sizes that halve to fractions, and the narrowest of strips
    *((1025, 1537), (1999, 1001), (3000, 3), (3, 3000), (201, 99), (1601, 400)),
    # the whole image at a width that the pyramid has as well
    *((800, 1131), (1600, 2263), (3200, 200)),
]


@pytest.mark.parametrize(("width", "height"), EDGES)
def test_every_tile_and_size_is_there_in_its_size(tmp_path, width, height):
    archive = make_archive(tmp_path, Image.new("RGB", (width, height), (240, 240, 240)))
    information = image_information(archive.info, "https://a.example/iiif/x")
    assert (information["width"], information["height"]) == (width, height)
    for request in implied_requests(information):
        image = decode_tile(archive, request)
        size = request.split("/")[1]
        expected = f"{width},{height}" if size == "max" else size
        assert f"{image.width},{image.height}" == expected, request


def test_sizes_of_every_kind_are_cut_exactly(tmp_path):
    rng = random.Random(7)
    for _ in range(12):
        width, height = rng.randrange(1, 2600), rng.randrange(1, 2600)
        archive = make_archive(tmp_path, Image.new("L", (width, height), 255))
        for request in implied_requests(image_information(archive.info, "https://a.example/x")):
            image = decode_tile(archive, request)
            if not request.endswith("max"):
                assert request.endswith(f"/{image.width},{image.height}"), (width, height)


def implied_requests(information: dict) -> list[str]:
    """Return the requests that an info.json implies by the API's section on tiles.

    Independent of `tile_requests`, which the archive is built with.
    """
    width, height = information["width"], information["height"]
    requests = ["full/max"]
    requests += [f"full/{size['width']},{size['height']}" for size in information["sizes"]]
    for tiles in information["tiles"]:
        for scale in tiles["scaleFactors"]:
            columns = -(-width // (tiles["width"] * scale))
            rows = -(-height // (tiles["height"] * scale))
            for column in range(columns):
                for row in range(rows):
                    x, y = column * tiles["width"] * scale, row * tiles["height"] * scale
                    w = min(tiles["width"] * scale, width - x)
                    h = min(tiles["height"] * scale, height - y)
                    size = f"{(w + scale - 1) // scale},{(h + scale - 1) // scale}"
                    requests.append(f"{x},{y},{w},{h}/{size}")
    return requests


def test_tiles_show_their_part_of_the_image(tmp_path):
    archive = make_archive(tmp_path, in_quarters(side=1024))
    for request, colour in (
        ("0,0,512,512/512,512", (255, 0, 0)),
        ("1536,0,512,512/512,512", (0, 255, 0)),
        ("0,512,512,512/512,512", (0, 0, 255)),
        ("1024,512,512,512/512,512", (255, 255, 255)),
    ):
        tile = decode_tile(archive, request)
        assert all(abs(a - b) < 12 for a, b in zip(tile(256, 256), colour, strict=True)), request
    full_image = decode_tile(archive, "full/400,200")
    assert max(range(3), key=full_image(20, 20).__getitem__) == 0
    assert max(range(3), key=full_image(380, 20).__getitem__) == 1


def test_the_whole_image_is_found_under_each_of_its_names(tmp_path):
    archive = make_archive(tmp_path, Image.new("RGB", (1000, 700)))
    tile = archive.find("full/max/0/default.jpg")
    assert tile
    for name in ("full/1000,700", "0,0,1000,700/max", "0,0,1000,700/1000,700", "full/1000,"):
        assert archive.find(f"{name}/0/default.jpg") == tile, name
    small = archive.find("full/400,280/0/default.jpg")
    assert small
    assert archive.find("full/400,/0/default.jpg") == small
    for wrong_name in ("full/401,", "full/x,", "full/,", "full/^max", "0,0,5,5/5,5", "full", ""):
        assert archive.find(f"{wrong_name}/0/default.jpg") is None, wrong_name
    assert archive.find("full/max/90/default.jpg") is None
    assert archive.find("full/max/0/default.png") is None
    assert archive.find("info.json"), "for whoever unpacks the archive"


def test_the_archive_is_a_zip_without_compression_and_the_same_each_time(tmp_path):
    first = make_archive(tmp_path / "a", drawn_page(1300, 900)).path.read_bytes()
    second = make_archive(tmp_path / "b", drawn_page(1300, 900)).path.read_bytes()
    assert first == second
    with zipfile.ZipFile(archive_path(tmp_path / "a", IMAGE_ID)) as archive:
        assert archive.testzip() is None
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
        names = [member.filename for member in archive.infolist()]
    expected = tile_requests(TileArchive(archive_path(tmp_path / "a", IMAGE_ID)).info)
    assert names == [*(f"{request}/0/default.jpg" for request in expected), "info.json"]


def test_tiles_carry_no_metadata_of_the_camera(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "a remark that is nobody's business"
    archive = make_archive(tmp_path, drawn_page(700, 600), exif=exif)
    assert b"nobody's business" not in archive.path.read_bytes()


def test_image_information_is_as_the_image_api_says():
    info = TileInfo(5000, 7000, [(200, 280), (313, 438), (5000, 7000)], [1, 2, 4, 8, 16])
    assert image_information(info, "https://a.example/iiif/x", "https://rights.example/") == {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": "https://a.example/iiif/x",
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": 5000,
        "height": 7000,
        "sizes": [
            {"width": 200, "height": 280},
            {"width": 313, "height": 438},
            {"width": 5000, "height": 7000},
        ],
        "tiles": [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4, 8, 16]}],
        "rights": "https://rights.example/",
    }


def test_a_size_that_the_catalogue_states_wrongly_is_refused(tmp_path):
    path = save_image(drawn_page(300, 200), tmp_path / "page.png")
    image = ImageFile(IMAGE_ID, path, None, Size(300, 201))
    with pytest.raises(UnreadableImage, match="目录记 300 × 201 像素，文件是 300 × 200"):
        make_tile_archive(image, tmp_path, tmp_path)
    assert not list(tmp_path.rglob("*.zip"))


def test_a_truncated_archive_is_an_error(tmp_path):
    archive = make_archive(tmp_path, drawn_page(700, 600))
    member = archive.find("full/max/0/default.jpg")
    assert member
    os.truncate(archive.path, member.offset + 10)
    with pytest.raises(OSError, match="长度不足"):
        archive.read(member)


# -- many images, a process each


def file_of(folder: Path, name: str, image: Image.Image, number: int) -> ImageFile:
    return ImageFile(f"{number:064x}", save_image(image, folder / name), None, Size(*image.size))


@pytest.mark.slow
def test_a_failed_image_is_named_and_the_others_are_made(tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(lying_png(900, 900))
    pdf = pdf_with_pages(tmp_path / "two.pdf", drawn_page(300, 200), drawn_page(300, 200, 2))
    images = [
        file_of(tmp_path, "one.jpg", drawn_page(700, 600), 1),
        ImageFile("2" * 64, broken, None, Size(900, 900)),
        ImageFile("3" * 64, tmp_path / "gone.jpg", None, Size(9, 9)),
        ImageFile(f"{'4' * 64}-p2", pdf, 2, Size(300, 200)),
    ]
    folder = tmp_path / "images"
    outcomes = {outcome.image.image_id: outcome for outcome in make_tile_archives(images, folder)}
    assert len(outcomes) == 4
    for number in (0, 3):
        assert outcomes[images[number].image_id].reason == ""
        assert is_made(folder, images[number])
    damaged, missing = outcomes["2" * 64], outcomes["3" * 64]
    assert damaged.is_unreadable
    assert damaged.reason.startswith("图像数据有损坏")
    assert not missing.is_unreadable
    assert "gone.jpg" in missing.reason
    assert sorted(path.suffix for path in folder.rglob("*") if path.is_file()) == [".zip", ".zip"]
    assert not list(folder.glob(".making-*"))


def test_a_pdf_page_is_drawn_again_for_another_size(tmp_path):
    pdf = pdf_with_pages(tmp_path / "one.pdf", drawn_page(300, 200))
    image = ImageFile(f"{'5' * 64}-p1", pdf, 1, Size(300, 200))
    make_tile_archive(image, tmp_path, tmp_path)
    assert is_made(tmp_path, image)
    assert not is_made(tmp_path, image._replace(size=Size(600, 400)))


def test_leftovers_of_a_killed_run_are_removed(tmp_path):
    leftover = tmp_path / ".making-1"
    leftover.mkdir()
    (leftover / "half.zip").write_bytes(b"PK")
    assert list(make_tile_archives([], tmp_path)) == []
    assert not leftover.exists()


def test_an_image_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(tile_making, "MAX_SECONDS", 0)
    image = file_of(tmp_path, "one.jpg", drawn_page(700, 600), 1)
    (outcome,) = make_tile_archives([image], tmp_path / "images")
    assert outcome.is_unreadable
    assert "没有完成" in outcome.reason
    assert not is_made(tmp_path / "images", image)


# makes an archive as a process of its own does, with little memory, and prints what it would send
STARVED = """
import sys
from pathlib import Path
from types import SimpleNamespace
from archive.images import tile_making
from archive.images.open_image import Size
from archive.images.tiles import ImageFile
tile_making.MAX_MEMORY = 60_000_000
path, folder = Path(sys.argv[1]), Path(sys.argv[2])
image = ImageFile("1" * 64, path, None, Size(3000, 3000))
tile_making._run_worker(image, folder, folder, SimpleNamespace(send=print))
"""


@pytest.mark.slow
def test_an_image_that_takes_too_much_memory_is_refused(tmp_path):
    path = save_image(Image.new("RGB", (3000, 3000), (200, 190, 180)), tmp_path / "page.jp2")
    command = [sys.executable, "-c", STARVED, str(path), str(tmp_path)]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert output == "('要用的内存超过 60 MB', True)\n"
    assert not list(tmp_path.glob("*.zip"))


@pytest.mark.parametrize(("code", "is_unreadable"), [(9, False), (-signal.SIGXCPU, True)])
def test_a_process_killed_by_the_system_is_reported(tmp_path, code, is_unreadable):
    """Out of memory it is tried again; out of time the image is at fault."""
    context = multiprocessing.get_context("forkserver")
    receiver, sender = context.Pipe(duplex=False)
    exit_function = os._exit if code > 0 else signal.raise_signal
    process = context.Process(target=exit_function, args=(abs(code),))
    process.start()
    sender.close()
    process.join()
    image = ImageFile(IMAGE_ID, tmp_path / "page.jpg", None, Size(1, 1))
    running = tile_making._Running(process, receiver, image, time.monotonic() + 60)
    outcome = tile_making._outcome(running)
    assert outcome.is_unreadable == is_unreadable
    assert ("没有完成" if is_unreadable else "被系统终止") in outcome.reason
