"""What is related to an article, in what order, and why."""

import pytest

from archive import search
from archive.models import Article, Reprint
from archive.models.prepared_queries import article_to_read
from archive.search import related_articles as module
from archive.search.contract import Hit
from archive.search.related_articles import SHOWN, related_articles
from archive.search.similarity_query import SimilarityQuery, weighted_words

pytestmark = pytest.mark.django_db
# of the sample catalogue: a skills contest, another one, and literary groups in canteens
CONTEST, OTHER_CONTEST, CANTEEN, OTHER_CANTEEN = "x81vf08", "5tfd0sk", "b9rh01h", "qbtgvkn"


def related(ident):
    return related_articles(article_to_read(ident))


def idents(ident):
    return [article.ident for article, _ in related(ident)]


def test_words_of_the_title_count_more_and_single_characters_and_numbers_not():
    words = weighted_words("钳工比武", "比武在车间，2021年")
    assert words["比武"] > words["车间"] > 0
    assert all(len(word) > 1 and not word[0].isdigit() for word in words)


@pytest.mark.parametrize(
    ("ident", "related_ident"),
    [(CONTEST, OTHER_CONTEST), (CANTEEN, OTHER_CANTEEN), (OTHER_CANTEEN, CANTEEN)],
)
def test_articles_on_the_same_subject_come_first(ident, related_ident):
    assert related_ident in idents(ident)[:2]


def test_every_article_has_few_others_each_with_a_reason():
    for article in Article.objects.all():
        related_articles = related(article.ident)
        related_idents = [related_article.ident for related_article, _ in related_articles]
        assert len(related_idents) == len({*related_idents, article.ident}) - 1 <= SHOWN
        assert all(
            reasons and all(reason.values for reason in reasons) for _, reasons in related_articles
        )


def test_a_reason_names_what_both_have():
    (_, reasons) = next(pair for pair in related(CONTEST) if pair[0].ident == OTHER_CONTEST)
    kinds = {reason.kind: reason.values for reason in reasons}
    assert "劳动和技能竞赛" in kinds["topic"] or any("竞赛" in name for name in kinds["topic"])


def test_reprints_of_one_dispatch_do_not_crowd_the_rest_out():
    first = idents(CONTEST)
    rows = {article.ident: article for article in Article.objects.with_idents(first)}
    for ident in first[:2]:
        Reprint.objects.create(
            dispatch=rows[first[0]], article=rows[ident], extent="whole", is_first=False
        )
    now = idents(CONTEST)
    assert len({*now} & {*first[:2]}) == 1
    # and what prints the article itself is no reading
    itself = Article.objects.get(ident=CONTEST)
    for article in (itself, rows[first[2]]):
        Reprint.objects.create(dispatch=itself, article=article, extent="whole", is_first=False)
    assert first[2] not in idents(CONTEST)


def test_without_an_index_nothing_is_related(monkeypatch):
    def fail(*_):
        raise search.SearchUnavailable("none")

    monkeypatch.setattr(module.search, "related", fail)
    assert related(CONTEST) == []


def test_an_engine_that_compares_no_words_answers_by_topic_or_place(index_folder):
    """As contract.Engine does by itself, for engines on other machines."""

    class Plain(search.contract.Engine):
        def rebuild(self, documents):
            return 0

        def search(self, query):
            assert query.sort == "date"
            names = "".join(query.filters)
            return search.Results(tuple(Hit(f"{names}-{n}") for n in range(query.limit)))

    engine = Plain(index_folder)
    target = SimilarityQuery("topic-0", {"比武": 1}, {"topic": ("a",), "county": ("330182",)})
    assert [hit.ident for hit in engine.related(target, 2)] == ["topic-1", "topic-2"]
    placed = SimilarityQuery("b", {}, {"county": (), "city": ("330100",)})
    assert [hit.ident for hit in engine.related(placed, 1)] == ["city-0"]
    assert engine.related(SimilarityQuery("b", {}), 3) == ()


def test_the_page_and_its_data_have_the_same(client):
    page = client.get(f"/articles/{CONTEST}/").content.decode()
    section = page[page.index('id="related"') :].split("</section>")[0]
    record = client.get(f"/articles/{CONTEST}.json").json()
    related_idents = idents(CONTEST)
    assert [entry["ident"] for entry in record["related"]] == related_idents
    places = [section.index(f"/articles/{ident}/") for ident in related_idents]
    assert places == sorted(places)
    assert "同主题" in section
    assert all(entry["reasons"] for entry in record["related"])
    # other forms and lists do without
    assert "related" not in client.get("/articles.json").json()["items"][0]
