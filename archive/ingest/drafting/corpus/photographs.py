"""Draw pictures that look like printed photographs: grey shapes, out of focus."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

# Pixels.
_WIDTH = 240
_HEIGHT = 144


def photograph(rng: random.Random) -> bytes:
    """Return a small PNG, reproducible by the state of `rng`."""
    image = Image.new("L", (_WIDTH, _HEIGHT), rng.randint(110, 190))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, size = rng.randrange(_WIDTH), rng.randrange(_HEIGHT), rng.randint(10, 70)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=rng.randint(20, 220))
    file = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.5)).save(file, "PNG")
    return file.getvalue()
