"""Open an untrusted image file as 8-bit sRGB or grey: JPEG, PNG, TIFF, JPEG 2000, PDF.

The format is detected by the first bytes, never by the name. Files that are damaged, too large,
animated or in another format raise UnreadableImage with a reason for the editor. Headers are
checked before any pixel is decoded; pixels are decoded on demand if the format allows it. Limits of
time and memory are set by the caller (archive.images.tile_making).
"""

import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pyvips
from PIL import Image

from archive.catalogue.image_format import ImageFormat, UnreadableImage, image_format
from archive.command_messages import message

# maximum pixels of an image decoded as it is read, and of one held in memory as a whole
MAX_PIXELS, MAX_PIXELS_IN_MEMORY = 400_000_000, 150_000_000
# maximum bytes of the decoded image, before it is converted to 8 bits per channel
MAX_BYTES = 2_400_000_000
# maximum side in pixels that TIFF, JPEG and the JPEG tiles can represent
MAX_SIDE_PIXELS = 65_500
# resolution of a PDF page whose size in pixels is not stated
PDF_DPI = 300
# maximum difference between the proportions of a PDF page and those of the requested size
_MAX_DISTORTION = 0.02
# metadata of libvips
_ICC, _ORIENTATION, _PAGES = "icc-profile-data", "orientation", "n-pages"
# bytes per channel, by libvips' format
_CHANNEL_BYTES = {"uchar": 1, "ushort": 2, "float": 4, "double": 8}
_GREY = (pyvips.Interpretation.B_W, pyvips.Interpretation.GREY16)
# EXIF orientations that exchange width and height
_ROTATED = range(5, 9)


class Size(NamedTuple):
    """Size in pixels as the image is shown, after applying its EXIF orientation."""

    width: int
    height: int


def image_size(path: Path, pdf_page: int | None = None) -> Size:
    """Return the size in pixels that the file states; for a PDF page, its size at PDF_DPI.

    Nothing is decoded. UnreadableImage, OSError.
    """
    kind = _checked_format(path, pdf_page)
    if kind is ImageFormat.PDF:
        return _with_pdf_page(path, pdf_page or 1, _pdf_size)
    if kind is ImageFormat.JPEG_2000:
        with _opened_jpeg_2000(path) as image:
            return Size(*image.size)
    return _shown_size(_vips_image(path, kind))


def open_image(path: Path, pdf_page: int | None = None, size: Size | None = None) -> pyvips.Image:
    """Return the image in 8-bit sRGB or grey, upright and without transparency.

    If `is_read_once`, its pixels can be read only once, from top to bottom. A PDF page is rendered
    at `size`, by default at PDF_DPI. Raise UnreadableImage if the file is not an image, OSError;
    reading damaged pixels raises pyvips.Error.
    """
    kind = _checked_format(path, pdf_page)
    if kind is ImageFormat.PDF:
        return _with_pdf_page(path, pdf_page or 1, lambda page: _drawn_pdf_page(page, size))
    try:
        image = _jpeg_2000(path) if kind is ImageFormat.JPEG_2000 else _vips_image(path, kind)
        return _converted(image)
    except pyvips.Error as error:
        raise UnreadableImage(_first_line(error)) from error


def is_read_once(image: pyvips.Image) -> bool:
    """Return whether the pixels are decoded as they are read; otherwise they are in memory."""
    return bool(image.get_typeof("vips-sequential"))


def unreadable_image(error: pyvips.Error) -> UnreadableImage:
    """Return the exception to raise for a libvips error while reading pixels."""
    return UnreadableImage(message("图像数据有损坏：%(error)s", error=_first_line(error)))


def _checked_format(path: Path, pdf_page: int | None) -> ImageFormat:
    kind = image_format(path)
    if pdf_page is not None and kind is not ImageFormat.PDF:
        raise UnreadableImage(
            message(
                "目录说是 PDF 的第 %(pdf_page)s 页，文件却是 %(format)s",
                pdf_page=pdf_page,
                format=kind.value,
            )
        )
    if pdf_page is None and kind is ImageFormat.PDF:
        raise UnreadableImage(message("是 PDF 文件，目录没有写第几页（pdf_page）"))
    return kind


