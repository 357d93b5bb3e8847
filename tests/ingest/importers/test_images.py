"""Page images of a source are imported and recorded; missing ones are reported."""

import hashlib

import pytest
from PIL import Image

from archive.catalogue.page_images import PageImages
from archive.ingest.importers import founder, mets_alto, page_folders, page_xml

from . import samples


def image(path, width=300, height=420, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (width, height), 200).save(path, **options)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def mets_with(files, areas):
    """METS of one page with more files; `files` are (ID, USE, address), `areas` their IDs."""
    groups = "".join(
        f'<fileGrp USE="{use}"><file ID="{ident}" MIMETYPE="image/any">'
        f'<FLocat LOCTYPE="URL" xlink:href="{href}"/></file></fileGrp>'
        for ident, use, href in files
    )
    pointers = "".join(f'<fptr FILEID="{ident}"/>' for ident in areas)
    text = samples.mets(samples.TWO_ARTICLES)
    text = text.replace("<fileSec>", f"<fileSec>{groups}")
    return text.replace('<fptr FILEID="ALTO1"/></div>', f'<fptr FILEID="ALTO1"/>{pointers}</div>')


@pytest.fixture
def source(tmp_path):
    return samples.batch(tmp_path / "source")


def only_page(into):
    (source,) = into.records()
    (page,) = source.record.pages
    return page


FILES = [
    ("IMG1", "Thumbnails thumb", "file://./thumbs/1.jpg"),
    ("IMG2", "master", "file://./images/1.tif"),
    ("IMG3", "access", "images/1.jpg"),
]


def test_the_image_with_most_pixels_is_taken(into, source):
    image(source / "thumbs" / "1.jpg", 30, 42)
    image(source / "images" / "1.jpg", 150, 210)
    sha256 = image(source / "images" / "1.tif")
    next(source.glob("*.xml")).write_text(mets_with(FILES, ["IMG1", "IMG2", "IMG3"]))
    summary = into.run(mets_alto.issues([source]))
    (entry,) = only_page(into).images
    assert (entry.sha256, entry.width, entry.height, entry.pdf_page) == (sha256, 300, 420, None)
    assert list(PageImages(into.images)) == [sha256]
    assert (summary.images, summary.new_images) == (1, 1)
    assert not any("版面图" in remark for remark in summary.remarks)


def test_rights_of_the_issue_are_those_of_its_images(into, source):
    image(source / "images" / "1.jpg")
    text = mets_with(FILES, ["IMG3"]).replace(
        "</mods:mods>", "<mods:accessCondition>公有领域</mods:accessCondition></mods:mods>"
    )
    next(source.glob("*.xml")).write_text(text)
    into.run(mets_alto.issues([source]))
    assert [entry.rights for entry in only_page(into).images] == ["公有领域"]


@pytest.mark.parametrize(
    ("terms", "rights"),
    [
        ("<mods:accessCondition>馆内阅览</mods:accessCondition>", "馆内阅览"),
        ("<v:owner>某馆</v:owner><v:license>https://a.example/</v:license>", "https://a.example/"),
        ("<r:RightsDeclaration>公有领域</r:RightsDeclaration>", "公有领域"),
        ("<dc:rights>CC0</dc:rights>", "CC0"),
        ("<v:rights><v:owner>某馆</v:owner></v:rights>", ""),
    ],
)
def test_rights_in_the_administrative_section_are_those_of_its_images(into, source, terms, rights):
    image(source / "images" / "1.jpg")
    names = " ".join(f'xmlns:{prefix}="urn:{prefix}"' for prefix in ("mods", "v", "r", "dc"))
    section = (
        f'<amdSec ID="A"><digiprovMD ID="D"><x xmlns:dc="urn:dc"><dc:rights>no</dc:rights></x>'
        f'</digiprovMD><rightsMD ID="R"><mdWrap MDTYPE="OTHER"><xmlData {names}>{terms}</xmlData>'
        "</mdWrap></rightsMD></amdSec>"
    )
    text = mets_with(FILES, ["IMG3"]).replace("<fileSec>", f"{section}<fileSec>")
    assert section in text
    next(source.glob("*.xml")).write_text(text)
    into.run(mets_alto.issues([source]))
    assert [entry.rights for entry in only_page(into).images] == [rights]


