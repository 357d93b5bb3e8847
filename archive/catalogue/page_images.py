"""The page images held locally, by SHA-256."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from archive.command_messages import message

from .file_cache import FileCache


class PageImages(Mapping[str, Path]):
    """The files of an image folder by the SHA-256 (hex) of their bytes, whatever their names.

    A missing folder is empty; NotADirectoryError if it is a file.
    """

    def __init__(self, folder: Path | None, cache: FileCache | None = None):
        self._paths: dict[str, Path] = {}
        # the digest of a file before its last change
        self._former: dict[Path, str] = {}
        cache = cache or FileCache()
        if folder is None or not folder.exists():
            return
        if not folder.is_dir():
            problem = message("版面图应放在文件夹里，这里是文件")
            raise NotADirectoryError(f"{folder}: {problem}")
        for path in _files(folder):
            sha256, former = cache.sha256s(path)
            self._paths.setdefault(sha256, path)
            if former:
                self._former[path] = former

    def __getitem__(self, sha256: str) -> Path:
        return self._paths[sha256]

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def former_sha256(self, path: Path) -> str:
        """Return the digest of a file when last read, if the file has changed since; else ""."""
        return self._former.get(path, "")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file():
            yield path
