"""XML written element by element, without what XML cannot hold."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator

Attributes = Mapping[str, str]
# XML 1.0, section 2.2
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_xml_text(text: str) -> bool:
    """Whether XML can hold the text as it is."""
    return not _FORBIDDEN.search(text)


class XmlWriter:
    """A document; names are written with their prefixes, which the writer of an element declares."""

    def __init__(self):
        self._out = StringIO()
        self._xml = XMLGenerator(self._out, "UTF-8", short_empty_elements=True)
        self._xml.startDocument()

    @contextmanager
    def within(self, name: str, attributes: Attributes | None = None) -> Iterator[None]:
        """What is written meanwhile stands inside the element."""
        self._xml.startElement(name, _clean(attributes))
        yield
        self._xml.endElement(name)

    def add(self, name: str, text: str = "", attributes: Attributes | None = None) -> None:
        with self.within(name, attributes):
            if text:
                self.text(text)

    def text(self, text: str) -> None:
        """Text beside elements."""
        self._xml.characters(_FORBIDDEN.sub("", text))

    def add_all(self, name: str, texts) -> None:
        """An element for each text that says something."""
        for text in texts:
            if text:
                self.add(name, text)

    def __str__(self):
        return self._out.getvalue()


def _clean(attributes: Attributes | None) -> dict[str, str]:
    return {name: _FORBIDDEN.sub("", value) for name, value in (attributes or {}).items()}
