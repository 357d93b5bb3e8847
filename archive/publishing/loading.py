"""Loads the catalogue and the page texts that are held into the database."""

from collections.abc import Mapping
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from archive.catalogue.body import body, plain
from archive.catalogue.files import all_files
from archive.history import record_histories
from archive.models import FullText, Page


def load(folder: Path) -> None:
    """Loads every catalogue file by Django's fixture machinery, and tells each article its history."""
    call_command("loaddata", *(str(path) for path in all_files(folder)), verbosity=0)
    record_histories()


@transaction.atomic
def assemble_texts(texts: Mapping[str, str]) -> int:
    """Stores the full text of every article whose page is held; returns how many those are."""
    count = 0
    for page in Page.objects.prefetch_related("articles").iterator(chunk_size=200):
        if page.sha256 not in texts:
            continue
        text = texts[page.sha256]
        full_texts = []
        for article in page.articles.all():
            blocks = body(article.blocks, article.corrections, text)
            full_texts.append(FullText(article=article, blocks=blocks, plain=plain(blocks)))
        FullText.objects.bulk_create(full_texts)
        page.text_held = True
        page.save(update_fields=["text_held"])
        count += len(full_texts)
    return count
