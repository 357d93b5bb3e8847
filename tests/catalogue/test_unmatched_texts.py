"""The likely change to a page text that no longer matches the catalogue is named."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive.catalogue.check import check
from archive.catalogue.page_texts import PageTexts, catalogue_sha256s
from archive.catalogue.unmatched_texts import unmatched_texts
from archive.catalogue.yaml_file import read

from ..small_catalogue import PAGE

# the text that an edition held is asked of its database
pytestmark = pytest.mark.django_db


def find_unmatched(catalogue, paragraphs_of=lambda idents: {}):
    texts = PageTexts(catalogue.pages)
    expected = check(catalogue.folder, texts).wanted
    return list(unmatched_texts(texts, expected, catalogue.folder, paragraphs_of))


def spoil(catalogue, data):
    (catalogue.pages / "page.txt").write_bytes(data if isinstance(data, bytes) else data.encode())


def run_check(catalogue):
    output, errors = StringIO(), StringIO()
    arguments = ["--fixtures", str(catalogue.folder), "--pages", str(catalogue.pages)]
    call_command("check_catalogue", *arguments, stdout=output, stderr=errors)
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("\ufeff" + PAGE, "去掉文件头的 BOM，即可相符"),
        (PAGE.replace("\n", "\r\n"), "把换行改为 LF，即可相符"),
        ("\ufeff" + PAGE.replace("\n", "\r\n"), "去掉文件头的 BOM，再把换行改为 LF，即可相符"),
        (PAGE.rstrip("\n"), "在末尾加一个换行，即可相符"),
        (PAGE + "\n\n", "在末尾只留一个换行，即可相符"),
        ((PAGE + "\n").replace("\n", "\r\n"), "把换行改为 LF，再"),
        (PAGE.encode("gb18030"), "文件是 GBK 编码，不是 UTF-8，转成 UTF-8，即可相符"),
        (PAGE.replace("\n", "\r\n").encode("gb18030"), "转成 UTF-8；把换行改为 LF，即可相符"),
        (PAGE.encode("utf-16"), "文件是 UTF-16 编码"),
        # one character changed, where titles are as they were
        (PAGE.replace("四十名", "四百名"), "字数相同，标题未变，改动在正文里"),
        (
            PAGE.replace("钳工比武", "钳工比文"),
            "字数相同，「县里办起钳工比武」处现在是「县里办起钳工比文」",
        ),
        (PAGE.replace("本报讯", "本报讯息"), "多了 1 个字，在「县里办起钳工比武」与「车间」之间"),
        (PAGE.replace("\n\n车间", "\n车间"), "少了 1 个字，在「县里办起钳工比武」与「车间」之间"),
        (
            PAGE.replace("下月开赛", "下月开").encode("gb18030"),
            "GBK 编码，不是 UTF-8；少了 1 个字，在「乡里也要比」之后",
        ),
    ],
)
def test_changes_to_a_page_text_are_explained(catalogue, data, message):
    spoil(catalogue, data)
    (stray,) = find_unmatched(catalogue)
    assert message in stray.says
    assert stray.page in set(catalogue_sha256s(catalogue.folder))
    with pytest.raises(CommandError, match="1 处有误"):
        run_check(catalogue)


def test_the_changed_character_of_a_published_text_is_named(catalogue):
    spoil(catalogue, PAGE.replace("开赛", "开幕"))
    paragraphs = {"222222f": [("p1", "下月开赛。")]}
    (stray,) = find_unmatched(
        catalogue, lambda idents: {item: paragraphs.get(item, ()) for item in idents}
    )
    assert "可能是 shi-bao/2020-10-11/1 这一版" in stray.says
    assert "文章 222222f 的 p1 第 4 字起原是「赛。」，现在是「幕。」" in stray.says


def test_the_first_change_is_named_where_all_behind_it_has_shifted(catalogue):
    spoil(catalogue, PAGE.replace("记者甲文", "记者甲"))
    paragraphs = {
        "1cq34jc": [("b1", "本报讯　记者甲文报道"), ("p1", "？")],
        "222222f": [("p1", "下月开赛。")],
    }
    (stray,) = find_unmatched(catalogue, lambda _: paragraphs)
    assert "少了 1 个字，文章 1cq34jc 的 b1 第" in stray.says


@pytest.mark.parametrize(
    "text", ["hello", "", "别的报纸别的版面，与目录里的题目都不相干。", "\x00\xff"]
)
def test_files_that_were_never_pages_are_no_fault(catalogue, text):
    (catalogue.pages / "other.txt").write_bytes(text.encode("latin-1", "ignore") or text.encode())
    (stray,) = find_unmatched(catalogue)
    assert "目录里没有：尚未编目，或改动过" in stray.says
    assert not stray.page
    assert "无误" in run_check(catalogue)


def test_a_second_copy_of_a_page_that_is_held_is_no_fault(catalogue):
    (catalogue.pages / "copy.txt").write_bytes(PAGE.replace("\n", "\r\n").encode())
    (catalogue.pages / "changed.txt").write_bytes(PAGE.replace("开赛", "开幕").encode())
    assert [stray.page for stray in find_unmatched(catalogue)] == ["", ""]
    assert "无误" in run_check(catalogue)


def test_pages_of_issues_in_lines_are_known_by_their_titles(catalogue):
    record = read(catalogue.folder / catalogue.issue).record
    (catalogue.folder / catalogue.issue).unlink()
    line = json.dumps(record.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
    catalogue.write("issues/shi-bao/2020.jsonl", line + "\n")
    spoil(catalogue, PAGE.replace("开赛", "开幕"))
    (stray,) = find_unmatched(catalogue)
    assert "可能是 shi-bao/2020-10-11/1 这一版" in stray.says
