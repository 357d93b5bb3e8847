"""collection.yaml: name, publisher, licences and appearance of a collection.

`read_collection` returns it with the contents of the files it names. An edition stores that
(archive/editions/collection.py), so that a rollback restores the old name as well.
"""

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, field_validator

from archive.command_messages import message

from . import colours
from .address_index import Address
from .entries import CatalogueEntry, Ident, Name, Slug, Text
from .error_messages import os_error_message
from .nameplate import UnsupportedSvg, clean
from .yaml_file import CatalogueError, Fault, ParsedFile, invisible_characters, read, repeated

FILE = "collection.yaml"
# the file's copy in an edition, which includes the contents of the files it names
EDITION_FILE = "collection.json"
# characters of the texts of /about/
MAX_ABOUT_LENGTH = 50_000

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
_CREATIVE_COMMONS = "https://creativecommons.org/"
_FILE_NAME = re.compile(r"[\w.-]+\.(md|svg)", re.ASCII)

Section = Literal["featured", "topics", "charts", "latest"]
Language = Literal["zh-Hans", "zh-Hant"]
InterfaceLanguage = Literal["zh-Hans", "zh-Hant", "en"]


def _email(value: str) -> str:
    if value and not _EMAIL.fullmatch(value):
        raise ValueError(message("%(value)r 不是 name@example.org 这样的电子邮件地址", value=value))
    return value


def _origin(value: str) -> str:
    value = value.rstrip("/")
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(
            message("%(value)r 不是 https://archive.example.org 这样的网址", value=value)
        )
    if parts.path or parts.query or parts.fragment:
        raise ValueError(
            message(
                "%(value)r 应只写到主机名；放在路径之下的，路径用 ARCHIVE_PREFIX 指明", value=value
            )
        )
    return value


def _domain(value: str) -> str:
    if value and not _DOMAIN.fullmatch(value):
        raise ValueError(message("%(value)r 不是 archive.example.org 这样的域名", value=value))
    return value


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError(
            message("没有时区 %(value)r；写法如 Asia/Shanghai、Europe/London", value=value)
        )
    return value


def _colour(value: str) -> str:
    if not colours.is_hex(value):
        raise ValueError(message("%(value)r 不是 #9d2419 这样的颜色；YAML 里要加引号", value=value))
    return value.lower()


Colour = Annotated[str, AfterValidator(_colour)]


class Licence(CatalogueEntry):
    """The name of a licence as readers see it, and its address."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=500)]

    @property
    def page(self) -> str:
        """The address for readers: of Creative Commons' licences, the page in Chinese."""
        is_deed = self.url.startswith(_CREATIVE_COMMONS) and self.url.endswith("/")
        return f"{self.url}deed.zh-hans" if is_deed else self.url


class Colours(CatalogueEntry):
    """The colour of links and charts, on the light and on the dark page."""

    light: Colour
    dark: Colour


class FrontPage(CatalogueEntry):
    """The sections under the search box, in their order; the featured articles and topics."""

    sections: Annotated[tuple[Section, ...], Field(min_length=1)] = ("featured", "charts", "latest")
    # the longest of the newest features, where none are named
    articles: Annotated[tuple[Ident, ...], Field(max_length=6)] = ()
    topics: Annotated[tuple[Slug, ...], Field(max_length=12)] = ()


class CollectionFile(CatalogueEntry):
    """collection.yaml; after `read_collection`, with the contents of the files it names."""

    name: Annotated[Name, Field(max_length=40)] = "报纸档案"
    short_name: Annotated[str, Field(max_length=16)] = Field(default="", validate_default=True)
    romanised: Annotated[str, Field(pattern=r"^[A-Za-z0-9À-ɏ .,'’-]*$", max_length=60)] = ""
    publisher: Annotated[str, Field(max_length=120)] = ""
    contact: Annotated[str, AfterValidator(_email)] = ""
    # a single sentence
    description: Annotated[str, Field(max_length=200)] = Field(default="", validate_default=True)
    # Markdown, or the name of a file in the same folder
    about: Annotated[str, Field(max_length=MAX_ABOUT_LENGTH)] = ""
    # for the pages in English, which fall back to Chinese
    description_en: Annotated[str, Field(max_length=300)] = ""
    about_en: Annotated[str, Field(max_length=MAX_ABOUT_LENGTH)] = ""
    keywords: Annotated[tuple[Text, ...], Field(max_length=12)] = ()
    digest_licence: Licence = Licence(
        name="CC BY 4.0", url="https://creativecommons.org/licenses/by/4.0/"
    )
    metadata_licence: Licence = Licence(
        name="CC0 1.0", url="https://creativecommons.org/publicdomain/zero/1.0/"
    )
    origin: Annotated[str, AfterValidator(_origin)] = ""
    oai_domain: Annotated[str, AfterValidator(_domain)] = ""
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Shanghai"
    # the scripts of the texts; the first is the default
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("zh-Hans",)
    # the languages of the interface, besides simplified Chinese
    interface_languages: Annotated[tuple[InterfaceLanguage, ...], Field(min_length=1)] = (
        "zh-Hans",
    )
    # text, or the name of an SVG file in the same folder
    nameplate: Annotated[str, Field(max_length=200_000)] = ""
    colours: Colours | None = None
    front_page: FrontPage = FrontPage()

    @field_validator("short_name")
    @classmethod
    def _default_short_name(cls, value: str, info: Any) -> str:
        return value or info.data.get("name", "")[:16]

    @field_validator("description")
    @classmethod
    def _default_description(cls, value: str, info: Any) -> str:
        return value or (
            f"{info.data.get('name', '')}是中文报纸的目录与全文档案，"
            "可按报纸、日期、地区、主题和作者查找文章。"
        )

    @property
    def bilingual_name(self) -> str:
        """The name with its romanisation, for programs that list many sites."""
        return f"{self.name} {self.romanised}".strip()

    @property
    def publisher_name(self) -> str:
        return self.publisher or self.bilingual_name

    @property
    def key(self) -> str:
        """The name in lower-case ASCII, for names of files and keys of citations."""
        words = re.findall("[a-z0-9]+", self.romanised.lower())
        return "-".join(words) or "archive"

    @property
    def language(self) -> str:
        return self.languages[0]

    @property
    def drawing(self) -> str:
        """The nameplate as an <svg> element; "" if it is words."""
        return self.nameplate if self.nameplate.startswith("<svg") else ""


