"""Compute the features by which a model classifies each line of a page."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median

from archive.text.punctuation import letters_only

from .bylines import parse_lead, parse_name_line, parse_standalone, parse_trailing
from .heading_style import Headings
from .language_model import LanguageModel, word_across
from .line_layout import LineLayout
from .press_forms import alternatives, press_forms, simple
from .sequence_model import bucket
from .signed_names import may_be_name
from .similarity import features as ngrams
from .text_lines import TextLine

# Maximum length of a heading, in characters.
MAX_HEADING_LENGTH = 60
# A longer line is a paragraph.
_PARAGRAPH = 28
# Nats: bounds of the buckets for the odds that a line's style is a heading's.
_ODDS = (-4, -2, -0.7, 0.7, 2, 4)
# Number of lines above and below whose words and places are compared with a heading's.
_REACH = 4
# Larger type belongs to headings, as a factor of the body text's size.
_LARGE = 1.08
_PHONE = re.compile(r"\d{3,4}[-—－ ]?\w{6,8}|1[3-9][\dXx]{5,}|(?:电话|热线|邮编|QQ|微信)")
_DAY = re.compile(
    r"(?:\d{4}|[一二][〇零○九八一二三四五六七]{3})\s*[年./\-]\s*[\d一二三四五六七八九十]{1,2}\s*[月./\-]\s*"
    r"[\d一二三四五六七八九十廿]{1,3}|民国[一二三四五六七八九十廿卅]{1,4}年"
)
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]")
_PAGE_NUMBER = re.compile(
    r"^[A-Z]?\d{1,3}(?:[ 　]|$)|[ 　][A-Z]?\d{1,2}版?$"
    r"|第\s*[A-Z]?[\d一二三四五六七八九十]+\s*[版张页]|\d版"
)
_PAGE_NAME = re.compile(
    rf"(?:^|[ 　·\d])(?:{alternatives('page_names')})(?:版|新闻)?(?:$|[ 　·\d])"
)
_EDITORS = re.compile(rf"(?:{alternatives('editor_words')})(?:[:：/／\s]|$)")
_NOTICE = re.compile(rf"(?:{alternatives('notice_titles')})$")
_NOTICE_IN = re.compile(rf"{alternatives('notice_words')}")
_AD_IN = re.compile(rf"{alternatives('ad_words')}")
_COLUMN_END = re.compile(rf"(?:{alternatives('column_endings')})$")
_TABLE = re.compile(rf"{alternatives('table_titles')}")
_BOX = re.compile(rf"^[【\[■◆●▲]?(?:{alternatives('box_titles')})[】\]]?[:：]?$")
_TURN = re.compile(r"[下上紧][转接]|未完|待续|连载|续完")
_SPEAKER = re.compile(r"^(?:记者|问|答|主持人|[㐀-鿿]{2,4})[：:]")
_MARK = re.compile(r"^[■□●◆▲△▶◎○★※☆◇▼@•·]")
_ITEM = re.compile(
    r"^(?:[-•●·*○◆■▪]\s*)?(?:\d{1,2}\s*[.．、]|[(（](?:\d{1,2}|[一二三四五六七八九十]+)[)）]|[①-⑳]|[一二三四五六七八九十]、)"
)
_PICTURE = re.compile(
    r"^(?:图为|图片为|上图|下图|左图|右图|[①-⑳]|图[①-⑳一二三])|摄(?:影报道)?[）)]?$"
)
_OPENER = re.compile(
    r"^(?:据|此次|这|日前|近日|近年|目前|同时|此外|截至|今年|去年|随后|在|为|记者|自|从|当|如今|活动|其中|一个月|昨|今|连日)"
)
_NEWS = re.compile(
    r"^.{0,14}?(?:日前|近日|近期|最近|昨|今[日天]|连日|\d{1,2}月\d{1,2}日|[本上]周|\d{1,2}日|获悉|将于|日起)"
)
_ORGAN = re.compile(
    r"(?:总工会|工会|公司|集团|街道|社区|学校|医院|厂|局|办|委|市|县|区|镇|乡|大学|车间|政府|部门|协会)"
)
# 某某会议提出, the source of the statement in the headline.
_SOURCE_SAYS = re.compile(
    r"(?:提出|强调|指出|要求|表示|透露|显示|认为|建议|呼吁|宣布|披露|明确|提醒|倡议|发现|通过|举行|召开)$"
)
# 对话某某, the subject of an interview or a profile.
_ABOUT_WHOM = re.compile(r"^(?:对话|专访|访|走近|记|追记|与)|^——")
# A purpose, above the headline with the result.
_PURPOSE = re.compile(
    r"力求|力促|力推|着力|致力|聚焦|围绕|坚持|深入|推动|推进|不断|全力|积极|切实|进一步|助力|力戒|深化"
    r"|[促强]进|实现"
)
_COMPANY = re.compile(r"总工会|工会|公司|集团")
_TWO_PHRASES = re.compile(r"^[“‘「]?[^ 　，,]{2,9}[”’」]?[ 　，,]+[“‘「]?[^ 　，,]{2,9}[”’」]?$")
# Minimum number of letters of a subhead that says who did what.
_MIN_SUBHEAD = 14
_VERB_OPENING = re.compile(
    r"^(?:开展|举办|召开|启动|推进|组织|成立|举行|发布|聚焦|打造|实施|出台|走进|创新|助力|为|让|力求|探索)"
)
_GREETING = re.compile(r"^(?:编辑|编辑部|编者|读者)[㐀-鿿]{0,3}[：:]")
_HAN = re.compile(r"[㐀-鿿]")
_LATIN_STOP = re.compile(r"[A-Za-z\")”]\.[\"”]?$|[A-Za-z][.,][\"”]$")
_COMMA = re.compile(r"[，。；：,;:]")
_FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百千万亿两]{2,}|[一二三四五六七八九十][名台条家个件处]"
)
_ADDRESS = re.compile(r"(?:地址|厂址|路|号|街|门市|对面|东门|西门|大厦)(?:\d|[:：]|$)")


def measure(text: str) -> float:
    """Return the length of a text in characters; those of text in Latin letters count half."""
    return len(text) if _HAN.search(text) else len(text) / 2


@lru_cache(maxsize=4096)
def shape(text: str) -> str:
    """Return the shape of a line by itself, in one word."""
    plain = simple(text)
    signed = parse_standalone(text)
    if signed is not None:
        return "photo" if signed.is_photo else "sign"
    lead = parse_lead(text)
    if lead is not None and lead.length < len(text):
        return "lead"
    if (_EDITORS.search(plain) and len(plain) < 60) or (
        _DAY.search(plain) and len(plain) < 40 and plain[-1] not in "。，"
    ):
        return "folio"
    if _SPEAKER.match(plain):
        return "speaker"
    size = measure(text)
    long = size > _PARAGRAPH
    last = "。" if _LATIN_STOP.search(text) else text[-1]
    if last in "！!？?":
        return "long" if long else "exclaim"
    if last in "。；;…" or (parse_trailing(text) and len(text) > 6):
        return "long" if long else "short"
    if last in "，,、：:":
        return "open long" if long else "comma"
    if re.search(r"[。；;]", text):
        return "open long" if long else "short"
    if last in "”’」』）)】》" and long and re.search(r"[，,：:]", text):
        return "open long"
    if size > MAX_HEADING_LENGTH:
        return "open long"
    return "heading" if not long else "long heading"


def line_features(
    lines: Sequence[TextLine],
    language: LanguageModel,
    named: Callable[[str], set[str]],
    columns: set[str],
    style: Headings,
) -> list[list[str]]:
    """Return the features of each line.

    `named` returns the places that a text names, `columns` are known column titles, `style` is
    trained on the archive's headings.
    """
    shapes = [shape(line.text) for line in lines]
    features_of_line = [_own_features(line, columns) for line in lines]
    places = [named(line.text[:80]) for line in lines]
    gapped = sum(line.gap > 0 for line in lines) > 0.7 * len(lines)
    indented = sum(line.indent > 0 for line in lines) * 6 > len(lines)
    words = [ngrams(line.text[:160]) for line in lines]
    usual = _usual_column(lines)
    result = []
    for n, line in enumerate(lines):
        around = [
            shapes[k] if 0 <= k < len(lines) else ("top" if k < 0 else "bottom")
            for k in range(n - 2, n + 4)
        ]
        above2, above, line_shape, below, below2, below3 = around
        features = [
            *features_of_line[n],
            f"shape {line_shape}",
            f"above {above} {line_shape}",
            f"below {line_shape} {below}",
            f"both {above} {line_shape} {below}",
            f"two below {line_shape} {below} {below2}",
            f"three below {line_shape} {below} {below2} {below3}",
            f"two above {above2} {above} {line_shape}",
            f"around {above} {line_shape} {below} {below2}",
            f"from top {min(n, 4)} {line_shape}",
            f"from bottom {min(len(lines) - 1 - n, 3)} {line_shape}",
        ]
        if not gapped and n:
            next_gap = lines[n + 1].gap > 0 if n + 1 < len(lines) else True
            features += [
                f"gap {line.gap > 0} {line_shape}",
                f"gaps {line.gap > 0} {next_gap} {line_shape}",
            ]
        elif line.gap > 1:
            features.append(f"wide gap {line_shape}")
        if indented:
            next_indent = lines[n + 1].indent > 0 if n + 1 < len(lines) else False
            features += [
                f"indent {line.indent > 0} {line_shape}",
                f"indents {line.indent > 0} {next_indent}",
            ]
        if measure(line.text) <= MAX_HEADING_LENGTH:
            if style.is_trained:
                features.append(f"style {bucket(style.odds(line.text), _ODDS)} {line_shape}")
            features += _heading_context(n, lines, shapes, words, places)
            blanks = min(len(re.findall(r"(?<=\S)[ 　]+(?=\S)", line.text)), 3)
            features.append(
                f"shape {line_shape} blanks {blanks} {bool(_COMMA.search(line.text))} {below}"
            )
        features += _joins(n, lines, language)
        if line.size is not None:
            features += _type_features(n, lines, line_shape)
        if line.layout is not None:
            features += _layout_features(n, lines, line.layout, usual, line_shape, below)
        result.append(features)
    return result


def _own_features(line: TextLine, columns: set[str]) -> list[str]:
    text, plain = line.text, simple(line.text)
    letters = letters_only(plain)
    size = bucket(measure(letters), (3, 5, 7, 9, 12, 15, 18, 21, 26, 34, 50, 80, 140))
    last = text[-1]
    ending = (
        "stop"
        if last in "。；;" or _LATIN_STOP.search(text)
        else "exclaim"
        if last in "！!"
        else "question"
        if last in "？?"
        else "comma"
        if last in "，,、"
        else "colon"
        if last in "：:"
        else "dash"
        if last in "—…"
        else "close"
        if last in "”’」』）)】》"
        else "digit"
        if last.isdigit()
        else "latin"
        if last.isascii()
        else "particle"
        if last in "的了在是和与及或把将被对向从由并也都就为"
        else "letter"
    )
    parts = re.split(r"[，,]", text)
    even = len(parts) == 2 and min(map(len, parts)) * 3 >= max(map(len, parts))
    commas = (
        "none" if len(parts) == 1 else "even" if even else "uneven" if len(parts) == 2 else "many"
    )
    blanks = len(re.findall(r"(?<=\S)[ 　]+(?=\S)", text))
    digits = sum(char.isdigit() for char in text) / max(1, len(text))
    short = measure(text) <= MAX_HEADING_LENGTH
    features = [
        "always",
        f"size {size}",
        f"ends {ending}",
        f"size {size} ends {ending}",
        f"size {min(size, 10)} ends {ending} commas {commas}",
        f"commas {commas} {short}",
        f"blanks {min(blanks, 3)} {short}",
        f"digits {bucket(digits, (0.01, 0.1, 0.25, 0.5))} {short}",
        f"sentence inside {bool(re.search('[。！？]', text[:-1]))}",
    ]
    tests = {
        "lead": (lead := parse_lead(text)) is not None and lead.length < len(text),
        "trailing": parse_trailing(text) is not None,
        "day": bool(_DAY.search(plain)),
        "weekday": bool(_WEEKDAY.search(plain)),
        "page number": bool(_PAGE_NUMBER.search(plain)),
        "page name": bool(_PAGE_NAME.search(plain)),
        "editors": bool(_EDITORS.search(plain)),
        "notice": bool(_NOTICE.search(plain.rstrip("：: "))),
        "column end": bool(_COLUMN_END.search(letters)),
        "known column": letters in columns,
        "column title": simple(letters) in press_forms()["column_titles"],
        "source says": bool(_SOURCE_SAYS.search(plain)),
        "about whom": bool(_ABOUT_WHOM.match(plain)),
        "all quoted": plain[0] in "“‘「『" and last in "”’」』",
        "from to": bool(re.match(r"从.{1,10}到", plain)),
        "table": bool(_TABLE.search(plain)),
        "box": bool(_BOX.match(plain)),
        "turn": bool(_TURN.search(plain)),
        "speaker": bool(_SPEAKER.match(plain)),
        "mark": bool(_MARK.match(plain)),
        "item": bool(_ITEM.match(plain)),
        "picture": bool(_PICTURE.search(plain)),
        "opener": bool(_OPENER.match(plain)),
        "news": bool(_NEWS.match(plain)),
        "name": may_be_name(plain),
        # 县植保站　章文
        "unit and name": short and parse_name_line(text) is not None,
        "spaced": bool(re.fullmatch(r"[㐀-鿿](?:[ 　]+[㐀-鿿]){1,2}", plain)),
        "bracketed": plain[0] in "（(〔【" and last in "）)〕】",
        "quoted": plain[0] in "“‘「『《",
        "dash first": plain.startswith("—"),
        "colon inside": bool(re.search(r"[：:]", plain[1:-1])),
        "phone": bool(_PHONE.search(plain)),
        "greeting": bool(_GREETING.match(plain)),
        "address": bool(_ADDRESS.search(plain)),
        "company end": bool(re.search(r"(?:公司|厂|局|社|会|部|科|所|启|敬启|谨启|中心)$", plain)),
        "organ": bool(_ORGAN.search(plain)),
        "organ end": bool(_ORGAN.search(plain[-4:])),
        "union": "工会" in plain,
        "organ first": bool(
            re.match(r"^.{2,10}(?:总工会|工会|公司|集团|街道|社区|市|县|区|镇|厂)", plain)
        ),
        "verb first": bool(_VERB_OPENING.match(plain)),
        "aspect": bool(re.search("[了着过]", plain)),
        "pronoun": bool(re.search("[他她它我你们]|自己|大家", plain)),
        "adverb": bool(re.search("[也都还就又却并且但则才很已]", plain)),
        "preposition": bool(re.search("[是在为将被把对从由于以]", plain)),
        "的": "的" in plain,
        "number first": plain[:1].isdigit(),
        "continuing": line.cannot_open,
        "list": plain.count("、") >= 2,
        "verse mark": bool(re.fullmatch(r"[㐀-鿿]{4,10}[，。；！？]?", plain)),
        "two phrases": bool(
            re.match(r"^[“‘「]?[^ 　，,]{2,12}[”’」]?[ 　]+[“‘「]?[^ 　，,]{2,12}[”’」]?$", plain)
        ),
        "several phrases": blanks >= 2 and short,
    }
    for name, holds in tests.items():
        if holds:
            features.append(name if short else f"long {name}")
            if short and name not in ("的", "aspect", "pronoun", "adverb", "preposition"):
                features += [f"{name} ends {ending}", f"{name} size {min(size, 9)}"]
    if short:
        grammar = [
            name for name in ("的", "aspect", "pronoun", "adverb", "preposition") if tests[name]
        ]
        features.append(f"grammar {len(grammar)} commas {commas}")
    features.append(f"notice words {min(3, len(_NOTICE_IN.findall(plain)))} {short}")
    features.append(f"ad words {min(3, len(_AD_IN.findall(plain)))} {short}")
    return features


def _heading_context(
    n: int,
    lines: Sequence[TextLine],
    shapes: Sequence[str],
    words: Sequence[frozenset[str]],
    places: Sequence[set[str]],
) -> list[str]:
    """Return features of what a short line and its neighbours share with the text around them."""
    text_shapes = ("lead", "long", "open long", "speaker", "short")
    below = [k for k in range(n + 1, min(len(lines), n + 6)) if shapes[k] in text_shapes][:2]
    above = [k for k in range(n - 1, max(-1, n - 6), -1) if shapes[k] in text_shapes][:3]
    ngrams_of_line = words[n]
    features = []
    shared_below = _share(ngrams_of_line, [words[k] for k in below[:1]])
    shared_next = _share(ngrams_of_line, [words[k] for k in below])
    shared_above = _share(ngrams_of_line, [words[k] for k in above])
    steps = (0.001, 0.08, 0.16, 0.3, 0.5)
    features += [
        f"shares below {bucket(shared_below, steps)}",
        f"shares next {bucket(shared_next, steps)}",
        f"shares above {bucket(shared_above, steps)}",
        f"shares more {bucket(shared_next - shared_above, (-0.3, -0.1, -0.001, 0.001, 0.1, 0.3))}",
    ]
    if below and above:
        texts = _share(words[below[0]], [words[k] for k in above]) * 10
        features.append(f"texts share {bucket(texts, (0.1, 0.3, 0.6, 1.0))} {shapes[n]}")
        nearby_places = places[n] | places[below[0]]
        places_above = set().union(*(places[k] for k in above))
        if nearby_places and places_above:
            features.append(f"other places {not _any_near(nearby_places, places_above)}")
    if places[n]:
        features.append("place")
    heads = ("heading", "long heading", "exclaim", "comma")
    if n + 1 < len(lines) and shapes[n + 1] in heads:
        longer = len(lines[n].text) / max(1, len(lines[n + 1].text))
        features.append(f"longer than below {bucket(longer, (0.5, 0.75, 1.01, 1.34, 2))}")
        features.append(f"place {bool(places[n])} below {bool(places[n + 1])}")
        features.append(
            f"organ {bool(_ORGAN.search(lines[n].text))} "
            f"below {bool(_ORGAN.search(lines[n + 1].text))}"
        )
        next_share = _share(words[n + 1], [words[k] for k in below[:1]])
        features.append(
            f"shares than below {bucket(shared_below - next_share, (-0.2, -0.02, 0.02, 0.2))}"
        )
    if n and shapes[n - 1] in heads:
        longer = len(lines[n].text) / max(1, len(lines[n - 1].text))
        features.append(f"longer than above {bucket(longer, (0.5, 0.75, 1.01, 1.34, 2))}")
        features.append(f"place {bool(places[n])} above {bool(places[n - 1])}")
        union = "工会" in lines[n].text
        features.append(f"union {union} above {'工会' in lines[n - 1].text}")
        last_share = _share(words[n - 1], [words[k] for k in below[:1]])
        features.append(
            f"shares than above {bucket(shared_below - last_share, (-0.2, -0.02, 0.02, 0.2))}"
        )
    run = _run(n, shapes, heads)
    if 2 <= run[1] <= 3:
        features += _pair_features(lines, places, n - run[0], run)
    if run[1] == 2:
        first = n - run[0]
        features.append(f"pair {_pair_rule(lines, places, first)} {run[0]} {run[2] == 'lead'}")
    features.append(f"run {run[0]} of {run[1]} then {run[2]}")
    features.append(f"run of {run[1]} after {shapes[run[3]] if run[3] >= 0 else 'top'} {run[0]}")
    return features


def _pair_features(
    lines: Sequence[TextLine],
    places: Sequence[set[str]],
    first: int,
    run: tuple[int, int, str, int],
) -> list[str]:
    """Return features that distinguish kicker, headline and subhead."""
    number, size = run[0], run[1]
    texts = [simple(line.text) for line in lines[first : first + size]]
    who = "".join(
        "p" if places[first + n] else "o" if _ORGAN.search(text) else "-"
        for n, text in enumerate(texts)
    )
    digits = "".join("d" if _FIGURE.search(text) else "-" for text in texts)
    blanks = "".join("b" if re.search(r"[ 　]", text) else "-" for text in texts)
    kinds = "".join(
        "s" if _SOURCE_SAYS.search(text)
        else "a" if _ABOUT_WHOM.match(text)
        else "q" if text[0] in "“‘「『" and text[-1] in "”’」』"
        else "!" if text[-1] in "！!—"
        else "p" if _PURPOSE.search(text)
        else ":" if re.search(r"[：:]", text)
        else "-"
        for text in texts
    )  # fmt: skip
    shorter = "".join(
        "<" if len(a) < 0.8 * len(b) else ">" if len(b) < 0.8 * len(a) else "="
        for a, b in pairwise(texts)
    )
    at = f"{number} of {size}"
    return [
        f"decks who {at} {who}",
        f"decks who {at} {who} {shorter}",
        f"decks figures {at} {digits}",
        f"decks blanks {at} {blanks}",
        f"decks kinds {at} {kinds}",
        f"decks lengths {at} {shorter}",
        f"decks {at} {who} {kinds}",
    ]


def _pair_rule(lines: Sequence[TextLine], places: Sequence[set[str]], first: int) -> str:
    """Return a word for the grammatical relation of two lines above a text.

    A kicker exclaims, or is a place or two phrases; a subhead says where, or who did what.
    """
    above, below = lines[first].text, lines[first + 1].text
    sizes = [sum(char.isalnum() for char in text) for text in (above, below)]
    if above.endswith(("——", "！", "!")) or _TWO_PHRASES.match(above) or sizes[0] <= 4:
        return "kicker"
    who = [
        bool(places[first + n]) or bool(_COMPANY.search(text))
        for n, text in enumerate((above, below))
    ]
    says_more = not who[0] or ("工会" in below and sizes[1] > 1.2 * sizes[0])
    if who[1] and sizes[1] >= _MIN_SUBHEAD and says_more:
        return "subhead"
    if who[1] and not who[0]:
        return "short subhead"
    if who[0]:
        return "kicker with place"
    return "longer below" if sizes[1] > 1.3 * sizes[0] else "unclear"


def _run(n: int, shapes: Sequence[str], kinds: Sequence[str]) -> tuple[int, int, str, int]:
    """Return (index in the run of similar lines, its length, what follows, line above)."""
    start = n
    while start and shapes[start - 1] in kinds:
        start -= 1
    end = n + 1
    while end < len(shapes) and shapes[end] in kinds:
        end += 1
    after = shapes[end] if end < len(shapes) else "bottom"
    return min(n - start, 4), min(end - start, 5), after, start - 1


def _any_near(codes: set[str], other_codes: set[str]) -> bool:
    return any(
        code[:4] == other[:4] or code == other[:2] + "0000"
        for code in codes
        for other in other_codes
    )


def _share(part: frozenset[str], wholes: Sequence[frozenset[str]]) -> float:
    if not part or not wholes:
        return 0.0
    shared = set().union(*(part & whole for whole in wholes))
    return len(shared) / len(part)


def _joins(n: int, lines: Sequence[TextLine], language: LanguageModel) -> list[str]:
    """Return features of whether the line above continues in this one, and this one in the next."""
    features = []
    bounds = (-2.0, -0.5, 0.5, 2.0, 5.0)
    short = measure(lines[n].text) <= MAX_HEADING_LENGTH
    if n and not lines[n - 1].closed:
        score = _join(lines[n - 1].text, lines[n].text, language)
        features.append(f"from above {bucket(score, bounds)} {short}")
        features.append(
            f"word from above {word_across(lines[n - 1].text, lines[n].text) > 2} {short}"
        )
    if short and n + 1 < len(lines) and not lines[n].closed:
        score = _join(lines[n].text, lines[n + 1].text, language)
        features.append(f"into below {bucket(score, bounds)}")
        features.append(f"word into below {word_across(lines[n].text, lines[n + 1].text) > 2}")
        if lines[n + 1].cannot_open:
            features.append("below cannot open")
    return features


def _join(before: str, after: str, language: LanguageModel) -> float:
    score = max(-3.0, min(3.0, language.goes_on(before, after)))
    return score + min(6.0, word_across(before, after))


def _type_features(n: int, lines: Sequence[TextLine], line_shape: str) -> list[str]:
    """Return features of a line's type size relative to body text and its neighbours."""
    size = lines[n].size or 1.0
    features = [
        f"type {bucket(size, (0.8, 0.93, 1.08, 1.2, 1.5, 2.0, 2.8))}",
        f"type {bucket(size, (0.93, 1.08, 1.5, 2.2))} {line_shape}",
        f"bold {lines[n].bold}",
    ]
    for other, name in ((n - 1, "above"), (n + 1, "below")):
        if 0 <= other < len(lines) and lines[other].size:
            ratio = size / (lines[other].size or 1.0)
            features.append(f"type than {name} {bucket(ratio, (0.6, 0.9, 1.12, 1.7))}")
    return features


