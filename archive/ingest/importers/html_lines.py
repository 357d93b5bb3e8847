"""Makes lines of HTML: of an element of a page, or of markup that stands in a field."""

import re

from lxml import etree, html

_BREAKS = ("p", "div", "br", "td", "tr", "li", "h1", "h2", "h3", "h4", "table")
NO_HTML = (etree.LxmlError, ValueError, AssertionError)
# a tag, or a character by its name; a<b is neither
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|b|strong|em|i|u|font|img|a|h[1-6]|table|tbody|tr|td|th|ul|ol|li|center|section|figure"
    r"|sub|sup|hr|script|style)(?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*\s*/?>"
    r"|&(?:nbsp|amp|lt|gt|quot|apos|[lr][ds]quo|[mn]dash|hellip|middot|e[mn]sp|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE | re.ASCII,
)


def select_elements(element: etree._Element, path: str) -> list[etree._Element]:
    """The elements that an XPath selects."""
    nodes = element.xpath(path)
    return (
        [node for node in nodes if isinstance(node, etree._Element)]
        if isinstance(nodes, list)
        else []
    )


def select_strings(element: etree._Element, path: str) -> list[str]:
    """The texts or attribute values that an XPath selects."""
    nodes = element.xpath(path)
    return [str(node) for node in nodes if isinstance(node, str)] if isinstance(nodes, list) else []


def is_in(text: str) -> bool:
    """Whether a text has HTML in it."""
    # most texts have neither, which is seen at once
    return ("<" in text or "&" in text) and bool(_MARKUP.search(text))


def lines(element: etree._Element) -> list[str]:
    """The text of an element, a line a paragraph or break; no scripts, styles or comments."""
    lines = [""]
    for event, one in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        tag = one.tag if isinstance(one.tag, str) else ""
        if event == "start" and tag:
            if tag in _BREAKS:
                lines.append("")
            if tag not in ("script", "style") and one.text:
                lines[-1] += one.text
        elif one is not element and one.tail:
            if event == "end" and tag in _BREAKS:
                lines.append("")
            if event != "start":
                lines[-1] += one.tail
        elif event == "end" and tag in _BREAKS:
            lines.append("")
    return lines


def lines_of(markup: str) -> list[str]:
    """The same of a piece of HTML; none of what cannot be parsed."""
    try:
        return lines(html.fragment_fromstring(markup.strip(), create_parent="div"))
    except NO_HTML:
        return []
