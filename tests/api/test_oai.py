"""OAI-PMH 2.0, verb by verb and error by error, against the protocol's own schemas."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from archive.api import oai
from archive.models import Article, LedgerEntry, Newspaper, Tag

from .schemas import schema

pytestmark = pytest.mark.django_db

NS = {"o": "http://www.openarchives.org/OAI/2.0/", "m": "http://www.loc.gov/mods/v3"}
NS["dc"] = "http://purl.org/dc/elements/1.1/"
LISTS = ("ListIdentifiers", "ListRecords")


@pytest.fixture(scope="session")
def oai_schema():
    return schema()


@pytest.fixture
def ask(client, oai_schema):
    """Send a request and validate the response; MODS 3.7 is validated as 3.4, which it also is."""

    def send(verb, **arguments):
        pairs = {"verb": verb} | {name.rstrip("_"): value for name, value in arguments.items()}
        answer = client.get(reverse("oai"), pairs)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        return parse_valid(answer.content, oai_schema)

    return send


def parse_valid(content, sound):
    tree = etree.fromstring(content)
    for mods in tree.iterfind(".//m:mods", NS):
        assert mods.get("version") == "3.7"
        mods.set("version", "3.4")
    sound.assertValid(tree)
    return tree


def texts(tree, path):
    return [element.text for element in tree.iterfind(path, NS)]


def error(tree):
    (match,) = tree.iterfind("o:error", NS)
    assert match.text
    return match.get("code")


def identifier(ident):
    return f"oai:baozang.invalid:{ident}"


def idents(tree):
    return [text.rsplit(":", 1)[-1] for text in texts(tree, ".//o:header/o:identifier")]


def add_ended_entry(
    key="bcdfghj", ended="2026-12-01", state="withdrawn", newspaper=None, topics=()
):
    entry = LedgerEntry.objects.create(
        kind="article", key=key, state=state, reason="试", since="2026-11-20", ended=ended,
        newspaper=newspaper, successors=[] if state == "withdrawn" else ["3333335"],
    )  # fmt: skip
    entry.tags.set(topics)
    return entry


def test_identify(ask, settings):
    settings.ORIGIN = "https://archive.example.org"
    tree = ask("Identify")
    (element,) = tree.iterfind("o:Identify", NS)
    assert {child.tag.split("}")[1]: child.text for child in element if len(child) == 0} == {
        "repositoryName": "报藏 Baozang",
        "baseURL": "https://archive.example.org/oai",
        "protocolVersion": "2.0",
        "adminEmail": "postmaster@archive.example.org",
        "earliestDatestamp": "2026-11-20",
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DD",
    }
    settings.EMAIL, settings.OAI_DOMAIN = "a@b.cn", "old.example.org"
    tree = ask("Identify")
    assert texts(tree, ".//o:adminEmail") == ["a@b.cn"]
    assert b"<sampleIdentifier>oai:old.example.org:" in etree.tostring(tree)


@pytest.mark.parametrize(
    ("origin", "domain", "identifier_domain"),
    [
        ("", "", "baozang.invalid"),
        ("http://localhost:8000", "", "baozang.invalid"),
        ("http://10.0.0.1", "", "baozang.invalid"),
        ("https://a.example.org:8443", "", "a.example.org"),
        ("https://a.example.org", "no domain", "a.example.org"),
    ],
)
def test_identifiers_have_a_domain_that_the_protocol_allows(
    ask, settings, origin, domain, identifier_domain
):
    settings.ORIGIN, settings.OAI_DOMAIN = origin, domain
    ident = Article.objects.first().ident
    tree = ask("GetRecord", metadataPrefix="oai_dc", identifier=f"oai:{identifier_domain}:{ident}")
    assert texts(tree, ".//o:identifier") == [f"oai:{identifier_domain}:{ident}"]
    ask("Identify")


def test_list_metadata_formats(ask):
    article_identifier = identifier(Article.objects.first().ident)
    for tree in (
        ask("ListMetadataFormats"),
        ask("ListMetadataFormats", identifier=article_identifier),
    ):
        assert texts(tree, ".//o:metadataPrefix") == ["oai_dc", "mods"]


def test_list_sets_names_every_newspaper_and_topic(ask):
    tree = ask("ListSets")
    papers = [f"newspaper:{paper.slug}" for paper in Newspaper.objects.all()]
    topics = [f"topic:{tag.slug}" for tag in Tag.objects.all()]
    assert texts(tree, ".//o:setSpec") == ["newspaper", *papers, "topic", *topics]
    names = dict(zip(texts(tree, ".//o:setSpec"), texts(tree, ".//o:setName"), strict=True))
    tag = Tag.objects.first()
    assert names[f"topic:{tag.slug}"] == tag.pref_label


def test_every_article_is_listed_in_both_formats(ask):
    expected = set(Article.objects.values_list("ident", flat=True))
    for verb in LISTS:
        for prefix in oai.FORMATS:
            tree = ask(verb, metadataPrefix=prefix)
            assert sorted(idents(tree)) == sorted(expected)
            assert tree.find(".//o:resumptionToken", NS) is None


def test_dublin_core_says_what_is_known(ask):
    article = Article.objects.for_data().exclude(bylines=None).exclude(kicker="").first()
    article_identifier = identifier(article.ident)
    tree = ask("GetRecord", metadataPrefix="oai_dc", identifier=article_identifier)
    assert texts(tree, ".//dc:title")[:2] == [article.headline, article.kicker]
    signed = {byline.person.name for byline in article.bylines.all()}
    assert {*texts(tree, ".//dc:creator"), *texts(tree, ".//dc:contributor")} == signed
    assert texts(tree, ".//dc:subject") == [tag.pref_label for tag in article.topics]
    issue = article.page.issue
    assert issue.attribution == "inferred"
    assert texts(tree, ".//dc:publisher") == [f"[{issue.newspaper.name}]"]
    assert texts(tree, ".//dc:identifier") == [f"http://testserver{article.get_absolute_url()}"]
    assert texts(tree, ".//dc:description") == [article.digest]
    days = (article.page.issue.date, f"{article.earliest}/{article.latest}")
    assert texts(tree, ".//dc:date")[0] in days


def test_mods_says_roles_page_and_how_sure_the_date_is(ask):
    article = Article.objects.for_data().filter(
        bylines__role="记者", page__issue__date_basis="inferred"
    )[0]
    article_identifier = identifier(article.ident)
    tree = ask("GetRecord", metadataPrefix="mods", identifier=article_identifier)
    assert "记者" in texts(tree, ".//m:roleTerm")
    assert "rpt" in texts(tree, ".//m:roleTerm")
    (date_issued, *bounds) = tree.iterfind(".//m:dateIssued", NS)
    assert (date_issued.text, date_issued.get("encoding")) == (article.page.issue.date, "edtf")
    assert date_issued.get("qualifier") == "inferred"
    assert [day.text for day in bounds] == [str(article.earliest), str(article.latest)]
    assert texts(tree, ".//m:relatedItem//m:title") == [article.page.issue.newspaper.name]
    assert texts(tree, ".//m:part//m:caption") == [article.page.label]
    assert texts(tree, ".//m:recordCreationDate") == [str(article.first_published)]


def test_an_article_is_found_by_its_identifier_with_its_sets(ask):
    tag = Tag.objects.exclude(broader=None).exclude(articles=None).first()
    article = tag.articles.first()
    article_identifier = identifier(article.ident)
    tree = ask("GetRecord", metadataPrefix="oai_dc", identifier=article_identifier)
    specs = texts(tree, ".//o:setSpec")
    assert specs[0] == f"newspaper:{article.page.issue.newspaper.slug}"
    assert {f"topic:{tag.slug}", f"topic:{tag.broader.slug}"} <= set(specs)
    assert len(specs) == len(set(specs))


@pytest.mark.parametrize("verb", LISTS)
def test_a_set_includes_narrower_topics(ask, verb):
    paper = Newspaper.objects.first()
    tree = ask(verb, metadataPrefix="oai_dc", set=f"newspaper:{paper.slug}")
    of_paper = Article.objects.printed_in(paper.slug)
    assert sorted(idents(tree)) == sorted(of_paper.values_list("ident", flat=True))
    broad = Tag.objects.filter(broader=None, narrower__articles__isnull=False).first()
    tree = ask(verb, metadataPrefix="oai_dc", set=f"topic:{broad.slug}")
    about = Article.objects.about(broad.slug)
    assert sorted(idents(tree)) == sorted(about.values_list("ident", flat=True))
    assert all(
        f"topic:{broad.slug}" in texts(h, "o:setSpec") for h in tree.iterfind(".//o:header", NS)
    )
    for root in ("newspaper", "topic"):
        assert len(idents(ask(verb, metadataPrefix="oai_dc", set=root))) == Article.objects.count()


def spread_over_days():
    """Give each article a different day of change; return (day, ident) in order."""
    articles = list(Article.objects.order_by("accession"))
    for n, article in enumerate(articles):
        article.last_changed = date(2026, 11, 20) + timedelta(days=n)
    Article.objects.bulk_update(articles, ["last_changed"])
    return [(article.last_changed, article.ident) for article in articles]


@pytest.mark.parametrize("verb", LISTS)
def test_harvesting_by_days_includes_both_ends(ask, verb):
    days = spread_over_days()
    (first, a), (last, _) = days[3], days[7]
    tree = ask(verb, metadataPrefix="oai_dc", from_=first, until=last)
    assert idents(tree) == [ident for _, ident in days[3:8]]
    assert texts(tree, ".//o:datestamp") == [str(day) for day, _ in days[3:8]]
    assert idents(ask(verb, metadataPrefix="oai_dc", until=first)) == [i for _, i in days[:4]]
    assert idents(ask(verb, metadataPrefix="oai_dc", from_=last)) == [i for _, i in days[7:]]
    assert idents(ask(verb, metadataPrefix="oai_dc", from_=first, until=first)) == [a]


def test_withdrawn_articles_stay_as_deleted_records(ask):
    paper, tag = Newspaper.objects.first(), Tag.objects.exclude(broader=None).first()
    add_ended_entry("bcdfghj", newspaper=paper, topics=[tag])
    add_ended_entry("bcdfghk", state="merged", ended="2026-12-02")
    for verb in LISTS:
        tree = ask(verb, metadataPrefix="mods", from_="2026-12-01")
        assert idents(tree) == ["bcdfghj", "bcdfghk"]
        assert texts(tree, ".//o:datestamp") == ["2026-12-01", "2026-12-02"]
        assert all(h.get("status") == "deleted" for h in tree.iterfind(".//o:header", NS))
        assert tree.find(".//o:metadata", NS) is None
        specs = (f"newspaper:{paper.slug}", f"topic:{tag.slug}", f"topic:{tag.broader.slug}")
        for spec in specs:
            parameters = {"metadataPrefix": "oai_dc", "from_": "2026-12-01", "set": spec}
            assert idents(ask(verb, **parameters)) == ["bcdfghj"]
            assert texts(ask(verb, **parameters), ".//o:setSpec") == [specs[0], specs[2], specs[1]]
    tree = ask("GetRecord", metadataPrefix="oai_dc", identifier=identifier("bcdfghj"))
    assert tree.find(".//o:header", NS).get("status") == "deleted"
    assert (
        error(ask("ListMetadataFormats", identifier=identifier("bcdfghj"))) == "noMetadataFormats"
    )


def harvest(ask, verb, between=lambda page: None, **arguments):
    """Return all pages of a list, calling `between` after each."""
    pages = [ask(verb, **arguments)]
    while token := pages[-1].findtext(".//o:resumptionToken", namespaces=NS):
        between(len(pages))
        pages.append(ask(verb, resumptionToken=token))
    return pages


@pytest.mark.parametrize("verb", LISTS)
def test_a_list_in_pages_is_the_list(ask, monkeypatch, verb):
    add_ended_entry("bcdfghj", ended="2026-11-20")
    add_ended_entry("bcdfghk", ended="2026-11-25")
    all_idents = idents(ask(verb, metadataPrefix="mods"))
    monkeypatch.setattr(oai, "RECORDS", 4)
    pages = harvest(ask, verb, metadataPrefix="mods")
    assert [ident for page in pages for ident in idents(page)] == all_idents
    tokens = [page.find(".//o:resumptionToken", NS) for page in pages]
    assert [int(token.get("cursor")) for token in tokens] == list(range(0, len(all_idents), 4))
    assert {int(token.get("completeListSize")) for token in tokens} == {len(all_idents)}
    assert tokens[-1].text is None


@pytest.mark.parametrize("verb", LISTS)
def test_pages_keep_to_the_days_and_the_set(ask, monkeypatch, verb):
    days = spread_over_days()
    slug = Newspaper.objects.get(slug="zhejiang-gongren-ribao").slug
    parameters = {"metadataPrefix": "oai_dc", "set": f"newspaper:{slug}"}
    parameters |= {"from_": days[2][0], "until": days[-3][0]}
    expected = idents(ask(verb, **parameters))
    monkeypatch.setattr(oai, "RECORDS", 3)
    pages = harvest(ask, verb, **parameters)
    assert len(pages) > 2
    assert [ident for page in pages for ident in idents(page)] == expected


def test_a_list_that_ends_with_its_page_has_no_token(ask, monkeypatch):
    monkeypatch.setattr(oai, "RECORDS", Article.objects.count())
    assert ask("ListRecords", metadataPrefix="oai_dc").find(".//o:resumptionToken", NS) is None


def test_a_new_edition_between_two_pages_loses_and_repeats_nothing(ask, monkeypatch, reset_changes):
    """New and changed records come last, withdrawn ones as deleted, and all others exactly once."""
    before = list(Article.objects.order_by("accession"))
    template = before[0]
    monkeypatch.setattr(oai, "RECORDS", 10)
    today = date(2026, 11, 20)

    def edition(page):
        if page != 1:
            return
        # the same day: a day's granularity must not hide it
        LedgerEntry.objects.filter(key=before[20].ident).update(state="withdrawn", ended=today)
        before[20].delete()
        Article.objects.filter(pk=before[25].pk).update(last_changed=today + timedelta(days=1))
        Article.objects.filter(pk=before[3].pk).update(last_changed=today + timedelta(days=1))
        entry = LedgerEntry.objects.create(kind="article", key="0000002", since=today)
        Article.objects.create(
            ident="0000002", page=template.page, sequence=900, genre="xiaoxi", headline="新",
            digest="新", length=1, earliest=today, latest=today, first_published=today,
            last_changed=today, accession=entry.pk,
        )  # fmt: skip

    pages = harvest(ask, "ListRecords", edition, metadataPrefix="oai_dc")
    results = [ident for page in pages for ident in idents(page)]
    changed_ident = before[3].ident
    assert results.count(changed_ident) == 2, "as it was, and as it has become"
    assert sorted(results) == sorted([*(a.ident for a in before), "0000002", changed_ident])
    deleted = [
        h.findtext("o:identifier", namespaces=NS)
        for page in pages
        for h in page.iterfind(".//o:header[@status='deleted']", NS)
    ]
    assert deleted == [identifier(before[20].ident)]


def test_post_is_answered_like_get(client, oai_schema):
    body = urlencode({"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"})
    answer = client.post("/oai", body, content_type="application/x-www-form-urlencoded")
    assert len(idents(parse_valid(answer.content, oai_schema))) == Article.objects.count()
    long = client.post("/oai", "a" * 30_000, content_type="application/x-www-form-urlencoded")
    assert error(parse_valid(long.content, oai_schema)) == "badArgument"


def test_other_addresses_refuse_post(client):
    assert client.post("/", {"verb": "Identify"}).status_code == 405
    assert client.post("/oai/", {"verb": "Identify"}).status_code == 405
    assert client.put("/oai").status_code == 405
    assert client.put("/oai").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    result = client.options("/oai").headers
    assert result["Allow"] == result["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert client.options("/").headers["Allow"] == "GET, HEAD, OPTIONS"


LONG = "x" * 1001
R = "ListRecords"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=listrecords", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=%FF", "badArgument"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=Identify&from_wecom=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:baozang.invalid:x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&x=1", "badArgument"),
        (f"verb=ListRecords&metadataPrefix={LONG}", "badArgument"),
        (f"verb=ListRecords&metadataPrefix=oai_dc&{LONG}=1", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a::b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=20261120", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2026-11-20T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-21&until=2026-11-20", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2026-11-19", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=9999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=newspaper:none", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing:at:all", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:baozang.invalid:3333335",
         "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=3333335", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:other.example:37qstqd",
         "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%3Ca%3E", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00", "badArgument"),
        ("verb=GetRecord&metadataPrefix=marc21&identifier=oai:baozang.invalid:37qstqd",
         "cannotDisseminateFormat"),
        ("verb=ListMetadataFormats&identifier=oai:baozang.invalid:3333335", "idDoesNotExist"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%01", "badArgument"),
        ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&resumptionToken=x&resumptionToken=x", "badArgument"),
        # a token of the other list; a day that is none; behind the end; a count of nothing
        ("verb=ListRecords&resumptionToken=i~oai_dc~~~~2026-11-20~1~9~99", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=r~oai_dc~~~~2026-13-20~1~9~99", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=r~oai_dc~~~~9999-12-31~1~9~99", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=r~oai_dc~~~~2026-11-20~1~0~99", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=r~marc~~~~2026-11-20~1~9~99", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=r~oai_dc~~2026~~2026-11-20~1~9~99",
         "badResumptionToken"),
        ("&".join(f"a{n}=1" for n in range(30)), "badArgument"),
    ],
)  # fmt: skip
def test_every_error_of_the_protocol(client, oai_schema, query, code):
    answer = client.get(f"/oai?{query}")
    assert answer.status_code == 200
    tree = parse_valid(answer.content, oai_schema)
    assert error(tree) == code
    request = tree.find("o:request", NS)
    assert request.text == "http://testserver/oai"
    if code in ("badVerb", "badArgument"):
        assert not request.attrib
    else:
        assert request.get("verb") in query


def test_the_request_is_repeated_as_it_was_made(ask):
    tree = ask("ListIdentifiers", metadataPrefix="oai_dc", from_="2026-11-01", set="newspaper")
    assert dict(tree.find("o:request", NS).attrib) == {
        "verb": "ListIdentifiers",
        "metadataPrefix": "oai_dc",
        "from": "2026-11-01",
        "set": "newspaper",
    }


def test_characters_not_allowed_in_xml_are_omitted(ask):
    article = Article.objects.first()
    # PostgreSQL holds no NUL at all
    nul = "" if connection.vendor == "postgresql" else "\x00"
    digest = f"甲{nul}\x0b乙\ufffe<丙>&"
    Article.objects.filter(pk=article.pk).update(digest=digest, headline="\x1b")
    article_identifier = identifier(article.ident)
    tree = ask("GetRecord", metadataPrefix="oai_dc", identifier=article_identifier)
    assert texts(tree, ".//dc:description") == ["甲乙<丙>&"]
    ask("GetRecord", metadataPrefix="mods", identifier=article_identifier)


NAMES = st.sampled_from(
    ["verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken", "x"]
)
VALUES = st.sampled_from(
    ["Identify", "ListSets", "ListRecords", "ListIdentifiers", "GetRecord", "oai_dc", "mods",
     "2026-11-20", "newspaper", "topic:jineng-jingsai", "oai:baozang.invalid:37qstqd",
     "r~oai_dc~~~~2026-11-20~20~9~33"]
) | st.text(max_size=40)  # fmt: skip


@pytest.mark.slow
@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=5), sent=st.booleans())
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_request_gets_a_valid_response(client, oai_schema, pairs, sent):
    query = urlencode(pairs, errors="surrogatepass")
    if sent:
        kind = "application/x-www-form-urlencoded"
        answer = client.post("/oai", query, content_type=kind)
    else:
        answer = client.get(f"/oai?{query}")
    assert answer.status_code == 200
    parse_valid(answer.content, oai_schema)


# two lists, articles and what they show, the tags' broader ones; one more where the list goes on
QUERIES = {"ListRecords": 9, "ListIdentifiers": 5}


@pytest.mark.parametrize("verb", LISTS)
@pytest.mark.parametrize("records", [2, 20])
def test_a_page_costs_the_same_at_any_length(
    client, monkeypatch, django_assert_max_num_queries, verb, records
):
    monkeypatch.setattr(oai, "RECORDS", records)
    with django_assert_max_num_queries(QUERIES[verb] + 2):
        answer = client.get(f"/oai?verb={verb}&metadataPrefix=oai_dc")
    token = etree.fromstring(answer.content).findtext(".//o:resumptionToken", namespaces=NS)
    with django_assert_max_num_queries(QUERIES[verb] + 2):
        client.get("/oai", {"verb": verb, "resumptionToken": token})
