"""An article as a document of a book: decks, byline, digest, full text where held, notes."""

from .corrected_text import corrected_pieces
from .plain_prose import NO_DIGEST, NOT_HELD
from .schema import ArticleWhole
from .schema_parts import Block, Correction
from .xml_writer import XmlWriter

HTML = {
    "xmlns": "http://www.w3.org/1999/xhtml",
    "xmlns:epub": "http://www.idpf.org/2007/ops",
    "xml:lang": "zh-Hans",
    "lang": "zh-Hans",
}


def document(article: ArticleWhole) -> str:
    xml = XmlWriter()
    with xml.within("html", HTML):
        with xml.within("head"):
            xml.add("title", article.headline)
            xml.add("link", attributes={"rel": "stylesheet", "href": "book.css"})
        with xml.within("body"), xml.within("article"):
            _decks(xml, article)
            with xml.within("section"):
                xml.add("h2", "提要")
                xml.add_all("p", (article.digest or NO_DIGEST).splitlines())
            with xml.within("section"):
                xml.add("h2", "正文")
                if article.text_held:
                    _Text(xml, article).write()
                else:
                    xml.add("p", NOT_HELD)
            if article.notes:
                with xml.within("section"):
                    xml.add("h2", "整理说明")
                    xml.add_all("p", [note.text for note in article.notes])
    return str(xml)


def _decks(xml: XmlWriter, article: ArticleWhole) -> None:
    with xml.within("header"):
        if article.kicker:
            xml.add("p", article.kicker, {"class": "deck"})
        xml.add("h1", article.headline)
        for subhead in article.subheads:
            xml.add("p", f"——{subhead}", {"class": "deck"})
        if article.bylines:
            xml.add("p", "、".join(map(str, article.bylines)), {"class": "source"})
        with xml.within("p", {"class": "source"}):
            xml.text(f"{article.newspaper} {article.date} {article.page} ")
            xml.add("a", "在网上阅读", {"href": article.url})


class _Text:
    """The full text; corrections are notes behind it, numbered in reading order."""

    def __init__(self, xml: XmlWriter, article: ArticleWhole):
        self._xml, self._article = xml, article
        self._noted: list[Correction] = []

    def write(self) -> None:
        opening: list[Block] = []
        for block in self._article.blocks:
            opening.append(block)
            if not block.run_in:
                self._line(opening)
                opening = []
        if opening:
            self._line(opening)
        for number, made in enumerate(self._noted, 1):
            self._note(number, made)

    def _line(self, blocks: list[Block]) -> None:
        *before, last = blocks
        name = "h3" if last.kind == "crosshead" else "p"
        with self._xml.within(name, {"id": last.id, "class": last.kind}):
            for block in before:
                with self._xml.within("span", {"id": block.id, "class": block.kind}):
                    self._pieces(block)
            self._pieces(last)

    def _pieces(self, block: Block) -> None:
        if block.gap == "before":
            self._xml.text("……")
        for text, made in corrected_pieces(block, self._article.corrections):
            self._xml.text(text)
            if made:
                self._noted.append(made)
                number = len(self._noted)
                mark = {"epub:type": "noteref", "role": "doc-noteref", "id": f"r-{number}"}
                self._xml.add("a", f"[{number}]", mark | {"href": f"#n-{number}"})
        if block.gap == "after":
            self._xml.text("……")

    def _note(self, number: int, made: Correction) -> None:
        note = {"epub:type": "footnote", "role": "doc-footnote", "id": f"n-{number}"}
        doubt = "，存疑" if made.certainty == "likely" else ""
        was = f"“{made.was}”" if made.was else "无此字"
        read = f"作“{made.read}”" if made.read else "删去"
        with self._xml.within("aside", note), self._xml.within("p"):
            self._xml.add("a", f"[{number}]", {"href": f"#r-{number}", "role": "doc-backlink"})
            self._xml.text(f" 识别原文{was}，{read}{doubt}：{made.reason}。".replace("。。", "。"))
