"""Write the site as a folder of plain files for any web server."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from archive.command_messages import message
from archive.editions.current import opened, served
from archive.joined_files import JoinedFile
from archive.models import Article
from archive.progress import ProgressCallback

from .index_files import MAX_ARTICLES, index_files
from .site_copy import SiteCopy

_PROGRESS = 2000


class ExportFolderNotEmpty(Exception):
    """The folder has files already."""


class StaticSiteSummary(NamedTuple):
    files: int
    bytes: int
    searchable: bool


def write_static_site(folder: Path, report: ProgressCallback) -> StaticSiteSummary:
    """Write the edition that is served to `folder`, which must be empty or not exist.

    Raises ExportFolderNotEmpty and CopyFailed. `report(message)` reports progress.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ExportFolderNotEmpty(
            message("%(folder)s 里已有文件：请指定空的或新的文件夹", folder=folder)
        )
    with opened(served().folder):
        searchable = Article.objects.count() <= MAX_ARTICLES
        files = size = 0
        for copied in SiteCopy(data=True, searchable=searchable):
            path = folder / copied.file
            path.parent.mkdir(parents=True, exist_ok=True)
            if copied.sources:
                with closing(JoinedFile(copied.sources)) as source, path.open("wb") as file:
                    shutil.copyfileobj(source, file)
            else:
                path.write_bytes(copied.content)
            files, size = files + 1, size + path.stat().st_size
            if files % _PROGRESS == 0:
                report(message("已写 %(files)s 个文件", files=files))
        for name, content in index_files() if searchable else ():
            (folder / name).write_bytes(content)
            files, size = files + 1, size + len(content)
    return StaticSiteSummary(files, size, searchable)
