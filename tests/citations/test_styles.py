"""Citations, letter by letter; tests/clients compares them with citeproc-js."""

import pytest

from archive.citations import DEFAULT, FORMATS, STYLES, csl

from .items import PEOPLE, dated_item, make_item


def test_the_national_standard_of_2015_is_the_default():
    assert DEFAULT.key == "gbt7714-2015"
    assert [*FORMATS] == [
        "gbt7714-2015",
        "gbt7714-2025",
        "apa",
        "mla",
        "chicago",
        "bibtex",
        "ris",
        "csl-json",
    ]


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        (
            "gbt7714-2015",
            "赵文, 钱文, 孙文, 等. 县里办起钳工比武[N/OL]. 试报, 2020-10-11(3)[2026-11-02].",
            ".",
        ),
        (
            "gbt7714-2025",
            "赵文，钱文，孙文，等. 县里办起钳工比武[N/OL]. 试报，2020-10-11（3）.",
            ".",
        ),
        ("apa", "赵文, 钱文, 孙文, & 李文. (2020, October 11). 县里办起钳工比武. 试报, 3.", ""),
        ("mla", "赵文, et al. “县里办起钳工比武.” 试报, 11 Oct. 2020, p. 3. 报藏,", "."),
        ("chicago", "赵文, 钱文, 孙文, and 李文. “县里办起钳工比武.” 试报, October 11, 2020.", "."),
    ],
)
def test_four_authors_are_listed_as_the_style_requires(key, before, after):
    cited = FORMATS[key].write(make_item(author=PEOPLE[:4]))
    assert cited == f"{before} https://archive.example.org/articles/1cq34jc/{after}"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            dated_item([2021, 6], circa=True),
            ("[2021-06]", "(ca. 2021, June)", "Circa June 2021", "[June 2021?]"),
        ),
        (
            dated_item([2021, 6], [2021, 9], circa=True),
            (
                "[2021-06/2021-09]",
                "(ca. 2021, June–September)",
                "Circa June–Sept. 2021",
                "[June–September 2021?]",
            ),
        ),
        (
            dated_item([2024, 3, 26], [2024, 4, 5], circa=True),
            (
                "[2024-03-26/2024-04-05]",
                "(ca. 2024, March 26–April 5)",
                "Circa 26 Mar.–5 Apr. 2024",
                "[March 26–April 5, 2024?]",
            ),
        ),
        # citeproc-js writes (ca. 2019–2020, December 30–January 2), which says something else
        (
            dated_item([2019, 12, 30], [2020, 1, 2], circa=True),
            (
                "[2019-12-30/2020-01-02]",
                "(ca. 2019, December 30–2020, January 2)",
                "Circa 30 Dec. 2019–2 Jan. 2020",
                "[December 30, 2019–January 2, 2020?]",
            ),
        ),
        (make_item(issued=None), ("试报(3)[2026-11-02]", "(n.d.)", "试报, p. 3", "n.d.")),
    ],
)
def test_a_date_that_is_not_certain_says_so(facts, expected):
    keys = ("gbt7714-2015", "apa", "mla", "chicago")
    for key, date in zip(keys, expected, strict=True):
        assert date in FORMATS[key].write(facts)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
def test_a_newspaper_that_an_editor_concluded_is_in_brackets(style):
    assert "[试报]" in style.write(make_item(note=f"{csl.INFERRED}：版面没有报名"))
    assert "[试报]" not in style.write(make_item(note="本报驻省城"))


def test_the_year_of_access_replaces_a_missing_date_in_the_standard_of_2025():
    assert "试报，[2026]（3）." in FORMATS["gbt7714-2025"].write(make_item(issued=None))


@pytest.mark.parametrize(
    ("title", "in_apa", "in_quotes"),
    [
        # citeproc-js knows only ? and !, and would set a full stop behind ？ and ！
        ("谁来比武？", "谁来比武？ 试报", "“谁来比武？”"),
        ("比武！", "比武！ 试报", "“比武！”"),
        ("比武……", "比武…… 试报", "“比武……”"),
        ("他说“好！”", "他说“好！” 试报", "“他说‘好！’”"),
        ("又到“比武”", "又到“比武.” 试报", "“又到‘比武.’”"),
        ("“赛”出“‘真’本领”", "“赛”出“‘真’本领.” 试报", "“‘赛’出‘“真”本领.’”"),
    ],
)
def test_a_title_has_one_end_and_its_quotation_marks_in_turn(title, in_apa, in_quotes):
    facts = make_item(title=title)
    assert f"{in_apa}, 3." in FORMATS["apa"].write(facts)
    for key in ("mla", "chicago"):
        assert f"{in_quotes} 试报" in FORMATS[key].write(facts)
    for key in ("gbt7714-2015", "gbt7714-2025"):
        assert f"{title}[N/OL]. " in FORMATS[key].write(facts)


def test_a_citation_is_one_line():
    assert all("\n" not in style.write(make_item()) for style in STYLES)


ROMANISED = {
    "zh-Latn-pinyin": {
        "title": "Xian li banqi qiangong biwu",
        "author": [{"family": "Zhao", "given": "Wen"}, {"literal": "Ke Gonghui"}],
        "container-title": "Shibao",
        "source": "Baozang",
    },
    "en": {"title": "County holds a contest"},
}


@pytest.mark.parametrize(
    ("key", "cited"),
    [
        (
            "apa",
            (
                "Zhao, W. & Ke Gonghui. (2020, October 11). Xian li banqi qiangong biwu "
                "[County holds a contest]. Shibao, 3. "
            ),
        ),
        (
            "mla",
            (
                "Zhao Wen and Ke Gonghui. “Xian li banqi qiangong biwu” [“County holds a "
                "contest”]. Shibao, 11 Oct. 2020, p. 3. Baozang, "
            ),
        ),
        (
            "chicago",
            (
                "Zhao Wen 赵文 and Ke Gonghui 柯工惠. “Xian li banqi qiangong biwu” "
                "县里办起钳工比武 [County holds a contest]. Shibao 试报, October 11, 2020. "
            ),
        ),
    ],
)
def test_english_styles_have_names_and_titles_in_latin_letters(key, cited):
    authors = [PEOPLE[0], {"literal": "柯工惠"}]
    citation = FORMATS[key].write(make_item(author=authors, custom=ROMANISED))
    assert citation.startswith(cited)


def test_the_national_standard_has_characters_alone():
    for key in ("gbt7714-2015", "gbt7714-2025"):
        assert FORMATS[key].write(make_item(custom=ROMANISED)) == FORMATS[key].write(make_item())
