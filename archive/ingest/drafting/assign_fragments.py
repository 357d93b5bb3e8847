"""Sends every stretch of text home: to the article it belongs to, or aside when it belongs to none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .column_joins import ColumnJoin
from .language_model import begins_midway
from .line_classifier import ClassifiedLine
from .segment_articles import ArticleSegment
from .similarity import Similarity, features

# a stretch that breaks in is a stray when no article shares so much with it
STRAY = 0.08
# and goes to the article that shares most with it only if that shares so many times what its own does
BETTER, MUCH_BETTER = 1.25, 1.9
# letters that a stretch needs before its words tell anything
_ENOUGH = 24


@dataclass
class FragmentRun:
    """Lines that stay together: the first, and those it goes on in, or that follow it below."""

    entries: list[ClassifiedLine] = field(default_factory=list)
    story: int | None = None
    loose: bool = False
    # whether it may belong to no article at all: it stands where something was lost
    lost: bool = False
    fixed: bool = False
    confidence: float = 0.9
    reason: str = "在题下"

    @cached_property
    def features(self) -> frozenset[str]:
        return features(self.text)

    @cached_property
    def text(self) -> str:
        return "".join(
            e.line.text[e.start - e.line.start : e.end - e.line.start] for e in self.entries
        )


def fragment_runs(
    stories: Sequence[ArticleSegment],
    before: Sequence[ClassifiedLine],
    joins: Mapping[int, ColumnJoin],
    repeated: set[int],
    broken: set[int],
) -> list[FragmentRun]:
    """The text of the page as runs in the order of their first lines, each under its heads.

    `repeated` are lines that are repeats as a whole, `broken` those whose end is one.
    """
    follows = {join.after: join for join in joins.values()}
    found: list[FragmentRun] = []
    of_line: dict[int, FragmentRun] = {}
    for index, entries in [(None, before), *((n, s.entries) for n, s in enumerate(stories))]:
        unsure = lost = index is None
        above: ClassifiedLine | None = None
        for entry in entries:
            if entry.n in repeated:
                above, unsure, lost = None, True, True
                continue
            if entry.kind == "box":
                continue  # its title is set aside with the page's other titles
            if entry.kind == "crosshead":
                found.append(FragmentRun([entry], index, unsure, lost))
                continue
            if entry.n in follows:
                # what stands below a tail from elsewhere may have come with it
                unsure = unsure or not follows[entry.n].below
                above = entry
                continue
            if entry.kind in ("opening", "signature"):
                unsure = lost = False
            elif above is not None and _breaks(above, entry, joins, broken):
                unsure = True
                lost = lost or above.n not in joins
            elif entry.line.cannot_open:
                unsure = True
            # the text above is whole and nothing follows: what begins so came from elsewhere
            ends = entry is entries[-1] and entry.kind == "text" and not unsure
            astray = ends and begins_midway(entry.line.text)
            run = FragmentRun([entry], index, unsure or astray, lost or astray)
            run.fixed = entry.kind in (
                "opening",
                "signature",
                "credit",
                "caption",
                "summary",
            )
            found.append(run)
            of_line[entry.n] = run
            if entry.kind not in ("credit", "caption", "summary", "signature"):
                above = entry
    by_n = {
        entry.n: entry for entries in (before, *(s.entries for s in stories)) for entry in entries
    }
    for run in list(of_line.values()):
        at = run.entries[-1]
        while at.n in joins:
            at = by_n[joins[at.n].after]
            run.entries.append(at)
    return found


def _breaks(
    above: ClassifiedLine, entry: ClassifiedLine, joins: Mapping[int, ColumnJoin], broken: set[int]
) -> bool:
    """Whether `entry`, which no line goes on in, stands where the text above was broken off."""
    if above.n in broken:
        return True
    join = joins.get(above.n)
    if join is not None:
        return not join.below and join.after != entry.n
    return not above.line.closed and above.kind not in ("item",)


def assign_fragments(
    stories: Sequence[ArticleSegment], found: Sequence[FragmentRun], likeness: Similarity
) -> None:
    """Moves each run to the article it has most to do with; what has none gets story None."""
    order = sorted(found, key=lambda run: run.entries[0].n)
    groups: list[list[FragmentRun]] = []
    for run in order:
        if run.fixed:
            continue
        previous = groups[-1][-1] if groups else None
        same = previous is not None and (previous.loose, previous.lost, previous.story) == (
            run.loose,
            run.lost,
            run.story,
        )
        if same and run.loose:
            groups[-1].append(run)
        else:
            groups.append([run])
    for group in groups:
        _settle(group, stories, found, likeness)


def _settle(
    group: list[FragmentRun], stories, found: Sequence[FragmentRun], likeness: Similarity
) -> None:
    words = "".join(run.text for run in group)
    host, loose = group[0].story, group[0].loose
    if len(words) < _ENOUGH and not loose:
        return
    shares = {}
    mine = features(words)
    for index, story in enumerate(stories):
        beside = [r for r in found if r.story == index and all(r is not g for g in group)]
        size = len(story.deck) + sum(len(r.text) for r in beside)
        wholes = [features(story.deck), *(r.features for r in beside)]
        shares[index] = likeness.share_of(mine, wholes, size)
    if not shares:
        for run in group:
            run.story = None
        return
    best = max(sorted(shares), key=lambda index: shares[index])
    own = shares.get(host, 0.0) if host is not None else 0.0
    if all(run.lost for run in group) and max(shares.values()) < STRAY:
        _put(group, None, 0.6, f"上文中断，与各篇都不相涉（最近者{shares[best]:.2f}）")
    elif host is None or (
        best != host
        and shares[best] > own * (BETTER if loose else MUCH_BETTER)
        and shares[best] >= STRAY
    ):
        sure = min(0.9, 0.4 + (shares[best] - own) * 2)
        _put(group, best, sure, f"用词与该篇相近（{shares[best]:.2f}，原处{own:.2f}）")
    elif loose:
        for run in group:
            run.confidence, run.reason = 0.6, f"上文中断，用词仍近本篇（{own:.2f}）"


def _put(group: list[FragmentRun], story: int | None, confidence: float, reason: str) -> None:
    for run in group:
        run.story, run.confidence, run.reason = story, round(confidence, 2), reason
