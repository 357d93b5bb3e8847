"""Opens an index for reading without writing to its folder, which may be on a read-only file system."""

from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy


def searcher(folder: Path) -> tantivy.Searcher:
    """tantivy locks an index that it opens by a file beside it: it is given a folder of links instead.

    All files are mapped when it returns, so that the links can go.
    """
    with TemporaryDirectory(prefix="baozang-index-") as links:
        for path in folder.resolve().iterdir():
            if path.suffix != ".lock":
                (Path(links) / path.name).symlink_to(path)
        return tantivy.Index.open(links).searcher()
