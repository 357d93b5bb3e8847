"""Files that folders share: links to the same file where the file system allows, else copies."""

import os
from pathlib import Path


def link_or_copy(source: Path, target: Path) -> None:
    """Make `target` the same as `source`, which nobody changes."""
    try:
        os.link(source, target)
    except OSError:
        copy_file(source, target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, sharing its blocks where the file system can."""
    with source.open("rb") as old, target.open("wb") as new:
        copy_range(old.fileno(), new.fileno(), 0, os.fstat(old.fileno()).st_size)


def copy_range(source: int, target: int, start: int, length: int) -> None:
    """Append a range of one open file to another."""
    while length:
        try:
            copied = os.copy_file_range(source, target, length, start)
        except OSError:
            # another file system, or one that cannot
            copied = os.sendfile(target, source, start, length)
        if not copied:
            raise OSError(f"a file ended {length} bytes early")
        start += copied
        length -= copied
