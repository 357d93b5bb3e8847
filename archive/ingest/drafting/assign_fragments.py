"""Assign each run of text to the article it belongs to, or to none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .column_joins import ColumnJoin
from .language_model import begins_midway
from .line_classifier import ClassifiedLine
from .press_forms import simple
from .segment_articles import ArticleSegment
from .similarity import Similarity, features

# A run that interrupts another is stray if its best similarity is below this.
STRAY = 0.08
# A loose run moves to another article if its similarity is this many times that to its own.
BETTER = 1.25
# The same for other runs.
MUCH_BETTER = 1.9
# Minimum number of letters for similarity to be meaningful.
_ENOUGH = 24


@dataclass
class FragmentRun:
    """Lines that stay together: a first line and its continuations."""

    entries: list[ClassifiedLine] = field(default_factory=list)
    story: int | None = None
    loose: bool = False
    # May belong to no article, because text was lost here.
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
    """Return the text of the page as runs in order of their first lines, each with its article.

    `repeated` are lines that repeat others completely, `broken` are lines whose end is a repeat.
    """
    follows = {join.after: join for join in joins.values()}
    runs: list[FragmentRun] = []
    run_of_line: dict[int, FragmentRun] = {}
    for story_index, entries in [(None, before), *((n, s.entries) for n, s in enumerate(stories))]:
        is_loose = is_lost = story_index is None
        previous: ClassifiedLine | None = None
        for entry in entries:
            if entry.n in repeated:
                previous, is_loose, is_lost = None, True, True
                continue
            if entry.kind == "box":
                continue  # Its title is set aside with the page's other titles.
            if entry.kind == "crosshead":
                runs.append(FragmentRun([entry], story_index, is_loose, is_lost))
                continue
            if entry.n in follows:
                # Text below a continuation from elsewhere may have moved with it.
                is_loose = is_loose or not follows[entry.n].below
                previous = entry
                continue
            if entry.kind in ("opening", "signature"):
                is_loose = is_lost = False
            elif previous is not None and _follows_break(previous, entry, joins, broken):
                is_loose = True
                is_lost = is_lost or previous.n not in joins
            elif entry.line.cannot_open:
                is_loose = True
            # It begins inside a sentence although the text above is complete; signed text is
            # complete.
            ends_segment = entry is entries[-1] and entry.kind == "text" and not is_loose
            whole = entry.trailing is not None
            starts_midway = ends_segment and not whole and begins_midway(simple(entry.line.text))
            run = FragmentRun(
                [entry], story_index, is_loose or starts_midway, is_lost or starts_midway
            )
            run.fixed = entry.kind in (
                "opening",
                "signature",
                "credit",
                "caption",
                "summary",
                "verse",
            )
            runs.append(run)
            run_of_line[entry.n] = run
            if entry.kind not in ("credit", "caption", "summary", "signature"):
                previous = entry
    by_n = {
        entry.n: entry for entries in (before, *(s.entries for s in stories)) for entry in entries
    }
    for run in list(run_of_line.values()):
        last = run.entries[-1]
        while last.n in joins:
            last = by_n[joins[last.n].after]
            run.entries.append(last)
    return runs


def _follows_break(
    above: ClassifiedLine, entry: ClassifiedLine, joins: Mapping[int, ColumnJoin], broken: set[int]
) -> bool:
    """Return whether `entry`, which continues no line, follows text that was cut off."""
    if above.n in broken:
        return True
    join = joins.get(above.n)
    if join is not None:
        return not join.below and join.after != entry.n
    return not above.line.closed and above.kind not in ("item", "verse")


def assign_fragments(
    stories: Sequence[ArticleSegment], runs: Sequence[FragmentRun], similarity: Similarity
) -> None:
    """Move each run to the most similar article; a run without one gets story None."""
    order = sorted(runs, key=lambda run: run.entries[0].n)
    groups: list[list[FragmentRun]] = []
    for run in order:
        if run.fixed:
            continue
        previous = groups[-1][-1] if groups else None
        same_state = previous is not None and (previous.loose, previous.lost, previous.story) == (
            run.loose,
            run.lost,
            run.story,
        )
        if same_state and run.loose:
            groups[-1].append(run)
        else:
            groups.append([run])
    torn = any(run.loose or run.lost for run in runs)
    for group in groups:
        # If nothing is torn, no text is misplaced.
        if torn or group[0].story is None:
            _assign_group(group, stories, runs, similarity)


def _assign_group(
    group: list[FragmentRun],
    stories: Sequence[ArticleSegment],
    runs: Sequence[FragmentRun],
    similarity: Similarity,
) -> None:
    words = "".join(run.text for run in group)
    current_story, loose = group[0].story, group[0].loose
    if len(words) < _ENOUGH and not loose:
        return
    shares = {}
    own_features = features(words)
    for index, story in enumerate(stories):
        others = [r for r in runs if r.story == index and all(r is not g for g in group)]
        size = len(story.deck) + sum(len(r.text) for r in others)
        wholes = [features(story.deck), *(r.features for r in others)]
        shares[index] = similarity.share_of(own_features, wholes, size)
    if not shares:
        for run in group:
            run.story = None
        return
    best = max(sorted(shares), key=lambda index: shares[index])
    own_share = shares.get(current_story, 0.0) if current_story is not None else 0.0
    if all(run.lost for run in group) and max(shares.values()) < STRAY:
        _set_story(group, None, 0.6, f"上文中断，与各篇都无关（最接近的{shares[best]:.2f}）")
    elif current_story is None or (
        best != current_story
        and shares[best] > own_share * (BETTER if loose else MUCH_BETTER)
        and shares[best] >= STRAY
    ):
        confidence = min(0.9, 0.4 + (shares[best] - own_share) * 2)
        _set_story(
            group, best, confidence, f"用词与该篇相近（{shares[best]:.2f}，原处{own_share:.2f}）"
        )
    elif loose:
        for run in group:
            run.confidence, run.reason = 0.6, f"上文中断，用词仍近本篇（{own_share:.2f}）"


def _set_story(group: list[FragmentRun], story: int | None, confidence: float, reason: str) -> None:
    for run in group:
        run.story, run.confidence, run.reason = story, round(confidence, 2), reason
