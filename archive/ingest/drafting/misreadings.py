"""Propose corrections of likely misreadings and duplications of recognition."""

import re
from collections.abc import Iterator

from archive.text.segment import is_word

from .article import ArticleDraft
from .language_model import word_across
from .training_data import TrainingData

# Characters that recognition confuses, in both directions.
_PAIRS = (
    "人入",
    "日目",
    "日曰",
    "己已",
    "末未",
    "土士",
    "由曲",
    "千干",
    "大太",
    "由田",
    "巳已",
    "夭天",
    "王玉",
    "间问",
    "帅师",
    "侯候",
    "拨拔",
    "洒酒",
    "免兔",
)
_LIKE: dict[str, str] = {}
for _pair in _PAIRS:
    for _one, _other in (tuple(_pair), tuple(reversed(_pair))):
        _LIKE[_one] = _LIKE.get(_one, "") + _other
_DOUBLED = re.compile(r"(为|的|了|在|是|和|与|及|将|被|由|把|以|于|从)\1")
# Legitimate doubled characters.
_RIGHTLY = re.compile(
    r"目的的|的的确|为为人|是是非|和和美|以以往|了了解|在在职|为为期|在在编|是是否"
)
_ENGLISH = re.compile(r"(?<=[㐀-鿿，。；])\s+and\s+(?=[㐀-鿿])")
# Minimum gain of the alternative reading, in nats.
_CLEAR = 9.0
# Minimum part of that gain, in nats, that comes from words of the dictionary.
_CLEAR_BY_WORDS = 4.0
# Confidence in a misreading at a gain of 0 nats.
_MISREAD_SURE = 0.3
# Nats of gain that raise the confidence by 1.
_MISREAD_SCALE = 50
# Maximum confidence in a misreading.
_MAX_MISREADING_CONFIDENCE = 0.7
# Confidence that a doubled character is an error.
_DOUBLED_SURE = 0.6
# Confidence that an English word is an error.
_ENGLISH_SURE = 0.85
# Confidence that a quotation mark is missing.
_UNOPENED_SURE = 0.35


# (start, end, the corrected text, reason, confidence)
_Proposal = tuple[int, int, str, str, float]


def propose(draft: ArticleDraft, page: str, training: TrainingData) -> None:
    """Add the corrections that the text suggests to `draft`, all of them `likely`."""
    proposals: list[_Proposal] = []
    for block in draft.fields["body"]:
        if block["kind"] not in ("paragraph", "item", "caption", "summary"):
            continue
        for start, end in block["at"]:
            proposals += _doubled(page, start, end)
            proposals += _english(page, start, end)
            proposals += _misread(page, start, end, training)
        proposals += _unopened(page, block["at"])
    corrections = draft.fields.setdefault("corrections", [])
    used_spans = [item["at"] for item in corrections]
    for start, end, read, reason, confidence in sorted(proposals):
        if any(start <= last and first <= end for first, last in used_spans):
            continue
        used_spans.append([start, end])
        draft.guess(f"corrections[{len(corrections)}]", confidence, reason)
        corrections.append(
            {
                "at": [start, end],
                "was": page[start:end],
                "read": read,
                "certainty": "likely",
                "reason": reason,
            }
        )
    if not corrections:
        del draft.fields["corrections"]


def _doubled(page: str, start: int, end: int) -> Iterator[_Proposal]:
    for match in _DOUBLED.finditer(page, start, end):
        around = page[max(start, match.start() - 1) : match.end() + 1]
        # 现在在…: the first character belongs to a word, and the second is one by itself.
        ends_word = is_word(around[:2]) or is_word(around[-2:])
        if not _RIGHTLY.search(around) and not ends_word:
            at = match.start() + 1
            yield at, at + 1, "", f"“{match[1]}”字疑重出", _DOUBLED_SURE


def _english(page: str, start: int, end: int) -> Iterator[_Proposal]:
    for match in _ENGLISH.finditer(page, start, end):
        yield (
            match.start(),
            match.end(),
            "和",
            "中文句中不应有英文连词，可能是识别软件所加",
            _ENGLISH_SURE,
        )


def _misread(page: str, start: int, end: int, training: TrainingData) -> Iterator[_Proposal]:
    """Yield characters that a similar one should replace.

    The similar one forms words with its neighbours and fits the language model.
    """
    language = training.language
    for at in range(start + 1, end - 1):
        for similar in _LIKE.get(page[at], ""):
            before, after = page[max(start, at - 3) : at], page[at + 1 : min(end, at + 4)]
            gain = word_across(before, similar + after) + word_across(before + similar, after)
            gain -= word_across(before, page[at] + after) + word_across(before + page[at], after)
            if gain < _CLEAR_BY_WORDS:
                continue
            gain += language.fits(before, similar, after) - language.fits(before, page[at], after)
            if gain >= _CLEAR:
                reason = f"形近，“{before[-1:]}{similar}{after[:1]}”较合"
                yield (
                    at,
                    at + 1,
                    similar,
                    reason,
                    min(_MAX_MISREADING_CONFIDENCE, _MISREAD_SURE + gain / _MISREAD_SCALE),
                )


def _unopened(page: str, spans: list[list[int]]) -> Iterator[_Proposal]:
    """Yield closing quotation marks without an opening one, which most likely began a sentence."""
    depth, sentence = 0, spans[0][0]
    for start, end in spans:
        for at in range(start, end):
            if page[at] == "“":
                depth += 1
            elif page[at] == "”":
                if depth == 0 and page[at - 1] in "。！？!?…" and page[sentence] != "“":
                    yield (
                        sentence,
                        sentence,
                        "“",
                        "有下引号而没有上引号，引语可能从此开始",
                        _UNOPENED_SURE,
                    )
                depth = max(0, depth - 1)
            elif page[at] in "。！？!?" and at + 1 < end and page[at + 1] not in "”’）)":
                sentence = at + 1
