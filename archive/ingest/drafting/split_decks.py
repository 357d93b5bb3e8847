"""Tells the lines of a heading apart: kicker (引题), headline (主题) and subheads (副题)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archive.text.punctuation import full_width

from .line_classifier import ClassifiedLine

_TWO_PHRASES = re.compile(r"^[“‘]?[^ 　，,]{2,9}[”’]?[ 　，,]+[“‘]?[^ 　，,]{2,9}[”’]?$")
_RUNS_ON = re.compile(r"(?:[的之和与及、：:]|[一-鿿](?:为|向|把|将|在))$")
_ORGAN = re.compile(r"(?:总工会|总工|工会|公司|集团|街道|社区|学校|医院|厂|局|办|委)$")
_UNION = re.compile(r"总工会|工会")
# a subhead has so many letters: it says who did what
_SUB = 14
_VERB = re.compile(
    r"^(?:开展|举办|召开|启动|推进|组织|成立|举行|发布|聚焦|打造|实施|出台|走进|创新|助力|为|让|力求|探索)"
)


@dataclass
class DeckVocabulary:
    """Some words of a deck and the spans they stand at."""

    text: str
    at: list[tuple[int, int]]


@dataclass
class DraftDecks:
    kicker: DeckVocabulary | None = None
    headline: DeckVocabulary | None = None
    subheads: list[DeckVocabulary] = field(default_factory=list)
    column: ClassifiedLine | None = None
    confidence: float = 0.9
    reason: str = "只有一行"


def split_decks(
    heads: Sequence[ClassifiedLine], body: str, others: str, named: Callable[[str], set[str]]
) -> DraftDecks:
    """The decks made of `heads`, which stand above `body`; `others` is the text of the next stories."""
    rows = _joined(heads)
    found = DraftDecks()
    of_place = len(rows) >= 3 and len(_bare(rows[1].text)) <= 4 and named(rows[1].text)
    if of_place or (len(rows) >= 3 and _is_column(rows[0], body, others)):
        found.column = heads[0]
        rows = rows[1:]
    if len(rows) == 1:
        _single(found, rows[0])
    elif len(rows) == 2:
        _pair(found, rows, named)
    elif rows:
        found.kicker, found.headline, found.subheads = rows[0], rows[1], rows[2:]
        found.confidence, found.reason = 0.7, "三行以上，首行作引题，次行作主题"
        if _is_sub(rows[1], named) and not _is_sub(rows[0], named) and not _leads(rows[0]):
            found.kicker, found.headline, found.subheads = None, rows[0], rows[1:]
    return found


def _words(
    entry: ClassifiedLine, start: int | None = None, end: int | None = None
) -> DeckVocabulary:
    start = entry.start if start is None else start
    end = entry.end if end is None else end
    text = entry.line.text[start - entry.line.start : end - entry.line.start]
    return DeckVocabulary(full_width(text), [(start, end)])


def _joined(heads: Sequence[ClassifiedLine]) -> list[DeckVocabulary]:
    """Lines that were one before the page was set are one again."""
    found: list[DeckVocabulary] = []
    for n, entry in enumerate(heads):
        words = _words(entry)
        above = heads[n - 1] if n else None
        if above is not None:
            text, before = entry.line.text, above.line.text
            # an organ by itself, and below it what it did
            does = bool(_ORGAN.search(before)) and len(before) <= 14 and bool(_VERB.match(text))
            if (_RUNS_ON.search(before) and not before.endswith("——")) or does:
                gap = " " if does else ""
                last = found.pop()
                found.append(DeckVocabulary(last.text + gap + words.text, [*last.at, *words.at]))
                continue
        found.append(words)
    return found


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_column(words: DeckVocabulary, body: str, others: str) -> bool:
    """Whether a slogan above the decks stands over several stories rather than over this one."""
    if _bare(words.text) in _bare(body) or words.text.endswith("——"):
        return False
    pairs = {words.text[at : at + 2] for at in range(len(words.text) - 1)}
    pairs = {pair for pair in pairs if pair.isalnum()}
    shared = sum(pair in others for pair in pairs) / max(1, len(pairs))
    return len(_bare(words.text)) >= 8 and shared >= 0.4


def _single(found: DraftDecks, words: DeckVocabulary) -> None:
    """One line; a blank may part a kicker from the headline, where the halves are no pair."""
    found.headline = words
    parts = re.split(r"[ 　]+", words.text)
    if len(parts) >= 3 and len(words.at) == 1:
        start, end = words.at[0]
        size = len(parts[0])
        rest = words.text[size:].lstrip(" 　")
        found.kicker = DeckVocabulary(parts[0], [(start, start + size)])
        found.headline = DeckVocabulary(rest, [(end - len(rest), end)])
        found.confidence, found.reason = 0.55, "一行里有几截，首截作引题"
    elif len(parts) == 2:
        found.confidence, found.reason = 0.8, "一行里有两截，都作主题"


def _pair(found: DraftDecks, rows: list[DeckVocabulary], named: Callable[[str], set[str]]) -> None:
    first, second = rows
    if _leads(first):
        found.kicker, found.headline = first, second
        found.confidence, found.reason = 0.85, "首行是破折号、叹号收尾，或并列短语、地名，作引题"
    elif (
        _is_sub(second, named)
        and len(_bare(second.text)) >= _SUB
        and (
            not _is_sub(first, named)
            or (
                _UNION.search(second.text)
                and len(_bare(second.text)) > 1.2 * len(_bare(first.text))
            )
        )
    ):
        found.headline, found.subheads = first, [second]
        found.confidence, found.reason = 0.8, "次行说明何地何人做了何事，作副题"
    elif _is_sub(second, named) and not _is_sub(first, named):
        found.kicker, found.headline = first, second
        found.confidence, found.reason = 0.6, "次行短而有地名，作主题"
    elif _is_sub(first, named):
        found.kicker, found.headline = first, second
        found.confidence, found.reason = 0.75, "首行有地名或单位，作引题"
    elif len(_bare(second.text)) > 1.3 * len(_bare(first.text)):
        found.headline, found.subheads = first, [second]
        found.confidence, found.reason = 0.6, "首行短而次行长，次行作副题"
    else:
        found.kicker, found.headline = first, second
        found.confidence, found.reason = 0.5, "两行难分，首行暂作引题"


def _leads(words: DeckVocabulary) -> bool:
    """Whether a first line is such as only stands above a headline."""
    text = words.text
    return (
        text.endswith(("——", "！", "!")) or bool(_TWO_PHRASES.match(text)) or len(_bare(text)) <= 4
    )


def _is_sub(words: DeckVocabulary, named: Callable[[str], set[str]]) -> bool:
    """Whether a line says who did it, and where."""
    return bool(named(words.text)) or bool(re.search(r"总工会|工会|公司|集团", words.text))
