"""Split running Chinese text into sentences.

A sentence ends at 。 ！ ？ … and their half-width equivalents, at a line break, and at the end of
the text; ； ends none. Closing quotation marks and brackets right after the end belong to it.

How a quotation is treated depends on what precedes its opening mark:

- after a colon or a comma (他说：“好！”) the sentence ends with the quotation, if an end mark
  stands inside or right after its closing mark;
- at the start of a sentence (“好！”他说。) the sentence continues if a phrase that ends in a verb
  of saying follows, else it ends;
- in the middle of a sentence (他喊着“好！”跑开了。) it continues, unless nothing or another
  quotation follows.

In each case it continues if what follows cannot begin a sentence (a comma, the particle 的). A
quotation after which the sentence continues is never split; one that ends its sentence is split
at the end marks in it, so that a long speech does not become one sentence. Titles in 《》 are
never split.
"""

import re
import string

_WORD_CHARACTERS = string.ascii_letters + string.digits + "."
_ENDS = "。！？!?…｡"
_OPENERS = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉"}
_OPENERS |= {"（": "）", "(": ")", "【": "】", "〔": "〕", "[": "]", "［": "］"}
_TITLES = "《〈"
_CLOSERS = set(_OPENERS.values())
_STRAIGHT = '"'

_END_RUN = re.compile(rf"(?:[{_ENDS}]|\.{{3,}})+")
_INTRODUCES = "：:，,"
# Marks and particles; not 的确, 等到, 之后, which do begin sentences.
_CANNOT_BEGIN = re.compile(
    r"[，、；：,;:。！？!?…｡—～~·/%)\]）】〕］]|的(?![确士])|等(?=[，、,。的])|之(?=[类声语说])"
)
_SAYING = re.compile(
    r"[^\n，；：,;:。！？!?…“”‘’「」『』]{0,40}?"
    r"(?:说|(?<![知街轨隧河渠频])道|问|答|喊|叫|嚷|骂|叹|笑|称"
    r"|表示|认为|回忆|介绍|强调|指出|坦言|感慨|解释|透露|呼吁"
    r"|告诉[^\n，、；：,;:。！？!?…“”]{1,8})"
    r"[着了过]?(?=[，、；：,;:。！？!?…\n]|$)"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return [start, end) of each sentence of `text`, in characters, in order.

    The ranges do not overlap, begin or end with a blank; every non-blank character is in one of
    them. A last piece without an end mark is a sentence, too.
    """
    ranges = []
    for line in re.finditer(r"[^\r\n\u2028\u2029]+", text):
        ranges += _in_line(text, line.start(), line.end())
    return ranges


def _in_line(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return the sentences of text[start:stop], which has no line break."""
    closing = _pairs(text, start, stop)
    closers = set(closing.values())
    ranges = []
    begin = start
    at = start
    while at < stop:
        if at == begin and text[at].isspace():
            begin = at = at + 1
            continue
        end = None
        if at in closing:
            after, ends = _after_quotation(text, begin, at, closing[at], stop)
            if after is not None:
                at = after
                end = after if ends else None
            else:
                at += 1
        else:
            run = _end_run(text, begin, at, stop)
            if run is None:
                at += 1
            else:
                end = at = _past_closers(text, run, stop, closers)
        if end is not None:
            ranges.append((begin, end))
            begin = at
    tail = begin + len(text[begin:stop].rstrip())
    if text[begin:tail].strip():
        ranges.append((begin, tail))
    return ranges


def _pairs(text: str, start: int, stop: int) -> dict[int, int]:
    """Return {position of an opening mark: of its closing mark}, omitting unmatched marks."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    straight: int | None = None
    for at in range(start, stop):
        character = text[at]
        if character == _STRAIGHT:
            if straight is None:
                straight = at
            else:
                pairs[straight] = at
                straight = None
        elif character in _OPENERS:
            opened.append(at)
        elif character in _CLOSERS:
            for n in range(len(opened) - 1, -1, -1):
                if _OPENERS[text[opened[n]]] == character:
                    pairs[opened[n]] = at
                    del opened[n:]
                    break
    return pairs


def _after_quotation(
    text: str, begin: int, opener: int, closer: int, stop: int
) -> tuple[int | None, bool]:
    """Return where to continue after the quotation at `opener`, and whether a sentence ends there.

    (None, False) if the sentence ends with the quotation: continue inside it.
    """
    after = closer + 1
    inside = text[opener + 1 : closer].rstrip("".join(_CLOSERS) + _STRAIGHT)
    ended_inside = _end_run(text, opener + 1, opener + len(inside), stop) is not None
    following = text[after:stop].lstrip()
    if text[opener] in _TITLES:
        return after, False
    if text[begin:opener].rstrip()[-1:] in set(_INTRODUCES):
        if ended_inside and not _CANNOT_BEGIN.match(following):
            return None, False
        return (None, False) if _END_RUN.match(following) else (after, False)
    if not ended_inside:
        return after, False
    if not text[begin:opener].strip():
        continues = _CANNOT_BEGIN.match(following) or _SAYING.match(following)
        return (after, False) if continues else (None, False)
    ends = (
        not following
        or (following[0] in _OPENERS and following[0] not in _TITLES)
        or following[0] == _STRAIGHT
    )
    return after, ends


def _end_run(text: str, begin: int, at: int, stop: int) -> int | None:
    """Return the end of the run of end marks that starts at `at`, or None."""
    run = _END_RUN.match(text, at, stop)
    if run:
        return run.end()
    if text[at : at + 1] != "." or text[at + 1 : at + 2] == ".":
        return None
    # A single half-width full stop also occurs in decimals (3.5), list numbers (1. 总则), addresses
    # (example.org), initials (J. S. Bach) and, between Han characters, names: it ends a sentence
    # only before a blank, a closing mark or nothing.
    behind = text[at + 1 : min(at + 2, stop)]
    if behind and not behind.isspace() and behind not in _CLOSERS and behind != _STRAIGHT:
        return None
    before = text[begin:at]
    word = before[len(before.rstrip(_WORD_CHARACTERS)) :]
    if word.isdigit() and word == before.strip():
        return None
    if behind and re.fullmatch(r"(?:[A-Za-z]\.)*[A-Za-z]", word):
        return None
    return at + 1


def _past_closers(text: str, at: int, stop: int, closers: set[int]) -> int:
    """Return the position after the closing and end marks that follow an end mark."""
    while at < stop:
        run = _END_RUN.match(text, at, stop)
        if run:
            at = run.end()
        elif text[at] in _CLOSERS or at in closers:
            at += 1
        else:
            break
    return at
