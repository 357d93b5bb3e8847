"""Read pages written for testing: one tagged line for each logical line, with the truth about it.

A file holds pages of one style. A line is a tag, a blank and a text:

 = date=2021-07-28 number=3     a page begins; the date and number printed on it
 F  folio, masthead or other furniture          T  column title
 N  heading of a notice, n its lines            D  heading of an advertisement, d its lines
 >  an article begins: the code or name of its place, or -
 K  kicker   H  headline   S  subhead           B  bylines: name/role name/role (not printed;
                                                   a blank in a name is _)
 Y  byline on a line of its own                 R  credit of a photograph
 P  paragraph   C  crosshead   A  caption   I  item   V  verse
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

# Tags of printed lines of articles.
ARTICLE_TAGS = "KHSYRPCAIV"
# Tags of lines outside articles.
APART_TAGS = "FTNnDd"
DECK_TAGS = "KHS"


@dataclass(frozen=True)
class SourceLine:
    """A logical line; `article` is the index of its article on the page, -1 outside articles."""

    tag: str
    text: str
    article: int = -1


@dataclass
class SourcePage:
    """A page in reading order; `places` and `bylines` are those of each article."""

    style: str
    date: str = ""
    number: str = ""
    lines: list[SourceLine] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    bylines: list[list[tuple[str, str]]] = field(default_factory=list)


def read_corpus(folder: Path) -> list[SourcePage]:
    """Return the pages of all files in `folder`, by name. Raise ValueError with file and line."""
    return [page for path in sorted(folder.glob("*.txt")) for page in read_source(path)]


def read_source(path: Path) -> Iterator[SourcePage]:
    """Yield the pages of one file. Raise ValueError with file and line."""
    page: SourcePage | None = None
    inside = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        tag, _, text = line.partition(" ")
        if tag == "=":
            if page is not None:
                yield page
            known = dict(item.split("=", 1) for item in text.split())
            page = SourcePage(path.stem, known.get("date", ""), known.get("number", ""))
            inside = False
        elif page is None:
            raise ValueError(f"{path}:{number}: 页须以 = 开头")
        elif tag == ">":
            page.places.append("" if text == "-" else text)
            page.bylines.append([])
            inside = True
        elif tag == "B" and inside:
            page.bylines[-1] = [_signed(word) for word in text.split()]
        elif tag in APART_TAGS:
            inside = inside and tag == "F"
            page.lines.append(SourceLine(tag, text))
        elif tag in ARTICLE_TAGS and inside:
            if text:
                page.lines.append(SourceLine(tag, text, len(page.places) - 1))
        else:
            raise ValueError(f"{path}:{number}: 行首 {tag!r} 不认识，或不在文章里")
    if page is not None:
        yield page


def with_merged_pages(pages: Sequence[SourcePage]) -> list[SourcePage]:
    """Return the pages, followed by one page for each style with all its articles."""
    by_style = {page.style: [p for p in pages if p.style == page.style] for page in pages}
    return [*pages, *(merged(group) for group in by_style.values() if len(group) > 1)]


def merged(pages: Sequence[SourcePage]) -> SourcePage:
    """Return the articles of several pages on one, with the date and number of the first."""
    first = pages[0]
    result = SourcePage(first.style, first.date, first.number)
    for page in pages:
        for line in page.lines:
            if line.tag == "F" and page is not first:
                continue
            article = line.article + len(result.places) if line.article >= 0 else -1
            result.lines.append(replace(line, article=article))
        result.places += page.places
        result.bylines += page.bylines
    return result


def _signed(word: str) -> tuple[str, str]:
    name, _, role = word.partition("/")
    return name.replace("_", " "), role
