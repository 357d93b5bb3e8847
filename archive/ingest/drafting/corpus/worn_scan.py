"""Degrade a clean page image into a scan of old newsprint."""

import math
import random
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps

from archive.text.boxes import Box, between

_QUALITY = 60


def wear(clean: Path, worn: Path, degrees: float, rng: random.Random) -> None:
    """Write a worn JPEG of the image `clean`, rotated by `degrees`.

    It has show-through, uneven light, grey paper, soft edges and grain.
    """
    with Image.open(clean) as image:
        page = image.convert("L")
        resolution = image.info.get("dpi", (200, 200))
    back = ImageOps.mirror(page).filter(ImageFilter.GaussianBlur(3))
    strength = rng.uniform(0.06, 0.16)
    page = ImageChops.multiply(page, back.point(lambda value: int(255 - (255 - value) * strength)))
    # Ink is not black, paper not white.
    ink, paper = rng.randint(25, 60), rng.randint(205, 235)
    page = page.point(lambda value: int(ink + (paper - ink) * value / 255))
    shade = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270)))
    dark = rng.uniform(0.1, 0.25)
    shade = shade.point(lambda value: int(255 - dark * value)).resize(page.size)
    page = ImageChops.multiply(page, shade)
    page = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=int(paper * 0.9))
    page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 0.9)))
    grain = Image.effect_noise(page.size, rng.uniform(10, 22))
    page = ImageChops.add(page, grain, offset=-128)
    page.convert("RGB").save(worn, "JPEG", quality=_QUALITY, dpi=resolution)


def rotated(box: Box, degrees: float, ratio: float) -> Box:
    """Return the position of a box of a page after its image is rotated about its centre.

    `ratio` is the page's width divided by its height.
    """
    angle = math.radians(-degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    corners = []
    for x, y in (
        (box.x, box.y),
        (box.right, box.y),
        (box.x, box.bottom),
        (box.right, box.bottom),
    ):
        across, down = (x - 0.5) * ratio, y - 0.5
        corners.append(((across * cos - down * sin) / ratio + 0.5, across * sin + down * cos + 0.5))
    xs, ys = zip(*corners, strict=True)
    return between(min(xs), min(ys), max(xs), max(ys))
