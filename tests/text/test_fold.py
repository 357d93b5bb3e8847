"""Folding: what folds to the same, and offsets into the original."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.text.fold import _FOLDED, BOUNDARY, _folded_character, _kind, fold

SAME = [
    ("ＡＢＣ１２３", "abc123"),
    ("WiFi", "wifi"),
    ("Straße", "strasse"),
    ("Café", "cafe"),
    ("Cafe\u0301", "cafe"),
    ("５㎏", "5kg"),
    ("ﬁlm", "film"),
    # traditional and variant characters
    ("漢字報紙", "汉字报纸"),
    ("檯燈與臺灣", "台灯与台湾"),
    ("頭髮發財", "头发发财"),
    ("乾淨", "干净"),
    ("裡裏", "里里"),
    ("峯羣爲眾", "峰群为众"),
    ("薴", "苎"),
    ("囯戸", "国户"),
    ("⻓⻔⻅⻢", "长门见马"),
    ("⼀⼈", "一人"),
    ("\uf9e1", "李"),
    ("哪吒与蒜薹", "哪吒与蒜薹"),
    ("著名", "著名"),
    # blanks
    ("二 〇 二\u3000一", "二〇二一"),
    ("第 3 版", "第3版"),
    ("老\n街", "老街"),
    ("new\n  york", "new york"),
    ("  a  ", "a"),
    ("看 TV 去", "看tv去"),
    ("a\u200bb\ufeff", "ab"),
    # ○ as a numeral
    ("二○○八年", "二〇〇八年"),
    ("二 ○ 二 一", "二〇二一"),
    ("○本报讯", "¶本报讯"),
    # punctuation
    ("好，好", "好¶好"),
    ("好,好", "好¶好"),
    ("“好！”他说……", "¶好¶他说¶"),
    ("好 , 好", "好¶好"),
    ("a , b", "a¶b"),
    ("—— ——", "¶"),
    ("3.5%", "3.5¶"),
    ("３．５", "3.5"),
    ("3. 5", "3¶5"),
    ("1.总则", "1¶总则"),
    ("a.b", "a¶b"),
    ("马克·吐温", "马克¶吐温"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), SAME)
def test_texts_are_folded(text, expected):
    assert fold(text).text == expected


def test_the_way_back_to_what_was_printed():
    text = "他 說：「好……」，５㎏ Cafe\u0301。"
    folded = fold(text)
    assert folded.text == "他说¶好¶5kg cafe¶"
    for part, original in [
        ("他说", "他 說"),
        ("说", "說"),
        ("好", "好"),
        ("5kg", "５㎏"),
        ("k", "㎏"),
        ("好¶5", "好……」，５"),
        (" ", " "),
    ]:
        start = folded.text.index(part)
        begin, end = folded.original(start, start + len(part))
        assert text[begin:end] == original


def test_an_empty_range_stays_empty_where_it_is():
    folded = fold("，好 好")
    assert [folded.original(n, n) for n in range(4)] == [(0, 0), (1, 1), (3, 3), (4, 4)]
    assert fold("").original(0, 0) == (0, 0)


@pytest.mark.parametrize("bounds", [(-1, 1), (0, 3), (2, 1)])
def test_a_range_outside_is_refused(bounds):
    with pytest.raises(IndexError):
        fold("老街").original(*bounds)


@pytest.mark.slow
def test_every_single_character_folds_once_and_for_all():
    for point in range(0x32400):  # past the last Han character
        folded = fold(chr(point)).text
        assert fold(folded).text == folded, hex(point)


def test_han_characters_map_one_to_one():
    for point in [*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0)]:
        if unicodedata.category(chr(point)) != "Cn":
            assert len(fold(chr(point)).text) == 1, hex(point)


TRICKY = "他說好國薴○〇二 \u3000\n,，。.…「」37５㎏½ﬁÉe\u0301が\u3099Σςİ¶·-+\u200b\u00adA b"


@settings(max_examples=500)
@given(st.one_of(st.text(alphabet=TRICKY, max_size=25), st.text(max_size=25)))
@example("3\u200b.5")
@example("二\u200b○")
def test_folding_is_idempotent_and_offsets_are_true(text):
    folded = fold(text)
    refolded = fold(folded.text)
    assert refolded.text == folded.text
    assert refolded.offsets == list(range(len(folded.text)))
    assert len(folded.offsets) == len(folded.ends) == len(folded.text)
    assert folded.offsets == sorted(folded.offsets)
    for n, character in enumerate(folded.text):
        start, end = folded.original(n, n + 1)
        assert 0 <= start < end <= len(text)
        if character not in f"{BOUNDARY} 〇.":
            assert character in fold(text[start:end]).text


def one_by_one(text):
    """(character, start, end) of the folded `text`, computed one character at a time."""
    replacement, blank = [], None
    pieces = [(c, at) for at, original in enumerate(text) for c in _folded_character(original)]
    for place, (character, at) in enumerate(pieces):
        last = replacement[-1][0] if replacement else ""
        kind = _kind(character)
        if kind == "blank":
            blank = (blank[0] if blank else at, at + 1)
            continue
        if character in "○◯" and last and last in "〇零一二三四五六七八九十百千两":
            character, kind = "〇", "han"
        following = pieces[place + 1][0] if place + 1 < len(pieces) else ""
        if character == "." and blank is None and is_digit(last) and is_digit(following):
            kind = "letter"
        if kind == "mark":
            if last == BOUNDARY:
                replacement[-1] = (BOUNDARY, replacement[-1][1], at + 1)
            else:
                replacement.append((BOUNDARY, at, at + 1))
        else:
            if blank and last and last != BOUNDARY and "han" not in (kind, _kind(last)):
                replacement.append((" ", *blank))
            replacement.append((character, at, at + 1))
        blank = None
    return replacement


def is_digit(character):
    return bool(character) and "0" <= character <= "9"


@pytest.mark.slow
@settings(max_examples=2000)
@given(st.one_of(st.text(alphabet=TRICKY, max_size=25), st.text(max_size=25)))
@example("三 ○ ◯.5")
@example("1.2.3 .4. 5\u200b.6")
@example("㎏ ½\u200b，。 ﬁ")
def test_folding_at_once_is_folding_one_by_one(text):
    expected = one_by_one(text)
    traced = fold(text)
    assert list(zip(traced.text, traced.offsets, traced.ends, strict=True)) == expected


def test_a_folded_character_is_stored_only_once_its_length_is_known(monkeypatch):
    """Otherwise another, which folds at that moment, would take each character for one."""

    class Known(set):
        def add(self, character):
            assert ord(character) not in _FOLDED
            super().add(character)

    _FOLDED.pop(ord("㎏"), None)
    monkeypatch.setattr(_FOLDED, "length_changing", Known())
    assert fold("㎏米").offsets == [0, 0, 1]
    assert "㎏" in _FOLDED.length_changing
