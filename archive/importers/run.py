"""Takes in issues one by one: names, composes and saves each, and says what became of all."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path

from . import known, save
from .compose import compose, issue_key
from .naming import Idents, People
from .records import Issue, Refused

# issues that are still a few
FEW = 20
_EVERY = 5.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """Where to; `name` is what JSON lines are called, `form` is yaml, lines or "" for as many as come."""

    fixtures: Path
    pages: Path
    newspaper: str
    name: str = "imported"
    form: str = ""
    # where the people are that are known already, if not there
    catalogue: Path | None = None


@dataclass
class Summary:
    """What was taken in, what was there already, and what was refused, each with its place."""

    issues: int = 0
    pages: int = 0
    articles: int = 0
    people: int = 0
    there: int = 0
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


def run(
    found: Iterator[Issue | Refused], target: Target, taken: Collection[str], says: str, say: Say
) -> Summary:
    """Saves every issue that `found` yields; a Refused among them is an issue that is left out.

    `taken` has every ident and key that was ever used. What is saved already is left as it is, so
    that a run that was stopped goes on where it stood. Refused for what stops all.
    """
    summary = Summary()
    # only where nobody said which: a run that is stopped has saved none of these
    head = [] if target.form else list(islice(found, FEW + 1))
    many = target.form == "lines" or len(head) > FEW
    where = (target.fixtures, target.pages, target.newspaper)
    try:
        out = save.Lines(*where, target.name) if many else save.Yaml(*where, says)
        folders = dict.fromkeys(filter(None, (target.catalogue, target.fixtures)))
        everybody = chain(*map(known.people, folders), out.people())
        people = People(
            {one.slug: one for one in everybody}.values(),
            taken,
            partial(known.signed_in, folders, target.newspaper),
        )
        idents = Idents(taken)
        for ident in out.idents():
            idents.keep(ident)
        _each(chain(head, found), out, target, idents, people, summary, say)
        summary.remarks += people.choices
        summary.written = out.finish() if summary.issues or summary.there else []
    except (OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(str(target.fixtures), str(error)) from error
    return summary


def _each(found, out, target, idents, people, summary, say) -> None:
    seen: Counter[str] = Counter()
    said = time.monotonic()
    for issue in found:
        if isinstance(issue, Refused):
            summary.refused.append(str(issue))
            continue
        base = issue_key(issue, target.newspaper)
        seen[base] += 1
        key = base if seen[base] == 1 else f"{base}-{seen[base]}"
        if out.has(key):
            summary.there += 1
            continue
        before = len(people.new)
        try:
            composed = compose(issue, target.newspaper, key, idents, people)
            summary.people += len(people.new) - before
            out.add(composed, people)
        except Refused as refused:
            summary.refused.append(str(refused))
            continue
        summary.issues += 1
        summary.pages += len(composed.record.pages)
        summary.articles += sum(len(page.articles) for page in composed.record.pages)
        summary.remarks += composed.remarks
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            say(f"已读入 {summary.issues} 期 {summary.articles} 篇，到 {key}")
    if isinstance(out, save.Lines):
        out.flush(people)
