"""Open source files safely: within their folder, of bounded size, XML without entities."""

import codecs
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import unquote

from lxml import etree

from archive.command_messages import message

from . import encoding_detection
from .parsed_issue import ImportRefused

Event = Literal["start", "end"]
Element = etree._Element

MAX_BYTES = 256 * 2**20
MAX_TEXT = 16 * 2**20
# Maximum nesting depth of XML elements.
MAX_DEPTH = 200
_CHUNK = 2**16
# The encoding that an XML file declares.
_DECLARED = re.compile(
    rb"""^(?:\xef\xbb\xbf)?<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']"""
)
_ZIPPED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def inside(root: Path, base: Path, reference: str, location: str) -> Path:
    """Return the file that a reference in a file of `base` points to.

    Raise ImportRefused if it is outside `root`.
    """
    local = re.sub(r"^file:(//(localhost(?=/))?)?(?=\.|[^/])", "", unquote(reference.strip()))
    if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:", local) or local.startswith(("/", "\\")):
        raise ImportRefused(
            location, message("只读同一文件夹里的文件，不读 %(reference)r", reference=reference)
        )
    if "\0" in local:
        raise ImportRefused(
            location, message("文件名 %(reference)r 含不许有的字符", reference=reference)
        )
    try:
        path = (base / local.replace("\\", "/")).resolve()
        if not path.is_relative_to(root.resolve()):
            raise ImportRefused(
                location,
                message("%(reference)r 指向文件夹 %(root)s 之外", reference=reference, root=root),
            )
    except (OSError, RuntimeError) as error:
        raise ImportRefused(location, f"{reference!r}: {error}") from error
    return path


def files(sources: list[Path], suffixes: tuple[str, ...]) -> Iterator[tuple[Path, Path]]:
    """Yield (root, file) for every file with one of the suffixes, in natural order: 2 before 10.

    Symbolic links that lead out of the folder are skipped.
    """
    for source in sources:
        if source.is_dir():
            root = source.resolve()
            for folder, folders, names in os.walk(source):
                visible = (name for name in folders if not name.startswith("."))
                folders[:] = sorted(visible, key=natural)
                for path in (Path(folder, name) for name in sorted(names, key=natural)):
                    is_source = not path.name.startswith(".") and _named(path, suffixes)
                    if is_source and path.is_file() and path.resolve().is_relative_to(root):
                        yield source, path
        elif source.is_file():
            yield source.parent, source
        else:
            raise ImportRefused(str(source), message("没有这个文件或文件夹"))


def natural(name: str) -> tuple:
    """Return a sort key for natural order: node_2 before node_10."""
    parts = re.split(r"([0-9]+)", name)
    return tuple(int(part) if n % 2 else part for n, part in enumerate(parts)), name


def as_saved(root: Path, path: Path) -> Path:
    """Return the existing file for a path whose case may be wrong; `path` itself if there is none.

    Windows ignores case, so references written there may not match the file's name.
    """
    if path.exists():
        return path
    current = root.resolve()
    for part in path.relative_to(current).parts:
        if not (current / part).exists():
            matches = [name for name in _names(current) if name.casefold() == part.casefold()]
            # Several matches are ambiguous.
            if len(matches) != 1:
                return path
            part = matches[0]
        current /= part
    return current if current.resolve().is_relative_to(root.resolve()) else path


