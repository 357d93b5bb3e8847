"""Names are divided where that is safe, and only there."""

import pytest

from archive.text.names import divided


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
    assert divided(name) == (family, given)


@pytest.mark.parametrize(
    "name", ["范徐丽泰", "乌兰图雅", "买买提·艾力", "Edgar Snow", "甲", "本报记者部"]
)
def test_what_stays_whole(name):
    assert divided(name) == (name, "")
