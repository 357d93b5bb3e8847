"""Write the site as one ZIM file, which Kiwix and other readers open without a network.

libzim indexes the articles for its readers' own search: runs of Chinese by single characters and
by pairs, so that a word within another one is found. The pages have the search of a static copy
besides (index_files.py).
"""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from archive.cards.drawing import ACCENT, draw_icon
from archive.command_messages import message
from archive.editions.collection import collection, public_origin
from archive.editions.current import opened, served
from archive.models import Article
from archive.progress import ProgressCallback
from archive.text.fold import simplified

from .index_files import MAX_ARTICLES, index_files
from .offline_addresses import INDEX
from .site_copy import CopiedFile, SiteCopy

if TYPE_CHECKING:
    from libzim.writer import Creator

# pixels of the icon that readers show in their libraries
_ILLUSTRATION = 48
_MAX_DESCRIPTION_LENGTH = 80
# ISO 639-3, as ZIM metadata requires
_LANGUAGE = "zho"
_BATCH = 200


class ZimMissing(Exception):
    """libzim is not installed."""


class FileExists(Exception):
    """The file exists already."""


class ZimSummary(NamedTuple):
    entries: int
    bytes: int
    searchable: bool


def write_zim(file: Path, report: ProgressCallback) -> ZimSummary:
    """Write the edition that is served to `file`, which must not exist.

    Raises ZimMissing, FileExists and CopyFailed. `report(message)` reports progress.
    """
    if importlib.util.find_spec("libzim") is None:
        raise ZimMissing(
            message("没有安装 libzim：make zim，或 pip install -r requirements-zim.lock")
        )
    if file.exists():
        raise FileExists(message("%(file)s 已存在", file=file))
    from libzim.writer import Creator

    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        with opened(served().folder):
            searchable = Article.objects.count() <= MAX_ARTICLES
            creator = Creator(str(part)).config_indexing(True, _LANGUAGE).set_mainpath(INDEX)
            with creator:
                entries = _add_all(creator, searchable, report)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return ZimSummary(entries, file.stat().st_size, searchable)


def _add_all(creator: "Creator", searchable: bool, report: ProgressCallback) -> int:
    """Add metadata, pages and index; return the number of entries."""
    _add_metadata(creator)
    entries, articles = 0, list[CopiedFile]()
    for copied in SiteCopy(data=False, searchable=searchable, index=INDEX):
        entries += 1
        if not copied.ident:
            creator.add_item(_item(copied))
            continue
        articles.append(copied)
        if len(articles) == _BATCH:
            _add_articles(creator, articles)
            articles = []
            report(message("已写 %(entries)s 项", entries=entries))
    _add_articles(creator, articles)
    for name, content in index_files() if searchable else ():
        media_type = "application/json" if name.endswith(".json") else "application/octet-stream"
        creator.add_item(_item(CopiedFile(name, media_type, content)))
        entries += 1
    return entries


def _add_metadata(creator: "Creator") -> None:
    about = collection()
    name = about.romanised or about.short_name
    metadata = {
        "Title": about.name,
        "Name": f"{name.lower().replace(' ', '-')}_{_LANGUAGE}_all",
        "Language": _LANGUAGE,
        "Creator": about.publisher or about.name,
        "Publisher": about.publisher or about.name,
        "Description": about.description[:_MAX_DESCRIPTION_LENGTH] or about.name,
        "Date": f"{served().made:%Y-%m-%d}",
        "License": f"{about.digest_licence.name}; {about.metadata_licence.name}",
        "Source": public_origin(),
        "Tags": ";".join(("newspapers", *about.keywords, "_ftindex:yes")),
    }
    for key, value in metadata.items():
        if value:
            creator.add_metadata(key, value)
    colour = about.colours.light if about.colours else ACCENT
    creator.add_illustration(_ILLUSTRATION, draw_icon(_ILLUSTRATION, colour))


def _add_articles(creator: "Creator", copied: list[CopiedFile]) -> None:
    """Add the pages of articles with the words they are indexed by."""
    rows = Article.objects.with_idents(file.ident for file in copied).for_reading()
    by_ident = {article.ident: article for article in rows}
    for file in copied:
        article = by_ident[file.ident]
        creator.add_item(_item(file, article.headline, _words(article)))


def _words(article: Article) -> str:
    decks = (article.column, article.kicker, article.headline, *article.subheads, article.digest)
    names = (byline.person.name for byline in article.bylines.all())
    text = article.full_text.plain if article.text_held else ""
    words = "\n".join(filter(None, (*decks, *names, text)))
    # text in traditional characters is also indexed in simplified ones
    in_simplified = simplified(words)
    return words if in_simplified == words else f"{words}\n{in_simplified}"


def _item(copied: CopiedFile, headline: str = "", words: str = "") -> Any:
    """Return an item for libzim, which reads it in its own threads.

    Pages are suggested by title, articles by headline; articles are indexed by their words.
    """
    from libzim.writer import FileProvider, Hint, IndexData, Item, StringProvider

    title = headline or copied.title

    class Words(IndexData):
        def has_indexdata(self) -> bool:
            return bool(words)

        def get_title(self) -> str:
            return title

        def get_content(self) -> str:
            return words

        def get_keywords(self) -> str:
            return ""

        def get_wordcount(self) -> int:
            return len(words)

    class SiteItem(Item):
        def get_path(self) -> str:
            return copied.file

        def get_title(self) -> str:
            return title

        def get_mimetype(self) -> str:
            return copied.media_type

        def get_contentprovider(self) -> FileProvider | StringProvider:
            # only bulk files, which a ZIM file lacks, have sources that are not one whole file
            (source,) = copied.sources or (None,)
            if isinstance(source, Path):
                return FileProvider(source)
            return StringProvider(copied.content)

        def get_hints(self) -> dict[Hint, bool]:
            return {Hint.FRONT_ARTICLE: bool(title)}

        def get_indexdata(self) -> Words:
            return Words()

    return SiteItem()