def _check_size(size: Size, max_pixels: int) -> None:
    width, height = size
    if min(size) < 1:
        raise UnreadableImage(
            message("尺寸不对：%(width)s × %(height)s 像素", width=width, height=height)
        )
    if max(size) > MAX_SIDE_PIXELS:
        raise UnreadableImage(
            message(
                "%(width)s × %(height)s 像素，边长超过 %(most)s",
                width=width,
                height=height,
                most=f"{MAX_SIDE_PIXELS:,}",
            )
        )
    if width * height > max_pixels:
        millions = max_pixels // 1_000_000
        raise UnreadableImage(
            message(
                "%(width)s × %(height)s 像素，超过 %(millions)s 百万",
                width=width,
                height=height,
                millions=millions,
            )
        )


# -- JPEG, PNG, TIFF


def _vips_image(path: Path, kind: ImageFormat) -> pyvips.Image:
    """Return the image as stored, not decoded yet; its size and pages are checked."""
    # the loader is chosen by format, not by libvips; untrusted ones are disabled as well
    pyvips.block_untrusted_set(True)
    load = _LOADERS[kind]
    try:
        image = load(str(path), access="sequential")
    except pyvips.Error as error:
        raise UnreadableImage(
            message(
                "不能作为 %(format)s 打开：%(reason)s", format=kind.value, reason=_first_line(error)
            )
        ) from error
    _check_size(Size(image.width, image.height), MAX_PIXELS)
    if image.width * image.height * image.bands * _CHANNEL_BYTES.get(image.format, 16) > MAX_BYTES:
        megabytes = MAX_BYTES // 1_000_000
        raise UnreadableImage(message("解开后超过 %(megabytes)s MB", megabytes=megabytes))
    if kind is ImageFormat.TIFF and _get(image, _PAGES, 1) > 1:
        _check_reductions(path, image)
    if kind is ImageFormat.PNG and _is_animated(path):
        raise UnreadableImage(message("是动图（APNG）"))
    if _get(image, _ORIENTATION, 1) in _ROTATED:
        _check_size(Size(image.width, image.height), MAX_PIXELS_IN_MEMORY)
        image = load(str(path), access="random")
    return image


_LOADERS: dict[ImageFormat, Callable[..., pyvips.Image]] = {
    # if data is missing, libjpeg warns and continues in grey
    ImageFormat.JPEG: partial(pyvips.Image.jpegload, fail_on="warning"),
    ImageFormat.PNG: partial(pyvips.Image.pngload, fail_on="error"),
    ImageFormat.TIFF: partial(pyvips.Image.tiffload, fail_on="error"),
}


def _check_reductions(path: Path, first: pyvips.Image) -> None:
    """Accept a TIFF only if its further pages are smaller versions of the first."""
    pages = _get(first, _PAGES, 1)
    for number in range(1, min(pages, 20)):
        try:
            page = pyvips.Image.tiffload(str(path), page=number)
        except pyvips.Error as error:
            nth = number + 1
            raise UnreadableImage(
                message("第 %(nth)s 页无法读取：%(reason)s", nth=nth, reason=_first_line(error))
            ) from error
        if page.width * 2 > first.width + 2 or page.height * 2 > first.height + 2:
            raise UnreadableImage(
                message("TIFF 里有 %(pages)s 页，请拆成一页一个文件", pages=pages)
            )


def _is_animated(path: Path) -> bool:
    """Return whether a PNG has the chunk acTL, which precedes the pixels."""
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, name = int.from_bytes(head[:4], "big"), head[4:]
            if name == b"acTL":
                return True
            if name == b"IDAT":
                return False
            file.seek(length + 4, 1)
    return False


def _shown_size(image: pyvips.Image) -> Size:
    turned = _get(image, _ORIENTATION, 1) in _ROTATED
    return Size(*((image.height, image.width) if turned else (image.width, image.height)))


def _get(image: pyvips.Image, name: str, default: int) -> int:
    return image.get(name) if image.get_typeof(name) else default


def _converted(image: pyvips.Image) -> pyvips.Image:
    """Convert to 8-bit sRGB or grey: orientation, profile, CMYK, 16 bits, transparency."""
    if image.format not in ("uchar", "ushort"):
        raise UnreadableImage(
            message("每个像素用 %(format)s 记数，不是 8 位或 16 位的图像", format=image.format)
        )
    image = _to_srgb(image.autorot())
    if image.hasalpha():
        image = image.flatten(background=255)
    if image.bands not in (1, 3):
        raise UnreadableImage(message("有 %(bands)s 个通道，无法确定颜色", bands=image.bands))
    return image if image.format == "uchar" else image.cast("uchar")


