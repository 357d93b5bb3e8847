"""Drafts one page: from its text to the fields of a PageRecord, each guess with why and how sure."""

import hashlib
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive import idents
from archive.catalogue.entries import ArticleEntry
from archive.text.numerals import NUMERAL, numeral

from . import (
    assign_fragments,
    column_joins,
    line_classifier,
    misreadings,
    repeats,
    segment_articles,
    split_decks,
    topics,
)
from .article import ArticleDraft, ArticleGuess, draft_article
from .assign_fragments import FragmentRun
from .line_classifier import ClassifiedLine
from .page_lines import lines
from .segment_articles import ArticleSegment
from .similarity import Similarity, features
from .training_data import TrainingData

# the order in which editors write an article's fields
_ORDER = tuple(ArticleEntry.model_fields)
# a line that says which page this is
_PAGE = re.compile(
    rf"第?\s*(?P<letter>[A-Za-z]?)(?:(?P<digits>\d{{1,3}})|(?P<numeral>{NUMERAL}+))\s*版(?!.*版)"
)
# letters that an article without a heading has at least
_LEAST = 12
# a page is not longer than this; more is some other file
LONGEST = 400_000


@dataclass
class PageDraft:
    """The fields of a page record, and its guesses with paths from the page on."""

    fields: dict[str, Any]
    guesses: list[ArticleGuess] = field(default_factory=list)
    articles: list[ArticleDraft] = field(default_factory=list)
    # the day and the number that the page itself prints, if it does
    printed_day: str = ""
    printed_number: str = ""


def draft_page(
    text: str,
    key: str,
    learnt: TrainingData,
    newspaper: str,
    taken: Container[str],
    number: str = "",
) -> PageDraft:
    """The draft of the page whose text is `text`; `key` is its address, `taken` the idents in use.

    ValueError for a text that holds nothing, or far more than a page.
    """
    rows = lines(text)
    if not rows:
        raise ValueError("文件里没有文字")
    if len(text) > LONGEST:
        raise ValueError(f"有 {len(text)} 字，一个版面不会多过 {LONGEST} 字")
    entries = line_classifier.classify_lines(rows, learnt.language, learnt.columns, learnt.headings)
    gazetteer = learnt.gazetteer

    def named(words: str) -> set[str]:
        return {code for code, *_ in gazetteer.chains(words)}

    found, before = segment_articles.segment_articles(entries, named)
    again, joined, runs = _read(found, before, entries, learnt)
    _lend_heads(found, learnt)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    used: set[str] = set()
    drafts: list[ArticleDraft] = []
    column: ClassifiedLine | None = None
    story_of = {}
    texts = ["".join(run.text for run in runs if run.story == n) for n in range(len(found))]
    for n, story in enumerate(found):
        mine = [run for run in runs if run.story == n]
        if not any(run.entries[0].kind != "crosshead" for run in mine):
            continue
        if not story.heads and sum(char.isalnum() for char in texts[n]) < _LEAST:
            continue
        following = "".join(texts[n + 1 : n + 3])
        column = story.columns[-1] if story.columns else None
        told = split_decks.split_decks(story.heads, texts[n], following, named)
        ident = idents.derived(f"{sha256} {n}", _Either(taken, used))
        used.add(ident)
        draft = draft_article(ident, text, story, mine, told, joined, learnt, newspaper)
        draft.column_head = told.column or column
        story_of[n] = draft
        drafts.append(draft)
    _columns(drafts, story_of, found)
    made = PageDraft({"page": key}, articles=drafts)
    if number:
        made.fields["number"] = number
    if name := next((e for e in entries if "page name" in e.flags), None):
        made.fields["name"] = split_decks.full_width(name.line.text)
        made.guesses.append(ArticleGuess("name", 0.7, name.reason))
    made.fields["text"] = {"sha256": sha256, "length": len(text)}
    made.fields["apart"], guesses = _apart(entries, found, runs, again, story_of, text)
    made.guesses += guesses
    for index, draft in enumerate(drafts):
        misreadings.propose(draft, text, learnt)
        proposed = topics.choose_topics(learnt.subjects, draft.deck, draft.text)
        draft.fields["topics"] = [slug for slug, *_ in proposed]
        for n, (_, sure, why) in enumerate(proposed):
            draft.guess(f"topics[{n}]", sure, why)
        made.guesses += [
            ArticleGuess(f"articles[{index}]{'.' + g.at if g.at else ''}", g.confidence, g.reason)
            for g in draft.guesses
        ]
        draft.fields = {name: draft.fields[name] for name in _ORDER if name in draft.fields}
    made.fields["articles"] = [draft.fields for draft in drafts]
    _account(made, text)
    made.printed_number = _number(entries)
    made.printed_day = next((e.line.text for e in entries if "date" in e.flags), "")
    return made