def test_a_missing_image_is_reported(into, source):
    next(source.glob("*.xml")).write_text(mets_with(FILES, ["IMG1", "IMG2", "IMG3"]))
    summary = into.run(mets_alto.issues([source]))
    assert only_page(into).images == ()
    (remarks,) = [remark for remark in summary.remarks if "版面图" in remark]
    assert remarks.endswith("有 1 版的版面图没有保存：第 1 版 file://./images/1.tif、images/1.jpg")


def test_a_path_that_climbs_out_is_not_followed(into, source):
    image(source.parent / "outside.png")
    files = [("IMG1", "master", "../outside.png")]
    next(source.glob("*.xml")).write_text(mets_with(files, ["IMG1"]))
    summary = into.run(mets_alto.issues([source]))
    assert only_page(into).images == ()
    assert any("没有保存" in remark for remark in summary.remarks)


def test_a_file_that_is_not_an_image_is_reported_with_the_reason(into, source):
    (source / "images").mkdir()
    (source / "images" / "1.jpg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    next(source.glob("*.xml")).write_text(mets_with(FILES, ["IMG3"]))
    summary = into.run(mets_alto.issues([source]))
    assert only_page(into).images == ()
    assert any("1.jpg 不是 JPEG" in remark for remark in summary.remarks)


def test_a_page_of_a_pdf_is_recorded_with_its_number(into, source):
    sha256 = image(source / "images" / "1.pdf", 300, 420, resolution=300)
    files = [("IMG1", "pdf", "images/1.pdf")]
    next(source.glob("*.xml")).write_text(mets_with(files, ["IMG1"]))
    into.run(mets_alto.issues([source]))
    (entry,) = only_page(into).images
    assert (entry.sha256, entry.pdf_page) == (sha256, 1)
    assert (entry.width, entry.height) == (300, 420)


def test_images_of_one_name_do_not_replace_one_another(into, source, tmp_path):
    first = image(source / "images" / "1.jpg")
    next(source.glob("*.xml")).write_text(mets_with(FILES, ["IMG3"]))
    into.run(mets_alto.issues([source]))
    # a new file, as the imported one may be a hard link to the old one
    (source / "images" / "1.jpg").unlink()
    second = image(source / "images" / "1.jpg", 600, 840)
    text = mets_with(FILES, ["IMG3"]).replace("2020-10-11", "2020-10-12")
    next(source.glob("*.xml")).write_text(text)
    into.run(mets_alto.issues([source]))
    assert set(PageImages(into.images)) == {first, second}


def page(name, width=300, height=420):
    return (
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        f'<Page imageFilename="{name}" imageWidth="{width}" imageHeight="{height}">'
        '<TextRegion id="r"><Coords points="30,40 130,40 130,60 30,60"/>'
        '<TextLine id="l"><Coords points="30,40 130,40 130,60 30,60"/>'
        "<TextEquiv><Unicode>十名钳工走进车间。比武分三场，一场比一场难。</Unicode></TextEquiv></TextLine></TextRegion>"
        "</Page></PcGts>"
    )


@pytest.mark.parametrize("place", ["page", ".", "images"])
def test_page_xml_has_its_image_beside_it(into, tmp_path, place):
    folder = tmp_path / "2020-10-11"
    (folder / "page").mkdir(parents=True)
    (folder / "page" / "1.xml").write_text(page("C:\\\\scans\\\\1.png"), encoding="utf-8")
    sha256 = image(folder / place / "1.png")
    into.run(page_folders.issues([folder], page_xml.parse_page))
    (entry,) = only_page(into).images
    assert entry.sha256 == sha256


def test_page_xml_reports_a_missing_image(into, tmp_path):
    folder = tmp_path / "2020-10-11"
    folder.mkdir()
    (folder / "1.xml").write_text(page("scans/1.png"), encoding="utf-8")
    summary = into.run(page_folders.issues([folder], page_xml.parse_page))
    (remarks,) = [remark for remark in summary.remarks if "版面图" in remark]
    assert "有 1 版的版面图没有保存" in remarks
    assert remarks.endswith(" scans/1.png")


MAP = """<html><body><a href="node_1.htm">第01版：要闻</a> <a href="../../pdf/a01.pdf">PDF</a><br>
<a href="node_2.htm">第02版：工会</a> <a href="../../pdf/a02.pdf">PDF</a><br>
<img src="../../images/2.jpg.2" usemap="#PagePicMap" {size}><map name="PagePicMap">
<area coords="35,50,175,50,175,200,35,200" href="content_11.htm?div=-1">
<area shape="rect" coords="175,50,210,100" href="content_11.htm?div=-1">
<area coords="0,250,350,250,350,500" href="content_12.htm?div=0"></map></body></html>
"""


def epaper(folder, size='width="350" height="500"'):
    samples.epaper(folder)
    node = next(folder.rglob("node_2.htm"))
    node.write_text(MAP.format(size=size), encoding="utf-8")
    return folder, node.parent.parent.parent


def test_areas_of_a_founder_page_are_the_zones_of_their_articles(into, tmp_path):
    folder, site = epaper(tmp_path / "in")
    # the file is larger than displayed, and areas refer to the displayed size
    image(tmp_path / "picture.jpg", 700, 1000)
    (site / "images").mkdir()
    (tmp_path / "picture.jpg").rename(site / "images" / "2.jpg.2")
    summary = into.run(founder.issues([folder]))
    page = only_page(into)
    first, second = page.articles
    assert first.zones == ((0.1, 0.1, 0.4, 0.3), (0.5, 0.1, 0.1, 0.1))
    assert second.zones == ((0, 0.5, 1, 0.5),)
    assert [(i.width, i.height) for i in page.images] == [(700, 1000)]
    # readers see no coordinates
    assert (page.notes, first.notes, second.notes) == ((), (), ())
    assert not any("版面图" in remark for remark in summary.remarks)


def test_areas_may_say_where_they_are_in_xy(into, tmp_path):
    folder, site = epaper(tmp_path / "in")
    node = next(folder.rglob("node_2.htm"))
    node.write_text(node.read_text(encoding="utf-8").replace("coords=", "xy="), encoding="utf-8")
    image(site / "images" / "2.png", 350, 500)
    (site / "images" / "2.png").rename(site / "images" / "2.jpg.2")
    into.run(founder.issues([folder]))
    assert [article.zones for article in only_page(into).articles] == [
        ((0.1, 0.1, 0.4, 0.3), (0.5, 0.1, 0.1, 0.1)),
        ((0, 0.5, 1, 0.5),),
    ]


def test_the_pdf_of_a_founder_page_is_its_image(into, tmp_path):
    folder, site = epaper(tmp_path / "in")
    image(site / "images" / "2.png", 70, 100)
    (site / "images" / "2.png").rename(site / "images" / "2.jpg.2")
    image(site / "pdf" / "a01.pdf", 1400, 2000, resolution=300)
    sha256 = image(site / "pdf" / "a02.pdf", 1400, 2000, resolution=300)
    into.run(founder.issues([folder]))
    (entry,) = only_page(into).images
    assert (entry.sha256, entry.pdf_page, entry.width, entry.height) == (sha256, 1, 1400, 2000)


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ("", "版面图的大小未知"),
        ('width="350" height="500"', "没有保存：第 2 版 ../../images/2.jpg.2、../../pdf/a02.pdf"),
        ('width="200" height="400"', "有 2 块热区越出版面图"),
    ],
)
def test_missing_parts_of_a_founder_page_are_reported(into, tmp_path, size, message):
    folder, _ = epaper(tmp_path / "in", size)
    summary = into.run(founder.issues([folder]))
    assert any(message in remark for remark in summary.remarks)
    assert only_page(into).images == ()
