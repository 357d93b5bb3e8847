import pytest

from archive.search.query import parse


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  　 ", ()),
        ("技能竞赛", ("技能竞赛",)),
        ("技能 竞赛", ("技能", "竞赛")),
        ("技能　竞赛", ("技能", "竞赛")),
        ("ＡＰＰ", ("app",)),
        ("，。！", ()),
        ("“云”", ("云",)),
    ],
)
def test_terms(typed, terms):
    assert parse(typed).terms == terms
