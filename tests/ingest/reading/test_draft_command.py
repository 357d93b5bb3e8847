"""The command draft on PDFs, scans and folders: what it writes, what it refuses, how it goes on."""

import hashlib
import json
import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from archive.catalogue.entries import IssueFile
from archive.catalogue.geometry import read_geometry
from archive.catalogue.image_format import UnreadableImage
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import read
from archive.ingest.drafting import page_sources
from archive.ingest.reading import BlankPage, page_numbers, read_file, read_page
from archive.ingest.reading.page_process import PageProcess

from .test_read_file import BRIDGE, FERRY, PAGE, STORIES

NEWSPAPER = "gongren-ribao"
VILLAGES = ("东滩", "西滩", "南岙", "北岙", "上塘", "下塘", "前岭", "后岭")
SAMPLE = Path(__file__).parents[2] / "sample_newspaper"


@pytest.fixture
def archive(tmp_path, settings):
    """Empty folders for what the command writes; the catalogue's newspapers to draft for."""
    fixtures = tmp_path / "fixtures"
    fixtures.mkdir()
    for path in settings.FIXTURES_DIR.iterdir():
        if path.name not in ("issues", "geometry"):
            (fixtures / path.name).symlink_to(path)
    settings.FIXTURES_DIR = fixtures
    settings.PAGES_DIR, settings.IMAGES_DIR = tmp_path / "pages", tmp_path / "images"
    settings.VAR_DIR = tmp_path / "var"
    return tmp_path


def draft(*paths, **options):
    out = StringIO()
    call_command("draft", *paths, stdout=out, stderr=out, **options)
    return out.getvalue()


