"""Colours and sizes are named once, in the tokens."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

SHEET = Path(finders.find("css/archive.css")).read_text(encoding="utf-8")
TOKENS, REST = SHEET.split("@layer base {")


def test_no_colour_or_size_stands_outside_the_tokens():
    # a media or container query cannot read a custom property
    rules = re.sub(
        r"@(?:media|container)[^{]*", "", re.sub(r"/\*.*?\*/", "", REST, flags=re.DOTALL)
    )
    assert not re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)\(", rules)
    assert not re.findall(r"\d(?:px|rem|em|pt|mm|cm)\b", rules)


def test_every_token_that_is_used_is_defined_and_the_other_way_round():
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    assert set(re.findall(r"var\((--[\w-]+)\)", SHEET)) == defined
