"""Every fault of a file is reported in Chinese."""

import re
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core.core_schema import ErrorType

from archive.catalogue.entries import PersonEntry
from archive.catalogue.error_messages import os_error_message, validation_message
from archive.catalogue.json_lines import parse as parse_line
from archive.catalogue.yaml_file import CatalogueError, parse

from ..small_catalogue import ISSUE

ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
HAN = re.compile("[一-鿿]")


def test_every_error_of_pydantic_has_words():
    # what the messages name, whichever it is
    context = {
        **dict.fromkeys(("gt", "ge", "lt", "le", "max_length", "min_length"), 3),
        "error": "说明",
        "expected": "'a' or 'b'",
        "pattern": "^a$",
    }
    for kind in get_args(ErrorType):
        output = validation_message(
            {"type": kind, "input": "甲", "loc": ("name",), "ctx": context}, True
        )
        assert HAN.search(output), kind
        assert not ENGLISH.search(output), output


def test_every_error_of_the_system_has_words():
    for number in range(1, 134):
        assert not ENGLISH.search(os_error_message(OSError(number, "Words of the system")))


SLIPS = st.sampled_from(
    ["\t", "　", "：", ":", ": ", "“", '"', "'", "[", "]", "{", "}", "，", ",", "#", " #甲", "@",
     "*", "&a ",
     "!", "!!int ", "|", ">", "%", "`", "- ", "\\", '"\\x', "?", "\n", "\n\n  ", "\x00", "\u200b",
     "🎉", "~", "---\n", "甲"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(ISSUE)), SLIPS), min_size=1, max_size=3))
def test_a_file_with_mistakes_is_reported_in_chinese(slips):
    text = ISSUE
    for at, slip in slips:
        text = text[:at] + slip + text[at:]
    try:
        parse(text, "f.yaml")
    except CatalogueError as error:
        for fault in error.faults:
            assert HAN.search(fault.message), str(fault)
            assert not ENGLISH.search(fault.message), str(fault)
            assert 1 <= fault.line <= text.count("\n") + 2


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30) | st.just('{"slug": NaN}') | st.just('{"a": ' + "9" * 5000 + "}"))
def test_a_line_that_is_not_a_record_is_reported_in_chinese(text):
    try:
        parse_line(text.encode("utf-8", "replace"), PersonEntry, "f.jsonl", 1)
    except CatalogueError as error:
        for fault in error.faults:
            assert HAN.search(fault.message), str(fault)
            assert not ENGLISH.search(fault.message), str(fault)


def test_an_empty_text_is_called_empty_and_not_shown():
    context = {"pattern": "^[0-9a-f]{64}$", "expected": "'sure' or 'likely'", "gt": 0}
    message = {
        kind: validation_message(
            {"type": kind, "input": "", "loc": ("name",), "ctx": context}, True
        )
        for kind in ("string_pattern_mismatch", "int_parsing", "literal_error", "bool_parsing")
    }
    assert message == {
        "string_pattern_mismatch": "不能为空，应为 64 位小写的十六进制数",
        "int_parsing": "不能为空，应为整数",
        "literal_error": "不能为空，只能是 sure、likely",
        "bool_parsing": "不能为空，只能是 true 或 false",
    }
    bad = {"type": "int_parsing", "input": "三", "loc": ("name",)}
    assert validation_message(bad, True) == "应为整数，现为 '三'"
