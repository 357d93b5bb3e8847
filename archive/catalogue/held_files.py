"""What is held of the pages of the catalogue beside it: their texts and their images."""

from typing import NamedTuple

from .page_images import PageImages
from .page_texts import PageTexts


class HeldFiles(NamedTuple):
    texts: PageTexts
    images: PageImages