def _number(entries: Sequence[ClassifiedLine]) -> str:
    """The number that the page prints as 第3版 or A03版; "" where it prints none, or several."""
    lines = (entry.line.text for entry in entries if entry.kind == "furniture")
    found = (match for line in lines if (match := _PAGE.match(line)))
    numbers = {
        f"{one['letter'].upper()}{int(one['digits'] or numeral(one['numeral']))}" for one in found
    }
    return numbers.pop() if len(numbers) == 1 else ""


class _Either:
    """What is in one container or the other."""

    def __init__(self, *parts: Container[str]):
        self._parts = parts

    def __contains__(self, item: object) -> bool:
        return any(item in part for part in self._parts)


def _read(
    found: list[ArticleSegment],
    before: list[ClassifiedLine],
    entries: Sequence[ClassifiedLine],
    learnt: TrainingData,
):
    """(repeats, joins, runs): which lines are printed twice, where they go on, where they belong."""
    running = [e for e in entries if e.kind in ("text", "opening")]
    story = {e.n: n for n, one in enumerate(found) for e in one.entries}
    likeness = Similarity([f"{one.deck}\n{one.text}" for one in found], learnt.feature_sets)
    again = repeats.repeats(
        [e.line for e in running],
        lambda n, other: _strange(n, other, story, found, likeness, running),
    )
    whole = {repeat.n for repeat in again if repeat.whole}
    broken = {repeat.n for repeat in again if not repeat.whole}
    by_n = {e.n: e for e in entries}
    for repeat in again:
        if not repeat.whole:
            by_n[repeat.n].end = repeat.start
    kept = [e for e in running if e.n not in whole]

    def alike(n: int, other: int) -> float:
        home = story.get(n)
        if home is None:
            return likeness.share(by_n[other].line.text, by_n[n].line.text)
        rest = [features(e.line.text) for e in found[home].entries if e.n != other]
        return likeness.share_of(features(by_n[other].line.text), rest, len(found[home].text))

    def own(n: int) -> float:
        """How much a line has to do with the story that it stands in."""
        home = story.get(n)
        if home is None:
            return 0.0
        rest = [features(e.line.text) for e in found[home].entries if e.n != n]
        return likeness.share_of(features(by_n[n].line.text), rest, len(found[home].text))

    joined = column_joins.column_joins(kept, learnt.language, broken, story, alike)
    column_joins.rejoin(kept, learnt.language, joined, story, alike, own)
    runs = assign_fragments.fragment_runs(found, before, joined, whole, broken)
    likeness = Similarity(
        [one.deck + "".join(r.text for r in runs if r.story == n) for n, one in enumerate(found)],
        learnt.feature_sets,
    )
    assign_fragments.assign_fragments(found, runs, likeness)
    return again, joined, runs


def _strange(n: int, other: int, story, found, likeness: Similarity, running) -> int:
    """1 when line `n` is less at home where it stands than line `other`, which says the same, is."""
    shares = []
    by_n = {e.n: e for e in running}
    for at in (n, other):
        home = story.get(at)
        if home is None:
            shares.append(0.0)
            continue
        rest = found[home].deck + "".join(
            e.line.text for e in found[home].entries if e.n not in (n, other)
        )
        shares.append(likeness.share(by_n[at].line.text, rest))
    return int(shares[0] < shares[1])


def _lend_heads(found: list[ArticleSegment], learnt: TrainingData) -> None:
    """Gives a report that has no heading the line that is like it from a heading of several lines."""
    likeness = Similarity([f"{one.deck}\n{one.text}" for one in found], learnt.feature_sets)
    for story in found:
        if story.heads or story.opening is None:
            continue
        best = None
        for n, other in enumerate(found):
            if other is story or (len(other.heads) < 2 and other.opening is not None):
                continue
            for head in other.heads:
                own = likeness.share(head.line.text, other.text)
                gain = likeness.share(head.line.text, story.text) - own
                if gain > 0.1 and (best is None or gain > best[0]):
                    best = (gain, n, head)
        if best:
            gain, n, head = best
            found[n].heads = [one for one in found[n].heads if one is not head]
            story.heads = [head]
            story.confidence = round(min(0.85, 0.5 + gain), 2)
            story.reason = "题被别的文章隔开，凭用词相近配上"


