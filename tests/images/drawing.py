"""Pages drawn for the tests: made-up words in columns, as files of every format."""

import random
import struct
import zlib
from importlib import resources
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_WORDS = "样张版面文字栏目河畔小镇晴雨表春耕夏耘秋收冬藏东西南北"


def drawn_page(width: int, height: int, seed: int = 1, font_size: int = 20) -> Image.Image:
    """A page in columns of made-up words on grey paper."""
    rng = random.Random(seed)
    path = str(resources.files("pylopdf_fonts_zh_cn") / "NotoSerifSC-Regular.otf")
    font = ImageFont.truetype(path, font_size)
    page = Image.new("RGB", (width, height), (236, 232, 222))
    pen = ImageDraw.Draw(page)
    columns = max(1, width // (12 * font_size))
    column = width // columns
    for top in range(font_size, height - 2 * font_size, round(1.5 * font_size)):
        for number in range(columns):
            count = max(1, (column - font_size) // font_size)
            line = "".join(rng.choice(_WORDS) for _ in range(count))
            pen.text((number * column + font_size // 2, top), line, (32, 30, 28), font)
    return page


def in_quarters(mode: str = "RGB", side: int = 64) -> Image.Image:
    """Red, green above blue, white: its corners reveal colours and orientation."""
    image = Image.new("RGB", (2 * side, side))
    for number, colour in enumerate(((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))):
        left, top = number % 2 * side, number // 2 * side // 2
        image.paste(colour, (left, top, left + side, top + side // 2))
    return image.convert(mode)


def png_chunk(name: bytes, content: bytes) -> bytes:
    crc = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)


def lying_png(width: int, height: int, rows: int = 3) -> bytes:
    """A PNG that states a size and has a few rows of it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(rows)))
    chunks = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", pixels), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def png_of_zeros(width: int, height: int) -> bytes:
    """A black PNG of one bit a pixel: thousands of times as large as its file."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer, packed = zlib.compressobj(9), BytesIO()
    for _ in range(height):
        packed.write(packer.compress(row))
    packed.write(packer.flush())
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (
        png_chunk(b"IHDR", header),
        png_chunk(b"IDAT", packed.getvalue()),
        png_chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def save_image(image: Image.Image, path: Path, **options: object) -> Path:
    image.save(path, **options)
    return path


def pdf_with_pages(path: Path, *pages: Image.Image, dpi: int = 300) -> Path:
    first, *other_pages = pages
    first.save(path, "PDF", save_all=True, append_images=other_pages, resolution=dpi)
    return path
