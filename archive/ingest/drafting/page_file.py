"""Read a page's text file; errors name the file and the fault."""

import hashlib
from pathlib import Path

from archive.catalogue.error_messages import os_error_message
from archive.command_messages import message

# Maximum bytes of a text file; a newspaper page has some tens of thousands.
MAX_BYTES = 2_000_000


class Unreadable(ValueError):
    """A file that is not the text of a page."""


def read_page(path: Path) -> str:
    """Return the text of `path`, its line breaks unchanged.

    Raise Unreadable with file and fault.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            problem = message(
                "有 %(size)s 字节，一个版面的文字最多 %(most)s 字节", size=size, most=MAX_BYTES
            )
            raise Unreadable(f"{path}: {problem}")
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: {os_error_message(error)}") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = message("不是 UTF-8 文本（第 %(start)s 字节）", start=error.start)
        raise Unreadable(f"{path}:{line}: {problem}") from error
    if text.startswith("\ufeff"):
        problem = message("文件头有 BOM，请先去掉：区间和 SHA-256 都以起草时的文件为准")
        raise Unreadable(f"{path}: {problem}")
    if "\r" in text:
        problem = message("换行不是 LF，请先改为 LF：区间和 SHA-256 都以起草时的文件为准")
        raise Unreadable(f"{path}: {problem}")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        problem = message("含 NUL 字符，不是文本文件")
        raise Unreadable(f"{path}:{line}: {problem}")
    if not text.strip():
        problem = message("文件里没有文字")
        raise Unreadable(f"{path}: {problem}")
    return text


def page_sum(text: str) -> str:
    """Return the SHA-256 that identifies a page in the catalogue."""
    return hashlib.sha256(text.encode()).hexdigest()