def _to_srgb(image: pyvips.Image) -> pyvips.Image:
    is_cmyk = image.interpretation == pyvips.Interpretation.CMYK
    options: dict[str, Any] = {"input_profile": "cmyk"} if is_cmyk else {}
    if is_cmyk or image.get_typeof(_ICC):
        try:
            return image.icc_transform("srgb", embedded=True, intent="relative", depth=8, **options)
        except pyvips.Error:
            # a broken profile: ignore it, as browsers do
            image = image.copy()
            image.remove(_ICC)
            if is_cmyk:
                return image.icc_transform("srgb", intent="relative", depth=8, **options)
    return image.colourspace("b-w" if image.interpretation in _GREY else "srgb")


# -- JPEG 2000


def _opened_jpeg_2000(path: Path) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # disable Pillow's limit; this module's is below
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=["JPEG2000"])
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableImage(message("不能作为 JPEG 2000 打开：%(error)s", error=error)) from error
    _check_size(Size(*image.size), MAX_PIXELS_IN_MEMORY)
    return image


def _jpeg_2000(path: Path) -> pyvips.Image:
    """Return the image, decoded in memory by Pillow, as the libvips wheel has no JPEG 2000."""
    with _opened_jpeg_2000(path) as image:
        try:
            image.load()
        except (OSError, ValueError, SyntaxError) as error:
            if "out of memory" in str(error):
                raise MemoryError from error
            raise UnreadableImage(message("图像数据有损坏：%(error)s", error=error)) from error
        if image.mode not in _MODES:
            raise UnreadableImage(message("颜色模式 %(mode)s 不能显示", mode=image.mode))
        bands, number_format, interpretation = _MODES[image.mode]
        pixels, profile = image.tobytes(), image.info.get("icc_profile")
        size = image.size
    vips = pyvips.Image.new_from_memory(pixels, *size, bands, number_format)
    vips = vips.copy(interpretation=interpretation)
    if profile:
        vips.set_type(pyvips.GValue.blob_type, _ICC, profile)
    return vips


# Pillow's modes → bands, format and interpretation in libvips
_MODES = {
    "L": (1, "uchar", "b-w"),
    "LA": (2, "uchar", "b-w"),
    "I;16": (1, "ushort", "grey16"),
    "RGB": (3, "uchar", "srgb"),
    "RGBA": (4, "uchar", "srgb"),
    "CMYK": (4, "uchar", "cmyk"),
}


# -- PDF


def _with_pdf_page(path: Path, number: int, use: Callable[[pypdfium2.PdfPage], Any]) -> Any:
    """Return `use(page)` of page `number`, counted from 1."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise UnreadableImage(message("不能作为 PDF 打开：%(error)s", error=error)) from error
    try:
        if not 1 <= number <= len(document):
            raise UnreadableImage(
                message(
                    "PDF 只有 %(pages)s 页，没有第 %(number)s 页",
                    pages=len(document),
                    number=number,
                )
            )
        return use(document[number - 1])
    except pypdfium2.PdfiumError as error:
        raise UnreadableImage(
            message("PDF 的第 %(number)s 页无法读取：%(error)s", number=number, error=error)
        ) from error
    finally:
        document.close()


def _pdf_size(page: pypdfium2.PdfPage) -> Size:
    width, height = (round(points * PDF_DPI / 72) for points in page.get_size())
    _check_size(Size(width, height), MAX_PIXELS_IN_MEMORY)
    return Size(width, height)


def _drawn_pdf_page(page: pypdfium2.PdfPage, size: Size | None) -> pyvips.Image:
    width, height = size or _pdf_size(page)
    _check_size(Size(width, height), MAX_PIXELS_IN_MEMORY)
    across, down = page.get_size()
    if abs(width * down - height * across) > _MAX_DISTORTION * height * across:
        raise UnreadableImage(
            message(
                "目录记 %(width)s × %(height)s 像素，与页面的比例（%(across).0f : %(down).0f）不合",
                width=width,
                height=height,
                across=across,
                down=down,
            )
        )
    raw = pypdfium2.raw
    bitmap = pypdfium2.PdfBitmap.new_native(
        width, height, raw.FPDFBitmap_BGR, rev_byteorder=True, stride=3 * width
    )
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    flags = raw.FPDF_REVERSE_BYTE_ORDER | raw.FPDF_ANNOT
    raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
    pixels = bytes(bitmap.buffer)
    bitmap.close()
    image = pyvips.Image.new_from_memory(pixels, width, height, 3, "uchar")
    return image.copy(interpretation="srgb")


def _first_line(error: pyvips.Error) -> str:
    """Return libvips' message without the name of the operation and its usage."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    messages = [line for line in lines if not line.startswith(("unable to call", "Traceback"))]
    return (messages or lines or [message("没有说明")])[0][:200]
