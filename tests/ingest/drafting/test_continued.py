"""Articles that go on on another page of the same issue."""

import datetime

import pytest

from archive.catalogue.entries import PageEntry
from archive.ingest.drafting.issue import draft_issue

FIRST = """\
第1版 要闻 2021年3月16日

赣南果农领到“保险单”

本报讯（记者 甲文）一场倒春寒过后，江西寻乌县的果农蹲在地头数冻伤的枝条，\
还没数完，保险员的电话就打来了。

{onward}
"""
THIRD = """\
第3版 综合 2021年3月16日

合江荔枝古树有了名牌

本报讯（记者 乙武）四川合江县今年给荔枝古树挂上名牌，首批建档一千二百株，来年春天分株育苗。

{back}

果农领到“保险单”

为了让大家投得起、赔得快，保费的补贴从六成提高到八成，又给每个乡镇配了两名查勘员，拍了照片两天到账。
"""


def draft_pages(training, onward, back):
    texts = [FIRST.format(onward=onward), THIRD.format(back=back)]
    day = datetime.date(2021, 4, 1)
    issue = draft_issue(texts, "gongren-ribao", training, frozenset(), today=day)
    pages = [
        PageEntry.model_validate(page, context={"draft": True}) for page in issue.fields["pages"]
    ]
    return pages, issue.fields["draft"]["guesses"]


def notes(page):
    return {
        article.headline.text: [note.text for note in article.notes if note.kind == "order"]
        for article in page.articles
    }


@pytest.mark.parametrize(
    ("onward", "back"),
    [("（下转第3版）", "（上接第1版）"), ("下转第三版", "（上接一版）"), ("▶下转3版", "▶上接1版")],
)
def test_both_parts_say_where_the_other_is(training, onward, back):
    (first, third), guesses = draft_pages(training, onward, back)
    assert notes(first) == {"赣南果农领到“保险单”": ["下文在第3版。"]}
    assert notes(third) == {"合江荔枝古树有了名牌": [], "果农领到“保险单”": ["上文在第1版。"]}
    assert third.articles[1].places[0].code == first.articles[0].places[0].code
    assert third.articles[1].places[0].basis == "inferred"
    note_guesses = [guess for guess in guesses if ".notes[" in guess["at"]]
    assert [guess["confidence"] for guess in note_guesses] == [0.9, 0.9]


OTHER_PAGE = """\
{folio}

{town}办起夜校

本报讯（记者 甲文）{town}上月办起夜校，有一百二十人报名，每周二、四晚上课，课本由镇里的印刷厂赠送。
"""
TOWNS = ("东山镇", "西河镇", "南桥镇", "北港镇", "石塘镇", "柳林镇")


def test_an_issue_of_eight_pages_keeps_together(training):
    """One page prints no number: it has the one that its place gives it."""
    towns = iter(TOWNS)
    texts = []
    for n in range(1, 9):
        folio = f"第{n}版 综合 2021年3月16日"
        if n == 1:
            texts.append(FIRST.format(onward="（下转第5版）"))
        elif n == 5:
            texts.append(THIRD.replace("第3版", "").format(back="（上接第1版）"))
        else:
            texts.append(OTHER_PAGE.format(folio=folio, town=next(towns)))
    day = datetime.date(2021, 4, 1)
    issue = draft_issue(texts, "gongren-ribao", training, frozenset(), today=day)
    pages = issue.fields["pages"]
    assert [page["number"] for page in pages] == [str(n) for n in range(1, 9)]
    assert [page["page"] for page in pages] == [str(n) for n in range(1, 9)]
    assert issue.fields["date"]["edtf"] == "2021-03-16"
    entries = [PageEntry.model_validate(page, context={"draft": True}) for page in pages]
    assert notes(entries[0]) == {"赣南果农领到“保险单”": ["下文在第5版。"]}
    assert notes(entries[4])["果农领到“保险单”"] == ["上文在第1版。"]
    assert [sum(map(bool, notes(entry).values())) for entry in entries] == [1, 0, 0, 0, 1, 0, 0, 0]


def test_a_turn_to_a_page_that_is_not_there_joins_nothing(training):
    (first, third), _ = draft_pages(training, "（下转第5版）", "（上接第1版）")
    assert notes(first) == {"赣南果农领到“保险单”": []}
    assert notes(third)["果农领到“保险单”"] == []