def _columns(drafts, story_of, found) -> None:
    """A column title stands over its story and, where nothing says otherwise, those that share its words."""
    for draft in drafts:
        if draft.column_head is not None:
            words = split_decks.full_width(draft.column_head.line.text)
            draft.fields["column"] = words
            draft.guesses.append(ArticleGuess("column", 0.75, "题上的栏目名"))


def _apart(entries, found, runs: Sequence[FragmentRun], again, story_of, text):
    """(apart zones in the order of the page, guesses about them)."""
    zones: list[tuple[dict[str, Any], float, str]] = []
    ident_of_line: dict[int, str] = {}
    for run in runs:
        if run.story in story_of:
            for entry in run.entries:
                ident_of_line[entry.n] = story_of[run.story].fields["ident"]
    columns = {id(d.column_head): d.column_head for d in story_of.values() if d.column_head}
    for story in found:
        columns |= {id(entry): entry for entry in story.columns}
    for entry in columns.values():
        zones.append(
            (
                {
                    "kind": "column-title",
                    "at": [[entry.start, entry.end]],
                    "text": split_decks.full_width(entry.line.text),
                },
                entry.confidence if entry.kind == "column" else 0.65,
                entry.reason if entry.kind == "column" else "居于几篇之上的一行",
            )
        )
    bullets = []
    for entry in entries:
        if entry.bullet:
            bullets.append(list(entry.bullet))
        if entry.kind == "furniture":
            zone = {"kind": "furniture", "at": [[entry.start, entry.end]], "note": entry.reason}
            zones.append((zone, entry.confidence, entry.reason))
        elif entry.kind == "box":
            zone = {
                "kind": "column-title",
                "at": [[entry.start, entry.end]],
                "text": split_decks.full_width(entry.line.text),
                "note": "提示框的题",
            }
            zones.append((zone, entry.confidence, entry.reason))
    if bullets:
        zone = {"kind": "furniture", "at": bullets, "note": "转写所加的列表符号"}
        zones.append((zone, 0.9, "列表符号"))
    for repeat in again:
        at = [[repeat.start, repeat.end]]
        of = ident_of_line.get(repeat.of)
        if of:
            zones.append(
                (
                    {"kind": "repeat", "at": at, "of": of, "note": "别处已有同样的文字"},
                    0.85,
                    "与别处文字相同",
                )
            )
        else:
            zones.append(({"kind": "stray", "at": at, "note": "重复的片段"}, 0.5, "重复的片段"))
    for n, story in enumerate(found):
        if n not in story_of:
            heads = [
                [e.start, e.end] for e in story.heads if all(e is not c for c in columns.values())
            ]
            if heads:
                zones.append(
                    (
                        {"kind": "stray", "at": heads, "note": "只有标题，正文不在本版"},
                        0.4,
                        "题下没有正文",
                    )
                )
    for run in runs:
        if run.story is None or run.story not in story_of:
            at = [[e.start, e.end] for e in run.entries if e.start < e.end]
            if at:
                zones.append(
                    ({"kind": "stray", "at": at, "note": run.reason}, run.confidence, run.reason)
                )
    zones.sort(key=lambda zone: zone[0]["at"][0])
    guesses = [ArticleGuess(f"apart[{n}]", sure, why) for n, (_, sure, why) in enumerate(zones)]
    return [zone for zone, *_ in zones], guesses


def _account(made: PageDraft, text: str) -> None:
    """Sets aside what nothing has claimed, so that no character is lost."""
    owned = bytearray(len(text))
    for zone in made.fields["apart"]:
        for start, end in zone["at"]:
            owned[start:end] = b"\1" * (end - start)
    for article in made.fields["articles"]:
        heads = [article.get("kicker"), article["headline"], *article.get("subheads", ())]
        for at in [*(deck["at"] for deck in heads if deck), *(b["at"] for b in article["body"])]:
            for start, end in at:
                owned[start:end] = b"\1" * (end - start)
    left: list[list[int]] = []
    for at, char in enumerate(text):
        if not owned[at] and not char.isspace():
            if left and left[-1][1] == at:
                left[-1][1] = at + 1
            else:
                left.append([at, at + 1])
    if left:
        made.guesses.append(
            ArticleGuess(f"apart[{len(made.fields['apart'])}]", 0.4, "没有归属的字")
        )
        made.fields["apart"].append(
            {"kind": "furniture", "at": left, "note": "没有归属的字，请核对"}
        )
