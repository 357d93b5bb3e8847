"""The search form: what its fields become, and what it refuses."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from archive.search.query_parser import parse

pytestmark = pytest.mark.django_db


def list_parameters(client, **fields) -> dict[str, list[str]]:
    """Return the parameters of the list that the form redirects to."""
    response = client.get(f"/search/?{urlencode(fields, doseq=True)}")
    assert response.status_code == 302, response.content.decode()[:500]
    assert response["Location"].startswith("/articles/?")
    assert client.get(response["Location"]).status_code == 200
    return parse_qs(urlsplit(response["Location"]).query)


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        ({"words": "技能 竞赛"}, "技能 竞赛"),
        ({"exact": "技能竞赛"}, '"技能竞赛"'),
        ({"any": "焊工 钳工"}, "焊工|钳工"),
        ({"words": "竞赛", "without": "培训 讲座"}, "竞赛 -培训 -讲座"),
        ({"near": "竞赛 钳工"}, "竞赛 ~10 钳工"),
        ({"near": "竞赛 钳工", "gap": "0"}, "竞赛 ~0 钳工"),
        ({"words": "工匠", "field": "title"}, "标题:工匠"),
        ({"near": "竞赛 钳工", "field": "title"}, "标题:竞赛 ~10 钳工"),
        ({"any": "张三 李四", "field": "people"}, "作者:张三|作者:李四"),
        # what would be an operator is a word here
        ({"words": "OR -甲 2020"}, '"OR" "-甲" 2020'),
        ({"words": "甲|乙"}, '"甲|乙"'),
        ({"exact": '说“好” "x'}, '"说，好， ，x"'),
    ],
)
def test_fields_become_a_query(client, fields, typed):
    assert list_parameters(client, **fields)["q"] == [typed]
    assert parse(typed).warnings == ()


def test_dates_features_and_lengths_become_filters(client):
    query = list_parameters(
        client, **{"from": "2020", "to": "2021年6月"}, has=["text", "certain"], length=["short"]
    )
    assert query == {
        "from": ["2020"],
        "to": ["2021-06"],
        "has": ["text", "certain"],
        "length": ["short"],
        "all": ["has"],
    }
    assert "all" not in list_parameters(client, has=["front"])


def test_an_empty_form_is_shown(client):
    for address in ("/search/", "/search/?words=&has="):
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert "高级检索" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "near=一个词",
        "near=甲 乙丙",
        "near=甲乙 丙丁&field=people",
        "near=甲乙 丙丁&gap=31",
        "near=甲乙 丙丁&gap=-1",
        "near=甲乙 丙丁&gap=٣",
        "gap=" + "9" * 500,
        "field=anything",
        "has=money",
        "length=huge",
        "from=2021&to=2020",
        "words=" + "甲" * 61,
        "colour=red",
        "words=a&words=b",
    ],
)
def test_what_makes_no_search_is_refused(client, query):
    assert client.get(f"/search/?{query}").status_code == 400


def test_fields_that_are_too_long_together_are_refused(client):
    fields = dict.fromkeys(("words", "exact", "any", "without"), "甲" * 60)
    response = client.get(f"/search/?{urlencode(fields)}")
    assert response.status_code == 400
    assert "合起来太长" in response.content.decode()


def test_features_and_lengths_are_those_of_the_articles(client):
    all_articles = {a["ident"]: a for a in client.get("/articles.json?limit=100").json()["items"]}
    for name, holds in {
        "certain": lambda a: (
            a["date"]["basis"] == "stated" and a["date"]["earliest"] == a["date"]["latest"]
        ),
        "text": lambda a: a["text_held"],
        "front": lambda a: a["page"]["key"] in ("1", "a1"),
    }.items():
        items = client.get(f"/articles.json?limit=100&has={name}").json()["items"]
        assert {a["ident"] for a in items} == {i for i, a in all_articles.items() if holds(a)}
    for name, (least, most) in {
        "short": (0, 500),
        "medium": (501, 1500),
        "long": (1501, 10**6),
    }.items():
        items = client.get(f"/articles.json?limit=100&length={name}").json()["items"]
        expected = {i for i, a in all_articles.items() if least <= a["length"] <= most}
        assert {a["ident"] for a in items} == expected
