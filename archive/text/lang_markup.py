"""Mark Chinese words on pages in another language with `lang`, for fonts and screen readers."""

import re

_HAN = re.compile("[㐀-鿿]")
# with the punctuation and numbers between characters
_RUN = re.compile(
    "[《〈「『【〔（]?[㐀-鿿〇]"
    "(?:[㐀-鿿〇　-〿＀-￯·—…“”‘’0-9]*[㐀-鿿〇》〉」』】〕）。，！？；：、])?"
)
# an element without children, a tag, or text
_PART = re.compile(
    r"<(?P<whole>script|style|textarea|title|option)\b.*?</(?P=whole)>"
    r"|<!.*?>|<(?P<end>/?)(?P<name>[\w-]+)[^>]*>|[^<]+",
    re.DOTALL,
)
_IN_CHINESE = re.compile(r'\blang="zh[-"]')
_VOID = frozenset(("input", "img", "meta", "link", "br", "hr", "source"))


def mark_chinese(html: str, tag: str = "zh-Hans") -> str:
    """Return the page with each run of Chinese wrapped in an element with `lang` set to `tag`.

    Text inside an element that is marked as Chinese already, and attributes, stay as they are.
    """
    return _PART.sub(_Marker(tag), html)


class _Marker:
    """Substitution function for re.sub, called for the parts of a page in order."""

    def __init__(self, tag: str):
        self._tag = tag
        # an element in Chinese, and how many of its name are open
        self._within, self._depth = "", 0
        self._element = "span"

    def __call__(self, part: re.Match[str]) -> str:
        text = part[0]
        name = part["name"]
        if name:
            self._pass_tag(name, bool(part["end"]), text)
            return text
        if self._within or text.startswith("<") or not _HAN.search(text):
            return text
        element = self._element
        return _RUN.sub(rf'<{element} lang="{self._tag}">\g<0></{element}>', text)

    def _pass_tag(self, name: str, is_end: bool, text: str) -> None:
        if name == "text":
            # of a drawing
            self._element = "span" if is_end else "tspan"
        if self._within:
            if name == self._within and not text.endswith("/>"):
                self._depth += -1 if is_end else 1
                if not self._depth:
                    self._within = ""
        elif not is_end and name not in _VOID and _IN_CHINESE.search(text):
            self._within, self._depth = name, 1
