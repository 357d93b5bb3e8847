"""Draft one page: from its text to the fields of a page entry, with guesses and confidence."""

import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archive import idents
from archive.catalogue.entries import ArticleEntry
from archive.command_messages import message
from archive.ingest.line_zones import zones_of_lines
from archive.ingest.page_lines import PageLine, text_of
from archive.text.boxes import Box
from archive.text.punctuation import full_width

from . import (
    assign_fragments,
    column_joins,
    confidence,
    folio,
    line_classifier,
    local_news,
    misreadings,
    page_places,
    reflow,
    repeats,
    segment_articles,
    split_decks,
    topics,
)
from .article import ArticleDraft, ArticleGuess, draft_article
from .assign_fragments import FragmentRun
from .line_classifier import ClassifiedLine
from .segment_articles import ArticleSegment
from .similarity import Similarity, features
from .text_lines import boxes_of, lines, lines_with_type
from .training_data import TrainingData

# Field order of an article entry.
_ORDER = tuple(ArticleEntry.model_fields)
# A recognised signer is as uncertain as so many letters of a deck: rare characters of names are
# misread and blanks lost, so that on worn scans of twelve styles a tenth fewer were right.
_LETTERS_OF_SIGNER = 10
# Minimum number of letters of an article without a heading.
_MIN_LETTERS = 12
# Minimum gain in similarity for moving a heading to another article.
_HEADING_GAIN = 0.1
# Confidence in that move at a gain of 0.
_HEADING_SURE = 0.5
# Maximum confidence in that move.
_MAX_HEADING_CONFIDENCE = 0.85
# Maximum number of characters on a page; longer files are something else.
MAX_LENGTH = 400_000


@dataclass
class PageDraft:
    """The fields of a page entry, and guesses with paths relative to the page."""

    fields: dict[str, Any]
    guesses: list[ArticleGuess] = field(default_factory=list)
    articles: list[ArticleDraft] = field(default_factory=list)
    # The date and number printed on the page, if any.
    printed_day: str = ""
    printed_number: str = ""
    printed_issue: str = ""
    # Whether the nameplate or folio prints the newspaper's name.
    names_newspaper: bool = False
    # [start, end) on the page of each line with a box.
    boxes: list[tuple[int, int, Box]] = field(default_factory=list)

    def zones(self, fields: Mapping[str, Any]) -> list[list[float]]:
        """Return the article's zones as [x, y, w, h], one per column; [] without boxes."""
        decks = [fields.get("kicker"), fields["headline"], *fields.get("subheads", ())]
        spans = [span for deck in decks if deck for span in deck["at"]]
        spans += [span for block in fields["body"] for span in block["at"]]
        boxes = [
            box
            for first, last, box in self.boxes
            if any(start < last and first < end for start, end in spans)
        ]
        return [list(box) for box in zones_of_lines(boxes)]


def draft_page(
    page: str | Sequence[PageLine],
    key: str,
    training: TrainingData,
    newspaper: str,
    taken: Container[str],
    number: str = "",
) -> PageDraft:
    """Return the draft of a page, given as text or as lines in reading order with their geometry.

    `key` is the page's key, `taken` are the idents in use. Raise ValueError if the text is empty or
    much longer than a page.
    """
    text = page if isinstance(page, str) else text_of(page)
    rows = lines(text) if isinstance(page, str) else lines_with_type(page)
    if not rows:
        raise ValueError(message("文件里没有文字"))
    if len(text) > MAX_LENGTH:
        raise ValueError(
            message("有 %(count)s 字，一个版面最多 %(most)s 字", count=len(text), most=MAX_LENGTH)
        )
    flowed = reflow.reflow(rows, training.language)
    recognised = not isinstance(page, str) and any(line.confidence < 1.0 for line in page)
    draft = _draft_flowed(flowed, text, key, training, newspaper, taken, number, recognised)
    page_places.move(draft, flowed, text)
    _add_unclaimed(draft, text)
    if not isinstance(page, str):
        draft.boxes = boxes_of(page)
    return draft


