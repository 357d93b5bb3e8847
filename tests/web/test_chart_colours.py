"""Contrast of text and bars on every shade of a chart (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from itertools import pairwise

import pytest

from .test_stylesheet import TOKENS

TEXT, SHAPE = 4.5, 3.0


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of a scheme; print overrides those of light."""
    results = {}
    for heading, block in re.findall(r"(@\w+[^{]*\{)?\s*:root \{([^}]*)\}", TOKENS):
        if not heading or (scheme == "print" and "print" in heading):
            results |= dict(re.findall(r"(--[\w-]+): ([^;]+);", block))
    side = r"\2" if scheme == "dark" else r"\1"
    colours = {
        name: re.sub(r"light-dark\((\S+), (\S+)\)", side, colour)
        for name, colour in results.items()
    }
    return {
        name: colours.get(colour[4:-1], colour) if colour.startswith("var(") else colour
        for name, colour in colours.items()
    }


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(colour: str, other_colour: str) -> float:
    darker, lighter = sorted((luminance(colour), luminance(other_colour)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_can_be_read_on_every_shade(scheme):
    colours = tokens(scheme)
    for text, ground in (
        ("--ink-3", "--paper"),
        ("--ink", "--shade-1"),
        ("--ink", "--shade-2"),
        ("--shade-ink", "--shade-3"),
        ("--shade-ink", "--shade-4"),
        ("--ink-2", "--target"),
    ):
        assert contrast(colours[text], colours[ground]) >= TEXT, (scheme, text, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_stand_out_from_paper_and_from_what_may_be(scheme):
    colours = tokens(scheme)
    assert contrast(colours["--shade-3"], colours["--paper"]) >= SHAPE
    assert contrast(colours["--shade-3"], colours["--shade-1"]) >= SHAPE


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_each_shade_is_further_from_the_paper_than_the_one_before(scheme):
    colours = tokens(scheme)
    away = [contrast(colours[f"--shade-{n}"], colours["--paper"]) for n in (1, 2, 3, 4)]
    assert all(before * 1.15 < after for before, after in pairwise(away))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ring_around_what_has_the_focus_stands_out_from_every_shade(scheme):
    """It has two colours side by side, of which one does; and they stand out from each other."""
    colours = tokens(scheme)
    ring = colours["--focus"], colours["--focus-ground"]
    assert contrast(*ring) >= SHAPE
    for ground in (
        "--paper",
        "--surface",
        "--target",
        "--ink",
        *(f"--shade-{n}" for n in (1, 2, 3, 4)),
    ):
        assert max(contrast(colour, colours[ground]) for colour in ring) >= SHAPE, (scheme, ground)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_missing_and_inferred_data_can_be_seen(scheme):
    colours = tokens(scheme)
    # the lines of the one, the edge of the other
    assert contrast(colours["--ink-3"], colours["--paper"]) >= SHAPE
    assert contrast(colours["--bar"], colours["--bar-pale"]) >= SHAPE
