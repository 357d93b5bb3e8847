"""Authors, read from printed bylines and from the lines of an article."""

import pytest

from archive.ingest.importers import founder, signatures, tables
from archive.ingest.importers.table_columns import mapping

from .samples import epaper, write


def signatures_in(text):
    return [
        (signature.name, signature.role, signature.position)
        for signature in signatures.signatures(text)
    ]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("本报记者　王　伟　李明远", [("王伟", "记者", ""), ("李明远", "记者", "")]),
        ("本报记者　李明远　王　伟", [("李明远", "记者", ""), ("王伟", "记者", "")]),
        ("记者 欧阳　春　王　伟", [("欧阳春", "记者", ""), ("王伟", "记者", "")]),
        ("记者　李明远　诸葛 明", [("李明远", "记者", ""), ("诸葛明", "记者", "")]),
        ("記者　歐陽　春", [("歐陽春", "记者", "")]),
        ("欧阳　春 摄", [("欧阳春", "摄影", "")]),
        ("记者 李 明 远 王伟", [("李明远", "记者", ""), ("王伟", "记者", "")]),
        ("本报记者王伟摄", [("王伟", "摄影", "记者")]),
        ("本报记者 张三 实习生 李四", [("张三", "记者", ""), ("李四", "实习生", "")]),
        ("（记者刘强、实习生王小明）", [("刘强", "记者", ""), ("王小明", "实习生", "")]),
        ("（本报记者 张三、李四参与采写）", [("张三", "记者", ""), ("李四", "记者", "")]),
        ("本报记者 张三采访整理", [("张三", "记者", "")]),
        ("记者 阿布都热西提·买买提", [("阿布都热西提·买买提", "记者", "")]),
        ("记者 阿布都热西提•买买提摄", [("阿布都热西提·买买提", "摄影", "记者")]),
        ("记者李四发自上海", [("李四", "记者", "")]),
        ("本報記者 張三 通訊員 李四", [("張三", "记者", ""), ("李四", "通讯员", "")]),
        ("记者 张三 某报通讯员 李四", [("张三", "记者", ""), ("李四", "通讯员", "")]),
        ("记者张三通讯员李四", [("张三", "记者", ""), ("李四", "通讯员", "")]),
        ("本报记者张三和李四", [("张三", "记者", ""), ("李四", "记者", "")]),
        ("本报记者 张三文 李四摄", [("张三", "记者", ""), ("李四", "摄影", "")]),
        ("记者李建文、王五", [("李建文", "记者", ""), ("王五", "记者", "")]),
        ("记者郑和平", [("郑和平", "记者", "")]),
        ("张三、李四 摄", [("张三", "摄影", ""), ("李四", "摄影", "")]),
        ("张　三摄（试报图片）", [("张三", "摄影", "")]),
        ("新华社记者 张三 摄", [("张三", "摄影", "记者")]),
    ],
)
def test_names_are_read_as_they_are_printed(text, people):
    assert signatures_in(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "记者手记", "（记者观察）", "通讯员供图", "记者站", "记者从市里获悉",
        "记者：请问这有何用", "通讯员队伍",
        "作者为本报记者", "本报记者近日走访某地——", "资料摄", "新华社记者", "记者在现场看到",
        "责编：",
    ],
)  # fmt: skip
def test_ordinary_text_has_no_signatures(text):
    assert signatures_in(text) == []