def _draft_flowed(
    flowed: reflow.Reflowed,
    page_text: str,
    key: str,
    training: TrainingData,
    newspaper: str,
    taken: Container[str],
    number: str,
    recognised: bool,
) -> PageDraft:
    """Return the draft of a page, with offsets in the text of `flowed`."""
    text = flowed.text
    named = training.gazetteer.named
    entries = line_classifier.classify_lines(
        flowed.lines,
        training.language,
        training.columns,
        named,
        training.headings,
        training.typeset_line_model
        if any(line.layout for line in flowed.lines)
        else training.line_model,
    )
    stories, before = segment_articles.segment_articles(entries, named, training.signs_articles)
    repeated, joins, runs = _assign_text(stories, before, entries, training)
    _match_headings(stories, training)
    sha256 = hashlib.sha256(page_text.encode()).hexdigest()
    home = local_news.newspaper_place(entries, training, newspaper)
    furniture = [entry.line.text for entry in entries if entry.kind == "furniture"]
    printed_day = folio.printed_date(furniture)
    used: set[str] = set()
    drafts: list[ArticleDraft] = []
    column: ClassifiedLine | None = None
    draft_of = {}
    texts = ["".join(run.text for run in runs if run.story == n) for n in range(len(stories))]
    for n, story in enumerate(stories):
        story_runs = [run for run in runs if run.story == n]
        if not any(run.entries[0].kind != "crosshead" for run in story_runs):
            continue
        if not story.heads and sum(char.isalnum() for char in texts[n]) < _MIN_LETTERS:
            continue
        column = story.columns[-1] if story.columns else None
        following = "".join(texts[n + 1 : n + 3])
        decks = split_decks.split_decks(story.heads, texts[n], following, named)
        ident = idents.derived(f"{sha256} {n}", _AnyOf(taken, used))
        used.add(ident)
        draft = draft_article(
            ident, text, story, story_runs, decks, joins, training, newspaper, home, printed_day
        )
        draft.column_head = decks.column or column
        draft_of[n] = draft
        drafts.append(draft)
    _columns(drafts)
    local_news.places_from_page(drafts, entries, training, home)
    page_draft = PageDraft({"page": key}, articles=drafts)
    if number:
        page_draft.fields["number"] = number
    if name := next((e for e in entries if "page name" in e.flags), None):
        page_draft.fields["name"] = full_width(name.line.text)
        page_draft.guesses.append(ArticleGuess("name", 0.7, name.reason))
    elif printed := folio.printed_page_name(furniture):
        page_draft.fields["name"] = full_width(printed)
        page_draft.guesses.append(ArticleGuess("name", 0.9, "印在版次旁边"))
    page_draft.fields["text"] = {"sha256": sha256, "length": len(page_text)}
    page_draft.fields["apart"], guesses = _non_article_zones(
        entries, stories, runs, repeated, draft_of, text
    )
    page_draft.guesses += guesses
    for index, draft in enumerate(drafts):
        misreadings.propose(draft, text, training)
        proposed = topics.choose_topics(training.subjects, draft.deck, draft.text)
        draft.fields["topics"] = [slug for slug, *_ in proposed]
        for n, (_, sure, reason) in enumerate(proposed):
            draft.guess(f"topics[{n}]", sure, reason)
        page_draft.guesses += [
            ArticleGuess(f"articles[{index}]{'.' + g.at if g.at else ''}", g.confidence, g.reason)
            for g in draft.guesses
        ]
        draft.fields = {name: draft.fields[name] for name in _ORDER if name in draft.fields}
    # A deck is right only if all its letters are.
    letters = {
        f"articles[{index}].headline": sum(map(str.isalnum, draft.deck))
        for index, draft in enumerate(drafts)
        if recognised
    }
    letters |= {
        f"articles[{index}].bylines[{n}]": _LETTERS_OF_SIGNER
        for index, draft in enumerate(drafts)
        for n in range(len(draft.names))
        if recognised
    }
    page_draft.guesses = [
        ArticleGuess(
            g.at,
            confidence.calibrated(g.at, g.confidence, g.reason, letters.get(g.at, 0)),
            g.reason,
        )
        for g in page_draft.guesses
    ]
    page_draft.fields["articles"] = [draft.fields for draft in drafts]
    page_draft.printed_number = folio.printed_number(furniture)
    page_draft.printed_issue = folio.issue_number(furniture)
    if newspaper in training.newspapers:
        title = training.newspapers[newspaper].name
        page_draft.names_newspaper = folio.prints_name(furniture, title)
    page_draft.printed_day = printed_day
    return page_draft


class _AnyOf:
    """The union of containers, without copying."""

    def __init__(self, *parts: Container[str]):
        self._parts = parts

    def __contains__(self, item: object) -> bool:
        return any(item in part for part in self._parts)


