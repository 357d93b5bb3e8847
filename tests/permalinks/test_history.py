"""The history of an article on its page and in its data."""

from datetime import date

import pytest

from archive.catalogue.ledger_file import enter
from archive.editions.history import record_histories
from archive.models import Article, Change, FormerAddress, LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unchanged(db):
    """The catalogue's own changes are left out: each test makes those that it is about."""
    Change.objects.all().delete()
    record_histories()


def page_text(client, article) -> str:
    page = client.get(article.get_absolute_url()).content.decode()
    return " ".join(page.split())


def test_an_article_says_when_it_was_first_published(client):
    article = Article.objects.first()
    since = LedgerEntry.objects.get(kind="article", key=article.ident).since
    assert (article.first_published, article.last_changed) == (since, since)
    assert article.history == [{"date": since.isoformat(), "kind": "published", "says": "收录"}]
    page = page_text(client, article)
    assert "<dt>收录</dt>" in page
    assert "修改记录" not in page


def add_change(kind, key, day, message, part="record"):
    Change.objects.create(kind=kind, key=key, date=day, part=part, says=message)


def test_changes_to_what_an_article_shows_are_in_its_history(client):
    article = Article.objects.for_list().filter(bylines__isnull=False).first()
    page, issue = article.page, article.page.issue
    paper = issue.newspaper.slug
    add_change("topic", article.tags.first().slug, "2027-01-05", "五", "digest")
    add_change("newspaper", paper, "2027-01-02", "二")
    add_change("issue", f"{paper}/{issue.key}", "2027-01-03", "三", "dating")
    add_change("page", f"{paper}/{issue.key}/{page.key}", "2027-01-04", "四")
    add_change("article", article.ident, "2027-01-01", "一", "text")
    add_change("person", article.bylines.first().person.slug, "2027-01-06", "六")
    record_histories()
    article.refresh_from_db()
    assert article.last_changed == date(2027, 1, 6)
    assert [item["says"] for item in article.history] == ["收录", *"一二三四五六"]
    assert article.history[1] == {"date": "2027-01-01", "kind": "text", "says": "一"}
    text = page_text(client, article)
    assert '<time datetime="2027-01-06">2027年1月6日</time>' in text
    assert text.index(">一<") < text.index(">六<")
    unaffected = Article.objects.exclude(page__issue__newspaper=issue.newspaper).exclude(
        tags__in=article.tags.all()
    )
    assert {a.last_changed for a in unaffected} == {a.first_published for a in unaffected}


def test_changes_before_an_article_was_published_are_not_in_its_history():
    article = Article.objects.for_list().first()
    add_change("newspaper", article.page.issue.newspaper.slug, "2020-01-01", "改名")
    record_histories()
    article.refresh_from_db()
    assert len(article.history) == 1


def test_articles_merged_into_an_article_are_listed(client):
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
    assert "同一篇" in page_text(client, article)


def test_former_addresses_are_found_in_their_one_form(client):
    article = Article.objects.first()
    article.identifiers = [{"kind": "url", "value": "http://www.a.cn/x?utm_source=b#c"}]
    article.save()
    record_histories()
    record_histories()
    assert list(FormerAddress.objects.values_list("address", "ident")) == [
        ("a.cn/x", article.ident)
    ]
    assert 'href="http://www.a.cn/x?utm_source=b#c" rel="nofollow"' in page_text(client, article)


