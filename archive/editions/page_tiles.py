"""Cut the page images of an edition into tiles, and remove tiles that no edition uses.

Tiles are kept outside the editions, by the SHA-256 of their image: an edition reuses those of the
previous one if its images have not changed. Each edition lists its images in a file.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from archive.command_messages import listed, message
from archive.images import tile_making
from archive.images.open_image import Size
from archive.images.served_images import tiles_folder
from archive.images.tile_making import Outcome, is_made, make_tile_archives
from archive.images.tiles import ImageFile
from archive.models import PageImage
from archive.progress import ProgressCallback, with_progress

from .exceptions import PublishFailed, PublishStopped
from .store import EditionStore

# in the edition's folder: one image ID per line, in order
FILE = "images.txt"
# number of failures not caused by the image, such as a full disk, after which the stage is aborted
_MAX_FAILURES = 10
# maximum number of failures listed in the message
_MAX_LISTED = 20
# rows fetched at a time
_CHUNK = 5000


def make_tiles(folder: Path, files: Mapping[str, Path], report: ProgressCallback) -> None:
    """Cut the images of the edition in `folder` that have no tiles yet, and list its images.

    `files` maps SHA-256 to the image's file. When all others are done, PublishFailed lists the
    images that cannot be read. PublishStopped if the cause is not an image; the next publish then
    resumes.
    """
    missing = 0
    with (folder / FILE).open("w", encoding="ascii") as id_file:
        for image in _images(files):
            id_file.write(f"{image.image_id}\n")
            missing += not is_made(tiles_folder(), image)
    if not missing:
        return
    report(message("切分版面图：%(missing)s 幅", missing=f"{missing:,}"))
    waiting = (image for image in _images(files) if not is_made(tiles_folder(), image))
    outcomes = make_tile_archives(waiting, tiles_folder())
    unreadable: list[Outcome] = []
    failed: list[Outcome] = []
    for outcome in with_progress(
        outcomes, missing, message("切分版面图"), report, unit=message("幅")
    ):
        if outcome.reason:
            report(_error_message(outcome))
            (unreadable if outcome.is_unreadable else failed).append(outcome)
        if len(failed) >= _MAX_FAILURES:
            outcomes.close()
            break
    if failed:
        raise PublishStopped(
            message(
                "%(failed)s 幅版面图切分失败（%(reason)s）；已完成的部分保留"
                "，再次运行 publish 即可继续",
                failed=len(failed),
                reason=failed[0].reason,
            )
        )
    if unreadable:
        raise PublishFailed(_unreadable_images(unreadable))


def remove_unused_tiles(store: EditionStore) -> int:
    """Remove the tiles of images that no edition uses, finished or not; return their number."""
    lists = [
        path
        for folder in (*(edition.folder for edition in store.all()), *store.unfinished())
        if (path := folder / FILE).is_file()
    ]
    files = [path.open(encoding="ascii") for path in lists]
    try:
        used = (line.rstrip("\n") for line, _ in groupby(heapq.merge(*files)))
        return _remove_others(used)
    finally:
        for file in files:
            file.close()


def _remove_others(used: Iterator[str]) -> int:
    """Remove every archive whose image is not in `used`, which is sorted."""
    removed, next_used = 0, next(used, None)
    for image_id, path in _archives():
        while next_used is not None and next_used < image_id:
            next_used = next(used, None)
        if next_used != image_id:
            path.unlink(missing_ok=True)
            removed += 1
    tile_making.remove_leftovers(tiles_folder())
    return removed


def _archives() -> Iterator[tuple[str, Path]]:
    """Yield (image ID, path) of every tile archive, in the order of the IDs."""
    folder = tiles_folder()
    for shelf in sorted(folder.iterdir()) if folder.is_dir() else ():
        if shelf.is_dir() and not shelf.name.startswith("."):
            yield from sorted((path.stem, path) for path in shelf.glob("*.zip"))


def _images(files: Mapping[str, Path]) -> Iterator[ImageFile]:
    """Yield each held image of the current edition once, in the order of the IDs."""
    rows = PageImage.objects.held().order_by("sha256", "pdf_page", "width")
    values = rows.values_list("sha256", "pdf_page", "width", "height").distinct()
    last = ""
    # sorted by ID as text, where page 10 comes before page 2
    for _, same in groupby(values.iterator(chunk_size=_CHUNK), key=lambda row: row[0]):
        for image in sorted(_image(files, *row) for row in same):
            if image.image_id != last:
                last = image.image_id
                yield image


def _image(
    files: Mapping[str, Path], sha256: str, pdf_page: int | None, width: int, height: int
) -> ImageFile:
    image_id = PageImage(sha256=sha256, pdf_page=pdf_page).image_id
    return ImageFile(image_id, files[sha256], pdf_page, Size(width, height))


def _unreadable_images(outcomes: list[Outcome]) -> str:
    lines = [
        message("%(images)s 幅版面图不能使用，未发布：", images=len(outcomes)),
        *map(_error_message, outcomes[:_MAX_LISTED]),
    ]
    if len(outcomes) > _MAX_LISTED:
        lines.append(message("……另有 %(more)s 幅", more=len(outcomes) - _MAX_LISTED))
    lines.append(message("替换文件，或把它移出版面图文件夹，再发布"))
    return "\n".join(lines)


def _error_message(outcome: Outcome) -> str:
    """Error message: the file, the pages that it shows, and the reason."""
    image = outcome.image
    page = message(" 第 %(pdf_page)s 页", pdf_page=image.pdf_page) if image.pdf_page else ""
    pages = listed(_pages(image))
    return message(
        "%(path)s%(page)s（%(pages)s）：%(reason)s",
        path=image.path,
        page=page,
        pages=pages,
        reason=outcome.reason,
    )


def _pages(image: ImageFile) -> Iterable[str]:
    rows = PageImage.objects.with_image_id(image.image_id).select_related("page__issue__newspaper")
    return ["/".join(row.page.natural_key()) for row in rows]