def _names(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def _named(path: Path, suffixes: tuple[str, ...]) -> bool:
    """Return whether a file has one of the suffixes, ignoring a query kept in its name."""
    return bare_name(path).lower().endswith(suffixes)


def bare_name(path: Path) -> str:
    """Return a file's name without the query of its address: wget writes ?, on Windows @."""
    return re.split("[?@]", path.name, maxsplit=1)[0]


def data(path: Path, most: int = MAX_TEXT) -> bytes:
    """Return the content of a file.

    Raise ImportRefused if larger than `most` bytes or compressed.
    """
    with _opened(path, most) as file:
        content = file.read(most + 1)
    if len(content) > most:
        megabytes = most // 2**20
        raise ImportRefused(str(path), message("文件超过 %(megabytes)s MB", megabytes=megabytes))
    return content


def _opened(path: Path, most: int) -> BinaryIO:
    try:
        if not path.is_file():
            raise ImportRefused(str(path), message("没有这个文件"))
        size = path.stat().st_size
        if size > most:
            megabytes = most // 2**20
            problem = message(
                "文件有 %(size).0f MB，超过 %(megabytes)s MB",
                size=size / 2**20,
                megabytes=megabytes,
            )
            raise ImportRefused(str(path), problem)
        file = path.open("rb")
    except OSError as error:
        raise ImportRefused(str(path), error.strerror or str(error)) from error
    if file.read(4).startswith(_ZIPPED):
        file.close()
        raise ImportRefused(str(path), message("是压缩文件；请先解压，再导入解压后的文件夹"))
    file.seek(0)
    return file


def decoded(raw: bytes, location: str, declared: str = "") -> str:
    """Return the text of bytes, in the `declared` or else the detected encoding.

    A few broken characters become U+FFFD. Raise ImportRefused, with the line, if it is not text.
    """
    encoding = declared or encoding_detection.detect_encoding(raw)
    try:
        return raw.decode(encoding)
    except LookupError as error:
        raise ImportRefused(
            location, message("没有编码 %(encoding)s", encoding=encoding)
        ) from error
    except UnicodeDecodeError as error:
        text = raw.decode(encoding, "replace")
        if not declared and encoding_detection.decodes_as(text, encoding):
            return text
        line = raw.count(b"\n", 0, error.start) + 1
        tried = declared or message("utf-8 或 gb18030")
        raise ImportRefused(
            f"{location}:{line}",
            message("不是 %(tried)s 文本（第 %(start)s 字节）", tried=tried, start=error.start),
        ) from error


def elements(path: Path, events: Sequence[Event] = ("start", "end")) -> Iterator:
    """Yield (event, element) while parsing; the caller may clear processed elements.

    Entities are not resolved, no DTD is loaded and the network is off; a file with a DOCTYPE is
    refused before anything in it is used. Undeclared namespace prefixes, which some libraries'
    files have, are tolerated; other errors of well-formedness are not. Valid UTF-8 is read as
    UTF-8, whatever the file declares.
    """
    with _opened(path, MAX_BYTES) as file:
        parser = etree.XMLPullParser(
            events,
            encoding=_encoding(file),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True, remove_pis=True, recover=True,
        )  # fmt: skip
        checked_doctype, bytes_read, depth = False, 0, 0
        try:
            while chunk := file.read(_CHUNK):
                bytes_read += len(chunk)
                parser.feed(chunk)
                _well_formed(parser, path)
                for event, element in parser.read_events():
                    if not isinstance(element, etree._Element):
                        continue
                    if not checked_doctype:
                        checked_doctype = True
                        if element.getroottree().docinfo.internalDTD is not None:
                            raise ImportRefused(
                                f"{path}:1", message("含有文档类型声明（DOCTYPE），不读取")
                            )
                    depth += 1 if event == "start" else -1
                    if "start" in events and depth > MAX_DEPTH:
                        raise ImportRefused(f"{path}:{element.sourceline}", message("元素嵌套太深"))
                    yield event, element
            if not bytes_read:
                raise ImportRefused(str(path), message("文件是空的"))
            parser.close()
            _well_formed(parser, path)
            yield from parser.read_events()
        except etree.XMLSyntaxError as error:
            line = error.position[0] if error.position else 0
            raise ImportRefused(
                f"{path}:{line}", message("不是完整的 XML：%(error)s", error=error.msg)
            ) from error
        except (LookupError, UnicodeError) as error:
            raise ImportRefused(str(path), message("编码不合：%(error)s", error=error)) from error
        except OSError as error:
            raise ImportRefused(str(path), error.strerror or str(error)) from error


def _encoding(file: BinaryIO) -> str | None:
    """Return "utf-8" if a file that declares another encoding is valid non-ASCII UTF-8, or None."""
    declared = _DECLARED.match(file.read(512))
    file.seek(0)
    if not declared or declared[1].lower() == b"utf-8":
        return None
    decoder, is_ascii = codecs.getincrementaldecoder("utf-8")(), True
    try:
        while chunk := file.read(_CHUNK):
            is_ascii = decoder.decode(chunk).isascii() and is_ascii
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    finally:
        file.seek(0)
    return None if is_ascii else "utf-8"


def _well_formed(parser: etree.XMLPullParser, path: Path) -> None:
    for error in parser.feed_error_log:
        if error.domain != etree.ErrorDomains.NAMESPACE:
            raise ImportRefused(
                f"{path}:{error.line}",
                message("不是完整的 XML：%(error)s", error=error.message),
            )


def free_memory(element: Element) -> None:
    """Return free the memory of an element and all its preceding siblings."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def line_of(element: Element) -> int:
    """Return the line of an element in its file; 0 if unknown."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def local(element: Element) -> str:
    """Return the local name of an element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def root_of(path: Path) -> tuple[str, dict[str, str]]:
    """Return (name, attributes) of the root element. Raise ImportRefused if the file is not XML."""
    for _, element in elements(path, ("start",)):
        return local(element), dict(element.attrib)
    raise ImportRefused(str(path), message("没有元素"))
