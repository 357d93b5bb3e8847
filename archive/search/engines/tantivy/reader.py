"""Opens an index for reading without writing to its folder, which may be on a read-only file system."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy


def searcher(folder: Path) -> tantivy.Searcher:
    """tantivy locks an index that it opens by a file beside it: it is given a folder of links instead.

    All files are mapped when it returns, so that the links can go.
    """
    with TemporaryDirectory(prefix="baozang-index-", ignore_cleanup_errors=True) as links:
        for path in folder.resolve().iterdir():
            if path.suffix != ".lock":
                (Path(links) / path.name).symlink_to(path)
        found = tantivy.Index.open(links).searcher()
    # A thread of tantivy's looks at once whether the index has changed, and locks it for that: its
    # file may have come when the folder was all but removed.
    shutil.rmtree(links, ignore_errors=True)
    return found
