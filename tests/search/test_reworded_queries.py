"""Queries without results are reworded: without marks, in mainland terms, by an alias."""

import re

import pytest
from django.http import QueryDict
from django.utils.html import strip_tags

from archive import search
from archive.filters.articles import ArticleFilter
from archive.models import Article, Tag
from archive.search.documents import documents, titles_and_texts
from archive.search.reworded_queries import ACROSS_MARKS, MIN_LENGTH
from archive.text.fold import BOUNDARY, fold
from archive.text.mainland_words import to_mainland

pytestmark = pytest.mark.django_db


def results(typed: str, parameters: str = "") -> tuple[ArticleFilter, list[str]]:
    data = QueryDict(parameters, mutable=True)
    data["q"] = typed
    selection = ArticleFilter(data)
    assert selection.problems == []
    return selection, [hit.ident for hit in selection.results(limit=100).hits]


def letters_only(text: str) -> str:
    return fold(text).text.replace(BOUNDARY, "").replace(" ", "")


def marked_headlines() -> dict[str, str]:
    """Ident → a headline with a mark inside, which no article has without."""
    headlines = Article.objects.values_list("ident", "headline")
    texts = [text for d in documents() for text in (d.title, d.text)]
    return {
        ident: headline
        for ident, headline in headlines
        if BOUNDARY in fold(headline).text.strip(BOUNDARY)
        and not any(letters_only(headline) in text for text in texts)
    }


def test_a_headline_remembered_without_its_marks_is_found():
    headlines = marked_headlines()
    assert headlines
    for ident, headline in headlines.items():
        selection, idents = results(letters_only(headline))
        assert ident in idents, headline
        assert selection.parsed.notes == (ACROSS_MARKS,)


def test_a_sentence_of_a_text_is_found_across_its_marks(db):
    texts = {d.ident: d.text for d in documents()}
    for ident, text in texts.items():
        for mark in re.finditer(f"(?<=[^{BOUNDARY}]{{6}}){BOUNDARY}(?=[^{BOUNDARY}]{{6}})", text):
            typed = text[mark.start() - 6 : mark.end() + 6].replace(BOUNDARY, "")
            if not any(typed in other_text for other_text in texts.values()):
                selection, idents = results(typed)
                assert ident in idents
                assert selection.parsed.notes == (ACROSS_MARKS,)
                break


def test_marks_that_are_elsewhere_than_typed_are_no_hindrance():
    ident, headline = next(iter(marked_headlines().items()))
    typed = letters_only(headline)
    _, idents = results(f"{typed[:3]}，{typed[3:]}")
    assert ident in idents


def test_page_data_record_and_feed_agree_on_what_was_found_across_marks(client):
    ident, headline = next(iter(marked_headlines().items()))
    typed = letters_only(headline)
    page = client.get("/articles/", {"q": typed})
    data = client.get("/articles.json", {"q": typed}).json()
    feed = client.get("/articles.feed.json", {"q": typed}).json()
    _, idents = results(typed)
    assert ident in idents
    assert [article.ident for article in page.context["page"]] == idents
    assert [item["ident"] for item in data["items"]] == idents
    assert len(feed["items"]) == data["total"] == len(idents)
    assert data["notes"] == [ACROSS_MARKS]
    assert ACROSS_MARKS in page.content.decode()
    # highlighted as printed, with its punctuation
    (marked_headline,) = re.findall(
        r'class="headline">\s*<a[^>]*>(.*?)</a>', page.content.decode()
    )[:1]
    assert "<mark>" in marked_headline
    assert strip_tags(marked_headline) == headline
    address = page.context["page"].articles[0]
    article = client.get(address.get_absolute_url() + address.hit_query)
    assert article.context["hit"].number == 1
    assert article.context["hits"] > 0


def test_the_words_decide_and_not_the_filters_beside_them():
    _, headline = next(iter(marked_headlines().items()))
    empty = "province=xizang"
    selection, idents = results(letters_only(headline), empty)
    assert idents == []
    assert ACROSS_MARKS in selection.parsed.notes
    selection, idents = results("工会", empty)
    assert idents == []
    assert selection.parsed.notes == ()


def test_words_that_are_left_out_are_left_out_across_marks_too():
    ident, headline = next(iter(marked_headlines().items()))
    assert ident in results(f"{letters_only(headline)} -绝无此词")[1]
    assert ident not in results(f"{letters_only(headline)} -{headline[:2]}")[1]


