"""Bylines in forms that the expressions do not know, read by a model of their characters."""

import pytest

from archive.ingest.drafting.byline_model import (
    ALONE,
    FIRST,
    LAST,
    byline_features,
    corrected,
    first_words,
    is_surely_signed,
    last_words,
    read_byline,
)
from archive.ingest.drafting.bylines import parse_lead, parse_standalone
from archive.ingest.drafting.corpus.byline_fitting import byline_examples, with_variations
from archive.ingest.drafting.corpus.source import SourceLine, SourcePage
from archive.ingest.drafting.page import draft_page
from archive.ingest.drafting.signed_names import SignedName


def credits(people):
    return [(person.name, person.role) for person in people]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("（本報通信員沈之江，九月八日）", LAST, [("沈之江", "通讯员")]),
        ("作者：David Reimer　　编译：许　静", ALONE, [("许静", "编译")]),
        ("本网讯（学生记者 龚岩 学通社 白桦林）", FIRST, [("龚岩", "记者"), ("白桦林", "记者")]),
        ("（江都 小任）", LAST, [("小任", "")]),
        ("市水文站　章　文", ALONE, [("章文", "")]),
        # Nobody signs.
        ("（本报记者站）", LAST, []),
        ("（供稿单位：校友会）", LAST, []),
        ("渡口没有钟，船来了就是钟。", ALONE, []),
    ],
)
def test_names_are_read_with_the_roles_printed_beside_them(text, place, expected):
    assert credits(read_byline(text, place)) == expected


def test_a_name_is_that_of_the_print_and_without_the_blank_that_spaces_it_out():
    (person,) = read_byline("（本報記者　陳　輝）", LAST)
    assert (person.name, person.read) == ("陳輝", "本報記者　陳　輝")


def test_nobody_is_read_from_more_words_than_a_byline_has():
    byline = "本报记者 章文 通讯员 李武 "
    assert read_byline(byline, ALONE)
    assert read_byline(byline * 6, ALONE) == ()


@pytest.mark.parametrize(
    ("text", "read", "expected"),
    [
        # offices and a country, which the expressions took for names
        ("（供稿：校友会 通讯员：吉祥）", ["校友会", "吉祥"], ["吉祥"]),
        ("（县农科所供稿）", ["县农科所"], []),
        ("（英國 亨利·貝克特 作）", ["英國", "亨利·貝克特"], ["亨利·貝克特"]),
        # What has the form of a name stays when the model finds nobody.
        ("（本报记者站）", ["章文"], ["章文"]),
        ("（记者 章文 通讯员 李武）", ["章文", "李武"], ["章文", "李武"]),
    ],
)
def test_people_read_in_a_known_form_are_checked(text, read, expected):
    people = tuple(SignedName(name, "撰稿", "", name) for name in read)
    assert [person.name for person in corrected(people, text, LAST)] == expected


def test_one_name_read_as_two_is_mended():
    text = "本报记者　李志高摄"
    people = parse_standalone(text).people
    assert {person.name for person in people} == {"李志", "高摄"}
    assert credits(corrected(people, text, ALONE)) == [("李志高", "摄影")]


def test_a_report_signed_in_a_known_form_keeps_its_reporters():
    text = "本报郑州1月16日讯 通讯员汤晓白、路遥，记者荀立报道："
    lead = parse_lead(text)
    assert corrected(lead.people, text[: lead.length], FIRST) == lead.people


@pytest.mark.parametrize(
    ("text", "is_signed"),
    [
        ("县植保站　沈士良", True),
        ("方白野作", True),
        # Names alone may be a headline.
        ("沈士良", False),
        ("街心花园开放", False),
    ],
)
def test_only_a_line_with_a_name_and_more_is_surely_signed(text, is_signed):
    assert is_surely_signed(text) is is_signed


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        ("井水冬暖夏凉。（江都 小任）", "（江都 小任）"),
        ("井水冬暖夏凉。　　蜀客", "蜀客"),
        # A sentence, or one that continues elsewhere.
        ("“井水冬暖夏凉。”章文说。", ""),
        ("井水冬暖夏凉。如今", ""),
        ("井水（深三丈）冬暖夏凉。", ""),
    ],
)
def test_the_last_words_of_a_paragraph_may_be_a_byline(paragraph, words):
    assert paragraph[last_words(paragraph) :] == words


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        ("本报讯（记者 章文）渡口", "本报讯（记者 章文）"),
        ("（记者 章文）渡口", "（记者 章文）"),
        ("渡口没有钟，船（木船）来了", ""),
    ],
)
def test_the_first_words_of_a_paragraph_may_be_a_byline(paragraph, words):
    assert paragraph[: first_words(paragraph)] == words


def test_every_character_has_features_that_depend_on_where_the_byline_stands():
    plain = "（江都 小任）"
    assert len(byline_features(plain, LAST)) == len(plain)
    assert byline_features(plain, LAST) != byline_features(plain, ALONE)


@pytest.mark.parametrize(
    "paragraph",
    [
        "史陶比尔(杭州)机械有限公司的工作室昨日揭牌，来了三十人。",
        "“井水冬暖夏凉，是祖上挖的，旱年也不干。”章文说。",
    ],
)
def test_a_company_and_somebody_who_speaks_sign_nothing(training, paragraph):
    draft = draft_page(f"酱园晒场变看台\n{paragraph}\n", "1", training, "", set())
    (article,) = draft.fields["articles"]
    assert "bylines" not in article


PAGE = SourcePage(
    "paper",
    lines=[
        SourceLine("H", "酱园晒场", 0),
        SourceLine("P", "卤水点得慢，豆腐才嫩，急不得，也慢不得。（镇粮管所 葛兰）", 1),
        SourceLine("P", "本报讯（记者 章　文）酱园晒场改成看台，坐满了人。（县文化馆 李武）", 0),
        SourceLine("Y", "郑玄明/摄", 0),
    ],
    places=["", ""],
    bylines=[[("章文", "记者"), ("李武", "通讯员"), ("郑玄明", "摄影")], [("葛兰", "通讯员")]],
)


def named(example):
    """The names in an example, by their labels."""
    words = "".join(
        "|" * (label == "B") + character if label != "O" else " "
        for character, label in zip(example.words, example.labels, strict=True)
    )
    return [name.split(" ")[0].split("　")[0] for name in words.split("|")[1:]]


def test_examples_are_the_bylines_of_a_page_with_their_names():
    examples = byline_examples([PAGE])
    assert [(example.words, example.place) for example in examples] == [
        ("（镇粮管所 葛兰）", LAST),
        ("（县文化馆 李武）", LAST),
        ("本报讯（记者 章　文）", FIRST),
        ("郑玄明/摄", ALONE),
    ]
    assert examples[2].labels == (*"OOOOOOO", *"BII", "O")
    assert [named(example) for example in examples] == [["葛兰"], ["李武"], ["章"], ["郑玄明"]]


def test_variations_have_other_names_in_the_same_places():
    examples = byline_examples([PAGE])
    varied = with_variations(examples, 5)
    assert varied == with_variations(examples, 5)
    assert varied != with_variations(examples, 6)
    assert len({example.words for example in varied}) > 2 * len(examples)
    for example in varied:
        assert len(example.labels) == len(example.words)
        assert example.labels.count("B") == 1
    assert {example.words[1:5] for example in varied if example.place == LAST} > {"县文化馆"}