def test_histories_cost_the_same_for_one_article_and_for_many(django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        record_histories()


def test_an_edition_has_the_histories(catalogue, restored_sequences):
    from archive.editions.load import load

    enter(catalogue.folder, date(2026, 1, 1))
    catalogue.change("people.yaml", "甲文", "贾文")
    Article.objects.all().delete()
    line = "{kind: person, key: jia-wen, part: record, says: 改姓, sum: 0123456789ab}"
    catalogue.write("changes/2026-03-01.yaml", f"date: 2026-03-01\nchanges:\n  - {line}\n")
    load(catalogue.folder)
    by_ident = {article.ident: article.last_changed for article in Article.objects.all()}
    assert by_ident == {"1cq34jc": date(2026, 3, 1), "222222f": date(2026, 1, 1)}


def add_ended_entry(kind, key, *successors, day="2027-02-01", state="moved"):
    LedgerEntry.objects.create(
        kind=kind, key=key, state=state, successors=successors, reason="日期已定",
        since="2026-11-20", ended=day,
    )  # fmt: skip


def test_history_follows_an_issue_that_was_moved_and_moved_again(client):
    article = Article.objects.for_list().first()
    page, issue = article.page, article.page.issue
    paper, issue_key = issue.newspaper.slug, f"{issue.newspaper.slug}/{issue.key}"
    first, second = f"{paper}/abc1234", f"{paper}/abc1235"
    add_ended_entry("issue", first, second)
    add_ended_entry("page", f"{first}/{page.key}", f"{second}/{page.key}")
    add_ended_entry("issue", second, issue_key, day="2027-02-05")
    add_ended_entry("page", f"{second}/{page.key}", f"{issue_key}/{page.key}", day="2027-02-05")
    add_change("issue", first, "2027-01-01", "据报头定为三月", "dating")
    add_change("page", f"{first}/{page.key}", "2027-01-02", "版次更正")
    add_change("issue", second, "2027-02-03", "又改", "dating")
    record_histories()
    article.refresh_from_db()
    assert [(entry["date"], entry["says"]) for entry in article.changes] == [
        ("2027-01-01", "据报头定为三月"),
        ("2027-01-02", "版次更正"),
        ("2027-02-01", f"本期原网址 /newspapers/{first}/。日期已定"),
        ("2027-02-03", "又改"),
        ("2027-02-05", f"本期原网址 /newspapers/{second}/。日期已定"),
    ]
    assert article.last_changed == date(2027, 2, 5), "harvesters fetch it again"
    answer = client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from=2027-02-05")
    assert f":{article.ident}<" in answer.content.decode()
    assert "据报头定为三月" in page_text(client, article)
    unaffected = Article.objects.exclude(page__issue=issue)
    assert {a.last_changed for a in unaffected} == {a.first_published for a in unaffected}


def test_an_organisation_that_moved_changes_no_article():
    LedgerEntry.objects.create(
        kind="organisation", key="jiu-chang", state="moved", successors=["fuyang-zonggonghui"],
        reason="改名", since="2026-01-01", ended="2027-01-01",
    )  # fmt: skip
    record_histories()
    assert not Article.objects.filter(changes__icontains="jiu-chang").exists()


def test_a_moved_newspaper_topic_and_person_take_their_history_along():
    article = Article.objects.for_list().filter(bylines__isnull=False).first()
    now = {
        "newspaper": article.page.issue.newspaper.slug,
        "topic": article.tags.first().slug,
        "person": article.bylines.first().person.slug,
    }
    for n, (kind, key) in enumerate(now.items(), 1):
        add_ended_entry(kind, f"former-{n}", key)
        add_change(kind, f"former-{n}", f"2027-01-0{n}", kind)
    issue = f"former-1/{article.page.issue.key}"
    add_ended_entry("issue", issue, f"{now['newspaper']}/{article.page.issue.key}")
    record_histories()
    article.refresh_from_db()
    assert [entry["says"] for entry in article.changes] == [
        *now,
        "本报原网址 /newspapers/former-1/。日期已定",
        "作者原网址 /people/former-3/。日期已定",
        "主题原网址 /topics/former-2/。日期已定",
    ]


def test_an_article_keeps_the_history_of_its_former_ident():
    article = Article.objects.first()
    add_ended_entry("article", "abc1234", article.ident, day=article.first_published.isoformat())
    add_change("article", "abc1234", "2026-01-02", "旧号时改过", "text")
    record_histories()
    article.refresh_from_db()
    assert [entry["says"] for entry in article.history] == [
        "旧号时改过",
        "收录",
        "原为文章 abc1234。日期已定",
    ]
    assert article.last_changed == article.first_published
