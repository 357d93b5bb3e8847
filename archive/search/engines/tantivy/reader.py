"""Open an index without writing to its folder, which may be on a read-only file system."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy


def open_searcher(folder: Path) -> tantivy.Searcher:
    """Open the index through a folder of links, as tantivy creates a lock file beside the index.

    All files are mapped when this returns, so that the links can be removed.
    """
    with TemporaryDirectory(prefix="baozang-index-", ignore_cleanup_errors=True) as links:
        for path in folder.resolve().iterdir():
            if path.suffix != ".lock":
                (Path(links) / path.name).symlink_to(path)
        searcher = tantivy.Index.open(links).searcher()
    # A tantivy thread immediately checks whether the index has changed and locks it, so a lock file
    # may appear while the folder is being removed.
    shutil.rmtree(links, ignore_errors=True)
    return searcher