def find_collection(folder: Path) -> ParsedFile[CollectionFile] | None:
    """Return the file as written, None if there is none; raise CatalogueError with every fault."""
    path = folder / FILE
    if not path.is_file():
        return None
    return read(path, CollectionFile, name=f"{folder.name}/{FILE}")


def read_collection(folder: Path) -> CollectionFile:
    """Return the collection with the contents of its files; a nameless one if the catalogue has
    none.

    CatalogueError with every fault.
    """
    source = find_collection(folder)
    if source is None:
        return CollectionFile()
    contents, faults = {}, []
    for field, suffix in (("about", ".md"), ("about_en", ".md"), ("nameplate", ".svg")):
        value = getattr(source.record, field)
        if is_file_name(value, suffix):
            try:
                contents[field] = _content(folder / value, source, field)
            except CatalogueError as error:
                faults += error.faults
    if faults:
        raise CatalogueError(faults)
    return source.record.model_copy(update=contents)


def collection_at_start(folder: Path, edition: Path) -> CollectionFile:
    """Return the collection of the catalogue or, if there is no catalogue, of the edition.

    An invalid file counts as missing: the commands that read it report its faults.
    """
    stored_file = edition / EDITION_FILE
    try:
        if (folder / FILE).is_file() or not stored_file.is_file():
            return read_collection(folder)
        return CollectionFile.model_validate_json(stored_file.read_bytes())
    except ValueError:
        return CollectionFile()


def collection_files(folder: Path) -> list[Path]:
    """Return the paths of collection.yaml and of the files it names that exist."""
    try:
        source = find_collection(folder)
    except CatalogueError:
        return [folder / FILE]
    if source is None:
        return []
    names = [source.record.about, source.record.about_en, source.record.nameplate]
    paths = [folder / name for name in names if _FILE_NAME.fullmatch(name)]
    return [folder / FILE, *(path for path in paths if path.is_file())]


def is_file_name(value: str, suffix: str) -> bool:
    return bool(_FILE_NAME.fullmatch(value)) and value.endswith(suffix)


def _content(path: Path, source: ParsedFile[CollectionFile], field: str) -> str:
    """Return the text or drawing in a file that the collection names; raise CatalogueError."""
    name = f"{path.parent.name}/{path.name}"
    try:
        data = path.read_bytes()
        if field == "nameplate":
            return clean(data)
        text = data.decode("utf-8")
    except OSError as error:
        problem = message("%(file)s：%(problem)s", file=path.name, problem=os_error_message(error))
        raise CatalogueError([source.fault((field,), problem)]) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CatalogueError(
            [Fault(name, line, message("（文件）"), message("不是 UTF-8 文本"))]
        ) from error
    except UnsupportedSvg as error:
        raise CatalogueError([Fault(name, error.line, "SVG", str(error))]) from error
    faults = [
        Fault(
            name,
            number,
            message("（文件）"),
            message("含看不见的字符 U+%(code)04X", code=ord(characters[0])),
        )
        for number, line in enumerate(text.splitlines(), 1)
        if (characters := invisible_characters(line))
    ]
    if len(text) > MAX_ABOUT_LENGTH:
        faults.append(
            Fault(
                name,
                1,
                message("（文件）"),
                message("有 %(count)s 字，最多 %(most)s", count=len(text), most=MAX_ABOUT_LENGTH),
            )
        )
    if faults:
        raise CatalogueError(faults)
    return text


def faults(folder: Path, addresses: Container[Address] | None) -> Iterator[Fault]:
    """Yield faults of collection.yaml; `addresses` are those of the catalogue, if known."""
    try:
        source = find_collection(folder)
        read_collection(folder)
    except CatalogueError as error:
        yield from error.faults
        return
    if source is None:
        return
    record = source.record
    if record.colours:
        for scheme in ("light", "dark"):
            for problem in colours.contrast_problems(getattr(record.colours, scheme), scheme):
                yield source.fault(("colours", scheme), problem)
    front = record.front_page
    for field, kind in (("articles", "article"), ("topics", "topic")):
        values = [(("front_page", field, n), key) for n, key in enumerate(getattr(front, field))]
        yield from repeated(source, values)
        for path, key in values:
            if addresses is not None and (kind, key) not in addresses:
                yield source.fault(
                    path,
                    message("没有文章 %(key)s", key=key)
                    if kind == "article"
                    else message("没有主题 %(key)s", key=key),
                )
    yield from repeated(
        source, ((("front_page", "sections", n), name) for n, name in enumerate(front.sections))
    )
    if "topics" in front.sections and not front.topics:
        problem = message(
            "列了 topics，却没有写 front_page.topics：请写上主题，或从 sections 里删去"
        )
        yield source.fault(("front_page", "sections"), problem)
