"""Text files with the date and the page in their names."""

import pytest

from archive.ingest.importers import text_files
from archive.ingest.importers.parsed_issue import ImportRefused, ParsedIssue


def issues(folder, files: dict[str, str], **options):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(text_files.issues([folder], **options))


def parts(item):
    return [(part.kind, part.text) for part in item.parts]


ARTICLE = "\n甲市新馆开放\n\n本报讯 第一段在此。\n第二段在此。\n"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("20230701-01-03.txt", "1"),
        ("2023-07-01/01-03.txt", "1"),
        ("2023/07/01/第02版/3.txt", "2"),
        ("2023年7月1日-A03-2.txt", "A3"),
    ],
)
def test_file_names_give_the_day_and_the_page(tmp_path, name, page):
    (issue,) = issues(tmp_path, {name: ARTICLE})
    (sheet,) = issue.sheets
    assert (issue.date, sheet.number) == ("2023-07-01", page)


def test_an_article_has_its_headline_and_paragraphs(tmp_path):
    (issue,) = issues(tmp_path, {"20230701-01-01.txt": ARTICLE})
    ((item,),) = [sheet.items for sheet in issue.sheets]
    assert parts(item) == [
        ("headline", "甲市新馆开放"),
        ("paragraph", "本报讯 第一段在此。"),
        ("paragraph", "第二段在此。"),
    ]


def test_articles_of_a_page_are_in_the_order_of_their_names(tmp_path):
    files = {
        f"20230701-{page:02}-{n:02}.txt": f"题{page}之{n}\n\n正文。\n"
        for page in (2, 1)
        for n in (10, 2)
    }
    (issue,) = issues(tmp_path, files)
    titles = [item.parts[0].text for sheet in issue.sheets for item in sheet.items]
    assert titles == ["题1之2", "题1之10", "题2之2", "题2之10"]


def test_a_file_of_a_whole_page_is_not_divided(tmp_path):
    (issue,) = issues(tmp_path, {"20230701-01.txt": "甲市新馆开放\n正文。\n乙市修桥\n正文。\n"})
    ((item,),) = [sheet.items for sheet in issue.sheets]
    assert [kind for kind, _ in parts(item)] == ["paragraph"] * 4
    assert item.notes == (text_files.UNDIVIDED,)


def test_a_file_without_a_day_is_refused_by_name_and_takes_the_day_that_is_given(tmp_path):
    (refused,) = issues(tmp_path, {"一篇.txt": ARTICLE})
    assert isinstance(refused, ImportRefused)
    assert "一篇.txt" in str(refused)
    assert "--date" in str(refused)
    (issue,) = issues(tmp_path, {}, date="2023-07-02")
    assert isinstance(issue, ParsedIssue)
    assert issue.date == "2023-07-02"


def test_who_signed_is_credited(tmp_path):
    (issue,) = issues(
        tmp_path, {"20230701-01-01.txt": "甲市新馆开放\n本报记者 甲文\n\n正文在此。\n"}
    )
    ((item,),) = [sheet.items for sheet in issue.sheets]
    assert ("byline", "本报记者 甲文") in parts(item)
