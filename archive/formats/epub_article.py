"""An article as an XHTML document of an EPUB: decks, byline, digest, full text if any, notes."""

from archive.editions.collection import collection

from .corrected_text import corrected_pieces
from .human_readable import NO_DIGEST, NOT_HELD
from .schema import ArticleWhole
from .schema_parts import Block, Correction
from .xml_writer import XmlWriter


def html_attributes() -> dict[str, str]:
    """Return the attributes of <html>, with the language of the collection's texts."""
    language = collection().language
    return {
        "xmlns": "http://www.w3.org/1999/xhtml",
        "xmlns:epub": "http://www.idpf.org/2007/ops",
        "xml:lang": language,
        "lang": language,
    }


def write_article(article: ArticleWhole) -> str:
    xml = XmlWriter()
    with xml.element("html", html_attributes()):
        head(xml, article.headline)
        with xml.element("body"), xml.element("article"):
            _decks(xml, article)
            with xml.element("section"):
                xml.add("h2", "提要")
                xml.add_all("p", (article.digest or NO_DIGEST).splitlines())
            with xml.element("section"):
                xml.add("h2", "正文")
                if article.text_held:
                    _FullText(xml, article).write()
                else:
                    xml.add("p", NOT_HELD)
            if article.notes:
                with xml.element("section"):
                    xml.add("h2", "整理说明")
                    xml.add_all("p", [note.text for note in article.notes])
    return str(xml)


def head(xml: XmlWriter, title: str) -> None:
    with xml.element("head"):
        xml.add("title", title)
        xml.add("link", attributes={"rel": "stylesheet", "href": "book.css"})


def _decks(xml: XmlWriter, article: ArticleWhole) -> None:
    with xml.element("header"):
        if article.kicker:
            xml.add("p", article.kicker, {"class": "deck"})
        xml.add("h1", article.headline)
        for subhead in article.subheads:
            xml.add("p", f"——{subhead}", {"class": "deck"})
        if article.bylines:
            xml.add("p", "、".join(map(str, article.bylines)), {"class": "source"})
        with xml.element("p", {"class": "source"}):
            xml.text(f"{article.newspaper} {article.date} {article.page} ")
            xml.add("a", "在网上阅读", {"href": article.url})


class _FullText:
    """Writer of the full text; corrections become footnotes, numbered in reading order."""

    def __init__(self, xml: XmlWriter, article: ArticleWhole):
        self._xml, self._article = xml, article
        self._footnotes: list[Correction] = []

    def write(self) -> None:
        line: list[Block] = []
        for block in self._article.blocks:
            line.append(block)
            if not block.run_in:
                self._line(line)
                line = []
        if line:
            self._line(line)
        for number, correction in enumerate(self._footnotes, 1):
            self._footnote(number, correction)

    def _line(self, blocks: list[Block]) -> None:
        *before, last = blocks
        name = "h3" if last.kind == "crosshead" else "p"
        with self._xml.element(name, {"id": last.id, "class": last.kind}):
            for block in before:
                with self._xml.element("span", {"id": block.id, "class": block.kind}):
                    self._pieces(block)
            self._pieces(last)

    def _pieces(self, block: Block) -> None:
        if block.gap == "before":
            self._xml.text("……")
        for text, correction in corrected_pieces(block, self._article.corrections):
            self._xml.text(text)
            if correction:
                self._footnotes.append(correction)
                number = len(self._footnotes)
                mark = {"epub:type": "noteref", "role": "doc-noteref", "id": f"r-{number}"}
                self._xml.add("a", f"[{number}]", mark | {"href": f"#n-{number}"})
        if block.gap == "after":
            self._xml.text("……")

    def _footnote(self, number: int, correction: Correction) -> None:
        note = {"epub:type": "footnote", "role": "doc-footnote", "id": f"n-{number}"}
        doubt = "，存疑" if correction.certainty == "likely" else ""
        was = f"“{correction.was}”" if correction.was else "无此字"
        reading = f"作“{correction.read}”" if correction.read else "删去"
        text = f" 识别原文{was}，{reading}{doubt}：{correction.reason}。".replace("。。", "。")
        with self._xml.element("aside", note), self._xml.element("p"):
            self._xml.add("a", f"[{number}]", {"href": f"#r-{number}", "role": "doc-backlink"})
            self._xml.text(text)
