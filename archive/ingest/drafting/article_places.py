"""Choose the places of GB/T 2260 that an article is about."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from archive.text.gazetteer import (
    NOT_PLACES,
    ORDINARY,
    UNIT,
    Gazetteer,
    PlaceMention,
    is_traditional,
    short_name,
)

from .landmarks import landmarks
from .press_forms import simple

# Weight of a place named in a deck.
DECK = 6.0
# Weight of a place named in the lead.
LEAD = 3.0
# Weight of a place named elsewhere in the text.
BODY = 1.0
# Factor for an ambiguous name.
_AMBIGUOUS = 0.5
# Factor for the first place in the lead.
_FIRST_IN_LEAD = 1.5
# Factor for a place name inside another name.
_IN_A_NAME = 0.5
# Factor for a word by which a place is known: 外滩.
_LANDMARK = 0.4
# Factor for a city in the title of a work or newspaper: 《上海屋檐下》.
_IN_A_TITLE = 0.3
# Factor for a place that somebody or something goes to.
_TOWARDS = 0.3
# Factor for an ambiguous name in a province that is not named elsewhere.
_UNNAMED_PROVINCE = 0.1
# Factor for a place outside the newspaper's province.
_OUTSIDE = 0.6
# Confidence of the main place if it has hardly any of the total weight.
_MIN_CONFIDENCE = 0.4
# Additional confidence if it has all the weight.
_BY_SHARE = 0.6
# Maximum confidence of the main place.
_MAX_CONFIDENCE = 0.99
# Confidence of a place that is known by landmarks alone.
_BY_LANDMARKS = 0.6
# Confidence of a larger administrative division.
_LARGER_SURE = 0.5
# Weight of the dateline's place.
_DATELINE = 1.5
# Additional weight if the text repeats it.
_IN_TEXT_TOO = 1.0
# Beijing, whose datelines say little about where something happened.
_CAPITAL = "110000"
# What may follow a city's name that is used by itself.
_ENDS_NAME = re.compile(r"[的，。、；：！？是在有从和与及一这那今昨]|$")
# The dateline of a dispatch.
_WIRED = re.compile(r"[电讯]|消息")
# Words that show that a dispatch is about the city from which it was sent.
_THIS_CITY = re.compile(r"[本全我][市城]|京城|首都|在京|来京|到京|进京")
# Before the name of a place that somebody or something goes to.
_LEADS_AWAY = re.compile(r"(?:往|赴|访问?|出口|销[到至]|[支驰]援|[送寄捐]给|来自)$")
_TAIWAN = "710000"
# First digits of the codes of Taiwan, Hong Kong and Macau.
_TERRITORIES = ("7", "8")
# The government of the Republic was in Taiwan from this day.
_TAIWAN_FROM = "1949-12-07"
_TITLE = re.compile(r"《[^《》]{1,30}》")
# What may stand between a city and a name in it: 宁波老外滩. Not 上海和南京, 上海到金山.
_INSIDE = re.compile(r"(?:[㐀-鿿]?(?<![和与及同跟至到赴往去飞经从、]))")
# A smaller division is the main place if it has at least this share of the larger one's score.
_STRONG_INNER = 0.6


@dataclass(frozen=True)
class Choice:
    """A place chosen for an article; `stated` is true if the text names it."""

    code: str
    confidence: float
    stated: bool
    reason: str


class ArticlePlaces(Gazetteer):
    """The gazetteer, with the choice of an article's places."""

    def choose(
        self,
        deck: str,
        lead: str,
        body: str,
        home: str = "",
        around: Iterable[str] = (),
        dateline: str = "",
        day: str = "",
    ) -> list[Choice]:
        """Return the places of an article, main place first; [] if it names none.

        `home` is the newspaper's place; `around` are codes named elsewhere on the page, which
        disambiguate places with the same name; `dateline` is the text before the lead; `day` is
        the day of the issue as 2021-07-28, or "".
        """
        scores: dict[str, float] = defaultdict(float)
        sure: set[str] = set()
        whole = f"{deck}\n{lead}\n{body}"
        plain = simple(whole)
        inner = self._inner_names(f"{dateline}\n{whole}")
        unambiguous = self.unambiguous(whole)
        named_in_line = self.unambiguous(dateline) or self._dateline_place(
            dateline, {code[:2] for code in unambiguous}, home
        )
        unambiguous += [
            code
            for code in self._repeated(deck, lead + body)
            # In a report from elsewhere, 山城 is a town in the mountains; in a newspaper of Taiwan,
            # 白河 is a town there.
            if home[:1] not in _TERRITORIES
            and (not named_in_line or any(code[:2] == named[:2] for named in named_in_line))
        ]
        context = [*unambiguous, *named_in_line, *around, *([home] if home else [])]
        provinces_named = {code[:2] for code in context}
        in_traditional = is_traditional(whole, plain)
        for words, position_weight in ((deck, DECK), (lead, LEAD), (body, BODY)):
            mentions = [
                mention
                for mention in self.mentions(words)
                if not self._is_elsewhere(words, mention, inner, day)
            ]
            titles = [match.span() for match in _TITLE.finditer(words)]
            for n, (code, is_sure, position, in_chain) in enumerate(
                self.chains(words, context, mentions)
            ):
                code = self._same_name_nearer(code, context)
                weight = position_weight * (1.0 if is_sure or in_chain else _AMBIGUOUS)
                if any(start < position < end for start, end in titles):
                    # 《龙江颂》 is no news from 龙江县.
                    weight *= _IN_A_TITLE if code.endswith("00") else 0.0
                # The first place named is usually the subject; 杭州 in the name of a firm is not
                # where the news is.
                weight *= _FIRST_IN_LEAD if n == 0 and position_weight == LEAD else 1.0
                weight *= self._share_of_meaning(words, position, code)
                if not (is_sure or in_chain) and code[:2] not in provinces_named:
                    weight *= _UNNAMED_PROVINCE
                    if in_traditional and not code.endswith("00"):
                        # 南華 is a football club, but also the name of a county in traditional
                        # characters.
                        weight = 0.0
                if (
                    home
                    and home[0] not in _TERRITORIES
                    and not self.within(code, home[:2] + "0000")
                ):
                    weight *= _OUTSIDE
                scores[code] += weight
                if is_sure:
                    sure.add(code)
        if not named_in_line and self._is_of_home(home, deck, plain, scores):
            reason = f"文中自称本地，报纸在{self.places[home].name}"
            return [Choice(home, _BY_LANDMARKS, False, reason)]
        for code in self._nicknamed(lead + body, home):
            scores[code] += BODY
            sure.add(code)
        # Many reports filed from Beijing are about other places.
        is_about_capital = not _WIRED.search(simple(dateline)) or _THIS_CITY.search(plain)
        for code in named_in_line:
            is_there = code != _CAPITAL or is_about_capital
            if is_there or not scores:
                # The news happened where the text repeats the dateline's place.
                weight = _DATELINE + (_IN_TEXT_TOO if scores.get(code) else 0.0)
                scores[code] += weight if is_there else 0.0
                sure.add(code)
        scores = defaultdict(float, {code: score for code, score in scores.items() if score})
        if not scores:
            return self._by_landmarks(deck, lead, body, home, day)
        total = sum(scores.values())
        best = max(sorted(scores), key=lambda code: scores[code])
        main, why = self._narrower_place(best, scores, home, whole, deck)
        weight = scores[best] + scores.get(main, 0) * (main != best)
        confidence = min(_MAX_CONFIDENCE, _MIN_CONFIDENCE + _BY_SHARE * weight / total)
        chosen = [Choice(main, round(confidence, 2), True, why)]
        if main != best and main not in sure and not best.endswith("0000"):
            chosen.append(Choice(best, _LARGER_SURE, True, "文中所见的上一级"))
        return chosen

    def _is_elsewhere(self, words: str, mention: PlaceMention, inner: set[str], day: str) -> bool:
        """Return whether what looks like the name of a place means something elsewhere."""
        name = simple(words[mention.start : mention.end])
        # 行政院 was in Nanjing before it was in Taipei.
        was_elsewhere = day and day < _TAIWAN_FROM and name in NOT_PLACES
        return (
            name in inner
            or name in landmarks().seas_and_lakes
            or (bool(was_elsewhere) and mention.codes[0] == _TAIWAN)
        )

    def _share_of_meaning(self, words: str, position: int, code: str) -> float:
        """Return the factor for a mention that is not of where the news is."""
        plain = simple(words)
        share = _LANDMARK if self.longest_name(plain, position, len(plain)) in NOT_PLACES else 1.0
        share *= _IN_A_NAME if self._in_a_name(words, position, code) else 1.0
        # 寄往香港 is news from elsewhere.
        return share * (_TOWARDS if _LEADS_AWAY.search(plain[:position][-3:]) else 1.0)

    def _is_of_home(self, home: str, deck: str, plain: str, scores: Mapping[str, float]) -> bool:
        """Return whether a text means the newspaper's place, though it names places elsewhere."""
        if not home or home[0] in _TERRITORIES or any(code[:2] == home[:2] for code in scores):
            return False
        units = "省区" if home.endswith("0000") else "市州" if home.endswith("00") else "市县区旗"
        return bool(re.search(rf"(?:我|本|全)[{units}]", plain)) and not self.mentions(deck)

    def _inner_names(self, words: str) -> set[str]:
        """Return the names that stand for something within a city named before, in `words`.

        武汉东湖 is not 东湖区 in 南昌, and 宁波老外滩 is not 外滩 in 上海.
        """
        inner = set()
        for before, mention in pairwise(self.mentions(words)):
            outer = [code for code in before.codes if code.endswith("00")]
            name = simple(words[mention.start : mention.end])
            if (
                len(outer) == 1
                and _INSIDE.fullmatch(words[before.end : mention.start])
                and (name in NOT_PLACES or not any(c.endswith("00") for c in mention.codes))
                and not any(code[:2] == outer[0][:2] for code in mention.codes)
            ):
                inner.add(name)
        return inner

    def _by_landmarks(self, deck: str, lead: str, body: str, home: str, day: str) -> list[Choice]:
        """Return the place that landmarks show, or [] if there are none."""
        scores: dict[str, float] = defaultdict(float)
        names: dict[str, str] = {}
        for words, weight in ((deck, DECK), (lead, LEAD), (body, BODY)):
            named = landmarks().named_in(simple(words), day) + self._named_shortly(simple(words))
            for name, code in named:
                # A newspaper of one place mentions the sights of others, and one of Macau the
                # checkpoint opposite.
                is_elsewhere = (
                    home and code[:2] != home[:2] and (home[0] in _TERRITORIES or weight < DECK)
                )
                if code in self.places and not is_elsewhere:
                    scores[code] += weight
                    names.setdefault(code, name)
        if not scores:
            return []
        best = max(sorted(scores), key=lambda code: scores[code])
        share = scores[best] / sum(scores.values())
        reason = f"文中的{names[best]}在{self.places[best].name}"
        return [Choice(best, round(_BY_LANDMARKS * share, 2), False, reason)]

    def _named_shortly(self, plain: str) -> list[tuple[str, str]]:
        """Return (name, code) of each autonomous division named without its peoples: 恩施州."""
        names = self._autonomous
        return [
            (name, names[name])
            for size in {len(name) for name in names}
            for start in range(len(plain) - size + 1)
            if (name := plain[start : start + size]) in names
        ]

    @cached_property
    def _autonomous(self) -> dict[str, str]:
        return {
            short_name(place.name) + place.name[-1]: code
            for code, place in self.places.items()
            if place.name.endswith(("自治州", "自治县", "自治旗")) and not place.ended
        }

    def _dateline_place(self, dateline: str, provinces: set[str], home: str) -> list[str]:
        """Return the codes of the dateline's place, or [] if it is neither a city nor a single
        county.

        A county whose name is an ordinary word must be in one of `provinces`, if the text names
        any.
        """
        head = dateline.lstrip("【〔（([［■□●◆▲△◎○★ 　")
        for mention in self.mentions(re.split(r"[（(〔】]", head)[0]):
            codes = [code for code in mention.codes if not self.places[code].ended]
            codes = [code for code in codes if code.endswith("00")] or codes
            # 平山訊 is from 平山县: a district is not named without 区.
            counties = [code for code in codes if not self.places[code].name.endswith("区")]
            codes = (counties if len(counties) == 1 else []) or codes
            is_ordinary = simple(head[mention.start : mention.end]) in ORDINARY
            # 白河報導 in Taiwan is not from 白河县 of 陕西.
            is_short = not any(code.endswith("00") for code in codes)
            if (
                home[:1] in _TERRITORIES
                and is_short
                and simple(head[mention.start : mention.end]) not in self._names
            ):
                continue
            if is_ordinary and provinces and not any(code[:2] in provinces for code in codes):
                # ［記者章文／龍潭報導］ in Taiwan, not 龙潭区 of 吉林.
                continue
            if len(codes) == 1:
                return codes
        return []

    def _repeated(self, deck: str, text: str) -> list[str]:
        """Return counties that decks and text both name by an unambiguous short name."""
        named = [
            {
                mention.codes[0]
                for mention in self.mentions(words)
                if len(mention.codes) == 1
                and simple(words[mention.start : mention.end]) not in ORDINARY
            }
            for words in (deck, text)
        ]
        return sorted(named[0] & named[1])

    def _in_a_name(self, text: str, at: int, code: str) -> bool:
        """Return whether a city's short name is used without its unit, as in the name of a firm."""
        name = self.places[code].name
        short = short_name(name)
        plain = simple(text)
        return (
            code.endswith("00")
            and plain.startswith(short, at)
            and not plain.startswith(name, at)
            and not UNIT.match(plain, at + len(short))
            and not _ENDS_NAME.match(plain, at + len(short))
        )

    def _nicknamed(self, text: str, home: str) -> list[str]:
        """Return cities of the newspaper's province named by their first character: 杭城."""
        return [
            code
            for code, place in self.places.items()
            if home
            and place.level == "city"
            and code[:2] == home[:2]
            and re.search(
                rf"(?<![一-鿿]){place.name[0]}城|[在奔到的]{place.name[0]}城(?![区市镇乡])", text
            )
        ]

    def _narrower_place(
        self, best: str, scores: Mapping[str, float], home: str, text: str, deck: str
    ) -> tuple[str, str]:
        """Return (code, reason) of a division inside `best` if the article is about it, or of
        `best`.

        The larger division may be named more often.
        """
        name = self.places[best].name
        if best.endswith("00"):
            short = short_name(name)
            names_organ = not best.endswith("0000") and re.search(
                rf"{short}(?:{re.escape(name[len(short) :])})?(?:总工会|市总|委|人大|政府|政协)"
                rf"|{re.escape(name)}",
                text,
            )
            inner = sorted(
                (c for c in scores if c != best and self.within(c, best)),
                key=lambda c: (-scores[c], c),
            )
            leads = inner and (len(inner) == 1 or scores[inner[0]] >= 2 * scores[inner[1]])
            strong = inner and scores[inner[0]] >= _STRONG_INNER * scores[best]
            in_deck = inner and any(c == inner[0] for c, *_ in self.chains(deck))
            # A provincial newspaper often names its province without meaning it.
            vague = not best.endswith("0000") or (
                best[:2] == home[:2] and all(code != best for code, *_ in self.chains(deck))
            )
            if inner and (strong or in_deck or (leads and not names_organ and vague)):
                inner_name = self.places[inner[0]].name
                return inner[0], f"文中的{inner_name}在{name}"
        return best, f"标题或首句中的{name}"

    def _same_name_nearer(self, code: str, context: list[str]) -> str:
        """Return the one of several places with one name that is inside a place in `context`."""
        name = self.places[code].name
        others = self._names[name] if len(self._names[name]) > 1 else []
        short = self._short.get(short_name(name), [])
        rivals = [c for c in {*others, *short} if not self.places[c].ended]
        if len(rivals) < 2 or (code.endswith("00") and not code.endswith("0000")):
            return code
        for outer in context:
            for reach in (outer, outer[:4] + "00", outer[:2] + "0000"):
                inside = [c for c in sorted(rivals) if self.within(c, reach)]
                if code in inside:
                    return code
                if inside:
                    return inside[0]
        return code
