"""Report the files in a source that a format does not read, and the format that would."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archive.command_messages import clauses, gettext_noop, listed, message

from . import FORMATS
from .parsed_issue import ImportRefused
from .source_files import bare_name, files, root_of

# Kind of file (suffix, or root element of XML) → key of the format that reads it.
_FORMATS = {
    kind: format.key
    for format in FORMATS.values()
    for kind in ([f"<{root}>" for root in format.roots] or format.suffixes)
}
_PACKED = frozenset({".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar"})
# Files that accompany the text of a web site or scan.
_BESIDE = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".ico", ".bmp", ".tif", ".tiff"),
        *(".jp2", ".jpf", ".css", ".js", ".woff", ".woff2", ".ttf", ".md5", ".sha1", ".sha256"),
    }
)
_NO_SUFFIX = gettext_noop("没有扩展名的文件")
_BROKEN = gettext_noop("无法解析的 .xml")
_MAX_EXAMPLES = 10


def describe_all(sources: list[Path], format: str) -> str:
    """Return a sentence: how many files of each kind the sources have, and how to import them.

    XML files are counted by root element.
    """
    kinds: Counter[str] = Counter()
    for _, path in files(sources, ("",)):
        kinds[_kind(path)] += 1
    if not kinds:
        return message("文件夹里没有文件")
    description = message("检查了 %(files)s", files=_counted(kinds))
    return clauses(description, *_advice(kinds, format))


def describe_unread(sources: list[Path], format: str) -> str:
    """Return a sentence about the files with other suffixes; "" if only pictures and the like."""
    kinds: Counter[str] = Counter()
    for _, path in files(sources, ("",)):
        suffix = _suffix(path)
        if suffix == ".pdf" and FORMATS[format].takes_images:
            continue
        if suffix not in FORMATS[format].suffixes and suffix not in _BESIDE:
            kinds[suffix or _NO_SUFFIX] += 1
    if not kinds:
        return ""
    unread = message("未读取的文件：%(files)s", files=_counted(kinds))
    return clauses(unread, *_advice(kinds, format))


def _suffix(path: Path) -> str:
    return Path(bare_name(path)).suffix.lower()


def _kind(path: Path) -> str:
    suffix = _suffix(path)
    if suffix != ".xml":
        return suffix or _NO_SUFFIX
    try:
        return f"<{root_of(path)[0]}>"
    except ImportRefused:
        return _BROKEN


def _counted(kinds: Counter[str]) -> str:
    most_frequent = sorted(kinds.items(), key=lambda entry: (-entry[1], entry[0]))[:_MAX_EXAMPLES]
    phrase = listed(_named(number, kind) for kind, number in most_frequent)
    other_count = sum(kinds.values()) - sum(number for _, number in most_frequent)
    return (
        message("%(named)s，另有 %(more)s 个其他文件", named=phrase, more=other_count)
        if other_count
        else phrase
    )


def _named(number: int, kind: str) -> str:
    if kind.startswith("<"):
        return message("%(number)s 个 .xml（%(root)s）", number=number, root=kind)
    if kind.startswith("."):
        return message("%(number)s 个 %(suffix)s", number=number, suffix=kind)
    return message("%(number)s 个%(kind)s", number=number, kind=message(kind))


def _advice(kinds: Counter[str], format: str) -> Iterator[str]:
    """Yield how to import files that this format does not read."""
    if packed := sorted(_PACKED & kinds.keys()):
        yield message("%(files)s 请先解压", files=listed(packed))
    by_format: dict[str, list[str]] = {}
    for kind in sorted(kinds):
        if (better_format := _FORMATS.get(kind, format)) != format:
            by_format.setdefault(better_format, []).append(kind)
    for better_format, kinds_of_format in by_format.items():
        yield message(
            "%(files)s 可用 %(other)s 导入", files=listed(kinds_of_format), other=better_format
        )
