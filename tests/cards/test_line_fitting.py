"""Headlines on cards: as large as fits, broken at blanks and between words, at most four lines."""

import pytest

from archive.cards.line_fitting import MAX_LINES, fit_lines, fit_one_line, line_height

SIZES = (100, 80, 60)
WIDTH, HEIGHT = 1000, 400


def measure(text, size):
    return sum(size if ord(character) > 0x2E80 else size / 2 for character in text)


def lines(text):
    results = fit_lines(text, SIZES, WIDTH, HEIGHT, measure)
    assert len(results.lines) <= MAX_LINES
    assert line_height(results.size) * len(results.lines) <= HEIGHT
    assert all(measure(line, results.size) <= WIDTH for line in results.lines)
    return results


def test_a_short_headline_is_large_and_whole():
    assert lines("夜班") == (100, ["夜班"])


def test_each_part_of_a_headline_has_its_own_line():
    assert lines("渔港开市　老街醒来") == (100, ["渔港开市", "老街醒来"])
    # rather smaller than broken elsewhere
    assert lines("四十名钳工走进车间比试　一场难") == (80, ["四十名钳工走进车间比试", "一场难"])


def test_lines_are_broken_between_words_and_are_about_as_wide():
    matches = lines("县里办起钳工比武大会四十人参加")
    assert "".join(matches.lines) == "县里办起钳工比武大会四十人参加"
    widths = [measure(line, matches.size) for line in matches.lines]
    assert max(widths) - min(widths) <= 4 * matches.size
    assert not any(line.endswith("钳") or line.startswith("工") for line in matches.lines)


@pytest.mark.parametrize("count", [20, 60, 300])
def test_no_mark_begins_a_line_and_what_is_too_long_says_so(count):
    text = "".join(f"工会，职工“学习”、{n}人；" for n in range(count))[:count]
    fitted = lines(text)
    assert not any(line[0] in "，、；”" for line in fitted.lines)
    assert not any(line.endswith("“") for line in fitted.lines)
    if count == 300:
        assert fitted.size == SIZES[-1]
        assert fitted.lines[-1].endswith("……")


def test_an_endless_word_is_cut():
    assert lines("A" * 500).lines[-1].endswith("……")


def test_a_line_is_cut_to_its_width():
    assert fit_one_line("短", 40, 400, measure) == "短"
    assert measure(fit_one_line("长" * 50, 40, 400, measure), 40) <= 400
