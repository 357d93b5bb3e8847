"""Detect the format of an image file by its first bytes, never by its name."""

from enum import Enum
from pathlib import Path

from archive.command_messages import message

# enough to recognize every format; PDF allows other bytes before its signature
_HEAD = 1024


class UnreadableImage(ValueError):
    """The file is not an image that can be shown; the message says why."""


class ImageFormat(Enum):
    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    JPEG_2000 = "JPEG 2000"
    PDF = "PDF"


def image_format(path: Path) -> ImageFormat:
    """Return the format by the first bytes of the file; UnreadableImage, OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return ImageFormat.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ImageFormat.PNG
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return ImageFormat.TIFF
    if head.startswith((b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")):
        return ImageFormat.JPEG_2000
    if b"%PDF-" in head:
        return ImageFormat.PDF
    raise UnreadableImage(
        message("不是 JPEG、PNG、TIFF、JPEG 2000 或 PDF 文件") if head else message("文件是空的")
    )
