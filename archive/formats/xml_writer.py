"""Streaming XML writer that drops characters XML cannot represent."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

Attributes = Mapping[str, str]
# XML 1.0, section 2.2
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_xml_text(text: str) -> bool:
    """Return whether XML can represent the text."""
    return not _FORBIDDEN.search(text)


class XmlWriter:
    """An XML document; names carry their prefixes, and the caller declares the namespaces."""

    def __init__(self) -> None:
        self._out = StringIO()
        self._xml = XMLGenerator(self._out, "UTF-8", short_empty_elements=True)
        self._xml.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Attributes | None = None) -> Iterator[None]:
        """Context manager: open an element, and close it after the block."""
        self._xml.startElement(name, _clean(attributes))
        yield
        self._xml.endElement(name)

    def add(self, name: str, text: str = "", attributes: Attributes | None = None) -> None:
        with self.element(name, attributes):
            if text:
                self.text(text)

    def text(self, text: str) -> None:
        """Write text beside elements."""
        self._xml.characters(_FORBIDDEN.sub("", text))

    def add_all(self, name: str, texts: Iterable[str]) -> None:
        """Write an element for each text that is not empty."""
        for text in texts:
            if text:
                self.add(name, text)

    def __str__(self) -> str:
        return self._out.getvalue()


def _clean(attributes: Attributes | None) -> "AttributesImpl[str]":
    clean = {name: _FORBIDDEN.sub("", value) for name, value in (attributes or {}).items()}
    return AttributesImpl(clean)
