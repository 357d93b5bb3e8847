"""Suggestions for the search box, and for searches without results."""

import pytest
from pypinyin import lazy_pinyin as pinyin

from archive.models import Person

pytestmark = pytest.mark.django_db


def suggest(client, typed):
    return client.get("/suggest/", {"q": typed}, follow=True).json()


@pytest.mark.parametrize("typed", ["疗休养", "疗休養", "liaoxiuyang", "liao xiu", "lxy", "疗xy"])
def test_a_topic_is_suggested_however_it_is_typed(client, typed):
    first = suggest(client, typed)[0]
    assert (first["kind"], first["label"], first["count"]) == ("topic", "疗休养", 3)
    assert client.get(first["url"]).status_code == 200


def test_every_kind_is_suggested_and_leads_to_its_page(client):
    kinds = {}
    for typed in ("浙江", "张浩呈", "工人日报", "技能", "文艺"):
        for item in suggest(client, typed):
            kinds[item["kind"]] = item["kind_label"]
            assert client.get(item["url"]).status_code == 200
    assert kinds == {
        "topic": "主题",
        "place": "地区",
        "person": "作者",
        "newspaper": "报纸",
        "headline": "文章",
        "named-organisation": "文中单位",
    }


def test_nothing_typed_suggests_nothing(client):
    assert suggest(client, "　") == []
    assert client.get("/suggest/").json() == []


@pytest.mark.parametrize("query", ["q=" + "长" * 201, "x=1", "q=a&q=b"])
def test_wrong_input_is_refused(client, query):
    answer = client.get(f"/suggest/?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_spelling_corrections_are_offered_with_counts(client):
    page = client.get("/articles/", {"q": "技能竟赛"})
    assert page.context["page"].total == 0
    words, count, url = page.context["corrections"][0]
    assert words == "技能竞赛"
    assert client.get(url).context["page"].total == count > 0


def test_suggested_filters_keep_the_other_filters(client):
    page = client.get("/articles/", {"q": "技能竟赛", "province": "zhejiang"})
    _, count, url = page.context["corrections"][0]
    assert "province=zhejiang" in url
    assert client.get(url).context["page"].total == count


def test_articles_with_the_words_that_were_run_together_are_offered_in_a_sentence(client):
    page = client.get("/articles/", {"q": "竞赛技能工匠", "province": "zhejiang"})
    assert page.context["page"].total == 0
    count, url = page.context["scattered_words"]
    assert client.get(url).context["page"].total == count > 0
    assert client.get(url).context["q"] == "竞赛 技能 工匠"
    text = page.content.decode()
    assert "没有逐字相同的句子。含有这些词的文章：" in text
    assert "竞赛 技能 工匠" not in text


def test_single_characters_are_no_words_to_offer(client):
    page = client.get("/articles/", {"q": "舜曰"})
    assert page.context["scattered_words"] is None


@pytest.mark.parametrize("typed", ["lxy", "l x y", "liaoxiuyang", "liao xiu yang"])
def test_a_search_that_fails_asks_what_is_suggested_while_typing(client, typed):
    page = client.get("/articles/", {"q": typed})
    assert page.context["page"].total == 0
    assert next((s.kind_label, s.label) for s in page.context["matching_names"]) == (
        "主题",
        "疗休养",
    )
    assert '<a href="/topics/liaoxiuyang/">疗休养</a>' in page.content.decode()


def test_a_search_that_fails_knows_authors_by_pinyin_and_initials(client):
    for person in Person.objects.all()[:5]:
        for typed in ("".join(pinyin(person.name)), " ".join(pinyin(person.name))):
            names = client.get("/articles/", {"q": typed}).context["matching_names"]
            assert person.name in [s.label for s in names if s.kind == "person"], typed


def test_a_search_that_finds_something_suggests_nothing(client):
    page = client.get("/articles/", {"q": "技能"})
    assert page.context["matching_names"] == []
    assert page.context["scattered_words"] is None
