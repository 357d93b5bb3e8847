"""Convert HTML to lines of text."""

import re

from lxml import etree, html

_BREAKS = ("p", "div", "br", "td", "tr", "li", "h1", "h2", "h3", "h4", "table")
NO_HTML = (etree.LxmlError, ValueError, AssertionError)
# A tag or a character entity; a<b is neither.
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|b|strong|em|i|u|font|img|a|h[1-6]|table|tbody|tr|td|th|ul|ol|li|center|section|figure"
    r"|sub|sup|hr|script|style)(?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*\s*/?>"
    r"|&(?:nbsp|amp|lt|gt|quot|apos|[lr][ds]quo|[mn]dash|hellip|middot|e[mn]sp|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE | re.ASCII,
)


def select_elements(element: etree._Element, path: str) -> list[etree._Element]:
    """Return the elements that an XPath selects."""
    nodes = element.xpath(path)
    return (
        [node for node in nodes if isinstance(node, etree._Element)]
        if isinstance(nodes, list)
        else []
    )


def select_strings(element: etree._Element, path: str) -> list[str]:
    """Return the texts or attribute values that an XPath selects."""
    nodes = element.xpath(path)
    return [str(node) for node in nodes if isinstance(node, str)] if isinstance(nodes, list) else []


def has_html(text: str) -> bool:
    """Return whether a text contains HTML."""
    # Fast path: most texts have neither.
    return ("<" in text or "&" in text) and bool(_MARKUP.search(text))


def lines(element: etree._Element) -> list[str]:
    """Return the text of an element, one line per paragraph or break.

    Scripts, styles and comments are left out.
    """
    lines = [""]
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start" and tag:
            if tag in _BREAKS:
                lines.append("")
            if tag not in ("script", "style") and node.text:
                lines[-1] += node.text
        elif node is not element and node.tail:
            if event == "end" and tag in _BREAKS:
                lines.append("")
            if event != "start":
                lines[-1] += node.tail
        elif event == "end" and tag in _BREAKS:
            lines.append("")
    return lines


def lines_of(markup: str) -> list[str]:
    """Return the lines of an HTML fragment; [] if it cannot be parsed."""
    try:
        return lines(html.fragment_fromstring(markup.strip(), create_parent="div"))
    except NO_HTML:
        return []
