"""Image files, valid and hostile: decoded correctly, or refused with a reason, within limits."""

import time

import pytest
import pyvips
from PIL import Image, ImageCms

from archive.images.open_image import (
    ImageFormat,
    Size,
    UnreadableImage,
    image_format,
    image_size,
    open_image,
)
from tests.images.drawing import (
    drawn_page,
    in_quarters,
    lying_png,
    pdf_with_pages,
    png_chunk,
    png_of_zeros,
    save_image,
)

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def corners(image: pyvips.Image) -> list[tuple[int, ...]]:
    """The colours of the four corners, from left to right and top to bottom."""
    image = image.copy_memory()
    right, bottom = image.width - 3, image.height - 3
    points = ((2, 2), (right, 2), (2, bottom), (right, bottom))
    return [tuple(round(value) for value in image(*point)) for point in points]


def are_close(colours: list[tuple[int, ...]], expected: tuple[tuple[int, ...], ...], by: int = 12):
    return all(
        abs(value - wanted_value) <= by
        for colour, expected_colour in zip(colours, expected, strict=True)
        for value, wanted_value in zip(colour, expected_colour, strict=True)
    )


QUARTERS = (RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("page.jpg", {"quality": 95, "subsampling": 0}),
        ("progressive.jpg", {"quality": 95, "subsampling": 0, "progressive": True}),
        ("page.png", {}),
        ("page.tif", {}),
        ("packed.tif", {"compression": "tiff_lzw"}),
        ("page.jp2", {"irreversible": False}),
        ("codestream.j2k", {"irreversible": False}),
    ],
)
def test_every_format_is_read(tmp_path, name, options):
    path = save_image(in_quarters(), tmp_path / name, **options)
    image = open_image(path)
    assert (image.width, image.height, image.bands, image.format) == (128, 64, 3, "uchar")
    assert are_close(corners(image), QUARTERS)
    assert image_size(path) == Size(128, 64)


def test_a_page_of_a_pdf_is_drawn_at_the_size_asked_for(tmp_path):
    path = pdf_with_pages(tmp_path / "two.pdf", Image.new("RGB", (128, 64)), in_quarters())
    assert image_format(path) is ImageFormat.PDF
    assert image_size(path, 2) == Size(128, 64)
    assert are_close(corners(open_image(path, 2)), QUARTERS)
    larger = open_image(path, 2, Size(256, 128))
    assert (larger.width, larger.height) == (256, 128)
    assert are_close(corners(larger), QUARTERS)


