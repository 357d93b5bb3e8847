"""The files held beside the catalogue: page texts and page images."""

from typing import NamedTuple

from .page_images import PageImages
from .page_texts import PageTexts


class HeldFiles(NamedTuple):
    texts: PageTexts
    images: PageImages
