"""What a page sets for the drafter: it may guess wrong there, but not in silence."""

import pytest
from django.core.management import CommandError, call_command

from archive.catalogue.entries import PageEntry
from archive.ingest.drafting.issue import draft_issue
from archive.ingest.drafting.page import draft_page

NEWSPAPER = "gongren-ribao"
LONG = "厂里的老师傅把图纸摊在木箱上，一条一条讲给新来的人听，讲到天黑才收工。"


def draft_entry(text, training):
    draft = draft_page(text, "x1", training, NEWSPAPER, frozenset())
    page = PageEntry.model_validate(draft.fields, context={"draft": True})
    return page, {guess.at: guess for guess in draft.guesses}


def test_a_join_over_a_blank_line_inside_a_word_is_a_guess(training):
    text = (
        f"车间里的木箱\n本报讯（记者甲文）{LONG}\n\n"
        f"他说的是意外伤害互助保\n\n险。这一条写进了章程。{LONG}\n"
    )
    page, guesses = draft_entry(text, training)
    spans = [
        (f"articles[{m}].body[{k}].at[{n}]", block.at[n])
        for m, article in enumerate(page.articles)
        for k, block in enumerate(article.body)
        for n in range(1, len(block.at))
    ]
    joins = [at for at, (start, _) in spans if text[start:].startswith("险。")]
    assert joins, "the right line goes on"
    assert guesses[joins[0]].confidence < 0.8
    assert "隔着空行" in guesses[joins[0]].reason


def test_text_that_breaks_off_is_not_marked_as_lost(training):
    text = (
        f"车间里的木箱\n本报讯（记者甲文）{LONG}\n\n末了他把攒了两年的工具都分了下去，自己只收下了那\n\n"
        f"乡里办起夜校\n本报讯（通讯员乙武）{LONG}\n"
    )
    page, guesses = draft_entry(text, training)
    torn = [
        (article, f"articles[{m}].body[{k}]", block)
        for m, article in enumerate(page.articles)
        for k, block in enumerate(article.body)
        if block.gap == "after"
    ]
    ((article, at, block),) = torn
    assert [(note.kind, note.block) for note in article.notes] == [("doubt", block.id)]
    assert "未见" not in article.notes[0].text
    assert guesses[at].confidence <= 0.5


def test_a_trainee_signs(training):
    text = f"车间里的木箱\n{LONG}\n（记者甲文 实习生乙武）\n"
    page, _ = draft_entry(text, training)
    assert [(c.person, c.role) for c in page.articles[0].bylines] == [
        ("jia-wen", "记者"),
        ("yi-wu", "实习生"),
    ]


@pytest.mark.parametrize(
    ("lead", "code"),
    [
        ("河南省平顶山市石龙区的王家湾矿区里", "410404"),
        ("山西省阳泉市矿区的街道上", "140303"),
        ("河北省石家庄市桥西区总工会里", "130104"),
    ],
)
def test_a_common_noun_is_a_county_beside_its_city_alone(training, lead, code):
    codes = [choice.code for choice in training.gazetteer.choose("", lead, LONG)]
    assert codes[0] == code


@pytest.mark.parametrize(
    "lead", ["王家湾矿区里", "郊区的菜地里", "城区街头", "桥西的茶馆里", "市中区里"]
)
def test_a_common_noun_by_itself_is_no_county(training, lead):
    assert training.gazetteer.choose("", lead, LONG) == []


@pytest.mark.parametrize("number", ["第3版", "第三版", "第03版"])
def test_the_number_that_a_page_prints_is_its_number_and_what_is_above_its_name(training, number):
    text = f"工会新闻\n{number}\n\n练在车间 比在车间\n木箱旁边讲图纸\n本报讯（记者甲文）{LONG}\n"
    draft = draft_issue([text], NEWSPAPER, training, set())
    (page,) = draft.fields["pages"]
    assert list(page)[:3] == ["page", "number", "name"]
    assert (page["page"], page["number"], page["name"]) == ("3", "3", "工会新闻")
    (article,) = page["articles"]
    assert article["kicker"]["text"] == "练在车间 比在车间"
    assert article["headline"]["text"] == "木箱旁边讲图纸"
    assert {"pages[0].number", "pages[0].name"} <= {
        guess["at"] for guess in draft.fields["draft"]["guesses"]
    }


def test_pages_that_print_one_number_twice_or_several_have_none_of_it(training):
    text = f"{{}}\n\n木箱旁边讲图纸\n本报讯（记者甲文）{LONG}\n"
    texts = [text.format("第3版"), text.format("第3版"), text.format("第1版 第2版")]
    draft = draft_issue(texts, NEWSPAPER, training, set())
    assert [page["page"] for page in draft.fields["pages"]] == ["3", "x2", "x3"]


@pytest.mark.parametrize(
    ("data", "expected_message"),
    [("\ufeff木箱\n", "文件头有 BOM"), ("木箱\r\n图纸\r\n", "换行不是 LF")],
)
def test_a_text_that_an_editors_program_rewrote_is_refused(tmp_path, data, expected_message):
    page = tmp_path / "page.txt"
    page.write_bytes(data.encode())
    with pytest.raises(CommandError, match=expected_message) as caught:
        call_command("draft", page, newspaper=NEWSPAPER, out=tmp_path / "out.yaml")
    assert str(page) in str(caught.value)
    assert not (tmp_path / "out.yaml").exists()


LOCAL = """\
{folio}

公交车厢里添了书架

本报讯（记者 甲文）从昨天起，515路公交车的车厢里添了书架，乘客可以把看完的书留给下一位。

江心岛上修好灯塔

本报讯（记者 乙武）海南三亚市的一座小岛日前修好灯塔，渔船夜里回港不必再看星星。
"""


@pytest.mark.parametrize(
    ("folio", "code"),
    [("宁波晚报 2013年12月9日 A08版", "330200"), ("2013年12月9日 A08版", None)],
)
def test_what_a_city_s_newspaper_reports_without_a_place_is_from_there(training, folio, code):
    """Another place elsewhere on the page does not count, nor does a newspaper without its name."""
    (page,) = draft_issue([LOCAL.format(folio=folio)], "", training, frozenset()).fields["pages"]
    first, second = (article["places"] for article in page["articles"])
    assert [place["code"] for place in first] == ([code] if code else [])
    assert all(place["basis"] == "inferred" for place in first)
    assert second[0]["code"] == "460200"


def test_a_signature_behind_the_last_sentence_is_a_byline_of_its_own(training):
    ending = "轮渡公司提醒，大风天仍可能停航。"
    text = f"渡船末班延后半小时\n　　从六月一日起，{LONG}\n{ending}（记者 卢一帆）\n"
    page, _ = draft_entry(text, training)
    (article,) = page.articles
    *_, paragraph, byline = article.body
    assert byline.kind == "byline"
    assert [text[slice(*at)] for at in byline.at] == ["（记者 卢一帆）"]
    assert text[slice(*paragraph.at[-1])] == ending


def test_a_name_in_brackets_on_a_line_of_its_own_is_no_paragraph(training):
    text = f"夜校开班学修表\n　　文化馆夜校本周开班，{LONG}\n　　　　　　　　　　　（季禾）\n"
    page, _ = draft_entry(text, training)
    (article,) = page.articles
    assert [block.kind for block in article.body] == ["paragraph", "byline"]
    assert [credit.read for credit in article.bylines] == ["季禾"]
    assert not article.notes
