"""Malicious sources end in a message, and nothing is written."""

import gzip

import pytest

from archive.ingest.importers import (
    founder,
    mets_alto,
    page_folders,
    page_xml,
    source_files,
    table_columns,
    tables,
)
from archive.ingest.importers.parsed_issue import ImportRefused

from .samples import ONE_PAGE, TWO_ARTICLES, batch, epaper, mets, region, write
from .samples import page_xml as page

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [{LAUGHS}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def refusals(results):
    return [str(result) for result in results if isinstance(result, ImportRefused)]


@pytest.mark.parametrize(
    "head", [BOMB, OUTSIDE, '<!DOCTYPE x SYSTEM "http://localhost:8260/x.dtd">']
)
@pytest.mark.parametrize("file", ["mets.xml", "text/1.xml"])
def test_xml_with_a_document_type_is_refused_before_it_is_used(tmp_path, into, head, file):
    files = {"mets.xml": mets(TWO_ARTICLES), "text/1.xml": ONE_PAGE}
    name = "l11" if "l11" in head else "e"
    files[file] = head + files[file].split("?>", 1)[1].replace("钳工比武", f"&{name};")
    folder = write(tmp_path / "in", files)
    summary = into.run(mets_alto.issues([folder / "mets.xml"]))
    assert any("DOCTYPE" in message or "不是完整的 XML" in message for message in summary.refused)
    assert into.records() == []


def test_page_xml_with_a_document_type_is_refused(tmp_path):
    text = BOMB + page(region("a", "甲")).split("?>", 1)[1]
    (result,) = refusals(
        page_folders.issues([write(tmp_path, {"1.xml": text})], page_xml.parse_page, "1912")
    )
    assert "DOCTYPE" in result


def test_elements_that_lie_too_deep_are_refused(tmp_path):
    deep = page("<a>" * 400 + "</a>" * 400)
    assert refusals(
        page_folders.issues([write(tmp_path, {"1.xml": deep})], page_xml.parse_page, "1912")
    )


def test_a_file_that_is_too_large_is_refused_by_its_size_alone(tmp_path, into):
    folder = batch(tmp_path / "in")
    # a hole of 2 GB takes no room
    with (folder / "text/1.xml").open("r+b") as file:
        file.truncate(2 * 2**30)
    summary = into.run(mets_alto.issues([folder]))
    assert "2048 MB，超过 256 MB" in summary.refused[0]
    assert into.records() == []


def test_a_web_page_that_is_too_large_is_refused(tmp_path):
    folder = epaper(tmp_path)
    with next(folder.rglob("node_2.htm")).open("r+b") as file:
        file.truncate(2 * 2**30)
    (result,) = refusals(founder.issues([folder]))
    assert "超过 16 MB" in result


def test_a_table_of_one_endless_line_is_refused(tmp_path):
    path = write(tmp_path, {"a.csv": "date,text\n"}) / "a.csv"
    with path.open("r+b") as file:
        file.truncate(20 * 2**20)
    (result,) = refusals(tables.issues([path], table_columns.mapping([])))
    assert "一行太长" in result


@pytest.mark.parametrize("packed", [gzip.compress(b"x" * 10**6), b"PK\x03\x04" + b"\0" * 100])
def test_archives_of_files_are_not_opened(tmp_path, packed):
    (result,) = refusals(mets_alto.issues([write(tmp_path, {"m.xml": packed}) / "m.xml"]))
    assert "是压缩文件；请先解压" in result


@pytest.mark.parametrize(
    "reference",
    ["../x.xml", "a/../../x.xml", "/x.xml", "\\x.xml", "..\\x.xml", "file:///x.xml", "C:\\x.xml",
     "http://example.org/x.xml", "%2e%2e/x.xml", "a\0b", "file://../x.xml", "~/../../x"],
)  # fmt: skip
def test_no_reference_leads_out_of_the_folder(tmp_path, reference):
    with pytest.raises(ImportRefused):
        source_files.inside(tmp_path / "in", tmp_path / "in", reference, "这里")


def test_references_within_are_found(tmp_path):
    root = (tmp_path / "in").resolve()
    for reference in ("a/1.xml", "./a/1.xml", "file://./a/1.xml", "b/../a/1.xml", "a%2f1.xml"):
        assert source_files.inside(root, root, reference, "") == root / "a/1.xml"


def test_a_missing_file_or_folder_is_reported():
    with pytest.raises(ImportRefused, match="没有这个文件"):
        list(source_files.files([source_files.Path("/no/such/folder")], (".xml",)))


def test_binary_files_are_refused_with_their_location():
    with pytest.raises(ImportRefused, match=r"网页:2: 不是 utf-8 或 gb18030 文本"):
        source_files.decoded(b"abc\n\x81\x20\xff", "网页")
