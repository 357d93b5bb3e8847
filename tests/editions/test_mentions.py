"""Mentions: recognised by the program, confirmed and corrected by editors."""

import pytest

from archive.catalogue.page_texts import PageTexts
from archive.editions import mentions
from archive.editions.load import load
from archive.models import Mention

from ..small_catalogue import SmallCatalogue

SIGNED = "\n  - {{slug: author-{}, name: 陈大山}}"
FIRST = "        digest: |\n          四十名钳工"


@pytest.fixture
def load_mentions(tmp_path, db):
    """Return a function that loads a catalogue with extra lines and returns its mentions."""

    def _load(lines="", texts=True, organisations="", **changes):
        Mention.objects.all().delete()
        catalogue = SmallCatalogue(tmp_path)
        digest = "          厂长陈大山说，建德市总工会办了比武。\n          四十名钳工"
        catalogue.change(catalogue.issue, FIRST, f"{lines}        digest: |\n{digest}")
        for old, new in changes.items():
            catalogue.change("people.yaml", old, new)
        if organisations:
            catalogue.write("organisations.yaml", organisations)
        load(catalogue.folder, PageTexts(catalogue.pages) if texts else None)
        mentions.build()
        return {
            (row.kind, row.name): row for row in Mention.objects.filter(article__ident="1cq34jc")
        }

    return _load


def test_names_are_recognised_without_texts_too(load_mentions):
    rows = load_mentions(texts=False)
    assert {(kind, name): row.count for (kind, name), row in rows.items()} == {
        ("person", "陈大山"): 1,
        ("organisation", "建德市总工会"): 1,
        ("place", "浙江省杭州市建德市"): 1,
    }
    assert {row.source for row in rows.values()} == {"program"}
    assert rows["place", "浙江省杭州市建德市"].place_id == "330182"


def test_an_editor_confirms_adds_and_rejects(load_mentions):
    lines = (
        "        named:\n"
        "          people: [陈大山, jia-wen]\n"
        "          organisations: [某某机械厂]\n"
        '          places: ["330100"]\n'
        "        not_named: [建德市总工会, 浙江省杭州市建德市]\n"
    )
    rows = load_mentions(lines)
    assert {key: (row.source, row.count) for key, row in rows.items()} == {
        ("person", "陈大山"): ("editor", 1),
        ("person", "甲文"): ("editor", 0),
        ("organisation", "某某机械厂"): ("editor", 0),
        ("place", "浙江省杭州市"): ("editor", 0),
    }
    assert rows["person", "甲文"].person.slug == "jia-wen"


@pytest.mark.parametrize("name", ['"330182"', "建德市"])
def test_a_place_is_rejected_by_its_code_or_its_own_name(load_mentions, name):
    rows = load_mentions(f"        not_named: [{name}]\n")
    assert not any(kind == "place" for kind, _ in rows)


def test_mentions_are_linked_to_records(load_mentions):
    organisations = (
        "organisations:\n  - {slug: jian-de, name: 建德市工会总会, also: [建德市总工会]}\n"
    )
    rows = load_mentions(
        organisations=organisations, **{"甲文}": "甲文}\n  - {slug: yi-wen, name: 陈大山}"}
    )
    assert rows["person", "陈大山"].person.slug == "yi-wen"
    assert rows["organisation", "建德市工会总会"].organisation.slug == "jian-de"


def test_a_name_of_several_people_is_bound_to_none(load_mentions):
    rows = load_mentions(**{"甲文}": f"甲文}}{SIGNED.format(2)}{SIGNED.format(3)}"})
    assert rows["person", "陈大山"].person is None
