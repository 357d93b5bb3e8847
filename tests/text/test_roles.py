"""Roles of credits: every printed form has one, and every format has an equivalent of it."""

import re

import pytest

from archive.catalogue.entries import CreditEntry
from archive.ingest.importers import signatures
from archive.models import Byline
from archive.text.roles import ROLES, Work, pattern, printed, work


@pytest.mark.parametrize(
    "role", ["实习生", "特约记者", "编辑", "责任编辑", "撰稿", "评论员", "绘图"]
)
def test_an_everyday_role_is_in_the_format(role):
    assert CreditEntry(person="jia-wen", role=role, read="甲文").role == role
    assert role in dict(Byline._meta.get_field("role").choices)


def test_only_who_wrote_has_a_position_beside_a_photograph():
    assert CreditEntry(person="jia-wen", role="摄影", position="实习生", read="甲文").position
    with pytest.raises(ValueError, match="position"):
        CreditEntry(person="jia-wen", role="摄影", position="责任编辑", read="甲文")


def test_every_role_has_a_relator_of_three_letters_and_fits_its_column():
    for name, role in ROLES.items():
        assert re.fullmatch("[a-z]{3}", role.relator)
        assert len(name) <= Byline._meta.get_field("role").max_length
    assert {work(role) for role in printed(*Work).values()} == set(Work)


@pytest.mark.parametrize("words", ["编辑部", "评论员文章", "摄影大赛", "整理旧档", "漫画展"])
def test_a_word_that_only_begins_like_a_role_is_none(words):
    assert not re.match(pattern(printed(*Work)), words)
    assert signatures.signatures(words) == []


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("记者 甲文 实习生 乙山", [("甲文", "记者", ""), ("乙山", "实习生", "")]),
        ("记者甲文 实习生乙山", [("甲文", "记者", ""), ("乙山", "实习生", "")]),
        ("实习记者甲文 摄", [("甲文", "摄影", "实习记者")]),
        ("本报记者 甲文 摄影：乙山", [("甲文", "记者", ""), ("乙山", "摄影", "")]),
        ("责编：甲文 校对：乙山", [("甲文", "责任编辑", ""), ("乙山", "校对", "")]),
        ("融媒体记者甲文", [("甲文", "全媒体记者", "")]),
        ("本版撰稿 甲文 乙山", [("甲文", "撰稿", ""), ("乙山", "撰稿", "")]),
        ("记者甲文 整理", [("甲文", "记者", "")]),
        ("记者甲文 摄影报道", [("甲文", "记者", "")]),
    ],
)
def test_importers_read_every_role(text, signed):
    assert [(item.name, item.role, item.position) for item in signatures.signatures(text)] == signed
