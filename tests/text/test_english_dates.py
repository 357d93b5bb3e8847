"""Uncertain dates in English."""

import pytest

from archive.text.english_dates import century, in_english, range_without_about


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2021-07-28", "28 July 2021"),
        ("2021-06", "June 2021"),
        ("2021", "2021"),
        ("202X", "2020s"),
        ("20XX", "21st century"),
        ("2021-21", "spring 2021"),
        ("2021-06/2021-09", "June–September 2021"),
        ("2021-06-03/2021-06-05", "3–5 June 2021"),
        ("2024-03-26/2024-04-05", "26 March – 5 April 2024"),
        ("2020-12-30/2021-01-02", "30 December 2020 – 2 January 2021"),
        ("1998~", "c. 1998"),
        ("1998?", "1998 (uncertain)"),
        ("[1998,2000]", "1998 or 2000"),
        ("[2021-06..2021-09]", "c. June–September 2021"),
    ],
)
def test_a_date_in_words(edtf, words):
    assert in_english(edtf) == words


def test_beside_the_mark_of_inferred_dates_about_is_left_out():
    assert range_without_about("[2021-06..2021-09]") == "June–September 2021"
    assert range_without_about("1998~") == "c. 1998"


def test_centuries_in_english():
    assert [century(n) for n in (11, 19, 21, 22, 23)] == [
        *("11th century", "19th century", "21st century", "22nd century", "23rd century")
    ]
