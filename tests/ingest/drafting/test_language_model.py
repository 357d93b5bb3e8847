"""The character model: probabilities that add up and depend only on the training text."""

import pytest

from archive.ingest.drafting.language_model import LanguageModel

TRAINING_TEXTS = ["甲乙甲丙", "乙甲", "", "甲乙\n丙甲", "丁"]
LETTERS = "甲乙丙丁\n"


@pytest.fixture(scope="module")
def language():
    return LanguageModel(TRAINING_TEXTS)


@pytest.mark.parametrize("history", ["", "甲", "乙甲", "\n", "\n甲乙", "丙", "丁", "不曾见"])
def test_chances_of_all_that_was_read_and_all_that_was_not_come_to_one(language, history):
    # 6000 characters there are at least, all those that were never read alike
    total = sum(language.chance(char, history) for char in LETTERS)
    strange = language.chance("戊", history) * (6000 - len(LETTERS))
    assert total + strange == pytest.approx(1)


def test_sequences_that_were_read_are_likelier_than_others(language):
    # of the five that stand at a beginning or behind a line break, two are 甲
    assert language.chance("甲", "\n") > language.chance("丁", "\n") > language.chance("戊", "\n")
    assert language.chance("丙", "甲乙甲") > language.chance("乙", "甲乙甲")
    # a character that only ends paragraphs says nothing about the next one
    assert language.chance("甲", "丁") == language.chance("甲", "")


def test_the_order_of_reading_is_nothing(language):
    other_model = LanguageModel(reversed(TRAINING_TEXTS))
    assert language.chance("乙", "\n甲") == other_model.chance("乙", "\n甲")
