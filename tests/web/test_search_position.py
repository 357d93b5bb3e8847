"""An article opened from a list: its terms are marked, and the neighbouring results are linked."""

import re

import pytest
from django.utils.html import strip_tags

pytestmark = pytest.mark.django_db
LIST = "/articles/"


def hits(client, address):
    """The addresses of the articles that a list shows, in order."""
    page = client.get(address).content.decode()
    return [
        a.replace("&amp;", "&")
        for a in re.findall(r'<h3 class="headline">\s*<a href="([^"]+)"', page)
    ]


def test_a_hit_knows_its_place_and_its_neighbours(client):
    results = hits(client, "/articles/?q=工会&province=zhejiang")
    assert len(results) > 2
    page = client.get(results[1])
    place = page.context["hit"]
    assert (place.number, place.total) == (2, page.context["hit"].total)
    assert place.previous_url == results[0]
    assert place.next_url == results[2]
    assert client.get(place.list_url).context["page"].total == place.total
    assert client.get(results[0]).context["hit"].previous_url == ""


def test_stepping_through_meets_every_hit_once(client):
    first = hits(client, "/articles/?q=技能")[0]
    idents, address = [], first
    while address:
        answer = client.get(address)
        idents.append(answer.context["article"].ident)
        address = answer.context["hit"].next_url
    assert len(idents) == len(set(idents)) == answer.context["hit"].total


def test_terms_are_marked_on_the_articles_page(client):
    address = hits(client, "/articles/?q=疗休養")[0]
    page = client.get(address).content.decode()
    assert re.search(r'<mark id="hit-\d+">疗休养</mark>', page)


def test_a_list_that_has_changed_leaves_the_article_readable(client):
    address = hits(client, "/articles/?q=工会")[0]
    wrong_address = re.sub("hit=1$", "hit=9", address)
    answer = client.get(wrong_address)
    assert answer.status_code == 200
    assert answer.context["hit"] is None
    assert client.get(re.sub("hit=1$", "hit=999999999", address)).context["hit"] is None


@pytest.mark.parametrize(
    "query",
    [
        *("hit=0", "hit=x", "hit=1&hit=2", "nothing=1", "province=nowhere"),
        *("province=hubei", "q=工会&province=hubei&genre=xiaoxi"),
    ],
)
def test_errors_in_the_parameters_of_the_list_are_reported(client, query):
    address = hits(client, "/articles/?q=工会")[0].split("?")[0]
    assert client.get(f"{address}?{query}").status_code == 400


def test_an_invalid_hit_is_reported_without_errors_about_the_other_parameters(client):
    address = hits(client, "/articles/?q=工会")[0].split("?")[0]
    answer = client.get(f"{address}?q=工会&province=zhejiang&hit=x")
    assert [problem.name for problem in answer.context["problems"]] == ["hit"]


def test_the_address_to_keep_has_no_list_in_it(client):
    address = hits(client, "/articles/?q=工会")[0]
    page = client.get(address).content.decode()
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', page)[1]
    assert canonical.endswith(address.split("?")[0])


def test_a_plain_list_links_plainly(client):
    assert all("?" not in address for address in hits(client, LIST))


def test_a_traditional_query_says_what_was_searched(client):
    page = strip_tags(client.get(LIST, {"q": "療休養"}).content.decode())
    assert "按“疗休养”检索" in page


def test_a_query_with_a_mistake_is_reported_and_searched_all_the_same(client):
    answer = client.get(LIST, {"q": "“技能"})
    assert answer.status_code == 200
    assert answer.context["parsed"].warnings
    assert answer.context["page"].total > 0


def test_hits_are_numbered_through_decks_digest_and_text(client):
    for address in hits(client, "/articles/?q=工会"):
        answer = client.get(address)
        page = answer.content.decode()
        numbers = [int(n) for n in re.findall(r'<mark id="hit-(\d+)">', page)]
        assert numbers == list(range(1, answer.context["hits"] + 1))
        assert f"共 {len(numbers)} 处命中" in page
