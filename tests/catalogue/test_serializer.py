import pytest
from django.core import serializers
from django.core.management import call_command
from django.core.serializers.base import DeserializationError

from archive.formats.serialize import Serializer
from archive.models import Article, Person, Tag
from archive.models.prepared_queries import entries

pytestmark = pytest.mark.django_db


def test_an_issue_file_becomes_records(catalogue):
    for name in ("newspapers.yaml", "topics.yaml", "people.yaml", catalogue.issue):
        call_command("loaddata", str(catalogue.folder / name), verbosity=0)
    article = Article.objects.for_reading().get_by_natural_key("1cq34jc")
    assert article.headline == "县里办起钳工比武"
    assert article.page.issue.newspaper.name == "试报"
    assert (article.earliest.isoformat(), article.latest.isoformat()) == ("2020-10-11",) * 2
    assert [tag.pref_label for tag in article.topics] == ["比武"]
    assert [byline.person.name for byline in article.bylines.all()] == ["甲文"]
    assert [part.place.name for part in article.coverage.all()] == ["建德市"]


def test_topics_keep_the_order_of_the_catalogue(catalogue):
    topic_yaml = (
        "    broader: jing-sai\n  - slug: an-quan\n    label: 安全\n"
        "    definition: 安全。\n    broader: jing-sai\n"
    )
    catalogue.change("topics.yaml", "    broader: jing-sai\n", topic_yaml)
    catalogue.change(
        catalogue.issue,
        "topics: [bi-wu]\n        digest: |",
        "topics: [bi-wu, an-quan]\n        digest: |",
    )
    for name in ("newspapers.yaml", "topics.yaml", "people.yaml", catalogue.issue):
        call_command("loaddata", str(catalogue.folder / name), verbosity=0)
    article = Article.objects.for_reading().get_by_natural_key("1cq34jc")
    assert [tag.slug for tag in article.topics] == ["bi-wu", "an-quan"]
    (entry,) = entries(["1cq34jc"])
    assert [tag.slug for tag in entry.topics] == ["bi-wu", "an-quan"]
    article.first_published = article.last_changed = article.earliest
    record = Serializer("http://a.example").article(article)
    assert [topic.slug for topic in record.topics] == ["bi-wu", "an-quan"]


def test_loading_twice_changes_nothing(catalogue):
    names = ("newspapers.yaml", "topics.yaml", "people.yaml", catalogue.issue)
    paths = [str(catalogue.folder / name) for name in names]
    call_command("loaddata", *paths, verbosity=0)
    before = Article.objects.count(), Person.objects.count(), Tag.objects.count()
    call_command("loaddata", *paths, verbosity=0)
    assert (Article.objects.count(), Person.objects.count(), Tag.objects.count()) == before
    assert Article.objects.get_by_natural_key("1cq34jc").bylines.count() == 1


def test_djangos_own_yaml_and_json_lines_still_load():
    text = "- model: archive.person\n  fields: {slug: bing-wen, name: 丙文}\n"
    (result,) = serializers.deserialize("yaml", text)
    assert result.object.name == "丙文"
    line = '{"model": "archive.person", "fields": {"slug": "ding-wen", "name": "丁文"}}\n'
    (result,) = serializers.deserialize("jsonl", line)
    assert result.object.slug == "ding-wen"


def test_a_fault_reaches_loaddata_with_its_line(catalogue):
    catalogue.change("people.yaml", "name: 甲文", "nam: 甲文")
    with pytest.raises(DeserializationError, match=r"people\.yaml:2: people\[0\]\.nam"):
        call_command("loaddata", str(catalogue.folder / "people.yaml"), verbosity=0)


def test_articles_survive_a_round_through_json_lines():
    ident = Article.objects.order_by("pk").first().ident
    text = serializers.serialize(
        "jsonl", [Article.objects.get_by_natural_key(ident)], use_natural_foreign_keys=True
    )
    (match,) = serializers.deserialize("jsonl", text)
    assert match.object.ident == ident
    assert match.object.blocks == Article.objects.get_by_natural_key(ident).blocks
