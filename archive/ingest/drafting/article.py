"""Draft the entry of one article: titles, bylines, body, genre and places."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from archive.text.punctuation import full_width
from archive.text.sentences import sentences

from . import credits
from .assign_fragments import FragmentRun
from .bylines import ReportSignature
from .column_joins import ColumnJoin
from .confidence import CROSSHEAD
from .line_classifier import ClassifiedLine
from .press_forms import alternatives, simple
from .segment_articles import ArticleSegment
from .split_decks import DeckText, DraftDecks
from .training_data import TrainingData

# Maximum length of a brief, in letters.
_BRIEF = 260
# Minimum length of a feature, in letters.
_LONG = 1100
# Minimum length of a survey, in letters.
_SURVEY = 2400
# Maximum confidence of a join across a blank line: the text below may be misplaced.
_OVER_BLANK = 0.79
# Confidence of a join to the line below at score 0.
_JOIN_BELOW = 0.75
# Confidence of a join to a line elsewhere at score 0.
_JOIN_ELSEWHERE = 0.45
# Score, or lead over the next best, that raises the confidence by 1.
_JOIN_SCALE = 40
# Maximum lead that counts.
_MAX_LEAD = 6
# Lower bound of the confidence of a join.
_MIN_JOIN_CONFIDENCE = 0.2
# Upper bound of the confidence of a join.
_MAX_JOIN_CONFIDENCE = 0.98
# Factor of the confidence in a byline without a printed role.
_NO_ROLE = 0.8
# Joins with at least this confidence are not listed as guesses.
_SURE_JOIN = 0.95
# The same for runs.
_SURE_RUN = 0.9
# Maximum length of a deck, in characters.
_MAX_DECK_LENGTH = 120
# Maximum length of a provisional headline.
_MAX_PROVISIONAL_LENGTH = 40
# Minimum length of the clause that a provisional headline ends with.
_MIN_CLAUSE = 4
# Minimum length of the paragraph from which a provisional headline is taken.
_MIN_PARAGRAPH = 8
# Length of the opening in which the first sentence is sought.
_LEAD = 600
# Roles that say nothing new of who is a reporter.
_ALSO = {"记者": ("撰稿",), "全媒体记者": ("撰稿",), "特约记者": ("撰稿",), "通讯员": ("撰稿",)}
_REPORTING = ("通讯员", "特约通讯员", "实习生", "摄影")
# 清扫（木刻）: a work of art.
_ART = re.compile(
    rf"[（(·](?:{alternatives('forms_of_art')})(?:[）)]|$)"
    # 漫画　场外指导
    rf"|^(?:{alternatives('forms_of_art')})[ 　：:·“]",
    re.MULTILINE,
)
# 社论, 本报时评: a column or kicker, in simplified characters.
_COMMENTARY = re.compile(r"(?:社论|社评|评论|时评|短评)\W*$")
# A heading in brackets before a paragraph that is no lead of a report.
_NO_REPORT = re.compile(
    r"(?:来信|来函|来稿|投书|信箱|回复|答复|回音|问|答|心声|编者按|编后|简评|点评|评语)$"
)
_KIND = {
    "text": "paragraph",
    "item": "item",
    "caption": "caption",
    "summary": "summary",
    "opening": "paragraph",
    "verse": "paragraph",
}
_LETTER = {
    "paragraph": "p",
    "crosshead": "h",
    "item": "i",
    "caption": "c",
    "summary": "s",
    "byline": "b",
    "credit": "k",
}


@dataclass(frozen=True)
class ArticleGuess:
    """A guess at a path in the entry, its confidence (0 to 1) and reason."""

    at: str
    confidence: float
    reason: str


@dataclass
class ArticleDraft:
    """The fields of an article entry, and guesses with paths relative to the article."""

    fields: dict[str, Any]
    guesses: list[ArticleGuess] = field(default_factory=list)
    text: str = ""
    deck: str = ""
    # Sentences of the body in reading order, as date evidence counts them.
    sentences: list[str] = field(default_factory=list)
    column_head: ClassifiedLine | None = None
    # The printed name in each byline.
    names: list[str] = field(default_factory=list)
    # The lead as printed (本报讯, 新华社南京3月5日电).
    dateline: str = ""
    # Whether the lead names a place.
    is_sent: bool = False

    @property
    def is_comment(self) -> bool:
        """Return whether a commentator signs."""
        return any("评论员" in credit["role"] for credit in self.fields.get("bylines", ()))

    @property
    def is_report(self) -> bool:
        """Return whether a reporter or photographer signs the article."""
        roles = {credit["role"] for credit in self.fields.get("bylines", ())}
        return any("记者" in role or role in _REPORTING for role in roles)

    @property
    def is_opinion(self) -> bool:
        """Return whether authors sign the article, but no reporter."""
        roles = {credit["role"] for credit in self.fields.get("bylines", ())}
        return bool(roles) and roles <= {"撰稿", "评论员", "特约评论员", "特约撰稿"}

    def guess(self, at: str, confidence: float, reason: str) -> None:
        self.guesses.append(ArticleGuess(at, round(confidence, 2), reason))


def draft_article(
    ident: str,
    page: str,
    story: ArticleSegment,
    runs: Sequence[FragmentRun],
    decks: DraftDecks,
    joins: Mapping[int, ColumnJoin],
    training: TrainingData,
    newspaper: str,
    home: str = "",
    day: str = "",
) -> ArticleDraft:
    """Return the draft of `story`; `runs` is all the text that belongs to it.

    `home` is the code of the newspaper's place, "" if it is national or unknown; `day` is the day
    printed on the page as 2021-07-28, or "".
    """
    draft = ArticleDraft({"ident": ident})
    draft.guess("", story.confidence, story.reason)
    body = _Body(page, draft)
    own_runs = [run for run in runs if story_has(story, run)]
    moved_runs = [run for run in runs if not story_has(story, run)]
    for run in [*own_runs, *sorted(moved_runs, key=lambda run: run.entries[0].n)]:
        body.add(run, joins)
    body.finish(joins)
    _decks(draft, decks, body)
    _bylines(draft, story, runs, training, newspaper)
    draft.text = body.text
    draft.sentences = body_sentences(body.blocks, page)
    draft.deck = "\n".join(
        words.text for words in (decks.kicker, decks.headline, *decks.subheads) if words
    )
    draft.fields["body"] = body.blocks
    _places(draft, page, training, home, day)
    draft.fields["topics"] = []
    draft.fields["digest"] = ""
    genre, confidence, reason = _genre(draft, story, runs, body, decks)
    draft.fields["genre"] = genre
    draft.guess("genre", confidence, reason)
    if body.corrections:
        draft.fields["corrections"] = body.corrections
    if body.notes:
        draft.fields["notes"] = body.notes
    return draft


def story_has(story: ArticleSegment, run: FragmentRun) -> bool:
    return any(entry is run.entries[0] for entry in story.entries)


class _Body:
    """Builds the body blocks in reading order."""

    def __init__(self, page: str, draft: ArticleDraft):
        self.page = page
        self.draft = draft
        self.blocks: list[dict[str, Any]] = []
        self.corrections: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self._counts: dict[str, int] = {}
        self._last: ClassifiedLine | None = None

    @property
    def text(self) -> str:
        return "\n".join(
            "".join(self.page[start:end] for start, end in block["at"])
            for block in self.blocks
            if block["kind"] in ("paragraph", "item", "caption", "summary")
        )

    def block(self, kind: str, at: list[list[int]], **more: Any) -> dict[str, Any]:
        letter = _LETTER[kind]
        self._counts[letter] = self._counts.get(letter, 0) + 1
        block = {"kind": kind, "id": f"{letter}{self._counts[letter]}", "at": at, **more}
        self.blocks.append(block)
        return block

    def add(self, run: FragmentRun, joins: Mapping[int, ColumnJoin]) -> None:
        first = run.entries[0]
        if first.kind == "crosshead":
            self._crosshead(first)
        elif first.kind in ("signature", "credit"):
            kind = "byline" if first.kind == "signature" else "credit"
            self.block(kind, [[first.start, first.end]])
        else:
            self._text(run, joins)
        self._last = run.entries[-1]

    def _crosshead(self, entry: ClassifiedLine) -> None:
        words = full_width(entry.line.text)
        last = self.blocks[-1] if self.blocks else None
        if (
            last
            and last["kind"] == "crosshead"
            and self._last is not None
            and self._last.n == entry.n - 1
        ):
            last["at"].append([entry.start, entry.end])
            last["text"] += " " + words
            return
        self.block("crosshead", [[entry.start, entry.end]], text=words)
        self.draft.guess(f"body[{len(self.blocks) - 1}]", entry.confidence, CROSSHEAD)

    def _text(self, run: FragmentRun, joins: Mapping[int, ColumnJoin]) -> None:
        first, last = run.entries[0], run.entries[-1]
        at = [[entry.start, entry.end] for entry in run.entries if entry.start < entry.end]
        if first.kind == "opening":
            at = self._byline(first, at)
            if not at:
                return
        at, signed = self._split_signature(last, at)
        if not at:
            self.block("byline", signed)
            return
        block = self.block(_KIND[first.kind], at)
        where = f"body[{len(self.blocks) - 1}]"
        if signed:
            self.block("byline", signed)
        if first.line.cannot_open:
            block["gap"] = "before"
        if last.n not in joins and not last.line.closed and first.kind in ("text", "opening"):
            block.setdefault("gap", "after")
            self.note("doubt", block["id"], "句子在此中断，下文待查。")
            self.draft.guess(where, 0.5, "断句没有接上：下文可能在别处，或已缺失")
        if run.confidence < _SURE_RUN:
            self.draft.guess(where, run.confidence, run.reason)
        run_joins = [joins[entry.n] for entry in run.entries if entry.n in joins]
        entries = {entry.n: entry for entry in run.entries}
        for n, join in enumerate(run_joins):
            confidence = _join_confidence(join)
            over_blank = entries[join.after].line.gap and entries[join.before].line.ends_midway
            if over_blank:
                confidence = min(confidence, _OVER_BLANK)
            if confidence < _SURE_JOIN:
                reason = "断句接下行" if join.below else "断句接远处一行"
                reason += "，隔着空行" if over_blank and join.below else ""
                self.draft.guess(
                    f"{where}.at[{n + 1}]", confidence, f"{reason}（{join.score:.1f}）"
                )

    def _byline(self, entry: ClassifiedLine, at: list[list[int]]) -> list[list[int]]:
        """Split the byline from the first span and return the rest.

        The last character of 报道 may be on the next line.
        """
        signature = entry.signature
        if signature is None:
            return at
        start = entry.start
        end = start + signature.length
        spans = [[start, end]]
        rest = end
        while rest < at[0][1] and self.page[rest].isspace():
            rest += 1
        left = [[rest, at[0][1]]] if rest < at[0][1] else []
        left += at[1:]
        if signature.torn and left and self.page[left[0][0]] == "道":
            spans.append([left[0][0], left[0][0] + 1])
            left[0][0] += 1
            if left[0][0] == left[0][1]:
                left = left[1:]
        byline = self.block("byline", spans)
        if left:
            byline["run_in"] = True
        self._mend(signature, spans[0])
        return left

    def _split_signature(
        self, last: ClassifiedLine, at: list[list[int]]
    ) -> tuple[list[list[int]], list[list[int]]]:
        """Split the signature, such as …。（张三）, from the end of a paragraph, or all of it.

        Return the spans of the rest, and those of the signature, [] if there is none.
        """
        sign_at = last.trailing_start
        if sign_at is None or not credits.signed_people(last.trailing):
            return at, []
        start, end = at[-1]
        if not start <= sign_at < end:
            return at, []
        rest = [[start, sign_at]] if start < sign_at else []
        return [*at[:-1], *rest], [[sign_at, end]]

    def _mend(self, signature: ReportSignature, span: list[int]) -> None:
        """Propose corrections of characters lost in a scan of 本报讯 and of roles."""
        words = self.page[span[0] : span[1]]
        if signature.paper == "本报" and words[2:3].isspace():
            at = span[0] + 2
            self.correct(at, at, "讯", "电头应为“本报讯”，可能缺“讯”字；也可能是“本报记者”")
        for person in signature.people:
            mend_role(self, person.misread, span)

    def correct(self, start: int, end: int, read: str, reason: str) -> None:
        self.corrections.append(
            {
                "at": [start, end],
                "was": self.page[start:end],
                "read": read,
                "certainty": "likely",
                "reason": reason,
            }
        )

    def note(self, kind: str, block: str, words: str) -> None:
        self.notes.append({"kind": kind, "block": block, "text": words})

    def finish(self, joins: Mapping[int, ColumnJoin]) -> None:
        """Unmark a last byline as run-in: no text follows it."""
        if self.blocks and self.blocks[-1].get("run_in"):
            del self.blocks[-1]["run_in"]


def mend_role(body: "_Body", misread: str, span: list[int]) -> None:
    """Propose a correction of a misread role inside `span`."""
    meant = {"见记者": "见习记者", "见习者": "见习记者", "讯员": "通讯员"}.get(misread)
    if not misread:
        return
    start = body.page.find(misread, span[0], span[1])
    if start < 0:
        return
    if misread == "见记者":
        body.correct(start + 1, start + 1, "习", "记者职名无“见记者”，当是“见习记者”")
    elif misread == "讯员":
        body.correct(start, start, "通", "当是“通讯员”")
    elif meant is None or len(meant) == len(misread) or misread != meant:
        whole = {
            "通迅员": "通讯员",
            "通汛员": "通讯员",
            "通训员": "通讯员",
            "通讯贝": "通讯员",
            "通讯昌": "通讯员",
        }
        whole |= {
            "特约通迅员": "特约通讯员",
            "记老": "记者",
            "记着": "记者",
            "见刁记者": "见习记者",
            "见习者": "见习记者",
        }
        if misread in whole:
            body.correct(start, start + len(misread), whole[misread], f"当是“{whole[misread]}”")


def _join_confidence(join: ColumnJoin) -> float:
    """Return the confidence of a join, from its score and its lead over the alternatives."""
    base = _JOIN_BELOW if join.below else _JOIN_ELSEWHERE
    confidence = base + join.score / _JOIN_SCALE + min(join.lead, _MAX_LEAD) / _JOIN_SCALE
    return round(max(_MIN_JOIN_CONFIDENCE, min(_MAX_JOIN_CONFIDENCE, confidence)), 2)


def _decks(draft: ArticleDraft, decks: DraftDecks, body: _Body) -> None:
    if decks.headline is None:
        _headline_from_body(draft, body)
        return
    if decks.kicker:
        draft.fields["kicker"] = _deck(decks.kicker)
    draft.fields["headline"] = _deck(decks.headline)
    if decks.subheads:
        draft.fields["subheads"] = [_deck(words) for words in decks.subheads]
    draft.guess("headline", decks.confidence, decks.reason)


def body_sentences(blocks: Sequence[Mapping[str, Any]], page: str) -> list[str]:
    """Return the sentences of the body, in the order in which evidence counts them."""
    result = []
    for block in blocks:
        if block["kind"] in ("paragraph", "item"):
            text = "".join(page[start:end] for start, end in block["at"])
            result += [text[start:end] for start, end in sentences(text)]
    return result


def _deck(words: DeckText) -> dict[str, Any]:
    return {"text": words.text[:_MAX_DECK_LENGTH], "at": [list(span) for span in words.at]}


def _headline_from_body(draft: ArticleDraft, body: _Body) -> None:
    """Use the first words as a provisional headline if no heading was found."""
    paragraphs = [b for b in body.blocks if b["kind"] == "paragraph"]
    long = (b for b in paragraphs if b["at"][0][1] - b["at"][0][0] >= _MIN_PARAGRAPH)
    block = next(long, None) or max(body.blocks, key=lambda b: b["at"][0][1] - b["at"][0][0])
    # A line of marks above the words belongs to the headline, which must not be empty.
    lead: list[list[int]] = []
    spans = list(block["at"])
    while len(spans) > 1 and not any(map(str.isalnum, body.page[slice(*spans[0])])):
        lead.append(spans.pop(0))
    start, end = spans[0]
    words = body.page[start:end]
    cut = next(
        (n for n, char in enumerate(words) if char in "，。,；;！？!?" and n >= _MIN_CLAUSE),
        len(words),
    )
    cut = min(cut, _MAX_PROVISIONAL_LENGTH)
    draft.fields["headline"] = {
        "text": full_width(words[:cut]),
        "at": [*lead, [start, start + cut]],
    }
    rest = [[start + cut, end], *spans[1:]] if start + cut < end else spans[1:]
    if rest:
        block["at"] = rest
    else:
        body.blocks.remove(block)
        if not body.blocks:
            half = max(1, cut // 2)
            draft.fields["headline"] = {
                "text": full_width(words[:half]),
                "at": [*lead, [start, start + half]],
            }
            if half < cut:
                block["at"] = [[start + half, start + cut]]
            body.blocks.append(block)
    draft.guess("headline", 0.15, "没有找到标题，暂用首句")


def _bylines(
    draft: ArticleDraft,
    story: ArticleSegment,
    runs: Sequence[FragmentRun],
    training: TrainingData,
    newspaper: str,
) -> None:
    credits_so_far: list[dict[str, Any]] = []
    signed_above = bool(runs) and any(
        credits.signed_people(entry.signature) for entry in runs[0].entries[:2]
    )
    signed = [
        person
        for n, run in enumerate(runs)
        for entry in run.entries
        for signature in (entry.signature, entry.trailing)
        for person in credits.signed_people(signature)
        # A signature at the end of a part joined to a signed report is that of another article.
        if not (n and signed_above and signature is entry.trailing and person.role != "摄影")
    ]
    # Somebody without a role is a reporter if there is a lead, otherwise an author.
    plain_role = "记者" if any(_is_report(run.entries[0]) for run in runs) else "撰稿"
    shows_art = _ART.search(simple(_shown(story, runs)))
    for person in signed:
        if not person.role:
            person = replace(person, role=plain_role)
        if shows_art and person.role == "撰稿" and person.read.endswith("作"):
            # 张扬清 作: the maker of a paper cut.
            person = replace(person, role="绘图")
        fields, confidence, reason = credits.credit(person, training, newspaper)
        if any(
            earlier["person"] == fields["person"]
            # 圖文／章文, below a report by 记者章文
            and (fields["role"] in (earlier["role"], *_ALSO.get(earlier["role"], ())))
            for earlier in credits_so_far
        ):
            continue
        # A signature is as uncertain as the extent of its article, and a name without a role may be
        # something else.
        sure = confidence * story.confidence * (1.0 if person.has_role else _NO_ROLE)
        draft.guess(f"bylines[{len(credits_so_far)}]", sure, reason)
        if person.misread:
            draft.guess(f"bylines[{len(credits_so_far)}].role", 0.85, f"“{person.misread}”是误识")
        credits_so_far.append(fields)
        draft.names.append(person.name)
    if credits_so_far:
        draft.fields["bylines"] = credits_so_far


def _is_report(entry: ClassifiedLine) -> bool:
    """Return whether a line begins as a report does, and not with 【读者来信】 for instance."""
    if entry.kind != "opening":
        return False
    signature = entry.signature
    return not (signature and not signature.people and _NO_REPORT.search(simple(signature.paper)))


def _shown(story: ArticleSegment, runs: Sequence[FragmentRun]) -> str:
    """Return the headings and captions of an article."""
    captions = [e.line.text for run in runs for e in run.entries if e.kind == "caption"]
    return "\n".join([story.deck, *captions])


def _places(draft: ArticleDraft, page: str, training: TrainingData, home: str, day: str) -> None:
    first = sentences(draft.text[:_LEAD])
    cut = first[0][1] if first else 0
    signed = [block for block in draft.fields["body"] if block["kind"] == "byline"]
    leads = [block for block in signed if block.get("run_in")]
    draft.dateline = "".join(page[start:end] for block in leads for start, end in block["at"])
    draft.is_sent = bool(training.gazetteer.named(draft.dateline))
    # 本报记者 章文 发自杭州, 苏州市实验小学 章文
    dateline = "\n".join(page[start:end] for block in signed for start, end in block["at"])
    text = draft.text
    for name in draft.names:
        # A signing person may have the same name as a county.
        text = text.replace(name, "▮" * len(name))
        dateline = dateline.replace(name, "▮" * len(name))
    choices = training.gazetteer.choose(
        draft.deck, text[:cut], text[cut:], home, dateline=dateline, day=day
    )
    draft.fields["places"] = []
    for n, choice in enumerate(choices):
        place = {"code": choice.code, "basis": "stated" if choice.stated else "inferred"}
        if not choice.stated:
            place["reason"] = choice.reason
        draft.fields["places"].append(place)
        draft.guess(f"places[{n}]", choice.confidence, choice.reason)


def _genre(
    draft: ArticleDraft,
    story: ArticleSegment,
    runs: Sequence[FragmentRun],
    body: _Body,
    decks: DraftDecks,
) -> tuple[str, float, str]:
    letters = sum(c.isalnum() for c in body.text)
    crossheads = sum(block["kind"] == "crosshead" for block in body.blocks)
    above = [*story.columns, *([decks.column] if decks.column else [])]
    column = "".join(entry.line.text for entry in above)
    lines = [entry.kind for run in runs for entry in run.entries]
    if story.picture:
        return "tupian-xinwen", 0.85, "以摄影署名作结，没有电头"
    if "特写" in column:
        return "texie", 0.9, "栏目名称特写"
    names = [entry.line.text for entry in above] + [decks.kicker.text if decks.kicker else ""]
    if name := next(filter(_COMMENTARY.search, map(simple, names)), ""):
        return "pinglun", 0.9, f"栏目或引题是“{name}”"
    if draft.is_comment:
        return "pinglun", 0.8, "评论员署名"
    if 2 * lines.count("verse") > sum(kind in _KIND for kind in lines):
        return "shige", 0.8, "多是诗行"
    if letters >= _SURVEY and not any(block["kind"] == "byline" for block in body.blocks):
        return "zongshu", 0.6, "篇幅长，不署名"
    if crossheads >= 2 or letters >= _LONG:
        return "tongxun", 0.7, "篇幅较长，有小标题" if crossheads else "篇幅较长"
    if letters <= _BRIEF:
        return "jianxun", 0.55, "篇幅短"
    return "xiaoxi", 0.7, "篇幅与写法如消息"
