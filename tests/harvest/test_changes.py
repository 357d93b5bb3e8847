"""Harvested changes: as many as counted, each once, for every set."""

import pytest

from archive.editions import totals
from archive.harvest.article_changes import HarvestSelection, sets
from archive.models import Article, Tag

pytestmark = pytest.mark.django_db


def walk(selection: HarvestSelection, limit: int) -> list[str]:
    results, mark = [], None
    while items := selection.items(mark, limit, with_articles=False):
        results += [item.ident for item in items]
        mark = items[-1].mark
    return results


def test_every_set_has_as_many_items_as_it_says():
    for entry in sets():
        selection = HarvestSelection(spec=entry.spec)
        idents = walk(selection, 7)
        assert len(idents) == len(set(idents)) == selection.count(), entry.spec


def test_a_topic_counted_when_the_edition_was_made_is_counted_the_same(index_folder, monkeypatch):
    totals.build(index_folder)
    file_totals = totals._read(index_folder)
    (index_folder / totals.FILE).unlink()
    monkeypatch.setattr(totals, "by_topic", lambda: file_totals.topics)
    for tag in Tag.objects.all():
        selection = HarvestSelection(spec=f"topic:{tag.slug}")
        assert selection.count() == Article.objects.about(tag.slug).count()


def test_a_topic_limited_to_some_days_is_counted_again():
    day = Article.objects.latest_change()
    for tag in Tag.objects.all():
        selection = HarvestSelection(start=day, spec=f"topic:{tag.slug}")
        assert selection.count() == len(walk(selection, 50))
