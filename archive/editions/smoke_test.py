"""Asks an edition for its addresses, as a reader's browser would: every kind, and those of the ledger."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.test import Client, override_settings
from django.urls import get_resolver, reverse

from archive import parallel
from archive.models import Article, LedgerEntry, Place

from .current import opened, served
from .sample import sample
from .sqlite import fork

# rows read at a time
_ROWS = 5000
# faults that are told of addresses in the ledger
_MOST = 20
# addresses asked for by one process at a time; and how many must be there until a second one is
# worth its start
_AT_ONCE, _MANY = 20, 500
HOST = "localhost"
# pages that answer nothing without a question
_QUESTIONS = {
    "suggest": "?q=a",
    "opensearch-suggestions": "?q=a",
    "resolve": "?url={ident}",
    "resolve-data": "?url={ident}",
    "oai": "?verb=Identify",
}
# what else they may answer: what is switched off, and what leads on
_OTHERWISE = {("metrics", 404), ("security", 404), ("resolve", 302), ("resolve-data", 302)}
# what became of an entry of the ledger → what its address may answer
_ANSWERS = {"live": {200}}
_OF_WHAT_IS_GONE = {300, 301, 410}


def address_faults(most: int, seed: str) -> tuple[list[str], int, int]:
    """(faults, addresses asked for, addresses that there are), of the edition this runs in.

    Where there are many, several processes ask.
    """
    kinds = list(_kinds())
    entries = [entry for kind in LedgerEntry.Kind for entry in _some_of(kind, most, seed)]
    asked = [*kinds, *entries]
    pieces = [asked[n : n + _AT_ONCE] for n in range(0, len(asked), _AT_ONCE)]
    workers = parallel.processes() if len(asked) >= _MANY else 1
    arguments = (served().folder, workers)
    with _of_the_edition_alone():
        made = parallel.in_order(_faults_of, pieces, workers, _begin, arguments)
        with closing(made):
            found = list(islice(chain.from_iterable(made), len(kinds) + _MOST))
    return found, len(asked), len(kinds) + LedgerEntry.objects.count()


# what a forked process keeps open as long as it lives
_open = ExitStack()


def _begin(folder: Path, workers: int) -> None:
    if workers > 1:
        fork.abandon_connection()
        # what this process's parent has opened of it is served by threads that are not here
        _open.enter_context(opened(folder))


def _faults_of(asked: list[tuple[str, str] | LedgerEntry]) -> list[str]:
    client = Client(raise_request_exception=False)
    found = (
        _entry_fault(client, one) if isinstance(one, LedgerEntry) else _kind_fault(client, *one)
        for one in asked
    )
    return list(filter(None, found))


def _some_of(kind: LedgerEntry.Kind, most: int, seed: str) -> Iterator[LedgerEntry]:
    """Entries of one kind, at most the same number of each state."""
    each = max(1, most // len(LedgerEntry.Kind))
    for state in LedgerEntry.State:
        keys = LedgerEntry.objects.in_state(kind, state).values_list("pk", flat=True)
        chosen = sample(keys.iterator(chunk_size=_ROWS), each, f"{seed} {kind} {state}")
        yield from LedgerEntry.objects.in_bulk(chosen).values()


@contextmanager
def _of_the_edition_alone() -> Iterator[None]:
    """What is asked for here has nothing to do with static files, host names or the log of requests."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    middleware = [name for name in settings.MIDDLEWARE if ".static." not in name]
    logger = logging.getLogger("django.request")
    before, logger.disabled = logger.disabled, True
    try:
        with override_settings(
            ALLOWED_HOSTS=[HOST], STORAGES={"staticfiles": plain}, MIDDLEWARE=middleware
        ):
            yield
    finally:
        logger.disabled = before


def _kind_fault(client: Client, name: str, address: str) -> str | None:
    status, _ = _ask(client, address)
    if status == 200 or (name, status) in _OTHERWISE:
        return None
    return f"{address} 应答 {status}，应为 200"


def _entry_fault(client: Client, entry: LedgerEntry) -> str | None:
    address = reverse(entry.kind, args=entry.key.split("/"))
    status, location = _ask(client, address)
    if status not in _ANSWERS.get(entry.state, _OF_WHAT_IS_GONE):
        return f"{address}（{entry.state}）应答 {status}"
    if status == 301 and (there := _ask(client, location)[0]) != 200:
        return f"{address} 引到 {location}，那里应答 {there}"
    return None


def _ask(client: Client, address: str) -> tuple[int, str]:
    """(status, where it leads to); an answer that breaks off is a 500."""
    response = client.get(address, headers={"host": HOST})
    try:
        if response.streaming:
            for _ in response.streaming_content:
                pass
    except Exception:  # noqa: BLE001 (whatever it is, a reader sees an answer that breaks off)
        return 500, ""
    finally:
        response.close()
    return response.status_code, response.headers.get("Location", "")


def _kinds() -> Iterator[tuple[str, str]]:
    """(name, an address) of every route that the edition has an example of, in each of its forms."""
    examples = _examples()
    for pattern in get_resolver().url_patterns:
        # what the first part of the address is about decides whose slug it is
        about = str(pattern.pattern).split("/")[0].split("<")[0]
        known = examples.get(about, {})
        wanted = [name for name in pattern.pattern.converters if name != "form"]
        if not all(name in known for name in wanted):
            continue
        parts = {name: known[name] for name in wanted}
        if "form" not in pattern.pattern.converters:
            question = _QUESTIONS.get(pattern.name, "")
            if "{ident}" in question and "ident" not in examples["articles"]:
                continue
            question = question.format(**examples["articles"])
            yield pattern.name, reverse(pattern.name, kwargs=parts) + question
            continue
        for form in pattern.callback.forms:
            yield pattern.name, reverse(pattern.name, kwargs=parts | {"form": form})


def _examples() -> dict[str, dict[str, str | int]]:
    """What stands in addresses, by what they are about."""
    examples: dict[str, dict[str, str | int]] = {
        "sitemaps": {"kind": "lists", "number": 1},
        "data": {"name": "manifest.json"},
        "articles": {"facet": "province"},
    }

    def live(kind: LedgerEntry.Kind) -> str:
        entry = LedgerEntry.objects.in_state(kind, LedgerEntry.State.LIVE).first()
        return entry.key if entry else ""

    if article := Article.objects.as_entered().first():
        examples["articles"] |= {"ident": article.ident, "key": "ris"}
    if page := live(LedgerEntry.Kind.PAGE):
        parts = zip(("newspaper", "issue", "page"), page.split("/"), strict=True)
        examples["newspapers"] = dict(parts)
    for about, kind in (("topics", LedgerEntry.Kind.TOPIC), ("people", LedgerEntry.Kind.PERSON)):
        if slug := live(kind):
            examples[about] = {"slug": slug}
    if place := Place.objects.counties().first():
        examples["places"] = {"code": place.code}
    return examples