def _assign_text(
    stories: list[ArticleSegment],
    before: list[ClassifiedLine],
    entries: Sequence[ClassifiedLine],
    training: TrainingData,
) -> tuple[list[repeats.Repeat], dict[int, column_joins.ColumnJoin], list[FragmentRun]]:
    """Return (repeated lines, joins between lines, runs with their articles)."""
    body_lines = [e for e in entries if e.kind in ("text", "opening")]
    story_of = {e.n: n for n, article in enumerate(stories) for e in article.entries}
    similarity = Similarity(
        [f"{article.deck}\n{article.text}" for article in stories], training.feature_sets
    )
    repeated = repeats.repeats(
        [e.line for e in body_lines],
        lambda n, other: _fits_less(n, other, story_of, stories, similarity, body_lines),
    )
    whole = {repeat.n for repeat in repeated if repeat.whole}
    broken = {repeat.n for repeat in repeated if not repeat.whole}
    by_n = {e.n: e for e in entries}
    for repeat in repeated:
        if not repeat.whole:
            by_n[repeat.n].end = repeat.start
    unrepeated = [e for e in body_lines if e.n not in whole]

    def similarity_to(n: int, other: int) -> float:
        home = story_of.get(n)
        if home is None:
            return similarity.share(by_n[other].line.text, by_n[n].line.text)
        rest = [features(e.line.text) for e in stories[home].entries if e.n != other]
        return similarity.share_of(features(by_n[other].line.text), rest, len(stories[home].text))

    def similarity_to_own(n: int) -> float:
        """Return the similarity of a line to its own article."""
        home = story_of.get(n)
        if home is None:
            return 0.0
        rest = [features(e.line.text) for e in stories[home].entries if e.n != n]
        return similarity.share_of(features(by_n[n].line.text), rest, len(stories[home].text))

    joins = column_joins.column_joins(
        unrepeated, training.language, broken, story_of, similarity_to
    )
    if any(entry.line.layout for entry in entries):
        # Lines with boxes are in reading order: none is below the headline of another article.
        joins = {
            n: join for n, join in joins.items() if story_of.get(n) == story_of.get(join.after)
        }
        return (
            repeated,
            joins,
            assign_fragments.fragment_runs(stories, before, joins, whole, broken),
        )
    column_joins.rejoin(
        unrepeated, training.language, joins, story_of, similarity_to, similarity_to_own
    )
    runs = assign_fragments.fragment_runs(stories, before, joins, whole, broken)
    similarity = Similarity(
        [
            article.deck + "".join(r.text for r in runs if r.story == n)
            for n, article in enumerate(stories)
        ],
        training.feature_sets,
    )
    assign_fragments.assign_fragments(stories, runs, similarity)
    return repeated, joins, runs


def _fits_less(
    n: int,
    other: int,
    story_of: Mapping[int, int],
    stories: Sequence[ArticleSegment],
    similarity: Similarity,
    body_lines: Sequence[ClassifiedLine],
) -> int:
    """Return 1 if line `n` fits its context worse than line `other` with the same text, else 0."""
    shares = []
    by_n = {e.n: e for e in body_lines}
    for at in (n, other):
        home = story_of.get(at)
        if home is None:
            shares.append(0.0)
            continue
        rest = stories[home].deck + "".join(
            e.line.text for e in stories[home].entries if e.n not in (n, other)
        )
        shares.append(similarity.share(by_n[at].line.text, rest))
    return int(shares[0] < shares[1])


def _match_headings(stories: list[ArticleSegment], training: TrainingData) -> None:
    """Give a report without a heading the most similar line of another heading of several lines."""
    similarity = Similarity(
        [f"{article.deck}\n{article.text}" for article in stories], training.feature_sets
    )
    for story in stories:
        if story.heads or story.opening is None:
            continue
        best = None
        for n, other in enumerate(stories):
            if other is story or (len(other.heads) < 2 and other.opening is not None):
                continue
            for head in other.heads:
                own_share = similarity.share(head.line.text, other.text)
                gain = similarity.share(head.line.text, story.text) - own_share
                if gain > _HEADING_GAIN and (best is None or gain > best[0]):
                    best = (gain, n, head)
        if best:
            gain, n, head = best
            stories[n].heads = [article for article in stories[n].heads if article is not head]
            story.heads = [head]
            story.confidence = round(min(_MAX_HEADING_CONFIDENCE, _HEADING_SURE + gain), 2)
            story.reason = "标题被其他文章隔开，按用词相近配上"


def _columns(drafts: Sequence[ArticleDraft]) -> None:
    """Set the column of each article with a column title above it."""
    for draft in drafts:
        if draft.column_head is not None:
            words = full_width(draft.column_head.line.text)
            draft.fields["column"] = words
            draft.guesses.append(ArticleGuess("column", 0.75, "标题之上的栏目名"))


