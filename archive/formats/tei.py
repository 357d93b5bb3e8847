"""An article in TEI P5: header, text if available, and standoff markup.

Positions in the page's text are written `urn:sha256:…#char=48,64`, with a fragment after RFC 5147:
characters of the text with that SHA-256, counted from 0, end exclusive.
"""

from collections.abc import Iterator

from archive.editions.collection import collection
from archive.models import Mention
from archive.models.article_parts import Basis
from archive.text import roles, titles
from archive.text.roles import Work

from .corrected_text import corrected_pieces
from .response_data import ResponseData
from .schema import ArticleWhole
from .schema_parts import Block, Correction, CoveredPlace, Credit, Dating, Span
from .xml_writer import XmlWriter

_NAMESPACE = "http://www.tei-c.org/ns/1.0"
_LANGUAGES = {"zh-Hans": "简体中文", "zh-Hant": "繁体中文"}
# (element around the list, list, kind of mention, its element, the element of its name)
_MENTIONED = (
    ("particDesc", "listPerson", Mention.Kind.PERSON, "person", "persName"),
    ("particDesc", "listOrg", Mention.Kind.ORGANISATION, "org", "orgName"),
    ("settingDesc", "listPlace", Mention.Kind.PLACE, "place", "placeName"),
)
_CERTAINTY = {"sure": "high", "likely": "low"}
# xml:id of the archive, which is responsible for descriptions and corrections
_ARCHIVE = "archive"


def write(response: ResponseData) -> str:
    article, xml = response.document, XmlWriter()
    if not isinstance(article, ArticleWhole):
        raise TypeError(f"{type(article).__name__} cannot be written as TEI")
    with xml.element("TEI", {"xmlns": _NAMESPACE, "xml:lang": collection().language}):
        _header(xml, article)
        _standoff(xml, article)
        if article.text_held:
            with xml.element("text"), xml.element("body"):
                _body(xml, article)
    return str(xml)


def _header(xml: XmlWriter, article: ArticleWhole) -> None:
    with xml.element("teiHeader"):
        with xml.element("fileDesc"):
            with xml.element("titleStmt"):
                _titles(xml, article)
                for credit, is_author in _credited(article.bylines):
                    _credit(xml, credit, is_author)
                with xml.element("respStmt", {"xml:id": _ARCHIVE}):
                    xml.add("resp", "著录、提要、校改")
                    xml.add("orgName", collection().bilingual_name)
            with xml.element("extent"):
                xml.add("measure", f"{article.length} 字", _measure(article))
            _publication(xml, article)
            if article.notes:
                with xml.element("notesStmt"):
                    for note in article.notes:
                        target = {"target": f"#{note.block}"} if note.block else {}
                        attributes = {"type": note.kind, "resp": f"#{_ARCHIVE}"}
                        xml.add("note", note.text, attributes | target)
            with xml.element("sourceDesc"):
                _source(xml, article)
        with (
            xml.element("encodingDesc"),
            xml.element("editorialDecl"),
            xml.element("correction", {"method": "markup"}),
        ):
            xml.add("p", "校改见 listApp，存有全文的又见正文中的 choice。")
        _profile(xml, article)
        with xml.element("revisionDesc"):
            for entry in reversed(article.history):
                xml.add("change", entry.says, {"when": f"{entry.date}", "type": entry.kind})


def _titles(xml: XmlWriter, article: ArticleWhole) -> None:
    if article.kicker:
        xml.add("title", article.kicker, {"level": "a", "type": "kicker"})
    with xml.element("title", {"level": "a", "type": "main"}):
        if article.headline_supplied:
            xml.add("supplied", titles.unbracketed(article.headline), {"resp": f"#{_ARCHIVE}"})
        else:
            xml.text(article.headline)
    for subhead in article.subheads:
        xml.add("title", subhead, {"level": "a", "type": "sub"})


def _credited(bylines: list[Credit]) -> Iterator[tuple[Credit, bool]]:
    """Return each credit, and whether it is an author's (a writer's, else a photographer's)."""
    works = [roles.work(credit.role) for credit in bylines]
    authors = Work.TEXT if Work.TEXT in works else Work.PICTURE
    return ((credit, work is authors) for credit, work in zip(bylines, works, strict=True))


