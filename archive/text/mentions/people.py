"""Recognise people in a text, by surnames, context, and frequency."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from archive.text import segment
from archive.text.gazetteer import edges
from archive.text.names import COMPOUND_SURNAME, FREQUENT_SURNAMES, SURNAMES
from archive.text.phrases import any_of

_WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
_HAN = re.compile(r"[㐀-鿿]")


# a family name, and where a role ends right before it
_SURNAMES = f"{SURNAMES}{_WORDS['more_surnames']}"
_COMPOUND_FIRSTS = "".join(sorted({name[0] for name in COMPOUND_SURNAME.pattern.split("|")}))
_FAMILY = re.compile(f"[{_SURNAMES}{_COMPOUND_FIRSTS}]")
_ROLES = frozenset(_WORDS["roles"])
_NO_ROLES = frozenset(_WORDS["no_roles"])
# last character of a role → lengths of the roles that end with it
_ROLE_LENGTHS = {
    last: sorted({len(role) for role in _ROLES if role[-1] == last and len(role) > 1})
    for last in {role[-1] for role in _ROLES}
}
_AFTER_FIRSTS = frozenset(phrase[0] for phrase in _WORDS["says"])
_AFTER = re.compile(rf"(?:{any_of(_WORDS['says'])})(?!(?<=称)[号赞为呼])")
_NOT_GIVEN = frozenset(_WORDS["not_in_given"])
# 陈伯, 李嫂, 王总: a title after a surname
_NOT_ALONE = frozenset(_WORDS["not_alone"])
_GIVEN = frozenset(_WORDS["given"])
# 徐之强, 段其昌: in a given name after a role
_FIRST_ONLY = frozenset("之其向")
# surname and title, without a name: 王先生, 李师傅; 王某 is none either
_TITLE_ALONE = (
    r"(?:先生|女士|小姐|太太|师傅|老师|同学|同志|阿姨|妈妈|爸爸|大爷|大妈|大伯|大姐|大哥|奶奶|爷爷|阿婆|阿嬷|老汉|老太|医生|教授"
    r"|主任|经理|局长|厂长|书记|主席|校长|院长|总|工|某|氏|家)"
)
# what given names are made of: a class of characters
_ALLOWED = f"[^{''.join(sorted(_NOT_GIVEN))}\\0-\u33ff\ua000-\U0010ffff]"
_LAST = "".join(sorted(_GIVEN - _NOT_GIVEN))
_GIVEN_NAME = re.compile(
    rf"(?!{_TITLE_ALONE})(?:{_ALLOWED}{{1,2}}|[{''.join(sorted(_FIRST_ONLY))}][{_LAST}])"
)
# no given name of one character
_NOT_SINGLE = _NOT_ALONE | _FIRST_ONLY | {"则"}
# names of foreigners and peoples with several parts
# words that end in 员, 工 or the like and say what somebody is: 种植户, 主攻手, 审判长
_BEING = frozenset("员工户手师长者家民生友匠将星兵官商农")
_ROLE_ENDS = _BEING | _ROLE_LENGTHS.keys()
# transliterated names, recognised only after a role
_PARTS = re.compile(
    rf"[{_WORDS['transliterating']}]{{1,7}}(?:[·•‧・][{_WORDS['transliterating']}]{{1,8}})+"
)
_FOREIGN = re.compile(rf"[{_WORDS['transliterating']}]{{3,6}}")
# may directly follow a name: verbs and particles of one character
_FOLLOWS = frozenset(
    "说道称的在和与及是把将对向从到为就也还都又才正给让被跟同用以曾已能会要想去来走站坐拿带讲问答笑写获任等先算提想听看教做当有"
)
_MIN_NAME_LENGTH = 2
# how much less a given name of two characters may score than its first character alone
_DOUBT = 0.8
# minimum scores of a name; one with only a surname scores about 0
_MIN_SCORE, _MIN_SCORE_OVER_PLACE = 3.0, 4.5
# the score where a name is impossible
_IMPOSSIBLE = -9.0
# cached scores: most names recur
_CACHE_SIZE = 16_384


def people(
    text: str,
    taken: Iterable[tuple[int, int]],
    places: Iterable[tuple[int, int]],
    short_places: Collection[tuple[int, int]],
    authors: Collection[str],
    signers: Collection[str],
) -> Counter[str]:
    """Return {name of a person: its number of occurrences in `text`}.

    Spans that are `taken` are skipped, and those of `places` unless the name follows a role, for
    which less evidence suffices if it is one of the `short_places`, without a unit: 院长甘永康.
    `authors` are names known from bylines; `signers` sign this text and are not named by it.
    """
    excluded, doubtful, short = _inside(taken), _inside(places), _inside(short_places)
    short_ends = {end for _, end in short_places}
    words = edges(text)
    scores: dict[str, float] = {}
    listed: list[tuple[int, int]] = []
    for start, ends in _candidates(text, words, excluded | doubtful):
        role = _role(text, start)
        begins = start in words or (role >= _IS_ROLE and not _is_inside_word(text, start))
        for end in ends:
            if end - 1 in excluded:
                continue
            if start in short and (end in short or not COMPOUND_SURNAME.match(text, start)):
                continue
            name = text[start:end]
            score = _score(text, name, role, end, words) if begins else _IMPOSSIBLE
            if end - start > 2 and name in authors:
                score += 2.5
            is_given = end in short_ends and role == _IS_ROLE
            over_a_place = end - 1 in doubtful or (end - 1 in short and not is_given)
            if over_a_place and score < _MIN_SCORE_OVER_PLACE:
                continue
            if score > scores.get(name, _IMPOSSIBLE):
                scores[name] = score
            if score > 0.5 and (text[start - 1 : start] == "、" or text[end : end + 1] == "、"):
                listed.append((start, end))
    for name, score in scores.items():
        if score > 0 and text.count(name) > 1:
            scores[name] = score + 0.8
    names = {name for name, score in scores.items() if score >= _MIN_SCORE}
    likely = {text[start:end] for start, end in listed if scores[text[start:end]] > 1.3}
    for start, end in listed:
        if _beside_a_name(text, start, end, names | likely):
            names.add(text[start:end])
    for name in sorted(name for name in names if len(name) == _MIN_NAME_LENGTH):
        longer = [other for other in scores if len(other) > len(name) and other.startswith(name)]
        all_longer = sum(map(text.count, longer)) == text.count(name)
        if len(longer) > 1 and all_longer and all(scores[other] > 1 for other in longer):
            # 贾满 of 贾满仓 and 贾满囤
            names = (names - {name}) | set(longer)
    for name in _foreign(text):
        names.add(name)
        scores[name] = 9.0
    names.update(match.group() for match in _PARTS.finditer(text))
    counts = {name: text.count(name) for name in names}
    names = _without_parts(names | set(signers), scores, counts)
    return Counter({name: counts[name] for name in sorted(names) if name not in signers})


def _inside(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _beside_a_name(text: str, start: int, end: int, names: Collection[str]) -> bool:
    before = text[max(start - 5, 0) : start - 1] if text[start - 1 : start] == "、" else ""
    after = text[end + 1 : end + 5] if text[end : end + 1] == "、" else ""
    return any(before.endswith(name) or after.startswith(name) for name in names)


def _without_parts(names: set[str], scores: dict[str, float], counts: dict[str, int]) -> set[str]:
    """Return the names, except parts of others that are as likely."""

    def is_part(name: str, longer: str) -> bool:
        if name == longer:
            return False
        if name in longer and counts.get(longer, 0) >= counts.get(name, 0):
            return True
        likelier = scores.get(longer, 9.0) - scores.get(name, 9.0)
        if longer.startswith(name):
            return likelier >= (-_DOUBT if longer[-1] in _GIVEN else 0)
        return name.startswith(longer) and likelier > (_DOUBT if name[-1] in _GIVEN else 0)

    return {name for name in names if not any(is_part(name, other) for other in names)}


def _foreign(text: str) -> Iterator[str]:
    for match in _FOREIGN.finditer(text):
        name = match.group()
        # the dictionary has some names of people: nr, nrt
        is_name = segment.word_classes().get(name, "nr").startswith("nr")
        if is_name and _role(text, match.start()) == _IS_ROLE:
            yield name


def _candidates(
    text: str, words: frozenset[int], excluded: Collection[int]
) -> Iterator[tuple[int, list[int]]]:
    """Yield (possible start of a name, its possible ends), except `excluded` starts."""
    skip_until = 0
    for family in _FAMILY.finditer(text):
        start = family.start()
        if start < skip_until:
            # the second character of a surname
            continue
        end = start + 1
        if text[start] in _COMPOUND_FIRSTS:
            if compound := COMPOUND_SURNAME.match(text, start):
                skip_until = end = compound.end()
                if compound.group() == "长孙" and _role(text, start + 1):
                    # 队长孙铁成
                    start += 1
            elif text[start] not in _SURNAMES:
                continue
        if start in excluded or (start not in words and text[start - 1] not in _ROLE_ENDS):
            continue
        given = _GIVEN_NAME.match(text, end)
        if not given or (text[end] in _FIRST_ONLY and _role(text, start) != _IS_ROLE):
            continue
        ends = []
        if text[end] not in _NOT_SINGLE and text[start : end + 1] not in _ROLES:
            ends.append(end + 1)
        after = given.end()
        if after - end > 1 and text[after - 1] != "则" and text[start:after] not in _ROLES:
            ends.append(after)
        if ends:
            yield start, ends


# surnames that mostly are words, those of them that stand behind roles as well (工人和…), and what
# names of places and the like end with
_PARTICLES = frozenset("和从都由将向更越才经能有应后代")
_DOUBTFUL, _SITES = frozenset(_WORDS["doubtful_surnames"]), frozenset("河江湖村镇乡街路桥港区节")
_IS_ROLE, _MAY_BE_ROLE = 2.5, 1.7
# a word with less rareness than this, in nats, is ordinary
_ORDINARY = 11.5


def _role(text: str, at: int) -> float:
    """Return the confidence, 0 to 1 and more, that a role (记者, 主任…) ends at `at`."""
    last = text[at - 1 : at]
    if last not in _ROLE_ENDS:
        return 0.0
    for size in _ROLE_LENGTHS.get(last, ()):
        if text[max(at - size, 0) : at] in _ROLES:
            return _IS_ROLE
    if last == "叫":
        return _MAY_BE_ROLE
    if last in _BEING:
        classes = segment.word_classes()
        for size in (4, 3, 2):
            word = text[max(at - size, 0) : at]
            if classes.get(word, "") == "n" and word not in _NO_ROLES:
                return _IS_ROLE if word[-1] == "员" else _MAY_BE_ROLE
    return 0.0


def _score(text: str, name: str, role: float, end: int, words: frozenset[int]) -> float:
    """Return the score of `name`, which ends at `end`, after a role of this confidence."""
    score = role
    if text[end : end + 1] in _AFTER_FIRSTS and _AFTER.match(text, end):
        score += 2.0
    ends_word = end in words
    if not score and not ends_word:
        return _IMPOSSIBLE
    score += _right_edge(text, end, ends_word)
    if ends_word and end - 1 not in words and words.isdisjoint(range(end - len(name) + 1, end)):
        score += 0.7
    parts, given = _score_of_characters(name)
    for part in parts:
        score += part
    if role == _IS_ROLE:
        score += 0.2 if len(given) == 2 else 0.0
        if len(name) > _MIN_NAME_LENGTH and name[0] in _DOUBTFUL and name[0] not in _PARTICLES:
            score += 0.8
    if len(given) == 2 and _ends_a_phrase(text, end - len(name), end) and _GIVEN.issuperset(given):
        score += 0.7
    return score


@lru_cache(maxsize=_CACHE_SIZE)
def _score_of_characters(name: str) -> tuple[tuple[float, ...], str]:
    """Return the evidence for a name that its characters alone give, and its given name."""
    parts = []
    word_class = segment.word_classes().get(name)
    if word_class and not word_class.startswith("nr"):
        parts.append(-6.0 if segment.rareness(name) < _ORDINARY else -2.0)
    parts.append(0.3 if name[0] in FREQUENT_SURNAMES else -0.2)
    if name[0] in _DOUBTFUL:
        parts.append(-1.6)
    compound = COMPOUND_SURNAME.match(name)
    given = name[2:] if compound else name[1:]
    if compound:
        parts.append(1.0)
    if len(given) == 2:
        parts.append(0.5)
        if segment.is_word(given) and segment.rareness(given) < _ORDINARY:
            parts.append(-1.2)
        if segment.rareness(name[:2]) < _ORDINARY:
            is_verb = name[-1] == "为" and segment.word_classes().get(name[:2]) == "v"
            # 成长为
            parts.append(-2.4 if is_verb else -1.2)
    if (len(given) == 1 and given in _BEING) or given[-1] in _SITES:
        parts.append(-1.5)
    parts.append(sum(0.4 if char in _GIVEN else -0.2 for char in given))
    return tuple(parts), given


def _ends_a_phrase(text: str, start: int, end: int) -> bool:
    """Return whether the name is between 的 and a mark: 来自纱厂的林秀英，…."""
    return text[start - 1 : start] == "的" and not _HAN.match(text[end : end + 1])


def _is_inside_word(text: str, at: int) -> bool:
    """Return whether a word of the dictionary crosses `at`."""
    return any(
        segment.is_word(text[start:end])
        for start in range(max(at - 2, 0), at)
        for end in range(at + 1, at + 3)
    )


def _right_edge(text: str, end: int, ends_word: bool) -> float:
    """Return the score of the end of a name, by what follows and whether a word ends there."""
    following = text[end : end + 1]
    if not "\u3400" <= following <= "\u9fff":
        return 0.7
    score = 0.3 if ends_word else -0.7
    if following in _FOLLOWS or segment.is_word(text[end : end + 2]):
        score += 0.4
    if not ends_word and segment.is_word(text[end - 1 : end + 1]):
        score -= 0.6
    return score
