"""Split the lines of a heading into kicker (引题), headline (主题) and subheads (副题)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archive.text.punctuation import full_width

from .line_classifier import ClassifiedLine

_TWO_PHRASES = re.compile(r"^[“‘]?[^ 　，,]{2,9}[”’]?[ 　，,]+[“‘]?[^ 　，,]{2,9}[”’]?$")
_RUNS_ON = re.compile(r"(?:[的之和与及、：:]|[一-鿿](?:为|向|把|将|在))$")
_ORGAN = re.compile(r"(?:总工会|总工|工会|公司|集团|街道|社区|学校|医院|厂|局|办|委)$")
_UNION = re.compile(r"总工会|工会")
# minimum number of letters of a subhead, which says who did what
_MIN_SUBHEAD = 14
# lengths in letters: of a kicker that is a place name alone at most, of a slogan over several
# articles at least, of an organisation alone on a line at most
_LONGEST_PLACE, _LEAST_SLOGAN, _LONGEST_ORGAN = 4, 8, 14
# share of a slogan's bigrams that the next articles must have
_SLOGAN_SHARED = 0.4
# a second line so many times as long as the first is a subhead: with a union's name, and without
_LONGER_WITH_UNION, _LONGER = 1.2, 1.3
_VERB = re.compile(
    r"^(?:开展|举办|召开|启动|推进|组织|成立|举行|发布|聚焦|打造|实施|出台|走进|创新|助力|为|让|力求|探索)"
)


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


def split_decks(
    heads: Sequence[ClassifiedLine], body: str, others: str, named: Callable[[str], set[str]]
) -> DraftDecks:
    """The decks in `heads`, the lines above `body`; `others` is the text of the next articles."""
    rows = _joined(heads)
    decks = DraftDecks()
    is_place_name = (
        len(rows) >= 3
        and len(_letters_only(rows[1].text)) <= _LONGEST_PLACE
        and named(rows[1].text)
    )
    if is_place_name or (len(rows) >= 3 and _is_column(rows[0], body, others)):
        decks.column = heads[0]
        rows = rows[1:]
    if len(rows) == 1:
        _single(decks, rows[0])
    elif len(rows) == 2:
        _pair(decks, rows, named)
    elif rows:
        decks.kicker, decks.headline, decks.subheads = rows[0], rows[1], rows[2:]
        decks.confidence, decks.reason = 0.7, "三行以上，首行作引题，次行作主题"
        if (
            _is_subhead(rows[1], named)
            and not _is_subhead(rows[0], named)
            and not _is_kicker(rows[0])
        ):
            decks.kicker, decks.headline, decks.subheads = None, rows[0], rows[1:]
    return decks


def _words(entry: ClassifiedLine, start: int | None = None, end: int | None = None) -> DeckText:
    start = entry.start if start is None else start
    end = entry.end if end is None else end
    text = entry.line.text[start - entry.line.start : end - entry.line.start]
    return DeckText(full_width(text), [(start, end)])


def _joined(heads: Sequence[ClassifiedLine]) -> list[DeckText]:
    """The lines of the heading, with lines that continue each other joined."""
    result: list[DeckText] = []
    for n, entry in enumerate(heads):
        words = _words(entry)
        previous = heads[n - 1] if n else None
        if previous is not None:
            text, previous_text = entry.line.text, previous.line.text
            # an organisation alone, and below it what it did
            organ_and_verb = (
                bool(_ORGAN.search(previous_text))
                and len(previous_text) <= _LONGEST_ORGAN
                and bool(_VERB.match(text))
            )
            if (
                _RUNS_ON.search(previous_text) and not previous_text.endswith("——")
            ) or organ_and_verb:
                gap = " " if organ_and_verb else ""
                joined_line = result.pop()
                result.append(
                    DeckText(joined_line.text + gap + words.text, [*joined_line.at, *words.at])
                )
                continue
        result.append(words)
    return result


def _letters_only(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _is_column(words: DeckText, body: str, others: str) -> bool:
    """Whether a slogan above the decks covers several articles rather than this one."""
    if _letters_only(words.text) in _letters_only(body) or words.text.endswith("——"):
        return False
    pairs = {words.text[at : at + 2] for at in range(len(words.text) - 1)}
    pairs = {pair for pair in pairs if pair.isalnum()}
    shared = sum(pair in others for pair in pairs) / max(1, len(pairs))
    return len(_letters_only(words.text)) >= _LEAST_SLOGAN and shared >= _SLOGAN_SHARED


def _single(decks: DraftDecks, words: DeckText) -> None:
    """Set the decks of a one-line heading; a space may separate kicker and headline."""
    decks.headline = words
    parts = re.split(r"[ 　]+", words.text)
    if len(parts) >= 3 and len(words.at) == 1:
        start, end = words.at[0]
        size = len(parts[0])
        rest = words.text[size:].lstrip(" 　")
        decks.kicker = DeckText(parts[0], [(start, start + size)])
        decks.headline = DeckText(rest, [(end - len(rest), end)])
        decks.confidence, decks.reason = 0.55, "一行里有几截，首截作引题"
    elif len(parts) == 2:
        decks.confidence, decks.reason = 0.8, "一行里有两截，都作主题"


def _pair(decks: DraftDecks, rows: list[DeckText], named: Callable[[str], set[str]]) -> None:
    first, second = rows
    if _is_kicker(first):
        decks.kicker, decks.headline = first, second
        decks.confidence, decks.reason = 0.85, "首行是破折号、叹号收尾，或并列短语、地名，作引题"
    elif (
        _is_subhead(second, named)
        and len(_letters_only(second.text)) >= _MIN_SUBHEAD
        and (
            not _is_subhead(first, named)
            or (
                _UNION.search(second.text)
                and len(_letters_only(second.text))
                > _LONGER_WITH_UNION * len(_letters_only(first.text))
            )
        )
    ):
        decks.headline, decks.subheads = first, [second]
        decks.confidence, decks.reason = 0.8, "次行说明何地何人做了何事，作副题"
    elif _is_subhead(second, named) and not _is_subhead(first, named):
        decks.kicker, decks.headline = first, second
        decks.confidence, decks.reason = 0.6, "次行短而有地名，作主题"
    elif _is_subhead(first, named):
        decks.kicker, decks.headline = first, second
        decks.confidence, decks.reason = 0.75, "首行有地名或单位，作引题"
    elif len(_letters_only(second.text)) > _LONGER * len(_letters_only(first.text)):
        decks.headline, decks.subheads = first, [second]
        decks.confidence, decks.reason = 0.6, "首行短而次行长，次行作副题"
    else:
        decks.kicker, decks.headline = first, second
        decks.confidence, decks.reason = 0.5, "两行难分，首行暂作引题"


def _is_kicker(words: DeckText) -> bool:
    """Whether a first line has the form of a kicker."""
    text = words.text
    return (
        text.endswith(("——", "！", "!"))
        or bool(_TWO_PHRASES.match(text))
        or len(_letters_only(text)) <= _LONGEST_PLACE
    )


def _is_subhead(words: DeckText, named: Callable[[str], set[str]]) -> bool:
    """Whether a line names a place or an organisation, as subheads do."""
    return bool(named(words.text)) or bool(re.search(r"总工会|工会|公司|集团", words.text))
