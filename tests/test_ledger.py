"""Every address in the ledger still responds as its state says."""

import pytest
from django.conf import settings
from django.urls import reverse

from archive.catalogue.files import LEDGER
from archive.catalogue.yaml_file import read
from archive.models import LedgerEntry

ENTRIES = read(settings.FIXTURES_DIR / LEDGER).record.ledger
# what a lasting address may answer, by what became of it
ANSWERS = {"live": 200, "merged": 301, "moved": 301, "split": 300, "withdrawn": 410}


@pytest.mark.django_db
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.kind} {entry.key}")
def test_every_address_ever_published_answers(client, entry):
    answer = client.get(reverse(entry.kind, args=entry.key.split("/")))
    assert answer.status_code == ANSWERS[entry.state]


def test_the_first_edition_is_all_in_the_ledger():
    """The ledger only grows: its first entries stay forever."""
    begun = [entry for entry in ENTRIES if entry.since == "2026-11-20"]
    assert len(begun) == FIRST


def test_every_entry_is_watched_for_changes():
    """A line without a sum would let its record change without a word."""
    assert [f"{e.kind} {e.key}" for e in ENTRIES if e.state == "live" and not e.sum] == []


# 3 newspapers, 5 issues, 5 pages, 33 articles, 25 topics, 45 people
FIRST = 116


@pytest.mark.django_db
def test_the_ledger_is_loaded_whole():
    assert LedgerEntry.objects.count() == len(ENTRIES)
