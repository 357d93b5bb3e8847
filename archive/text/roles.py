"""The roles in newspaper credits: what each contributed, and its printed variants."""

import re
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple


class Work(Enum):
    """What a role contributed: the text, a picture, or the editing of others' work."""

    TEXT = "text"
    PICTURE = "picture"
    EDITING = "editing"


class Role(NamedTuple):
    work: Work
    # the code of the MARC relator list (id.loc.gov/vocabulary/relators)
    relator: str


ROLES = {
    "记者": Role(Work.TEXT, "rpt"),
    "首席记者": Role(Work.TEXT, "rpt"),
    "特约记者": Role(Work.TEXT, "rpt"),
    "全媒体记者": Role(Work.TEXT, "rpt"),
    "见习记者": Role(Work.TEXT, "rpt"),
    "实习记者": Role(Work.TEXT, "rpt"),
    "实习生": Role(Work.TEXT, "rpt"),
    "通讯员": Role(Work.TEXT, "ctb"),
    "特约通讯员": Role(Work.TEXT, "ctb"),
    "评论员": Role(Work.TEXT, "aut"),
    "特约评论员": Role(Work.TEXT, "aut"),
    "撰稿": Role(Work.TEXT, "aut"),
    "特约撰稿": Role(Work.TEXT, "aut"),
    "整理": Role(Work.TEXT, "com"),
    "编译": Role(Work.TEXT, "trl"),
    "摄影": Role(Work.PICTURE, "pht"),
    "绘图": Role(Work.PICTURE, "ill"),
    "编辑": Role(Work.EDITING, "edt"),
    "责任编辑": Role(Work.EDITING, "edt"),
    "美术编辑": Role(Work.EDITING, "edt"),
    "校对": Role(Work.EDITING, "pfr"),
}

# variants, as printed before a name
PRINTED_NAMES = {
    "融媒体记者": "全媒体记者",
    "融媒记者": "全媒体记者",
    "全媒记者": "全媒体记者",
    "见习生": "实习生",
    "特邀记者": "特约记者",
    "特派记者": "记者",
    "学生记者": "记者",
    "专稿记者": "记者",
    "特派员": "记者",
    "驻站记者": "记者",
    "特约通信员": "特约通讯员",
    "通信员": "通讯员",
    "首席评论员": "评论员",
    "特约撰稿人": "特约撰稿",
    "撰稿人": "撰稿",
    "撰文": "撰稿",
    "摄影记者": "摄影",
    "漫画": "绘图",
    "插图": "绘图",
    "绘画": "绘图",
    "制图": "绘图",
    "见习编辑": "编辑",
    "值班编辑": "编辑",
    "责编": "责任编辑",
    "美编": "美术编辑",
}


def work(role: str) -> Work:
    return ROLES[role].work


# words that are always roles, so that the name may follow without a blank or colon
_TOUCHING = ("记者", "通讯员", "报道员", "实习生", "见习生", "特派员")


def pattern(words: Iterable[str]) -> str:
    """Return a regular expression for roles as printed before a name, longer words first."""
    longer_first = sorted(words, key=len, reverse=True)
    return "|".join(
        re.escape(word) if word.endswith(_TOUCHING) else rf"{re.escape(word)}(?=[\s：:／/｜|])"
        for word in longer_first
    )


def printed(*works: Work) -> dict[str, str]:
    """Return {printed word: role} for the roles with these works."""
    words = {name: name for name in ROLES} | PRINTED_NAMES
    return {word: role for word, role in words.items() if work(role) in works}
