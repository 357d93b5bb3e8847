"""Given any input, importers report what is wrong or write valid files; they never crash."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.ingest.importers import (
    clean_text,
    dates_and_numbers,
    founder,
    mets_alto,
    page_folders,
    page_xml,
    signatures,
    table_columns,
    tables,
)

from ...small_catalogue import SmallCatalogue
from .conftest import Into
from .samples import MAP, TABLE, batch, epaper, region, write
from .samples import page_xml as page

FORMATS = {
    "mets-alto": lambda folder: mets_alto.issues([folder]),
    "page-xml": lambda folder: page_folders.issues([folder], page_xml.parse_page, "1912"),
    "founder": lambda folder: founder.issues([folder]),
    "table": lambda folder: tables.issues([folder], table_columns.mapping(MAP)),
}
MAKE = {
    "mets-alto": batch,
    "page-xml": lambda folder: write(folder, {"1.xml": page(region("a", "县里办起钳工比武"))}),
    "founder": epaper,
    "table": lambda folder: write(folder, {"a.csv": TABLE}),
}


def corrupt(rng: random.Random, data: bytes) -> bytes:
    """Flip, remove, double or cut off bytes."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data)) if data else 0
        match rng.randint(0, 4):
            case 0 if data:
                data[at] ^= 1 << rng.randrange(8)
            case 1:
                del data[at : at + rng.randint(1, 40)]
            case 2:
                data[at:at] = data[at : at + rng.randint(1, 60)]
            case 3:
                data[at:at] = rng.choice(
                    [b"\0", b"\xff\xfe", b"<", b"&#0;", b'"', b"\xe2\x80", b"]]>"]
                )
            case _ if rng.random() < 0.2:
                del data[at:]
    return bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_corrupted_bytes_give_an_error_message_or_valid_data(tmp_path, format):
    rng = random.Random(7)
    folder = MAKE[format](tmp_path / "in")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    contents = {path: path.read_bytes() for path in paths}
    for n in range(30):
        for path, data in contents.items():
            path.write_bytes(data)
        victim = rng.choice(paths)
        victim.write_bytes(corrupt(rng, contents[victim]))
        (tmp_path / f"{n}").mkdir()
        into = Into(SmallCatalogue(tmp_path / f"{n}"))
        (into.folder / into.catalogue.issue).unlink()
        summary = into.run(FORMATS[format](folder))
        if summary.issues:
            assert into.faults() == []
        else:
            assert not list(into.issues.glob("[!.]*"))


LINES = st.text(alphabet=st.characters(exclude_categories=()), max_size=80)


@pytest.mark.slow
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rows=st.lists(st.tuples(LINES, LINES, LINES, LINES), max_size=6))
def test_tables_of_random_text_are_imported_or_refused(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    into = Into(SmallCatalogue(folder))
    (into.folder / into.catalogue.issue).unlink()
    import json

    lines = [
        json.dumps(
            {"date": "2020-10-11", "text": text, "headline": title, "byline": by, "page": page}
        )
        for text, title, by, page in rows
    ]
    write(folder / "in", {"a.jsonl": "\n".join(lines)})
    summary = into.run(tables.issues([folder / "in"], table_columns.mapping([])))
    if summary.issues:
        assert into.faults() == []


# the dictionary of words is loaded on the way
@settings(deadline=None)
@given(st.text(max_size=200), st.integers(1, 130))
def test_cutting_loses_no_letter(text, most):
    text = clean_text.clean(text)
    first, remainder = clean_text.truncate(text, most)
    assert len(first) <= most
    letters = "".join(text.split())
    assert "".join((first + remainder).split()) == letters
    opening, remainder = clean_text.incipit(text) if text else ("", "")
    assert "".join((opening + remainder).split()) == letters


@given(st.text(max_size=120))
def test_random_text_is_parsed_for_facts(text):
    day = dates_and_numbers.day(text)
    assert day == "" or len(day) == 10
    dates_and_numbers.page_title(text)
    for signed in signatures.signatures(text):
        assert signed.read in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本报记者 甲文 通讯员 乙山 丙水", [("甲文", "记者", ""), ("乙山", "通讯员", ""),
                               ("丙水", "通讯员", "")]),
        ("记者甲文、乙山 摄", [("甲文", "摄影", "记者"), ("乙山", "摄影", "记者")]),
        ("见习记者 甲文", [("甲文", "见习记者", "")]),
        ("本报讯 四十名钳工", []),
    ],
)  # fmt: skip
def test_signatures_are_read_from_bylines(text, expected):
    assert [
        (signature.name, signature.role, signature.position)
        for signature in signatures.signatures(text)
    ] == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [("2021年7月28日", "2021-07-28"), ("08.02.1882", "1882-02-08"), ("20210728", "2021-07-28"),
     ("2021-13-01", ""), ("电话 12345678", ""), ("01/02/1912", ""), ("13/02/1912", "1912-02-13"),
     ("02/02/1912", "1912-02-02"),
     ("民國元年一月一日", "1912-01-01"), ("中華民國三十七年六月十日", "1948-06-10"),
     ("民国37年6月10日", "1948-06-10"),
     ("一九三四年十二月廿一日", "1934-12-21"), ("二〇二一年七月二十八日", "2021-07-28"),
     ("二十年一月", "")],
)  # fmt: skip
def test_days_in_text(text, day):
    assert dates_and_numbers.day(text) == dates_and_numbers.only_day(text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [("1934", "1934"), ("1934年", "1934"), ("1948-06", "1948-06"), ("1948年6月", "1948-06"),
     ("民国三十七年", "1948"),
     ("民國三十七年六月", "1948-06"), ("一九三四年", "1934"), ("1948-13", ""), ("三年", ""),
     ("民国", "")],
)  # fmt: skip
def test_months_in_text(text, month):
    assert dates_and_numbers.month(text) == month