def _layout_features(
    n: int, lines: Sequence[TextLine], layout: LineLayout, usual: float, line_shape: str, below: str
) -> list[str]:
    """Return features of a line's position in its column and on the page, and its neighbours' type.

    `usual` is the width of a column of text.
    """
    line = lines[n]
    size = bucket(line.size or 1.0, (0.8, 0.93, 1.08, 1.25, 1.6, 2.2))
    printed = min(layout.lines, 4)
    above = 9 if layout.above is None else bucket(layout.above, (0.4, 0.8, 1.4, 2.4))
    next_layout = lines[n + 1].layout if n + 1 < len(lines) else None
    gap = 8 if next_layout is None else next_layout.above
    under = 9 if gap is None else 8 if gap == 8 else bucket(gap, (0.4, 0.8, 1.4, 2.4))
    indent = bucket(layout.indent, (0.6, 1.4, 2.6, 5))
    room = bucket(layout.room, (0.6, 2.6, 6))
    spans = bucket(layout.column / max(1.0, usual), (0.6, 1.4, 2.4))
    edge = "top" if layout.top < 0.1 else "foot" if layout.top > 0.93 else "middle"
    sizes = [
        bucket((lines[k].size or 1.0), (0.93, 1.08, 1.25, 1.6)) if 0 <= k < len(lines) else 9
        for k in range(n - 1, n + 3)
    ]
    rank = _rank(n, lines)
    around = "".join(map(str, sizes))
    return [
        f"printed {printed} {line_shape}",
        f"printed {printed} size {size}",
        f"printed {printed} size {size} {line_shape} {line.bold}",
        f"distance {above} {under} size {size}",
        f"distance {above} size {size} {line_shape}",
        f"indent {indent} room {room} {printed} size {size}",
        f"centred {layout.centred} size {size} {line.bold} {line_shape}",
        f"columns {spans} size {size}",
        f"edge {edge} {line_shape}",
        f"edge {edge} size {size} {n < 4}",
        f"upright {layout.upright} size {size}",
        f"sizes {around}",
        f"sizes {around} {line_shape}",
        f"sizes {around[:3]} {below}",
        f"rank {rank} {line_shape}",
        f"rank {rank} size {size} below {below}",
    ]


def _usual_column(lines: Sequence[TextLine]) -> float:
    widths = [line.layout.column for line in lines if line.layout for _ in line.text]
    return median(widths) if widths else 1.0


def _rank(n: int, lines: Sequence[TextLine]) -> str:
    """Return a word for a line's type size relative to adjacent large lines."""
    start = end = n
    size = lines[n].size or 1.0
    if size < _LARGE:
        return "text"
    while start > 0 and (lines[start - 1].size or 1.0) >= _LARGE and n - start < 3:
        start -= 1
    while end + 1 < len(lines) and (lines[end + 1].size or 1.0) >= _LARGE and end - n < 3:
        end += 1
    sizes = [lines[k].size or 1.0 for k in range(start, end + 1)]
    if len(sizes) == 1:
        return "alone"
    largest = start + max(range(len(sizes)), key=sizes.__getitem__)
    if size >= 0.93 * max(sizes):
        return "largest"
    return "before" if n < largest else "behind"
