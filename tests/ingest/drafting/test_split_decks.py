"""Which of the lines above a text is the headline, where their type is not known."""

import pytest

from archive.ingest.drafting.line_classifier import ClassifiedLine
from archive.ingest.drafting.split_decks import split_decks
from archive.ingest.drafting.text_lines import lines

PLACES = ("柳城", "山阳")
BODY = "昨天，柳城县总工会的歇脚点开了门。"


def places_in(text):
    return {place for place in PLACES if place in text}


def decks(*heads):
    """(kicker, headline, subheads) of heads, (text, deck) each."""
    rows = lines("\n".join(text for text, _ in heads))
    entries = [
        ClassifiedLine(row, "heading", row.start, row.end, 0.7, deck=deck)
        for row, (_, deck) in zip(rows, heads, strict=True)
    ]
    result = split_decks(entries, BODY, "", places_in)
    kicker = result.kicker.text if result.kicker else ""
    return kicker, result.headline.text, [words.text for words in result.subheads]


def test_what_says_which_organisation_did_it_is_a_subhead():
    above, below = "让夜班工人有口热饭", "柳城县总工会开办八十家深夜食堂"
    assert decks((above, "kicker"), (below, "headline")) == ("", above, [below])


@pytest.mark.parametrize("above", ["热水有了 板凳有了", "一口热饭暖人心——", "大家都说好！"])
def test_two_phrases_and_calls_stay_kickers(above):
    below = "柳城县总工会开办八十家深夜食堂"
    assert decks((above, "headline"), (below, "subhead")) == (above, below, [])


def test_of_three_lines_the_last_may_say_who_did_it():
    heads = ("做一日店员", "干部端起盘子", "山阳县总工会练就服务本领")
    actual = decks(*zip(heads, ("kicker", "kicker", "headline"), strict=True))
    assert actual == (heads[0], heads[1], [heads[2]])


def test_english_decks_are_not_parted_at_blanks():
    headline = "Old station opens as a library for railway workers and readers"
    assert decks((headline, "headline")) == ("", headline, [])
