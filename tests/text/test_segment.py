"""Segmentation: the same words for articles and queries, without output or files."""

import re
import subprocess
import sys

import pytest

from archive.text import segment
from archive.text.fold import fold
from archive.text.segment import warm, words

QUIET = """
import os, sys, tempfile
tempfile.tempdir = sys.argv[1]
import archive.text.segment as segment
assert "jieba" not in sys.modules, "importing the module must not load jieba"
segment.warm()
segment.words("老街的早晨")
assert os.listdir(sys.argv[1]) == []
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宁波日报", ["宁波", "日报"]),
        ("宁波日報，杭州日报。", ["宁波", "日报", "杭州", "日报"]),
        ("新闻工作者", ["新闻", "工作", "作者", "工作者"]),
        ("ＷｉＦｉ 覆盖", ["wifi", "覆盖"]),
        ("增长3.5%", ["增长", "3.5"]),
        ("New York", ["new", "york"]),
        ("第５版", ["第", "5", "版"]),
        ("，报社3月1日办AI展，", ["报社", "3", "月", "1", "日", "办", "ai", "展"]),
        ("，。 ！", []),
        ("", []),
    ],
)
def test_text_is_cut_into_words(text, expected):
    assert words(fold(text).text) == expected


def test_a_word_is_not_found_across_punctuation():
    assert "日报" in words(fold("今日报纸").text) or "报纸" in words(fold("今日报纸").text)
    assert words(fold("今日，报纸").text) == words("今日") + words("报纸")


def test_a_name_out_of_no_dictionary_is_cut_alike_in_every_place():
    name = words("鄞江")
    assert name == ["鄞", "江"]
    sentence = words(fold("记者从鄞江获悉").text)
    assert name == [word for word in sentence if word in name]


def test_traditional_and_simplified_text_have_the_same_words():
    assert words(fold("圖書館裡讀報紙").text) == words(fold("图书馆里读报纸").text)


def test_characters_outside_the_dictionary_are_kept():
    assert words(fold("𬭎").text)
    assert words("〇") == ["〇"]


def test_warm_may_be_called_again():
    warm()
    warm()


def test_loading_is_lazy_and_quiet_and_leaves_no_file(tmp_path):
    completed = subprocess.run(
        [sys.executable, "-W", "always", "-c", QUIET, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (completed.returncode, completed.stdout, completed.stderr) == (0, "", "")


@pytest.mark.slow
def test_rjieba_and_jieba_cut_the_same(monkeypatch):
    """Over the whole catalogue, so that the fast one can replace the slow one."""
    from django.conf import settings

    from archive.text import segment
    from archive.text.fold import fold

    fast = segment._loaded.__wrapped__()
    monkeypatch.setitem(sys.modules, "rjieba", None)
    slow = segment._loaded.__wrapped__()
    for path in sorted(settings.FIXTURES_DIR.rglob("*.yaml")):
        folded = fold(path.read_text(encoding="utf-8")).text
        for run in re.findall("[\u3400-\u9fff]+", folded):
            assert fast(run) == slow(run)


def test_a_run_without_end_is_cut_in_pieces(monkeypatch):
    lengths = []

    def counting(load):
        return lambda: lambda text: lengths.append(len(text)) or load()(text)

    monkeypatch.setattr(segment, "_cutter", counting(segment._loaded))
    monkeypatch.setattr(segment, "_whole_cutter", counting(segment._loaded_whole))
    text = "职工技能竞赛" * 50_000
    words = segment.words(text)
    assert max(lengths) <= 100_000 < sum(lengths) == len(text)
    assert set(words) >= {"职工", "技能", "竞赛"}
    lengths.clear()
    assert "".join(segment.cut(text)) == text
    assert max(lengths) <= 100_000


def test_a_long_text_is_cut_in_pieces_between_words(monkeypatch):
    text = fold("职工技能竞赛，Cloud 9；新闻工作者。" * 9).text
    whole = segment.words(text)
    monkeypatch.setattr(segment, "_MAX_RUN_LENGTH", 20)
    assert segment.words(text) == whole
