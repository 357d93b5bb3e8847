"""Finds the page texts that are held locally, by their SHA-256."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

_BOM = b"\xef\xbb\xbf"


class PageTexts(Mapping[str, str]):
    """Page texts by the SHA-256 (hex) of their bytes; names of files do not matter.

    A folder that is not there holds nothing; NotADirectoryError for what is no folder. Files are
    hashed at once and read when asked for. ValueError from [] for a file that is not UTF-8.
    """

    def __init__(self, folder: Path | None):
        self._files: dict[str, Path] = {}
        if folder and folder.exists():
            if not folder.is_dir():
                raise NotADirectoryError(f"{folder}: 版面文字应放在文件夹里，这里是文件")
            for path in sorted(folder.rglob("*")):
                hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
                if path.is_file() and not hidden:
                    with path.open("rb") as file:
                        self._files[hashlib.file_digest(file, "sha256").hexdigest()] = path

    def __getitem__(self, sha256: str) -> str:
        path = self._files[sha256]
        try:
            # no newline translation: offsets count the characters that were hashed
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: 不是 UTF-8 文本（第 {error.start} 字节）") from error

    def __iter__(self):
        return iter(self._files)

    def __len__(self):
        return len(self._files)

    def unknown(self, wanted: set[str]) -> Iterator[str]:
        """A sentence on each file that is none of the pages wanted, and what would make it one."""
        for sha256, path in self._files.items():
            if sha256 not in wanted:
                hint = _mended(path.read_bytes(), wanted)
                yield f"{path}：SHA-256 {sha256[:8]}…{sha256[-4:]}，没有一版认它{hint}"


def _mended(data: bytes, wanted: set[str]) -> str:
    """What an editor's program may have done to a page text since it was catalogued."""
    bare = data.removeprefix(_BOM)
    unix = bare.replace(b"\r\n", b"\n")
    tries = {
        "去掉文件头的 BOM": bare,
        "把换行改为 LF": data.replace(b"\r\n", b"\n"),
        "去掉 BOM 并把换行改为 LF": unix,
        "去掉末尾的换行": unix.rstrip(b"\n"),
        "在末尾加一个换行": unix + b"\n",
    }
    for says, mended in tries.items():
        if mended != data and hashlib.sha256(mended).hexdigest() in wanted:
            return f"；{says}就合了"
    return ""
