"""Save the pages of an issue that were read, as importers do: texts, geometry, images."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.catalogue.files import GEOMETRY, ISSUES
from archive.catalogue.image_format import UnreadableImage
from archive.images.image_copies import rotated_name, write_rotated
from archive.ingest.importers.existing_catalogue import ExistingIssues
from archive.ingest.importers.image_files import ImageFiles
from archive.ingest.importers.parsed_issue import ImportRefused, ParsedImage
from archive.ingest.importers.save import write_atomically
from archive.ingest.page_lines import text_of
from archive.ingest.reading import ReadPage
from archive.ingest.reading.page_process import PageProcess

from .issue import IssueDraft
from .page_file import Unreadable
from .page_sources import PageSource

# The field of a page entry after which its images are inserted.
_BEFORE_IMAGES = "text"


def save_pages(
    draft: IssueDraft,
    pages: Sequence[tuple[PageSource, str | ReadPage]],
    fixtures: Path,
    texts: Path,
    images: Path,
) -> list[Path]:
    """Save the pages that were read from an image or PDF; return the files written.

    Text and geometry are written, the image is added to the images folder and entered in the draft.
    Pages that were texts are left unchanged. Raise Unreadable or OSError.
    """
    newspaper, issue = draft.fields["newspaper"], draft.fields["issue"]
    if issue in ExistingIssues(fixtures / ISSUES / newspaper):
        # Files of the existing issue are not touched.
        issue += f"-{draft.fields['pages'][0]['text']['sha256'][:8]}"
    taken = ImageFiles(images, newspaper)
    written: list[Path] = []
    places = ""
    for fields, (source, page) in zip(draft.fields["pages"], pages, strict=True):
        if isinstance(page, str):
            continue
        try:
            entry = _taken(taken, source, page)
        except (UnreadableImage, ImportRefused) as error:
            raise Unreadable(f"{source}: {error}") from error
        _enter_image(fields, entry)
        file = texts / newspaper / f"{issue}-{fields['page']}.txt"
        write_atomically(file, text_of(page.lines))
        written.append(file)
        if geometry := page.geometry(fields["text"]["sha256"]):
            places += f"{geometry.encode()}\n"
    if places:
        file = fixtures / GEOMETRY / newspaper / f"{issue}.jsonl"
        write_atomically(file, places)
        written.append(file)
    return written


def _taken(images: ImageFiles, source: PageSource, page: ReadPage) -> dict[str, Any]:
    """Add the page's image, upright, to the images folder, and return its entry."""
    if not page.turns:
        return images.take(ParsedImage(source.path, source.pdf_page))
    with TemporaryDirectory() as folder, PageProcess() as process:
        upright = Path(folder) / rotated_name(source.path, source.pdf_page)
        process.run(write_rotated, source.path, source.pdf_page, page.turns, upright)
        return images.take(ParsedImage(upright, 1 if source.pdf_page else None))


def _enter_image(fields: dict[str, Any], entry: Mapping[str, Any]) -> None:
    """Add an image to the fields of a page entry, in the order in which an entry has them."""
    before = dict(fields)
    fields.clear()
    for name, value in before.items():
        fields[name] = value
        if name == _BEFORE_IMAGES:
            fields["images"] = [dict(entry)]
