"""Suggestions as the search box gets them, and what is offered where nothing was found."""

import pytest

pytestmark = pytest.mark.django_db


def suggested(client, typed):
    return client.get("/suggest/", {"q": typed}, follow=True).json()


@pytest.mark.parametrize("typed", ["疗休养", "疗休養", "liaoxiuyang", "liao xiu", "lxy", "疗xy"])
def test_a_topic_is_suggested_however_it_is_typed(client, typed):
    first = suggested(client, typed)[0]
    assert (first["kind"], first["label"], first["count"]) == ("主题", "疗休养", 3)
    assert client.get(first["url"]).status_code == 200


def test_every_kind_is_suggested_and_leads_to_its_page(client):
    kinds = set()
    for typed in ("浙江", "张浩呈", "工人日报", "技能", "文艺"):
        for one in suggested(client, typed):
            kinds.add(one["kind"])
            assert client.get(one["url"]).status_code == 200
    assert kinds == {"主题", "地区", "作者", "报纸", "文章"}


def test_nothing_typed_suggests_nothing(client):
    assert suggested(client, "　") == []
    assert client.get("/suggest/").json() == []


@pytest.mark.parametrize("query", ["q=" + "长" * 201, "x=1", "q=a&q=b"])
def test_what_is_wrong_is_refused(client, query):
    assert client.get(f"/suggest/?{query}").status_code == 400


def test_where_nothing_is_found_what_was_meant_is_offered_with_its_count(client):
    page = client.get("/articles/", {"q": "技能竟赛"})
    assert page.context["page"].total == 0
    words, count, url = page.context["meant"][0]
    assert words == "技能竞赛"
    assert client.get(url).context["page"].total == count > 0


def test_what_is_offered_keeps_the_other_filters(client):
    page = client.get("/articles/", {"q": "技能竟赛", "province": "zhejiang"})
    _, count, url = page.context["meant"][0]
    assert "province=zhejiang" in url
    assert client.get(url).context["page"].total == count


def test_words_run_together_are_offered_apart(client):
    page = client.get("/articles/", {"q": "竞赛技能工匠", "province": "zhejiang"})
    assert page.context["page"].total == 0
    words, count, url = page.context["meant"][0]
    assert words == "竞赛 技能 工匠"
    assert client.get(url).context["page"].total == count > 0
