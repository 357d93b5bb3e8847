"""Colours and shared sizes are tokens, each named once; the style sheets are laid out by layer."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from archive.web.page_layout import GRIDS

NAMES = ("tokens", "base", "components", "newspapers", "print")
SHEETS = {name: Path(finders.find(f"css/{name}.css")).read_text(encoding="utf-8") for name in NAMES}
TOKENS = SHEETS["tokens"]
SURFACE = "\n".join(SHEETS.values())
COLOUR = r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)\("


def rules(source: str) -> str:
    """Without comments, and without the conditions of queries, which cannot read a token."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    return re.sub(r"@(?:media|container)[^{]*", "@media ", source)


RULES_WITHOUT_TOKENS = rules(
    "\n".join(source for name, source in SHEETS.items() if name != "tokens")
)


def test_no_colour_stands_outside_the_tokens():
    assert not re.findall(COLOUR, RULES_WITHOUT_TOKENS)


def test_a_size_that_two_rules_share_is_a_token():
    # the ends of a range are its own
    sizes = re.findall(
        r"(?<![\w.])[\d.]+(?:px|rem|em|pt|mm|cm)\b",
        re.sub(r"clamp\(.*?\)", "", RULES_WITHOUT_TOKENS),
    )
    assert [size for size, times in Counter(sizes).items() if times > 1] == []


def test_every_token_that_is_used_is_defined_and_the_other_way_round():
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    assert set(re.findall(r"var\((--[\w-]+)\)", SURFACE)) == defined
    assert not re.findall(r"(--[\w-]+):", RULES_WITHOUT_TOKENS)


def test_a_token_is_shared_or_a_colour_or_has_a_value_for_each_medium():
    values = {}
    for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", rules(TOKENS)):
        values.setdefault(name, []).append(value)
    use_counts = Counter(re.findall(r"var\((--[\w-]+)\)", SURFACE))
    assert [
        name
        for name, (first, *later_values) in values.items()
        if use_counts[name] < 2
        and not later_values
        and not re.match(rf"light-dark|{COLOUR}", first)
        # archive/web/page_layout.py reckons with all the grades
        and not name.startswith("--grade-")
    ] == []


def test_no_token_is_defined_twice_in_one_place():
    for block in re.findall(r"\{([^{}]*)\}", rules(TOKENS)):
        names = re.findall(r"(--[\w-]+):", block)
        assert len(names) == len(set(names))


def test_each_layer_is_opened_once_in_the_order_that_is_declared():
    (declared,) = re.findall(r"@layer ([\w, ]+);", SURFACE)
    assert re.findall(r"@layer (\w+) \{", SURFACE) == declared.split(", ")


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_short_enough_to_read(name):
    assert max(map(len, SHEETS[name].splitlines())) <= 100


def test_pages_link_to_every_sheet_in_order():
    base = (settings.BASE_DIR / "templates" / "base.html").read_text(encoding="utf-8")
    assert tuple(re.findall(r"static\('css/(\w+)\.css'\)", base)) == NAMES


def test_every_class_that_is_styled_is_written_somewhere():
    """Those made of a name and a value (`shade-{{ … }}`) by their first part."""
    sources = "".join(
        path.read_text(encoding="utf-8")
        for folder, kind in (("templates", "*.html"), ("archive", "*.py"), ("static/js", "*.js"))
        for path in (settings.BASE_DIR / folder).rglob(kind)
    )
    words = set(re.findall(r"[\w-]+", sources))
    made_of = (*(f"{grid}-" for grid in GRIDS), *(word for word in words if word[-1] == "-"))
    selectors = "".join(re.findall(r"[^{};]+\{", rules(SURFACE)))
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    assert {name for name in classes - words if not name.startswith(made_of)} == set()
