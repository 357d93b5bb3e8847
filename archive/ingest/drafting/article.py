"""Writes one article's draft: decks, bylines, body, genre and places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.text.punctuation import full_width
from archive.text.sentences import sentences

from . import credits
from .assign_fragments import FragmentRun
from .bylines import ReportSignature
from .column_joins import ColumnJoin
from .line_classifier import ClassifiedLine
from .segment_articles import ArticleSegment
from .split_decks import DeckVocabulary, DraftDecks
from .training_data import TrainingData

# letters of a brief at most, and of a news report before it is called a feature
_BRIEF, _LONG, _SURVEY = 260, 1100, 2400
# the most that a join is sure of which a blank line parts: what stands below may have strayed in
_OVER_BLANK = 0.79
_KIND = {
    "text": "paragraph",
    "item": "item",
    "caption": "caption",
    "summary": "summary",
    "opening": "paragraph",
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
    """What was guessed at a path, how sure (0 to 1), and why."""

    at: str
    confidence: float
    reason: str


@dataclass
class ArticleDraft:
    """The fields of an article record, and its guesses with paths from the article on."""

    fields: dict[str, Any]
    guesses: list[ArticleGuess] = field(default_factory=list)
    text: str = ""
    deck: str = ""
    # of the running text, in reading order, as evidence for a date counts them
    sentences: list[str] = field(default_factory=list)
    column_head: ClassifiedLine | None = None

    def guess(self, at: str, confidence: float, reason: str) -> None:
        self.guesses.append(ArticleGuess(at, round(confidence, 2), reason))


def draft_article(
    ident: str,
    page: str,
    story: ArticleSegment,
    runs: Sequence[FragmentRun],
    told: DraftDecks,
    joined: Mapping[int, ColumnJoin],
    learnt: TrainingData,
    newspaper: str,
) -> ArticleDraft:
    """The draft of `story`, of which `runs` are all that belongs to it."""
    draft = ArticleDraft({"ident": ident})
    draft.guess("", story.confidence, story.reason)
    body = _Body(page, draft)
    own = [run for run in runs if story_has(story, run)]
    moved = [run for run in runs if not story_has(story, run)]
    for run in [*own, *sorted(moved, key=lambda run: run.entries[0].n)]:
        body.add(run, joined)
    body.finish(joined)
    _decks(draft, told, body)
    _bylines(draft, story, runs, learnt, newspaper)
    draft.text = body.text
    draft.sentences = numbered(body.blocks, page)
    draft.deck = "\n".join(
        words.text for words in (told.kicker, told.headline, *told.subheads) if words
    )
    _places(draft, learnt, newspaper)
    draft.fields["topics"] = []
    draft.fields["digest"] = ""
    draft.fields["body"] = body.blocks
    genre, sure, why = _genre(story, body, told)
    draft.fields["genre"] = genre
    draft.guess("genre", sure, why)
    if body.corrections:
        draft.fields["corrections"] = body.corrections
    if body.notes:
        draft.fields["notes"] = body.notes
    return draft


def story_has(story: ArticleSegment, run: FragmentRun) -> bool:
    return any(entry is run.entries[0] for entry in story.entries)


class _Body:
    """Puts blocks together in reading order and numbers them."""

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
        made = {"kind": kind, "id": f"{letter}{self._counts[letter]}", "at": at, **more}
        self.blocks.append(made)
        return made

    def add(self, run: FragmentRun, joined: Mapping[int, ColumnJoin]) -> None:
        first = run.entries[0]
        if first.kind == "crosshead":
            self._crosshead(first)
        elif first.kind in ("signature", "credit"):
            kind = "byline" if first.kind == "signature" else "credit"
            self.block(kind, [[first.start, first.end]])
        else:
            self._text(run, joined)
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
        self.draft.guess(f"body[{len(self.blocks) - 1}]", entry.confidence, "篇中的短行，作小标题")

    def _text(self, run: FragmentRun, joined: Mapping[int, ColumnJoin]) -> None:
        first, last = run.entries[0], run.entries[-1]
        at = [[entry.start, entry.end] for entry in run.entries if entry.start < entry.end]
        if first.kind == "opening":
            at = self._byline(first, at)
            if not at:
                return
        made = self.block(_KIND[first.kind], at)
        where = f"body[{len(self.blocks) - 1}]"
        if first.line.cannot_open:
            made["gap"] = "before"
        if last.n not in joined and not last.line.closed and first.kind in ("text", "opening"):
            made.setdefault("gap", "after")
            self.note("doubt", made["id"], "句子在此中断，下文待查。")
            self.draft.guess(where, 0.5, "断句没有接上：下文或在别处，或已不存")
        if run.confidence < 0.9:
            self.draft.guess(where, run.confidence, run.reason)
        weakest = [joined[entry.n] for entry in run.entries if entry.n in joined]
        entries = {entry.n: entry for entry in run.entries}
        for n, join in enumerate(weakest):
            sure = _sure(join)
            over_blank = entries[join.after].line.gap and entries[join.before].line.ends_midway
            if over_blank:
                sure = min(sure, _OVER_BLANK)
            if sure < 0.95:
                why = "断句接下行" if join.below else "断句接远处一行"
                why += "，隔着空行" if over_blank and join.below else ""
                self.draft.guess(f"{where}.at[{n + 1}]", sure, f"{why}（{join.score:.1f}）")

    def _byline(self, entry: ClassifiedLine, at: list[list[int]]) -> list[list[int]]:
        """Cuts the signature off the first span; a last character of 报道 may stand below."""
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

    def _mend(self, signature: ReportSignature, span: list[int]) -> None:
        """Proposes what a scan lost of 本报讯 and of a role."""
        words = self.page[span[0] : span[1]]
        if signature.paper == "本报" and words[2:3].isspace():
            at = span[0] + 2
            self.correct(at, at, "讯", "电头作“本报讯”，“讯”字疑脱；亦可能本作“本报记者”")
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

    def finish(self, joined: Mapping[int, ColumnJoin]) -> None:
        """Nothing may run into what is not there."""
        if self.blocks and self.blocks[-1].get("run_in"):
            del self.blocks[-1]["run_in"]


def mend_role(body: "_Body", misread: str, span: list[int]) -> None:
    """A correction of a misread role inside `span`."""
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


def _sure(join: ColumnJoin) -> float:
    """The confidence of a join: how much speaks for it, and how much more than for another."""
    base = 0.75 if join.below else 0.45
    return round(max(0.2, min(0.98, base + join.score / 40 + min(join.lead, 6) / 40)), 2)


def _decks(draft: ArticleDraft, told: DraftDecks, body: _Body) -> None:
    if told.headline is None:
        _headline_from_body(draft, body)
        return
    if told.kicker:
        draft.fields["kicker"] = _deck(told.kicker)
    draft.fields["headline"] = _deck(told.headline)
    if told.subheads:
        draft.fields["subheads"] = [_deck(words) for words in told.subheads]
    draft.guess("headline", told.confidence, told.reason)


def numbered(blocks: Sequence[Mapping[str, Any]], page: str) -> list[str]:
    """The sentences of an article's running text, in the order in which evidence counts them."""
    found = []
    for block in blocks:
        if block["kind"] in ("paragraph", "item"):
            text = "".join(page[start:end] for start, end in block["at"])
            found += [text[start:end] for start, end in sentences(text)]
    return found