def blank_pdf(pages: int) -> bytes:
    """A PDF with empty pages, written by hand."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] /MediaBox [0 0 300 400] >>",
        *["<< /Type /Page /Parent 2 0 R >>"] * pages,
    ]
    data, offsets = b"%PDF-1.4\n", []
    for n, item in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{n} 0 obj\n{item}\nendobj\n".encode()
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return data + trailer.encode()


@pytest.mark.browser
@pytest.mark.slow
def test_a_pdf_becomes_a_draft_with_text_geometry_and_image(typeset, archive):
    pdf = typeset("page", PAGE).pdf
    out = archive / "draft.yaml"
    draft(pdf, newspaper=NEWSPAPER, out=out, json=archive / "draft.json")
    record = read(out).record
    assert isinstance(record, IssueFile)
    (page,) = record.pages
    (image,) = page.images
    assert image.pdf_page == 1
    assert PageImages(archive / "images")[image.sha256].read_bytes() == pdf.read_bytes()
    assert image.sha256 == hashlib.sha256(pdf.read_bytes()).hexdigest()
    text = PageTexts(archive / "pages")[page.text.sha256]
    geometry = read_geometry(archive / "fixtures").get(page.text.sha256)
    assert geometry.length == len(text)
    at = text.index("北坡石桥通车")
    (box,) = geometry.boxes(at, at + 6)
    assert 0.15 < box.y < 0.19
    assert box.x < 0.06
    page_data = json.loads((archive / "draft.json").read_text(encoding="utf-8"))["pages"][0]
    assert page_data["text"] == text
    assert {story[0] for story in STORIES} <= {
        article["headline"] for article in page_data["articles"]
    }
    assert all(article["zones"] for article in page_data["articles"])
    assert page_data["number"] == "2"
    assert page_data["date"] == "2026-01-05"


@pytest.mark.browser
@pytest.mark.slow
def test_a_folder_is_an_issue_and_a_page_that_fails_is_named(typeset, archive):
    folder = archive / "scans"
    folder.mkdir()
    pdf = typeset("page", PAGE).pdf
    (folder / "10.pdf").write_bytes(pdf.read_bytes())
    (folder / "2.txt").write_text("样县修好老水车\n\n样县的老水车昨天修好。", encoding="utf-8")
    (folder / "3.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    (folder / ".hidden.pdf").write_bytes(b"")
    with pytest.raises(CommandError, match="1 处无法读取"):
        draft(folder, newspaper=NEWSPAPER, out=archive / "draft.yaml")
    record = read(archive / "draft.yaml").record
    # in the order of numbers in their names
    assert [len(page.images) for page in record.pages] == [0, 1]
    stderr = StringIO()
    with pytest.raises(CommandError):
        call_command("draft", folder, json=archive / "again.json", stdout=StringIO(), stderr=stderr)
    assert "3.jpg" in stderr.getvalue()


@pytest.mark.browser
@pytest.mark.slow
def test_pages_read_are_remembered_until_their_file_changes(typeset, archive, monkeypatch):
    pdf = archive / "page.pdf"
    pdf.write_bytes(typeset("page", PAGE).pdf.read_bytes())
    draft(pdf, json=archive / "first.json")
    run = PageProcess.run

    def without_reading(self, function, *arguments):
        assert function is not read_page
        return run(self, function, *arguments)

    monkeypatch.setattr(PageProcess, "run", without_reading)
    draft(pdf, json=archive / "second.json")
    assert (archive / "second.json").read_bytes() == (archive / "first.json").read_bytes()
    with pdf.open("ab") as file:
        file.write(b"\n% changed")
    with pytest.raises(AssertionError):
        draft(pdf, json=archive / "third.json")


@pytest.mark.browser
@pytest.mark.slow
def test_a_blank_page_of_a_pdf_is_named_and_the_others_are_drafted(typeset, archive, monkeypatch):
    import pypdfium2

    path = archive / "issue.pdf"
    page = pypdfium2.PdfDocument(typeset("page", PAGE).pdf)
    issue = pypdfium2.PdfDocument.new()
    issue.import_pages(page)
    issue.new_page(600, 800)
    issue.import_pages(page)
    issue.save(path)
    # a blank page needs no recognition
    monkeypatch.setitem(sys.modules, "cv2", None)
    monkeypatch.delitem(sys.modules, "archive.ingest.reading.scan", raising=False)
    monkeypatch.delattr("archive.ingest.reading.scan", raising=False)
    assert [page.pdf_page for page in read_file(path)] == [1, 3]
    output = draft(path, newspaper=NEWSPAPER, out=archive / "draft.yaml")
    assert "issue.pdf 第 2 页: 空白页" in output
    record = read(archive / "draft.yaml").record
    assert [page.images[0].pdf_page for page in record.pages] == [1, 3]


SHED = (
    "北坡村的果农上月把旧粮仓改成冷库，二十户人家的梨可以存到开春，不必赶在一个月里卖完。",
    "冷库的钱是各家凑的，镇上补了三成，电费按筐分摊，一筐梨存一个月合两毛钱。",
)
SHED_GOES_ON = (
    "到了开春，存下的梨每斤多卖四毛，凑份子的人家都收回了本钱，后来的人家排着队要加进来。",
    "管库的老汉每天抄两遍温度，说梨也怕冷热不匀，跟人过日子是一个道理。",
)


def issue_page(number: int, body: str) -> str:
    folio = f"第{number}版　综合　2026年1月5日　星期一"
    return f'<p class="folio">{folio}</p><div class="grid">{body}</div>'


def article(headline: str, *texts: str) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in texts)
    return f'<article class="two"><h2>{headline}</h2><div class="text">{paragraphs}</div></article>'


@pytest.fixture
def issue_of_eight(typeset, archive):
    """A PDF of eight pages, in which an article on page 1 goes on on page 3."""
    import pypdfium2

    bodies = {
        1: article("旧粮仓变成冷库", *SHED, "（下转第3版）"),
        3: article("河口修好码头", BRIDGE)
        + article("旧粮仓变成冷库", "（上接第1版）", *SHED_GOES_ON),
    }
    issue = pypdfium2.PdfDocument.new()
    for number in range(1, 9):
        default = article(f"{VILLAGES[number - 1]}添了新渡船", *FERRY)
        body = bodies.get(number, default)
        page = typeset(f"issue-{number}", issue_page(number, body))
        issue.import_pages(pypdfium2.PdfDocument(page.pdf))
    path = archive / "2026-01-05.pdf"
    issue.save(path)
    return path


@pytest.mark.browser
@pytest.mark.slow
def test_an_issue_in_one_pdf_keeps_its_pages_and_joins_what_continues_elsewhere(
    issue_of_eight, archive
):
    draft(issue_of_eight, newspaper=NEWSPAPER, out=archive / "draft.yaml")
    record = read(archive / "draft.yaml").record
    assert record.date.edtf == "2026-01-05"
    assert [page.number for page in record.pages] == [str(n) for n in range(1, 9)]
    assert [page.images[0].pdf_page for page in record.pages] == list(range(1, 9))
    notes = {
        (page.number, note.text)
        for page in record.pages
        for entry in page.articles
        for note in entry.notes
        if note.kind == "order"
    }
    assert notes == {("1", "下文在第3版。"), ("3", "上文在第1版。")}


@pytest.mark.browser
@pytest.mark.slow
def test_a_run_that_was_stopped_continues_where_it_was(issue_of_eight, archive, monkeypatch):
    run, completed = PageProcess.run, []

    def stop_at_fifth(self, function, *arguments):
        if function is read_page:
            if len(completed) == 4:
                raise KeyboardInterrupt
            completed.append(arguments)
        return run(self, function, *arguments)

    monkeypatch.setattr(PageProcess, "run", stop_at_fifth)
    with pytest.raises(KeyboardInterrupt):
        draft(issue_of_eight, json=archive / "draft.json")
    assert not (archive / "draft.json").exists()
    completed.clear()
    draft(issue_of_eight, json=archive / "draft.json")
    assert len(completed) == 4
    assert len(json.loads((archive / "draft.json").read_text(encoding="utf-8"))["pages"]) == 8


def text_pdf(words: str) -> bytes:
    """A PDF of one page with a line of text, written by hand."""
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    stream = f"BT /F1 12 Tf 20 300 Td ({words}) Tj ET"
    page = (
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R "
        f"/Resources << /Font << /F1 {font} >> >>  >>\nendobj\n"
        f"4 0 obj\n<< /Length {len(stream)} >>\nstream\n{stream}\nendstream"
    )
    return blank_pdf(1).replace(b"<< /Type /Page /Parent 2 0 R >>", page.encode())


@pytest.mark.slow
def test_failed_pages_are_reported_and_retried_only_when_changed_or_asked(archive, monkeypatch):
    folder = archive / "scans"
    folder.mkdir()
    words = "The ferry of village 1 has a new motor since last week."
    (folder / "1.pdf").write_bytes(text_pdf(words))
    (folder / "2.jpg").write_bytes(b"\xff\xd8\xff\xe0 no more")
    (folder / "3.pdf").write_bytes(b"%PDF-1.4 no more")
    run, calls = PageProcess.run, []

    def count_call(self, function, *arguments):
        calls.append((function, arguments[0].name))
        return run(self, function, *arguments)

    def draft_again(**options):
        calls.clear()
        stderr = StringIO()
        with pytest.raises(CommandError, match="2 处无法读取"):
            call_command(
                "draft", folder, json=archive / "d.json", force=True, stderr=stderr, **options
            )
        return stderr.getvalue()

    monkeypatch.setattr(PageProcess, "run", count_call)
    first = draft_again()
    assert "2.jpg" in first
    assert "--retry" not in first
    assert {name for _, name in calls} == {"1.pdf", "2.jpg", "3.pdf"}
    output = draft_again()
    # 1.pdf is opened to count its pages, not read
    assert calls == [(page_numbers, "1.pdf")]
    note = "（上次无法读取，这次没有重读；要重读请加 --retry）"
    lines = output.splitlines()
    assert len(lines) == 2
    assert all(line.endswith(note) for line in lines)
    assert {line.removesuffix(note) for line in lines} == set(first.splitlines())
    draft_again(retry=True)
    assert {name for _, name in calls} == {"1.pdf", "2.jpg", "3.pdf"}
    with (folder / "2.jpg").open("ab") as file:
        file.write(b"!")
    draft_again()
    assert {name for _, name in calls} == {"1.pdf", "2.jpg"}


KILLED_AT_THE_THIRD = f"""
import os, signal, sys
import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
django.setup()
from archive.ingest.reading import read_page
from archive.ingest.reading.page_process import PageProcess

