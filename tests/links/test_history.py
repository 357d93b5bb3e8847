"""What an article's page and record say of its own past."""

from datetime import date

import pytest

from archive.catalogue.ledger import enter
from archive.links.history import record_histories
from archive.models import Article, Change, FormerAddress, LedgerEntry

pytestmark = pytest.mark.django_db


def shown(client, article) -> str:
    page = client.get(article.get_absolute_url()).content.decode()
    return " ".join(page.split())


def test_an_article_says_when_it_was_first_published(client):
    article = Article.objects.first()
    since = LedgerEntry.objects.get(kind="article", key=article.ident).since
    assert (article.first_published, article.last_changed) == (since, since)
    assert article.history == [{"date": since.isoformat(), "kind": "published", "says": "入藏"}]
    assert "入藏以来没有改动" in shown(client, article)


def change(kind, key, day, says, part="record"):
    Change.objects.create(kind=kind, key=key, date=day, part=part, says=says)


def test_what_an_article_shows_is_part_of_its_history(client):
    article = Article.objects.for_list().filter(bylines__isnull=False).first()
    page, issue = article.page, article.page.issue
    paper = issue.newspaper.slug
    change("topic", article.tags.first().slug, "2027-01-05", "五", "digest")
    change("newspaper", paper, "2027-01-02", "二")
    change("issue", f"{paper}/{issue.key}", "2027-01-03", "三", "dating")
    change("page", f"{paper}/{issue.key}/{page.key}", "2027-01-04", "四")
    change("article", article.ident, "2027-01-01", "一", "text")
    change("person", article.bylines.first().person.slug, "2027-01-06", "六")
    record_histories()
    article.refresh_from_db()
    assert article.last_changed == date(2027, 1, 6)
    assert [item["says"] for item in article.history] == ["入藏", *"一二三四五六"]
    assert article.history[1] == {"date": "2027-01-01", "kind": "text", "says": "一"}
    text = shown(client, article)
    assert '<time datetime="2027-01-06">2027年1月6日</time>' in text
    assert text.index(">一<") < text.index(">六<")
    other = Article.objects.exclude(page__issue__newspaper=issue.newspaper).exclude(
        tags__in=article.tags.all()
    )
    assert {a.last_changed for a in other} == {a.first_published for a in other}


def test_what_was_changed_before_an_article_came_is_none_of_its_history():
    article = Article.objects.for_list().first()
    change("newspaper", article.page.issue.newspaper.slug, "2020-01-01", "改名")
    record_histories()
    article.refresh_from_db()
    assert len(article.history) == 1


def test_what_came_into_an_article_is_told(client):
    article = Article.objects.first()
    LedgerEntry.objects.create(
        kind="article", key="gone000", state="merged", successors=[article.ident],
        reason="同一篇", since="2026-11-20", ended="2027-02-01",
    )  # fmt: skip
    record_histories()
    article.refresh_from_db()
    assert article.history[-1] == {
        "date": "2027-02-01",
        "kind": "merged",
        "says": "文章 gone000 并入本文。同一篇",
    }
    assert article.last_changed == date(2027, 2, 1)
    assert "同一篇" in shown(client, article)


def test_former_addresses_are_found_in_their_one_form(client):
    article = Article.objects.first()
    article.identifiers = [{"kind": "url", "value": "http://www.a.cn/x?utm_source=b#c"}]
    article.save()
    record_histories()
    record_histories()
    assert list(FormerAddress.objects.values_list("address", "ident")) == [
        ("a.cn/x", article.ident)
    ]
    assert 'href="http://www.a.cn/x?utm_source=b#c" rel="nofollow"' in shown(client, article)


def test_histories_cost_the_same_for_one_article_and_for_many(django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        record_histories()


def test_an_edition_has_the_histories(catalogue, django_db_blocker):
    from archive.publishing.loading import load

    enter(catalogue.folder, date(2026, 1, 1))
    catalogue.change("people.yaml", "甲文", "贾文")
    Article.objects.all().delete()
    line = "{kind: person, key: jia-wen, part: record, says: 改姓, sum: 0123456789ab}"
    catalogue.write("changes/2026-03-01.yaml", f"date: 2026-03-01\nchanges:\n  - {line}\n")
    load(catalogue.folder)
    by_ident = {article.ident: article.last_changed for article in Article.objects.all()}
    assert by_ident == {"1cq34jc": date(2026, 3, 1), "222222f": date(2026, 1, 1)}
