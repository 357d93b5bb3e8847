"""Sanitize a collection's nameplate: parse the SVG strictly, and serialize it for inline use."""

from collections.abc import Iterator
from html import escape
from xml.parsers import expat

from archive.command_messages import message

# maximum bytes of the file, which is sent with every page
MAX_BYTES = 20_000

_SHAPES = {
    *("svg", "g", "title", "desc", "defs", "path", "rect", "circle", "ellipse", "line"),
    *("polyline", "polygon", "clipPath", "linearGradient", "radialGradient", "stop"),
}
_ATTRIBUTES = {
    *("viewBox", "id", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx"),
    *("ry", "fx", "fy", "width", "height", "points", "fill", "fill-rule", "fill-opacity"),
    *("stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
    *("stroke-opacity", "stroke-dasharray", "opacity", "clip-path", "clip-rule", "offset"),
    *("stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "clipPathUnits"),
    *("spreadMethod", "preserveAspectRatio", "color"),
}
# dropped: without effect inline, but written by most drawing programs
_DROPPED = {"xmlns", "version", "class", "data-name", "role", "xml:space"}
_PREFIX = "nameplate-"


class UnsupportedSvg(ValueError):
    """The SVG cannot be shown; `line` counts from 1."""

    def __init__(self, line: int, message: str):
        self.line = line
        super().__init__(message)


def clean(svg: bytes) -> str:
    """Return the drawing as an <svg> element for HTML, its ids prefixed.

    UnsupportedSvg for scripts, styles, links, embedded images, text (fonts differ) and anything
    else that is not a shape: nothing visible is dropped silently.
    """
    if len(svg) > MAX_BYTES:
        raise UnsupportedSvg(
            1,
            message(
                "有 %(count)s 字节，最多 %(most)s：请简化图形",
                count=format(len(svg), ","),
                most=format(MAX_BYTES, ","),
            ),
        )
    parts: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        parts.append("".join(_start_tag(name, attributes, parser.CurrentLineNumber, not parts)))

    def refuse_doctype(*_: object) -> None:
        raise UnsupportedSvg(parser.CurrentLineNumber, message("不能有 <!DOCTYPE>，请删去"))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: parts.append(f"</{name}>")
    parser.CharacterDataHandler = lambda text: parts.append(escape(text))
    parser.StartDoctypeDeclHandler = refuse_doctype
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        raise UnsupportedSvg(error.lineno, message("不是完整的 SVG（XML 无法解析）")) from error
    return "".join(parts).strip()


def _start_tag(name: str, attributes: dict[str, str], line: int, is_root: bool) -> Iterator[str]:
    if is_root and name != "svg":
        raise UnsupportedSvg(line, message("应是 <svg>，却是 <%(name)s>", name=name))
    if name not in _SHAPES:
        raise UnsupportedSvg(
            line, message("不能有 <%(name)s>：只用图形，文字请转成路径", name=name)
        )
    if is_root and "viewBox" not in attributes:
        raise UnsupportedSvg(line, message("<svg> 缺少 viewBox"))
    yield f"<{name}"
    for attribute, value in attributes.items():
        # the page sets the size
        if attribute in _DROPPED or (is_root and attribute in ("width", "height", "x", "y")):
            continue
        if attribute.startswith("xmlns:"):
            continue
        if attribute not in _ATTRIBUTES:
            raise UnsupportedSvg(
                line,
                message(
                    "<%(name)s> 不能有 %(attribute)s，请删去或改用 fill、stroke 等属性",
                    name=name,
                    attribute=attribute,
                ),
            )
        if attribute == "id":
            value = _PREFIX + value
        elif "url(" in value:
            if not value.startswith("url(#"):
                raise UnsupportedSvg(
                    line,
                    message(
                        "%(attribute)s 只能引用本文件里的图形，如 url(#a)", attribute=attribute
                    ),
                )
            value = value.replace("url(#", f"url(#{_PREFIX}", 1)
        yield f' {attribute}="{escape(value)}"'
    yield ">"
