"""Report the files in a source that a format does not read, and the format that would."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from . import FORMATS
from .parsed_issue import ImportRefused
from .source_files import bare_name, files, root_of

# kind of file (suffix, or root element of XML) → key of the format that reads it
_FORMATS = {
    kind: format.key
    for format in FORMATS.values()
    for kind in ([f"<{root}>" for root in format.roots] or format.suffixes)
}
_PACKED = frozenset({".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar"})
# files that accompany the text of a web site or scan
_BESIDE = frozenset(
    {
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".ico", ".bmp", ".tif", ".tiff"),
        *(".jp2", ".jpf", ".css", ".js", ".woff", ".woff2", ".ttf", ".md5", ".sha1", ".sha256"),
    }
)
_BARE, _BROKEN = "没有扩展名的文件", "读不懂的 .xml"
_MOST = 10


def describe_all(sources: list[Path], format: str) -> str:
    """How many files of each kind the sources have (XML by root element), and how to read them."""
    kinds: Counter[str] = Counter()
    for _, path in files(sources, ("",)):
        kinds[_kind(path)] += 1
    if not kinds:
        return "文件夹里没有文件"
    return f"看过 {_counted(kinds)}{''.join(_advice(kinds, format))}"


def describe_unread(sources: list[Path], format: str) -> str:
    """The files whose suffix the format does not read; "" if only pictures and the like."""
    kinds: Counter[str] = Counter()
    for _, path in files(sources, ("",)):
        suffix = _suffix(path)
        if suffix == ".pdf" and FORMATS[format].takes_images:
            continue
        if suffix not in FORMATS[format].suffixes and suffix not in _BESIDE:
            kinds[suffix or _BARE] += 1
    return f"没有读的文件：{_counted(kinds)}{''.join(_advice(kinds, format))}" if kinds else ""


def _suffix(path: Path) -> str:
    return Path(bare_name(path)).suffix.lower()


def _kind(path: Path) -> str:
    suffix = _suffix(path)
    if suffix != ".xml":
        return suffix or _BARE
    try:
        return f"<{root_of(path)[0]}>"
    except ImportRefused:
        return _BROKEN


def _counted(kinds: Counter[str]) -> str:
    shown = sorted(kinds.items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST]
    named = "、".join(f"{number} 个{_called(kind)}" for kind, number in shown)
    more = sum(kinds.values()) - sum(number for _, number in shown)
    return f"{named}，另有 {more} 个别的文件" if more else named


def _called(kind: str) -> str:
    if kind.startswith("<"):
        return f" .xml（{kind}）"
    return f" {kind}" if kind.startswith(".") else kind


def _advice(kinds: Counter[str], format: str) -> Iterator[str]:
    """How to import files that this format does not read."""
    if packed := sorted(_PACKED & kinds.keys()):
        yield f"；{'、'.join(packed)} 请先解开"
    others: dict[str, list[str]] = {}
    for kind in sorted(kinds):
        if (other := _FORMATS.get(kind, format)) != format:
            others.setdefault(other, []).append(kind)
    for other, kinds_of_format in others.items():
        yield f"；{'、'.join(kinds_of_format)} 可用 {other} 读入"
