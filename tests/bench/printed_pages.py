"""Images and geometry for generated page texts: each page set in columns, with its own scan."""

import hashlib
from io import BytesIO
from pathlib import Path

from archive.catalogue.geometry import CharacterRun, PageGeometry
from archive.text.boxes import Box
from tests.images.drawing import drawn_page

WIDTH, HEIGHT = 5000, 7000
_COLUMNS, _MARGIN = 6, 0.04
_LINES = 120
# of a line's place, the part that is print
_INK_SHARE = 0.7


def geometry(text: str) -> PageGeometry:
    """The geometry of a text that fills the columns of a page evenly."""
    count = _COLUMNS * _LINES
    length = next(n for n in range(1, len(text)) if _line_count(text, n) <= count)
    column, line = (1 - 2 * _MARGIN) / _COLUMNS, (1 - 2 * _MARGIN) / _LINES
    runs: list[CharacterRun] = []
    at = 0
    for paragraph in text.split("\n"):
        for start in range(0, len(paragraph), length):
            number, row = divmod(len(runs), _LINES)
            characters = min(length, len(paragraph) - start)
            width = 0.95 * column * characters / length
            box = Box(_MARGIN + number * column, _MARGIN + row * line, width, _INK_SHARE * line)
            runs.append(CharacterRun(at + start, at + start + characters, box))
        at += len(paragraph) + 1
    return PageGeometry(hashlib.sha256(text.encode()).hexdigest(), len(text), tuple(runs))


def _line_count(text: str, length: int) -> int:
    return sum(-(-len(paragraph) // length) for paragraph in text.split("\n"))


class Scans:
    """Writes scans that look the same but have different SHA-256 digests."""

    def __init__(self, folder: Path):
        folder.mkdir()
        self._folder = folder
        image_file = BytesIO()
        drawn_page(WIDTH, HEIGHT, font_size=40).save(image_file, "JPEG", quality=90)
        self._jpeg = image_file.getvalue()

    def write(self, name: str) -> dict[str, object]:
        """Write a scan; return its entry in the catalogue."""
        # after the end of the image, where readers of JPEG do not look
        content = self._jpeg + name.encode()
        (self._folder / f"{name}.jpg").write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        return {"sha256": sha256, "width": WIDTH, "height": HEIGHT}