def _non_article_zones(
    entries: Sequence[ClassifiedLine],
    stories: Sequence[ArticleSegment],
    runs: Sequence[FragmentRun],
    repeated: Sequence[repeats.Repeat],
    draft_of: Mapping[int, ArticleDraft],
    text: str,
) -> tuple[list[dict[str, Any]], list[ArticleGuess]]:
    """Return (zones outside articles in page order, guesses about them)."""
    zones: list[tuple[dict[str, Any], float, str]] = []
    ident_of_line: dict[int, str] = {}
    for run in runs:
        if run.story is not None and run.story in draft_of:
            for entry in run.entries:
                ident_of_line[entry.n] = draft_of[run.story].fields["ident"]
    columns = {id(d.column_head): d.column_head for d in draft_of.values() if d.column_head}
    for story in stories:
        columns |= {id(entry): entry for entry in story.columns}
    for entry in columns.values():
        zones.append(
            (
                {
                    "kind": "column-title",
                    "at": [[entry.start, entry.end]],
                    "text": full_width(entry.line.text),
                },
                entry.confidence if entry.kind == "column" else 0.65,
                entry.reason if entry.kind == "column" else "居于几篇之上的一行",
            )
        )
    zones += _outside(entries, text)
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
                "text": full_width(entry.line.text),
                "note": "提示框的题",
            }
            zones.append((zone, entry.confidence, entry.reason))
    if bullets:
        zone = {"kind": "furniture", "at": bullets, "note": "转写所加的列表符号"}
        zones.append((zone, 0.9, "列表符号"))
    for repeat in repeated:
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
    for n, story in enumerate(stories):
        if n not in draft_of:
            heads = [
                [e.start, e.end] for e in story.heads if all(e is not c for c in columns.values())
            ]
            if heads:
                zones.append(
                    (
                        {"kind": "stray", "at": heads, "note": "只有标题，正文不在本版"},
                        0.4,
                        "标题之下没有正文",
                    )
                )
    for run in runs:
        if run.story is None or run.story not in draft_of:
            at = [[e.start, e.end] for e in run.entries if e.start < e.end]
            if at:
                zones.append(
                    ({"kind": "stray", "at": at, "note": run.reason}, run.confidence, run.reason)
                )
    zones.sort(key=lambda zone: zone[0]["at"][0])
    guesses = [
        ArticleGuess(f"apart[{n}]", confidence, reason)
        for n, (_, confidence, reason) in enumerate(zones)
    ]
    return [zone for zone, *_ in zones], guesses


def _outside(
    entries: Sequence[ClassifiedLine], text: str
) -> list[tuple[dict[str, Any], float, str]]:
    """Return (zone, confidence, reason) of each notice or advertisement, including its heading."""
    result: list[tuple[dict[str, Any], float, str]] = []
    previous: ClassifiedLine | None = None
    for entry in entries:
        if entry.kind in ("notice", "advertisement"):
            goes_on = previous is not None and previous.kind == entry.kind
            if goes_on and entry.label not in "ND":
                zone, confidence, reason = result[-1]
                zone["at"].append([entry.start, entry.end])
                result[-1] = zone, min(confidence, entry.confidence), reason
            else:
                heading = full_width(entry.line.text) if entry.label in "ND" else ""
                zone = {"kind": entry.kind, "at": [[entry.start, entry.end]]}
                zone |= {"text": heading} if heading else {}
                result.append((zone, entry.confidence, entry.reason))
        previous = entry
    return result


def _add_unclaimed(page_draft: PageDraft, text: str) -> None:
    """Put unclaimed characters into a separate zone, so that none is lost."""
    owned = bytearray(len(text))
    for zone in page_draft.fields["apart"]:
        for start, end in zone["at"]:
            owned[start:end] = b"\1" * (end - start)
    for article in page_draft.fields["articles"]:
        heads = [article.get("kicker"), article["headline"], *article.get("subheads", ())]
        for index in [*(deck["at"] for deck in heads if deck), *(b["at"] for b in article["body"])]:
            for start, end in index:
                owned[start:end] = b"\1" * (end - start)
    unclaimed: list[list[int]] = []
    for index, char in enumerate(text):
        if not owned[index] and not char.isspace():
            if unclaimed and unclaimed[-1][1] == index:
                unclaimed[-1][1] = index + 1
            else:
                unclaimed.append([index, index + 1])
    if unclaimed:
        page_draft.guesses.append(
            ArticleGuess(f"apart[{len(page_draft.fields['apart'])}]", 0.4, "没有归属的字")
        )
        page_draft.fields["apart"].append(
            {"kind": "furniture", "at": unclaimed, "note": "没有归属的字，请核对"}
        )
