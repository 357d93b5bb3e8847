"""Who signed, in every form of byline_forms.txt."""

from pathlib import Path

import pytest

from archive.ingest.drafting.bylines import (
    parse_lead,
    parse_name_line,
    parse_standalone,
    parse_trailing,
)

_FILE = Path(__file__).with_name("byline_forms.txt")
_TEXT = "昨天下了雨，街上没有人。"


def forms():
    """(kind, printed words, who signed or None) of each line."""
    kind = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            kind = line[2:]
        elif "\t" in line:
            line_text, people = line.split("\t")
            pairs = [person.rsplit("/", 1) for person in people.split() if people != "-"]
            expected = [(name.replace("_", " "), role) for name, role in pairs]
            yield kind, line_text, None if people == "-" else expected
        else:
            assert not line or line[0] == "#", f"{_FILE.name}: no tab in {line!r}"


def people(signature):
    return [(person.name, person.role) for person in signature.people]


def read(kind, byline):
    """Who signs, in the order printed; None if the words are no signature."""
    if kind == "lead":
        gap = "" if byline[-1] in "）】〕］)]：:、，·　" else " "
        text = f"{byline}{gap}{_TEXT}"
        signature = parse_lead(text)
        if signature is not None:
            assert text[signature.length :].lstrip(" 　，、：:·") == _TEXT
        return signature and people(signature)
    if kind == "end":
        trailing = parse_trailing(f"雨下了一夜。{byline}")
        return trailing and people(trailing[0])
    signature = parse_standalone(byline)
    if signature is None:
        trailing = parse_trailing(byline)
        at_start = trailing is not None and trailing[1] == 0
        signature = trailing[0] if at_start else parse_name_line(byline)
    return signature and people(signature)


@pytest.mark.parametrize(("kind", "byline", "expected"), list(forms()))
def test_who_signs_is_read_in_every_form(kind, byline, expected):
    assert read(kind, byline) == expected