def _deck(words: DeckVocabulary) -> dict[str, Any]:
    return {"text": words.text[:120], "at": [list(span) for span in words.at]}


def _headline_from_body(draft: ArticleDraft, body: _Body) -> None:
    """Where no heading was found, the first words stand in for one until an editor finds it."""
    paragraphs = [b for b in body.blocks if b["kind"] == "paragraph"]
    long = (b for b in paragraphs if b["at"][0][1] - b["at"][0][0] >= 8)
    block = next(long, None) or max(body.blocks, key=lambda b: b["at"][0][1] - b["at"][0][0])
    start, end = block["at"][0]
    words = body.page[start:end]
    cut = next(
        (n for n, char in enumerate(words) if char in "，。,；;！？!?" and n >= 4), len(words)
    )
    cut = min(cut, 40)
    draft.fields["headline"] = {"text": full_width(words[:cut]), "at": [[start, start + cut]]}
    rest = [[start + cut, end], *block["at"][1:]] if start + cut < end else block["at"][1:]
    if rest:
        block["at"] = rest
    else:
        body.blocks.remove(block)
        if not body.blocks:
            half = max(1, cut // 2)
            draft.fields["headline"] = {
                "text": full_width(words[:half]),
                "at": [[start, start + half]],
            }
            if half < cut:
                block["at"] = [[start + half, start + cut]]
            body.blocks.append(block)
    draft.guess("headline", 0.15, "没有找到题，暂以首句代题")


def _bylines(
    draft: ArticleDraft,
    story: ArticleSegment,
    runs: Sequence[FragmentRun],
    learnt: TrainingData,
    newspaper: str,
) -> None:
    made: list[dict[str, Any]] = []
    for run in runs:
        entry = run.entries[0]
        for person in credits.credits(entry.signature):
            fields, sure, why = credits.credit(person, learnt, newspaper)
            if any(
                one["person"] == fields["person"] and one["role"] == fields["role"] for one in made
            ):
                continue
            draft.guess(f"bylines[{len(made)}]", sure, why)
            if person.misread:
                draft.guess(f"bylines[{len(made)}].role", 0.85, f"“{person.misread}”是误识")
            made.append(fields)
    if made:
        draft.fields["bylines"] = made


def _places(draft: ArticleDraft, learnt: TrainingData, newspaper: str) -> None:
    paper = learnt.newspapers.get(newspaper)
    first = sentences(draft.text[:600])
    cut = first[0][1] if first else 0
    home = paper.place if paper and paper.place else ""
    choices = learnt.gazetteer.choose(draft.deck, draft.text[:cut], draft.text[cut:], home)
    draft.fields["places"] = []
    for n, choice in enumerate(choices):
        place = {"code": choice.code, "basis": "stated" if choice.stated else "inferred"}
        if not choice.stated:
            place["reason"] = choice.reason
        draft.fields["places"].append(place)
        draft.guess(f"places[{n}]", choice.confidence, choice.reason)


def _genre(story: ArticleSegment, body: _Body, told: DraftDecks) -> tuple[str, float, str]:
    size = sum(c.isalnum() for c in body.text)
    heads = sum(block["kind"] == "crosshead" for block in body.blocks)
    column = "".join(entry.line.text for entry in story.columns)
    if story.picture:
        return "tupian-xinwen", 0.85, "以摄影署名作结，没有电头"
    if "特写" in column:
        return "texie", 0.9, "栏目名称特写"
    if size >= _SURVEY and not any(block["kind"] == "byline" for block in body.blocks):
        return "zongshu", 0.6, "篇幅长，不署名"
    if heads >= 2 or size >= _LONG:
        return "tongxun", 0.7, "篇幅较长，有小标题" if heads else "篇幅较长"
    if size <= _BRIEF:
        return "jianxun", 0.55, "篇幅短"
    return "xiaoxi", 0.7, "篇幅与写法如消息"
