"""Every page of the catalogue, rendered once."""

import pytest
from django.urls import reverse

from archive.models import Article, Issue, Newspaper, Page, Person, Place, Tag


def every_address():
    for name in ("home", "articles", "newspapers", "topics", "places", "people", "api"):
        yield reverse(name)
    for rows in (Article, Newspaper, Issue, Page, Tag, Person):
        for row in rows.objects.all():
            yield row.get_absolute_url()
    for issue in Issue.objects.select_related("newspaper"):
        yield reverse("reading", args=[issue.newspaper.slug, issue.key])
    for place in Place.objects.filter(coverage__isnull=False).distinct():
        yield place.get_absolute_url()


@pytest.fixture(scope="session")
def _page_cache():
    return {}


@pytest.fixture
def every_page(client, db, _page_cache):
    """The HTML of every page, by address; rendered for the first test of a process that asks."""
    if not _page_cache:
        answers = {address: client.get(address) for address in every_address()}
        assert {answer.status_code for answer in answers.values()} == {200}
        _page_cache.update({address: a.content.decode() for address, a in answers.items()})
    return _page_cache
