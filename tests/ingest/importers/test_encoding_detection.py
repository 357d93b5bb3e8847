"""Encodings are detected from the bytes, also if a few of them are broken."""

import random

import pytest

from archive.ingest.importers.encoding_detection import BIG5, GB, UTF8, detect_encoding
from archive.ingest.importers.source_files import root_of

SENTENCE = "車間裡的燈一直亮到天明，大家先比力，再比巧，比到天亮為止。"
PLAIN = "车间里的灯一直亮到天明，大家先比力，再比巧，比到天亮为止。"


@pytest.mark.parametrize("name", [UTF8, GB, BIG5, "utf-16", "utf-32"])
def test_encodings_are_distinguished(name):
    assert detect_encoding(f"<p>{SENTENCE}</p>".encode(name)) == name


@pytest.mark.parametrize("name", [UTF8, GB])
def test_an_encoding_is_detected_despite_a_character_cut_in_two(name):
    raw = (PLAIN * 3).encode(name)
    rng = random.Random(5)
    for at in (rng.randrange(len(raw)) for _ in range(50)):
        assert detect_encoding(b"<p>" + raw[:at] + b"</p>" + raw[at:]) == name


def test_a_glyph_of_the_newspapers_own_is_no_sign_of_big5():
    assert detect_encoding("车间里\ue5e5的灯".encode(GB)) == GB


@pytest.mark.parametrize("raw", [b"", b"abc", b"\xff\xfe\xfd"])
def test_bytes_without_evidence_get_a_usual_encoding(raw):
    assert detect_encoding(raw) in (UTF8, GB, "utf-16")


@pytest.mark.parametrize("encoding", ["big5", "gb18030"])
@pytest.mark.parametrize(
    "text", ["中國", "新館開放", "縣長巡視堤防。", "商會募捐，賑濟災民。", "電燈公司裝設街燈"]
)
def test_a_few_characters_are_enough(encoding, text):
    raw = text.encode(encoding)
    assert raw.decode(detect_encoding(raw)) == text


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("ISO-8859-1", "utf-8", "Fête à Évian"),
        ("ISO-8859-1", "utf-8-sig", "Fête à Évian"),
        ("windows-1252", "utf-8", "Straßenbahn fährt wieder"),
        ("US-ASCII", "utf-8", "Fête"),
        ("UTF-16", "utf-8", "Fête"),
        ("GB2312", "utf-8", "电车通行"),
        ("Big5", "utf-8", "電車通行"),
        # their declaration is correct
        ("ISO-8859-1", "latin-1", "Fête à Évian"),
        ("GB2312", "gb2312", "电车通行"),
        ("ISO-2022-JP", "iso-2022-jp", "電車"),
        ("UTF-16", "utf-16", "電車"),
    ],
)
def test_xml_that_is_sound_utf8_is_read_so_whatever_it_declares(tmp_path, declared, encoding, text):
    path = tmp_path / "1.xml"
    xml = f'<?xml version="1.0" encoding="{declared}"?>\n<a said="{text}"/>'
    path.write_bytes(xml.encode(encoding))
    assert root_of(path)[1]["said"] == text