def test_short_words_are_not_looked_for_across_marks():
    across = {
        a + b
        for document in documents()
        for a, b in re.findall(f"([^{BOUNDARY}]){BOUNDARY}(?=([^{BOUNDARY}]))", document.text)
    }
    texts = [text for d in documents() for text in (d.title, d.text, d.people, d.places)]
    typed = next(
        pair for pair in sorted(across) if pair.isalpha() and not any(pair in t for t in texts)
    )
    assert len(typed) < MIN_LENGTH
    assert results(typed)[1] == []


@pytest.mark.parametrize(
    ("taiwan", "mainland"),
    [
        ("報導", "报道"),
        ("資訊", "信息"),
        ("網路", "网络"),
        ("計畫", "计划"),
        ("職災", "工伤"),
        ("軟體", "软件"),
        ("計程車", "出租车"),
        ("志工", "志愿者"),
        ("勞工", "职工"),
        ("工會", "工会"),
        ("技能竞赛", "技能竞赛"),
    ],
)
def test_words_of_taiwan_become_those_of_the_mainland(taiwan, mainland):
    assert to_mainland(taiwan) == mainland


def test_words_of_taiwan_find_those_of_the_mainland_and_the_page_says_so(client):
    selection, idents = results("計畫")
    assert set(idents) == set(results("计划")[1]) != set()
    assert selection.parsed.notes == ("没有“計畫”，已按大陆用语“计划”检索。",)
    assert "已按大陆用语“计划”检索" in client.get("/articles/", {"q": "計畫"}).content.decode()
    assert "<mark>计划</mark>" in client.get("/articles/", {"q": "計畫"}).content.decode()


def test_words_of_taiwan_are_found_across_marks():
    idents = Article.objects.order_by("ident").values_list("ident", flat=True)
    texts = {ident: text for ident in idents for _, text in titles_and_texts([ident])}
    tried = 0
    for ident, text in texts.items():
        for run in re.findall(f"职工[^{BOUNDARY}]{{,3}}{BOUNDARY}[^{BOUNDARY}]{{4}}", text)[:1]:
            mainland = run.replace(BOUNDARY, "")
            taiwan = mainland.replace("职工", "勞工")
            if to_mainland(taiwan) == mainland and not any(
                mainland in folded_text for folded_text in texts.values()
            ):
                selection, results_found = results(taiwan)
                assert ident in results_found
                assert selection.parsed.notes[-1] == ACROSS_MARKS
                assert f"已按大陆用语“{mainland}”检索" in selection.parsed.notes[0]
                tried += 1
    assert tried


def test_words_that_find_something_are_left_as_they_are():
    selection, idents = results("工會")
    assert idents
    assert selection.parsed.notes == ("已按“工会”检索，结果包括简体和繁体。",)


def aliases() -> list[tuple[Tag, str]]:
    return [(tag, alias) for tag in Tag.objects.all() for alias in tag.alt_labels]


def test_an_alias_of_a_topic_finds_its_articles_whole_and_never_in_part():
    texts = [text for d in documents() for text in (d.title, d.text, d.people, d.places)]
    parts = set()
    for tag, alias in aliases():
        of_topic = set(Article.objects.filter(tags=tag).values_list("ident", flat=True))
        assert of_topic <= set(results(alias)[1]), alias
        parts |= {part for part in (alias[:-1], alias[1:]) if len(part) > 1}
    alone = [part for part in parts if not any(fold(part).text in text for text in texts)]
    all_aliases = {alias for _, alias in aliases()}
    assert alone
    for part in set(alone) - all_aliases:
        results_of_part = search.search(search.Query(search.parse(part).clauses))
        assert results_of_part.total == 0, part


@pytest.mark.slow
def test_a_hit_says_by_which_alias_it_was_found(client):
    texts = {d.ident: (d.title, d.text) for d in documents()}
    for tag, alias in aliases():
        page = client.get("/articles/", {"q": alias})
        for article in page.context["page"]:
            of_topic = tag in article.topics
            is_noted = (alias, tag.pref_label) in article.aliases
            in_words = any(fold(alias).text in text for text in texts[article.ident])
            assert is_noted == (of_topic and not in_words), (alias, article)
            if is_noted:
                assert f"“{alias}”归入主题“{tag.pref_label}”。" in page.content.decode()