def test_the_file_name_does_not_decide_the_format(tmp_path):
    path = save_image(
        in_quarters(), tmp_path / "page.png", format="JPEG", quality=95, subsampling=0
    )
    assert image_format(path) is ImageFormat.JPEG
    assert are_close(corners(open_image(path)), QUARTERS)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path, orientation):
    upright = in_quarters()
    unrotated = {
        1: upright,
        2: upright.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: upright.transpose(Image.Transpose.ROTATE_180),
        4: upright.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        7: upright.transpose(Image.Transpose.TRANSVERSE),
        8: upright.transpose(Image.Transpose.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = save_image(unrotated, tmp_path / "turned.jpg", exif=exif, quality=95, subsampling=0)
    assert image_size(path) == Size(128, 64)
    image = open_image(path)
    assert (image.width, image.height) == (128, 64)
    assert are_close(corners(image), QUARTERS)


def test_cmyk_becomes_srgb(tmp_path):
    for name in ("cmyk.jpg", "cmyk.tif"):
        options = {"quality": 95, "subsampling": 0} if name.endswith("jpg") else {}
        image = open_image(save_image(in_quarters("CMYK"), tmp_path / name, **options))
        assert image.bands == 3
        colours = corners(image)
        # the inks of a press are no pure red, green and blue
        assert [max(range(3), key=colour.__getitem__) for colour in colours[:3]] == [0, 1, 2]
        assert min(colours[3]) > 245


def test_sixteen_bits_become_eight(tmp_path):
    grey = Image.frombytes("I;16", (2, 1), b"\x00\x40\xff\xff").resize(
        (64, 64), Image.Resampling.NEAREST
    )
    for name in ("deep.png", "deep.tif", "deep.jp2"):
        image = open_image(save_image(grey, tmp_path / name))
        assert (image.format, image.bands) == ("uchar", 1)
        left, right = image.copy_memory()(2, 2)[0], 0
        assert abs(left - 0x40) <= 1, name
        right = open_image(tmp_path / name).copy_memory()(60, 2)[0]
        assert right == 255, name
    red = pyvips.Image.black(64, 32, bands=3).linear(1, [65535, 0, 0]).cast("ushort")
    path = tmp_path / "rgb16.png"
    red.copy(interpretation="rgb16").pngsave(str(path))
    assert corners(open_image(path))[0] == RED


def test_a_bitmap_of_one_bit_is_read(tmp_path):
    page = drawn_page(300, 200).convert("1")
    for name, options in (("fax.tif", {"compression": "group4"}), ("page.png", {})):
        image = open_image(save_image(page, tmp_path / name, **options)).copy_memory()
        assert image.bands == 1
        assert {image.min(), image.max()} == {0.0, 255.0}
        assert image.avg() > 128, "white paper stays white"


def test_palette_and_transparency_become_opaque(tmp_path):
    assert are_close(
        corners(open_image(save_image(in_quarters("P"), tmp_path / "p.png"))), QUARTERS
    )
    clear = in_quarters("RGBA")
    clear.putalpha(0)
    for name in ("clear.png", "clear.tif", "clear.jp2"):
        image = open_image(save_image(clear, tmp_path / name))
        assert image.bands == 3
        assert are_close(corners(image), (WHITE,) * 4), name


def test_a_colour_profile_is_applied(tmp_path):
    # red and green exchanged: a profile that nobody could overlook
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = (
        srgb.replace(b"rXYZ", b"tmp1", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tmp1", b"gXYZ", 1)
    )
    for name in ("page.png", "page.jpg", "page.tif"):
        options = {"quality": 95, "subsampling": 0} if name.endswith("jpg") else {}
        path = save_image(in_quarters(), tmp_path / name, icc_profile=swapped, **options)
        assert are_close(corners(open_image(path)), (GREEN, RED, BLUE, WHITE), by=20), name


def test_a_broken_profile_is_passed_over(tmp_path):
    path = save_image(in_quarters(), tmp_path / "page.png", icc_profile=b"no profile at all" * 20)
    assert are_close(corners(open_image(path)), QUARTERS)


def test_thirty_thousand_pixels_are_read(tmp_path):
    path = save_image(Image.new("L", (30_000, 300), 200), tmp_path / "wide.png")
    image = open_image(path)
    assert (image.width, image.height) == (30_000, 300)
    assert image.avg() == 200


def test_a_pyramid_is_read_and_a_tiff_of_several_pages_refused(tmp_path):
    page = drawn_page(400, 300)
    pages = [Image.new("RGB", (400, 300)), Image.new("RGB", (400, 300))]
    path = save_image(page, tmp_path / "several.tif", save_all=True, append_images=pages)
    with pytest.raises(UnreadableImage, match="TIFF 里有 3 页"):
        open_image(path)
    pyramid = tmp_path / "pyramid.tif"
    pyvips.Image.new_from_memory(page.tobytes(), 400, 300, 3, "uchar").copy(
        interpretation="srgb"
    ).tiffsave(str(pyramid), pyramid=True, tile=True, tile_width=64, tile_height=64)
    assert image_size(pyramid) == Size(400, 300)


# -- hostile


def refusal(path, *args) -> str:
    """The reason for which the image is refused, by whichever comes first: header or pixels."""
    started = time.monotonic()
    with pytest.raises((UnreadableImage, pyvips.Error)) as caught:
        open_image(path, *args).copy_memory()
    assert time.monotonic() - started < 20
    return str(caught.value)


def write_bytes(path, content: bytes):
    path.write_bytes(content)
    return path


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.png", SVG),
        ("page.gif", b"GIF89a\1\0\1\0\0\0\0;"),
        ("page.webp", b"RIFF\x1a\0\0\0WEBPVP8L"),
        ("page.jpg", b"<html></html>"),
        ("page.v", b"\x08\xf2\xa6\xb6" + b"\0" * 64),
        ("page.svg.gz", b"\x1f\x8b\x08\0"),
        ("page.csv", b"1,2,3\n4,5,6\n"),
    ],
)
def test_no_other_format_is_read_whatever_its_name(tmp_path, name, content):
    reason = "不是 JPEG、PNG、TIFF、JPEG 2000 或 PDF 文件"
    assert refusal(write_bytes(tmp_path / name, content)) == reason


def test_an_empty_file_is_refused(tmp_path):
    assert refusal(write_bytes(tmp_path / "page.jpg", b"")) == "文件是空的"


def test_the_stated_size_of_a_file_is_checked_before_its_pixels(tmp_path):
    huge = write_bytes(tmp_path / "bomb.png", png_of_zeros(40_000, 40_000))
    assert huge.stat().st_size < 1_000_000
    assert refusal(huge) == "40000 × 40000 像素，超过 400 百万"
    with pytest.raises(UnreadableImage, match="超过 400 百万"):
        image_size(huge)
    long = write_bytes(tmp_path / "long.png", lying_png(100_000, 10))
    assert refusal(long) == "100000 × 10 像素，边长超过 65,500"


def test_a_header_with_a_false_size_is_refused(tmp_path):
    reason = refusal(write_bytes(tmp_path / "lying.png", lying_png(5000, 5000)))
    assert reason
    content = bytearray(save_image(in_quarters(), tmp_path / "a.jpg").read_bytes())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = b"\x20\x00\x20\x00"
    assert refusal(write_bytes(tmp_path / "lying.jpg", bytes(content)))
    tiff = bytearray(save_image(in_quarters("L"), tmp_path / "a.tif").read_bytes())
    path = write_bytes(tmp_path / "lying.tif", bytes(tiff[:100]))
    assert refusal(path)


@pytest.mark.parametrize("name", ["page.jpg", "page.png", "page.tif", "page.jp2"])
def test_a_truncated_file_is_refused(tmp_path, name):
    content = save_image(drawn_page(600, 800), tmp_path / name).read_bytes()
    for share in (0.02, 0.5, 0.9):
        assert refusal(write_bytes(tmp_path / name, content[: int(len(content) * share)])), share


def test_an_animation_is_refused(tmp_path):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    path = save_image(frames[0], tmp_path / "moving.png", save_all=True, append_images=frames[1:])
    assert refusal(path) == "是动图（APNG）"


def test_float_and_multiband_images_are_refused(tmp_path):
    path = tmp_path / "float.tif"
    pyvips.Image.black(20, 20).cast("float").tiffsave(str(path))
    assert "不是 8 位或 16 位" in refusal(path)
    path = tmp_path / "bands.tif"
    pyvips.Image.black(20, 20, bands=7).copy(interpretation="multiband").tiffsave(str(path))
    assert refusal(path)


def test_pdf_pages_that_cannot_be_drawn_are_refused(tmp_path):
    path = pdf_with_pages(tmp_path / "page.pdf", in_quarters())
    assert "没有写第几页" in refusal(path)
    assert refusal(path, 2) == "PDF 只有 1 页，没有第 2 页"
    assert "与页面的比例" in refusal(path, 1, Size(100, 100))
    jpeg = save_image(in_quarters(), tmp_path / "page.jpg")
    assert refusal(jpeg, 3) == "目录说是 PDF 的第 3 页，文件却是 JPEG"
    assert "不能作为 PDF 打开" in refusal(write_bytes(tmp_path / "x.pdf", b"%PDF-1.7\nnothing"), 1)
    wide = Image.new("L", (10, 10))
    giant = pdf_with_pages(tmp_path / "giant.pdf", wide, dpi=0.05)
    assert "超过" in refusal(giant, 1)


def test_svg_in_metadata_is_ignored(tmp_path):
    content = save_image(in_quarters(), tmp_path / "page.png").read_bytes()
    at = content.index(b"IDAT") - 4
    note = png_chunk(b"tEXt", b"Comment\0" + SVG)
    path = write_bytes(tmp_path / "noted.png", content[:at] + note + content[at:])
    assert are_close(corners(open_image(path)), QUARTERS)


def test_jpeg_2000_is_refused_by_the_size_in_its_codestream(tmp_path):
    content = bytearray(save_image(Image.new("L", (64, 64)), tmp_path / "a.j2k").read_bytes())
    at = content.index(b"\xff\x51") + 6
    content[at : at + 8] = (13_000).to_bytes(4, "big") * 2
    path = write_bytes(tmp_path / "bomb.j2k", bytes(content))
    assert refusal(path) == "13000 × 13000 像素，超过 150 百万"
