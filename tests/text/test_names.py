"""Names are divided only where that is safe."""

import pytest
from django.conf import settings

from archive.catalogue.entries import PersonEntry
from archive.catalogue.people_files import read_people
from archive.text.names import slug, split_name


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("王頔", "王", "頔"),
        ("李玉波", "李", "玉波"),
        ("欧阳修", "欧阳", "修"),
        ("歐陽修", "歐陽", "修"),
        ("司马相如", "司马", "相如"),
        ("诸葛孔明", "诸葛", "孔明"),
        # two characters are never a compound name alone
        ("东方", "东", "方"),
        # 欧 alone is a family name, too
        ("欧文", "欧", "文"),
    ],
)
def test_family_and_given_name(name, family, given):
    assert split_name(name) == (family, given)


@pytest.mark.parametrize(
    "name", ["范徐丽泰", "乌兰图雅", "买买提·艾力", "Edgar Snow", "甲", "本报记者部"]
)
def test_undivided_names_stay_whole(name):
    assert split_name(name) == (name, "")


@pytest.mark.parametrize(
    "person", list(read_people(settings.FIXTURES_DIR)), ids=lambda item: item.slug
)
def test_a_slug_is_spelt_as_those_of_the_catalogue_are(person):
    assert slug(person.name) == person.slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("欧阳春晓", "ouyang-chunxiao"),
        ("歐陽修", "ouyang-xiu"),
        ("司马迁", "sima-qian"),
        ("诸葛孔明", "zhuge-kongming"),
        ("上官云", "shangguan-yun"),
        ("尉迟恭", "yuchi-gong"),
        # read as names, not as words
        ("单小满", "shan-xiaoman"),
        ("單小滿", "shan-xiaoman"),
        ("曾山", "zeng-shan"),
        ("仇水", "qiu-shui"),
        ("吕小满", "lu-xiaoman"),
        # a name that cannot be split is one word, or one per part
        ("范徐丽泰", "fanxulitai"),
        ("买买提·艾力", "maimaiti-aili"),
        ("Émile Zola", "emile-zola"),
        ("甲", "jia"),
        ("（？）", "unnamed"),
    ],
)
def test_a_slug_is_family_name_and_given_name(name, expected):
    assert slug(name) == expected


def test_a_slug_that_is_taken_gets_a_number_and_a_long_one_is_one_still():
    assert slug("张琳", {"zhang-lin"}, {"zhang-lin-2": 1}) == "zhang-lin-3"
    long = slug("装" * 30, {slug("装" * 30)})
    assert long.endswith("-2")
    assert PersonEntry(slug=long, name="装").slug == long
