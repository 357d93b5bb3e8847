"""Split a heading's lines into decks: kicker (引题), headline (主题) and subheads (副题)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archive.text.punctuation import full_width, letters_only

from .line_classifier import ClassifiedLine

_RUNS_ON = re.compile(r"(?:[的之和与及、：:]|[一-鿿](?:为|向|把|将|在))$")
_ORGAN = re.compile(r"(?:总工会|总工|工会|公司|集团|街道|社区|学校|医院|厂|局|办|委)$")
_VERB = re.compile(
    r"^(?:开展|举办|召开|启动|推进|组织|成立|举行|发布|聚焦|打造|实施|出台|走进|创新|助力|为|让|力求|探索|将|建设|推出|开通)"
)
_TWO_PHRASES = re.compile(r"^[“‘]?[^ 　，,]{2,9}[”’]?[ 　，,]+[“‘]?[^ 　，,]{2,9}[”’]?$")
# A kicker's summary, for which the headline gives the facts.
_SUMS_UP = re.compile(r"(?:[显见初]成效|见实效|[有出]成效|有声有色|结硕果|上台阶|见行动|出新招)$")
_HAN = re.compile(r"[㐀-鿿]")
_WHO = re.compile(r"总工会|总工|省总|市总|工会|公司|集团")
# Maximum length in letters of an organisation on a line of its own.
_MAX_ORGAN = 14
# Minimum length in letters of a line that holds two decks.
_TWO_DECKS = 24
# Minimum length in letters of a slogan over several articles.
_MIN_SLOGAN = 8
# Maximum length in letters of a place on a line of its own.
_MAX_PLACE_LENGTH = 4
# Minimum number of letters of a subhead that says who did what.
_MIN_SUBHEAD = 14
# Minimum share of a slogan's bigrams that occur in the next articles.
_SLOGAN_SHARED = 0.4
# Minimum ratio of the headline's type size to that of other decks.
_LARGER = 1.12
# Maximum ratio of two type sizes that count as equal.
_SAME = 1.08
# The same in a scan.
_SAME_IN_SCAN = 1.15
# Minimum size of large type, relative to body text.
_LARGE = 1.25
# Confidence that one line holds two decks.
_PARTED_SURE = 0.6
# Confidence that a slogan is over several articles.
_SLOGAN_SURE = 0.65


@dataclass
class DeckText:
    """Text of a deck and its spans."""

    text: str
    at: list[tuple[int, int]]


@dataclass
class DraftDecks:
    kicker: DeckText | None = None
    headline: DeckText | None = None
    subheads: list[DeckText] = field(default_factory=list)
    column: ClassifiedLine | None = None
    confidence: float = 0.9
    reason: str = "只有一行"


@dataclass
class _HeadingRow:
    """A line of the heading, or two that are one: its deck, confidence and words."""

    deck: str
    confidence: float
    words: DeckText
    size: float | None = None


def split_decks(
    heads: Sequence[ClassifiedLine], body: str, others: str, named: Callable[[str], set[str]]
) -> DraftDecks:
    """Return the decks in `heads`, the lines above `body`; `others` is the next articles' text.

    One line is the headline: the likeliest of several. Lines above it are the kicker, lines below
    it are subheads.
    """
    decks = DraftDecks()
    rows = _rows(heads)
    largest = _largest(rows)
    if len(rows) >= 3 and largest is None and _is_column(rows, body, others, named):
        decks.column = heads[0]
        rows = rows[1:]
    if not rows:
        return decks
    if largest is None and len(rows) == 2 and _is_kicker(rows, named):
        rows[0].deck, rows[1].deck = "kicker", "headline"
    elif largest is None and len(rows) == 2 and _says_who(rows[0], rows[1], named):
        rows[0].deck, rows[1].deck = "headline", "subhead"
    elif largest is None and len(rows) == 3 and rows[1].deck != "subhead":
        second, third = rows[1].words.text, rows[2].words.text
        if named(third) and _WHO.search(third) and not named(second):
            rows[0].deck, rows[1].deck, rows[2].deck = "kicker", "headline", "subhead"
    at = _headline(rows) if largest is None else largest
    decks.headline = rows[at].words
    decks.kicker = _together([row.words for row in rows[:at]]) if at else None
    decks.subheads = [row.words for row in rows[at + 1 :]]
    decks.confidence = round(min(row.confidence for row in rows), 2)
    if largest is not None:
        decks.reason = "几行题，凭字号分作引题、主题、副题"
    elif len(rows) > 1:
        decks.reason = "几行题，凭写法分作引题、主题、副题"
    elif rows[0].size is None:
        _split_line(decks, rows[0].words, named)
    return decks


def _largest(rows: Sequence[_HeadingRow]) -> int | None:
    """Return the index of the row in clearly the largest type, or None."""
    sizes = [row.size for row in rows if row.size is not None]
    if len(sizes) < max(2, len(rows)):
        return None
    most = max(sizes)
    others = sorted(sizes)[:-1]
    return sizes.index(most) if most >= _LARGER * others[-1] else None


def _is_kicker(rows: Sequence[_HeadingRow], named: Callable[[str], set[str]]) -> bool:
    """Return whether the first of two lines sums up in two phrases what the second reports."""
    first, second = (row.words.text for row in rows)
    phrases = re.split(r"[ 　，,]+", first) if _TWO_PHRASES.match(first) else []
    if phrases and len(phrases[0]) == len(phrases[-1]):
        return True
    if _SUMS_UP.search(first) and not _WHO.search(second) and not named(second):
        return True
    calls = first.endswith(("——", "！", "!")) or bool(phrases)
    return calls and (bool(named(second)) or bool(_WHO.search(second)))


def _says_who(first: _HeadingRow, second: _HeadingRow, named: Callable[[str], set[str]]) -> bool:
    """Return whether the second line names the organisation that the first only describes."""
    above, below = first.words.text, second.words.text
    calls = above.endswith(("——", "！", "!", "：", ":")) or bool(_TWO_PHRASES.match(above))
    if calls or _WHO.search(above) or named(above) or not _WHO.search(below):
        return False
    return len(letters_only(below)) >= max(_MIN_SUBHEAD, 1.2 * len(letters_only(above)))


def _headline(rows: Sequence[_HeadingRow]) -> int:
    """Return the index of the row that is the headline."""
    headlines = [n for n, row in enumerate(rows) if row.deck == "headline"]
    if headlines:
        return max(headlines, key=lambda n: (rows[n].confidence, -n))
    kickers = [n for n, row in enumerate(rows) if row.deck == "kicker"]
    return min(len(kickers), len(rows) - 1)


def _rows(heads: Sequence[ClassifiedLine]) -> list[_HeadingRow]:
    """Return the lines of the heading, with halves of one line joined."""
    rows: list[_HeadingRow] = []
    above: ClassifiedLine | None = None
    for entry in heads:
        words = entry.line.text[entry.start - entry.line.start : entry.end - entry.line.start]
        row = _HeadingRow(
            entry.deck,
            entry.confidence,
            DeckText(full_width(words), [(entry.start, entry.end)]),
            entry.line.size,
        )
        if above is not None and _are_one(above, entry):
            last = rows.pop()
            blank = row.size is None and _organ_acts(above.line.text, words)
            row.words = _together([last.words, row.words], blank)
            if "headline" in (last.deck, row.deck):
                row.deck = "headline"
        rows.append(row)
        above = entry
    return rows


def _are_one(above: ClassifiedLine, entry: ClassifiedLine) -> bool:
    """Return whether two lines are one deck: by their type if known, otherwise by their words."""
    size_above, size = above.line.size, entry.line.size
    if size_above is None or size is None:
        return _continue(above.line.text, entry.line.text)
    # Type sizes of a scan are less exact than those of a PDF.
    is_scan = above.line.bold is None and entry.line.bold is None
    same = max(size_above, size) < (_SAME_IN_SCAN if is_scan else _SAME) * min(size_above, size)
    decks = {above.deck, entry.deck}
    return (
        same
        and size_above >= _LARGE
        and (decks == {"headline"} or (is_scan and "headline" in decks))
    )


def _continue(above: str, below: str) -> bool:
    runs_on = _RUNS_ON.search(above) and not above.endswith(("——", "：", ":"))
    return bool(runs_on) or _organ_acts(above, below)


def _organ_acts(above: str, below: str) -> bool:
    """Return whether the first line is an organisation and the second says what it did."""
    return bool(_ORGAN.search(above)) and len(above) <= _MAX_ORGAN and bool(_VERB.match(below))


def _together(parts: Sequence[DeckText], blank: bool = True) -> DeckText:
    text = (" " if blank else "").join(part.text for part in parts)
    return DeckText(text, [span for part in parts for span in part.at])


def _is_column(
    rows: Sequence[_HeadingRow], body: str, others: str, named: Callable[[str], set[str]]
) -> bool:
    """Return whether the first of several lines is a title over several articles."""
    first, second = rows[0].words.text, rows[1].words.text
    place = letters_only(second)
    if len(place) <= _MAX_PLACE_LENGTH and (named(second) or re.search(f"{place}[县市区州]", body)):
        return True
    if letters_only(first) in letters_only(body) or first.endswith("——"):
        return False
    pairs = {first[at : at + 2] for at in range(len(first) - 1)}
    pairs = {pair for pair in pairs if pair.isalnum()}
    shared = sum(pair in others for pair in pairs) / max(1, len(pairs))
    return len(letters_only(first)) >= _MIN_SLOGAN and shared >= _SLOGAN_SHARED


def _split_line(decks: DraftDecks, words: DeckText, named: Callable[[str], set[str]]) -> None:
    """Split two decks on one line with a blank between them."""
    parts = re.split(r"[ 　]+", words.text)
    if not all(_HAN.search(part) for part in parts):
        return
    if len(words.at) > 1 or len(parts) < 2 or len(letters_only(words.text)) < _TWO_DECKS:
        return
    start, end = words.at[0]
    size = len(parts[0])
    rest = words.text[size:].lstrip(" 　")
    first = DeckText(parts[0], [(start, start + size)])
    second = DeckText(rest, [(end - len(rest), end)])
    says_who = bool(named(first.text)) or bool(_WHO.search(first.text))
    if len(parts) > 2 or (says_who and not _VERB.match(rest)):
        decks.kicker, decks.headline = first, second
    elif says_who:
        decks.headline, decks.subheads = first, [second]
    else:
        return
    decks.confidence, decks.reason = _PARTED_SURE, "一行里有两截，分作两行题"