@pytest.mark.parametrize(
    ("line", "opening"),
    [
        ("本报甲市12月24日电　（记者张三）乙省修路。", "本报甲市12月24日电　（记者张三）"),
        ("本报讯 （某报全媒体记者张三 通讯员李四）近日签约。",
         "本报讯 （某报全媒体记者张三 通讯员李四）"),
        ("本报讯 记者张三 通讯员李四 近日，双方签约。", "本报讯 记者张三 通讯员李四"),
        ("本报讯 记者张三报道：近日，双方签约。", "本报讯 记者张三报道："),
        ("（记者张三了解到）近日，双方签约。", ""),
        ("会上（记者张三在场），双方签约。", ""),
        ("本报记者近日走访乡里，看人种稻。", ""),
    ],
)  # fmt: skip
def test_a_signature_opens_the_first_line(line, opening):
    first, *_ = signatures.parts([line, "第二段。"])
    if opening:
        assert (first.kind, first.text, first.run_in) == (
            "byline",
            opening.replace("　", " "),
            True,
        )
    else:
        assert (first.kind, first.text) == ("paragraph", line)


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (["种稻。", "（本报记者 赵六）"], ["paragraph", "byline"]),
        (["种稻。（本报记者 赵六）"], ["paragraph", "byline"]),
        (["种稻。", "（试报甲市7月6日电  记者赵　六）"], ["paragraph", "byline"]),
        (["种稻。", "（作者为农艺师，本报记者赵六采访整理）"], ["paragraph", "byline"]),
        (["■ 某报记者 赵六", "通讯员 钱七", "种稻。", "又种稻。"],
         ["byline", "byline", "paragraph", "paragraph"]),
        (["种稻。", "图为田里。", "赵六摄", "又种稻。"],
         ["paragraph", "caption", "credit", "paragraph"]),
        (["种稻。", "图①：田里。 赵六摄"], ["paragraph", "caption", "credit"]),
        (["种稻（记者手记）"], ["paragraph"]),
        (["本报记者 赵六"], ["paragraph"]),
        (["种稻。", "记者：种稻难不难？", "不难。"], ["paragraph"] * 3),
    ],
)  # fmt: skip
def test_signature_lines_are_distinguished_from_text(lines, kinds):
    assert [part.kind for part in signatures.parts(lines)] == kinds


def test_no_character_of_the_lines_is_lost():
    lines = ["本报讯 记者张三 近日，签约。", "图为会场。 李四摄", "会后签约。（记者王五）"]
    parts = signatures.parts(lines)
    assert "".join("".join(part.text.split()) for part in parts) == "".join("".join(lines).split())


@pytest.mark.parametrize(
    ("line", "is_editors"),
    [
        ("本版责编：甲文　乙山", True),
        ("责任编辑：甲文", True),
        ("本版责编/版式设计：甲文", True),
        ("（责編：甲文）", True),
        ("编辑：这篇稿子怎么改？", False),
        ("本版责编会议昨日举行", False),
    ],
)
def test_lines_naming_page_editors_are_recognised(line, is_editors):
    assert signatures.is_editors_line(line) is is_editors


def credits_of(into):
    """(person, role) of each article of the first issue."""
    (source,) = into.records()
    articles = (article for page in source.record.pages for article in page.articles)
    return [[(credit.person, credit.role) for credit in article.bylines] for article in articles]


def test_a_table_credits_who_signed_within_the_text(tmp_path, into):
    text = """date,headline,text
2020-10-11,修路,"本报甲市10月10日电　（记者张三）乙省修路。
完工在即。"
2020-10-11,签约,"本报讯 （通讯员林妙）近日，双方签约。
第二段。"
2020-10-11,种树,"丙县种树。
（本报记者 赵六）"
"""
    folder = write(tmp_path / "in", {"a.csv": text})
    summary = into.run(tables.issues([folder], mapping()))
    assert summary.new_people == [
        ("张三", "zhang-san"),
        ("林妙", "lin-miao"),
        ("赵六", "zhao-liu"),
    ]
    assert credits_of(into) == [
        [("zhang-san", "记者")],
        [("lin-miao", "通讯员")],
        [("zhao-liu", "记者")],
    ]
    assert into.faults() == []
    # the line stays one line, as it is printed
    line = "本报甲市10月10日电 （记者张三）乙省修路。\n"
    assert any(line in text for text in into.texts().values())


def test_a_page_of_founder_credits_who_signed_within_the_text(tmp_path, into):
    folder = epaper(tmp_path / "in")
    path = next(folder.rglob("content_11.htm"))
    text = path.read_text(encoding="utf-8").replace("<author>本报记者 甲文</author>", "")
    path.write_text(text.replace("　　十月的一天", "　　本报讯（记者赵六）十月的一天"), "utf-8")
    into.run(founder.issues([folder]))
    assert credits_of(into)[0] == [("zhao-liu", "记者")]
    assert into.faults() == []