def _credit(xml: XmlWriter, credit: Credit, is_author: bool) -> None:
    if is_author:
        xml.add("author", credit.name, {"role": credit.role, "ref": credit.url})
        return
    with xml.element("respStmt"):
        xml.add("resp", credit.position + credit.role)
        xml.add("persName", credit.name, {"ref": credit.url})


def _measure(article: ArticleWhole) -> dict[str, str]:
    return {"unit": "character", "quantity": f"{article.length}"}


def _publication(xml: XmlWriter, article: ArticleWhole) -> None:
    with xml.element("publicationStmt"):
        xml.add("publisher", collection().publisher_name)
        xml.add("date", f"{article.last_changed}", {"when": f"{article.last_changed}"})
        xml.add("idno", article.url, {"type": "URI"})
        xml.add("idno", article.ident, {"type": "ident"})
        status = "restricted" if article.text_held else "free"
        with xml.element("availability", {"status": status}):
            about = collection()
            metadata, digests = about.metadata_licence, about.digest_licence
            xml.add("licence", f"著录以 {metadata.name} 发布。", {"target": metadata.url})
            licence = f"提要和整理说明以 {digests.name} 许可。"
            xml.add("licence", licence, {"target": digests.url})
            if article.text_held:
                xml.add("p", "正文属原作者和报社。")


def _source(xml: XmlWriter, article: ArticleWhole) -> None:
    with xml.element("bibl"):
        # medium certainty if the page does not name the newspaper
        cert = {} if article.attribution == Basis.STATED else {"cert": "medium"}
        about = {"level": "j", "ref": article.newspaper.url, **cert}
        xml.add("title", article.newspaper.name, about)
        xml.add("date", article.date.label, _dating(article.date))
        if article.issue.number:
            xml.add("biblScope", article.issue.number, {"unit": "issue"})
        number = {"n": article.page.number} if article.page.number else {}
        xml.add("biblScope", article.page.label, {"unit": "page"} | number)
        if article.column:
            xml.add("biblScope", article.column, {"unit": "column"})
        xml.add("ref", article.page.url, {"target": article.page.url})
        for identifier in article.identifiers:
            xml.add("idno", identifier.value, {"type": "URI"})
        xml.add("idno", article.source.sha256, {"type": "SHA-256"})


def _dating(date: Dating) -> dict[str, str]:
    cert = {"cert": "high" if date.basis == "stated" else "medium"}
    if date.earliest == date.latest:
        return cert | {"when": f"{date.earliest}"}
    return cert | {"notBefore": f"{date.earliest}", "notAfter": f"{date.latest}"}


def _profile(xml: XmlWriter, article: ArticleWhole) -> None:
    with xml.element("profileDesc"):
        if article.digest:
            with xml.element("abstract", {"resp": f"#{_ARCHIVE}"}):
                xml.add_all("p", article.digest.splitlines())
        with xml.element("langUsage"):
            for ident in collection().languages:
                xml.add("language", _LANGUAGES[ident], {"ident": ident})
        if article.places:
            with xml.element("settingDesc"), xml.element("listPlace"):
                for place in article.places:
                    _place(xml, place)
        _mentions(xml, article)
        if article.genre or article.topics:
            with xml.element("textClass"), xml.element("keywords"):
                if article.genre:
                    xml.add("term", article.genre_label, {"type": "genre"})
                for topic in article.topics:
                    xml.add("term", topic.label, {"type": "topic", "ref": topic.url})


def _mentions(xml: XmlWriter, article: ArticleWhole) -> None:
    """Write the people, organisations and places that the text names."""
    for parent, list_name, kind, element, name in _MENTIONED:
        of_kind = [mention for mention in article.mentions if mention.kind == kind]
        if not of_kind:
            continue
        with xml.element(parent), xml.element(list_name, {"type": "mentioned"}):
            for mention in of_kind:
                # the program's are not checked
                is_stated = mention.source == Mention.Source.EDITOR
                attributes = {"ref": mention.url, "cert": "high" if is_stated else "medium"}
                if mention.key != mention.name:
                    attributes["key"] = mention.key
                with xml.element(element):
                    xml.add(name, mention.name, attributes)
                    for address in mention.same_as:
                        xml.add("idno", address, {"type": "URI"})