run = PageProcess.run

def killed(self, function, *arguments):
    if function is read_page and arguments[0].name == "3.pdf":
        os.kill(os.getpid(), signal.SIGKILL)
    return run(self, function, *arguments)

PageProcess.run = killed
call_command("draft", sys.argv[1], "-o", sys.argv[2], "--newspaper", "{NEWSPAPER}")
"""


@pytest.mark.slow
def test_a_run_that_was_killed_reads_no_page_twice(archive, settings, monkeypatch):
    folder = archive / "scans"
    folder.mkdir()
    for n in range(1, 6):
        words = f"The ferry of village {n} has a new motor since last week."
        (folder / f"{n}.pdf").write_bytes(text_pdf(words))
    run, completed = PageProcess.run, []

    def count_call(self, function, *arguments):
        if function is read_page:
            completed.append(arguments[0].name)
        return run(self, function, *arguments)

    places = {"COLLECTION": "fixtures", "VAR": "var", "PAGES": "pages", "IMAGES": "images"}
    environment = os.environ | {
        f"ARCHIVE_{name}": str(archive / place) for name, place in places.items()
    }
    command = [sys.executable, "-c", KILLED_AT_THE_THIRD, folder, archive / "draft.yaml"]
    process = subprocess.run(command, check=False, cwd=settings.BASE_DIR, env=environment)
    assert process.returncode == -signal.SIGKILL
    leftovers = {path.name for path in archive.iterdir()} - {"fixtures", "scans", "var"}
    assert not leftovers
    monkeypatch.setattr(PageProcess, "run", count_call)
    draft(folder, json=archive / "draft.json")
    assert completed == ["3.pdf", "4.pdf", "5.pdf"]
    pages = json.loads((archive / "draft.json").read_text(encoding="utf-8"))["pages"]
    assert [f"village {n}" in page["text"] for n, page in enumerate(pages, 1)] == [True] * 5


@pytest.mark.parametrize("shade", [255, 200])
def test_a_scan_of_blank_paper_is_a_blank_page(shade, tmp_path):
    path = tmp_path / "back.png"
    paper = Image.new("L", (1200, 1600), shade)
    Image.blend(paper, Image.effect_noise(paper.size, 40), 0.2).save(path)
    with pytest.raises(BlankPage):
        read_page(path, None)


@pytest.mark.slow
def test_a_scan_with_a_faded_mark_is_not_blank(tmp_path):
    path = tmp_path / "mark.png"
    paper = Image.new("L", (1200, 1600), 220)
    paper.paste(185, (300, 400, 312, 412))
    paper.save(path)
    with pytest.raises(UnreadableImage) as caught:
        read_page(path, None)
    assert not isinstance(caught.value, BlankPage)


def png(path, size, noise=False):
    image = Image.new("L", size, 255)
    if noise:
        image = Image.effect_noise(size, 120)
    image.save(path, "PNG")


HOSTILE = {
    "empty.pdf": (lambda path: path.write_bytes(b""), "空的"),
    "no.pdf": (lambda path: path.write_bytes(b"%PDF-1.7\nnothing at all"), "PDF"),
    "blank.pdf": (lambda path: path.write_bytes(blank_pdf(1)), "空白页"),
    "broken-xref.pdf": (
        lambda path: path.write_bytes(blank_pdf(1).replace(b"startxref\n", b"startxref\n9")),
        "没有识别出文字",
    ),
    "no-pages.pdf": (lambda path: path.write_bytes(blank_pdf(0)), "没有页面"),
    "empty.jpg": (lambda path: path.write_bytes(b""), "空的"),
    "huge.png": (lambda path: Image.new("1", (30_000, 30_000)).save(path), "超过 400 百万"),
    # an image, whatever it is called
    "white.pdf": (lambda path: Image.new("L", (900, 1200), 255).save(path, "PNG"), "空白页"),
    "many.pdf": (lambda path: path.write_bytes(blank_pdf(10_000)), "10,000 页"),
    "one.png": (lambda path: png(path, (1, 1)), "没有识别出文字"),
    "white.png": (lambda path: png(path, (900, 1200)), "空白页"),
    "noise.png": (lambda path: png(path, (900, 1200), noise=True), "没有识别出文字"),
    "word.png": (lambda path: path.write_bytes(b"PK\3\4 a document"), "不是"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_unreadable_files_are_named_and_nothing_is_written(name, archive):
    make, expected_message = HOSTILE[name]
    path = archive / name
    make(path)
    with pytest.raises(CommandError, match=expected_message) as caught:
        draft(path, newspaper=NEWSPAPER, out=archive / "draft.yaml", json=archive / "draft.json")
    assert name in str(caught.value)
    leftovers = {path.name for path in archive.iterdir()} - {"fixtures", "var", name}
    assert not leftovers
    assert not (archive / "fixtures" / "geometry").exists()


@pytest.mark.slow
def test_truncated_pdfs_and_forms_are_refused(archive):
    content = blank_pdf(3)
    (archive / "torn.pdf").write_bytes(content[: len(content) // 3])
    form = content.replace(
        b"/Type /Catalog", b"/Type /Catalog /AcroForm << /Fields [] /XFA () >>", 1
    )
    (archive / "form.pdf").write_bytes(form)
    for name, expected_message in (("torn.pdf", "PDF"), ("form.pdf", "空白页")):
        with pytest.raises(CommandError, match=expected_message) as caught:
            draft(archive / name, json=archive / "draft.json")
        assert name in str(caught.value)
        assert not (archive / "draft.json").exists()


@pytest.mark.slow
def test_a_truncated_image_is_named(archive):
    path = archive / "torn.png"
    png(path, (900, 1200), noise=True)
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(CommandError, match=r"torn\.png.*损坏"):
        draft(path, json=archive / "draft.json")


@pytest.mark.slow
def test_encrypted_and_scripted_pdfs_are_refused(archive):
    from pypdf import PdfWriter
    from pypdf.actions import JavaScript

    for name, expected_message in (("locked.pdf", "口令"), ("script.pdf", "没有识别出文字")):
        writer = PdfWriter()
        writer.add_blank_page(300, 400)
        writer.add_open_action(JavaScript("app.alert('no');"))
        if name == "locked.pdf":
            writer.encrypt("secret", algorithm="RC4-128")
        writer.write(archive / name)
        with pytest.raises(CommandError, match=expected_message):
            draft(archive / name, json=archive / "draft.json")


def test_a_file_that_is_too_large_is_not_opened(archive, monkeypatch):
    path = archive / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(500_000_000)
    with pytest.raises(CommandError, match=r"huge\.pdf: 有 500 MB"):
        draft(path, json=archive / "draft.json")


@pytest.mark.slow
def test_a_page_that_takes_too_long_or_crashes_is_reported(archive):
    import time

    with PageProcess(most_seconds=1) as process, pytest.raises(ValueError, match="超过 1 秒"):
        process.run(time.sleep, 60)
    with PageProcess() as process:
        with pytest.raises(ValueError, match="被终止"):
            process.run(os._exit, 3)
        assert process.run(len, "四个字了") == 4


def test_a_folder_without_pages_is_refused(archive):
    (archive / "scans").mkdir()
    with pytest.raises(CommandError, match="没有版面"):
        draft(archive / "scans", json=archive / "draft.json")


def test_pages_are_in_the_order_of_numbers(archive):
    for name in ("10.png", "9.txt", "a.docx"):
        (archive / name).write_bytes(b"x")
    paths = page_sources.files([archive])
    assert [path.name for path in paths if path.suffix in (".png", ".txt")] == ["9.txt", "10.png"]


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_scanned_sideways_is_turned_upright(turn, archive):
    """Its text is read, and its image kept, as one holds the page."""
    scan = archive / "sideways.jpg"
    with Image.open(SAMPLE / "scans" / "2026-01-05-1.jpg") as image:
        size = image.size
        image.rotate(turn, expand=True).save(scan, quality=90)
    draft(scan, newspaper=NEWSPAPER, out=archive / "draft.yaml", json=archive / "draft.json")
    (page,) = json.loads((archive / "draft.json").read_text())["pages"]
    assert page["articles"][0]["headline"] == "苇河镇把阅览室开到家门口"
    (entry,) = read(archive / "draft.yaml").record.pages[0].images
    assert (entry.width, entry.height) == size
    image_path = PageImages(archive / "images")[entry.sha256]
    with Image.open(image_path) as image:
        assert image.size == size


@pytest.mark.slow
def test_a_scan_of_the_sample_newspaper_becomes_its_articles(archive):
    """Its nameplate is no headline, briefs stay below theirs, and what is 广告 signs nothing."""
    scan = SAMPLE / "scans" / "2026-01-05-1.jpg"
    draft(scan, json=archive / "draft.json")
    (page,) = json.loads((archive / "draft.json").read_text())["pages"]
    assert (page["date"], page["articles"][0]["kicker"]) == (
        "2026-01-05",
        "从街口到村口　步行不过一刻钟",
    )
    assert [article["headline"] for article in page["articles"]] == [
        "苇河镇把阅览室开到家门口",
        "早班渡船提前一刻钟",
        "文化站开毛笔班",
        "北坡村水塔修好",
        "石阶修好了　渡船没停一天",
    ]
    signed = [[byline["name"] for byline in article["bylines"]] for article in page["articles"]]
    assert signed == [["样甲"], [], [], [], ["样丙"]]