def _place(xml: XmlWriter, place: CoveredPlace) -> None:
    cert = "high" if place.basis == "stated" else "medium"
    with xml.element("place"):
        attributes = {"ref": place.url, "key": place.code, "cert": cert}
        xml.add("placeName", place.full_name, attributes)


def _standoff(xml: XmlWriter, article: ArticleWhole) -> None:
    """Write the position of each block on the page, and all corrections."""
    responsible = {"resp": f"#{_ARCHIVE}"}
    with xml.element("standOff", {"type": "page-text"}):
        with xml.element("spanGrp", {"type": "blocks"} | responsible):
            for block in article.blocks:
                target = {"target": " ".join(_pointer(article, span) for span in block.at)}
                # the id is on the block in the text if there is one
                id_attribute = "corresp" if article.text_held else "xml:id"
                block_id = {id_attribute: _block_id(article, block)}
                with xml.element("span", {"type": block.kind} | target | block_id):
                    if block.gap:
                        xml.add("gap", attributes={"reason": "lost", "n": block.gap})
                    if not article.text_held:
                        heads = {head.block: head.text for head in article.crossheads}
                        xml.text(heads.get(block.id, ""))
        if article.corrections:
            with xml.element("listApp", {"type": "corrections"}):
                for correction in article.corrections:
                    _correction(xml, article, correction)


def _block_id(article: ArticleWhole, block: Block) -> str:
    return f"#{block.id}" if article.text_held else block.id


def _correction(xml: XmlWriter, article: ArticleWhole, correction: Correction) -> None:
    source = {"type": "correction", "from": _pointer(article, correction.at)}
    with xml.element("app", source):
        certainty = {"cert": _CERTAINTY[correction.certainty], "resp": f"#{_ARCHIVE}"}
        xml.add("lem", correction.read, certainty)
        xml.add("rdg", correction.was)
        xml.add("note", correction.reason, {"resp": f"#{_ARCHIVE}"})


def _pointer(article: ArticleWhole, span: Span) -> str:
    return f"urn:sha256:{article.source.sha256}#char={span[0]},{span[1]}"


def _body(xml: XmlWriter, article: ArticleWhole) -> None:
    """Write sections, each beginning with a crosshead except the first."""
    sections: list[list[Block]] = [[]]
    for block in article.blocks:
        if block.kind == "crosshead":
            sections.append([])
        sections[-1].append(block)
    for section in sections:
        if section:
            with xml.element("div"):
                _section(xml, article, section)


def _section(xml: XmlWriter, article: ArticleWhole, blocks: list[Block]) -> None:
    line: list[Block] = []
    for block in blocks:
        line.append(block)
        if not block.run_in:
            _line(xml, article, line)
            line = []
    if line:
        _line(xml, article, line)


def _line(xml: XmlWriter, article: ArticleWhole, blocks: list[Block]) -> None:
    """Write a block with those that run into it."""
    *before, last = blocks
    name = {"crosshead": "head", "paragraph": "p"}.get(last.kind, "ab")
    kind = {"type": last.kind} if name == "ab" else {}
    with xml.element(name, {"xml:id": last.id} | kind):
        for block in before:
            with xml.element("seg", {"type": block.kind, "xml:id": block.id}):
                _text(xml, article, block)
        _text(xml, article, last)


def _text(xml: XmlWriter, article: ArticleWhole, block: Block) -> None:
    if block.gap == "before":
        xml.add("gap", attributes={"reason": "lost"})
    for text, correction in corrected_pieces(block, article.corrections):
        if correction is None:
            xml.text(text)
            continue
        with xml.element("choice"):
            xml.add("sic", correction.was)
            certainty = {"cert": _CERTAINTY[correction.certainty], "resp": f"#{_ARCHIVE}"}
            xml.add("corr", text, certainty)
    if block.gap == "after":
        xml.add("gap", attributes={"reason": "lost"})
