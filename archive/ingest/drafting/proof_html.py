"""Write a proof sheet: a folder with one HTML page and its style sheet, ignored by git."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from archive.catalogue.check import check
from archive.catalogue.entries import IssueFile, NewspapersFile, TopicsFile
from archive.catalogue.files import CHANGES, ENTRIES, LEDGER, PEOPLE, authority_files
from archive.catalogue.geometry import read_geometry
from archive.catalogue.page_images import PageImages
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.people_files import read_people
from archive.catalogue.yaml_file import Fault, ParsedFile, read
from archive.command_messages import message

from .proof_data import proof
from .proof_print import page_prints
from .training_data import read_gazetteer

STYLE = settings.BASE_DIR / "templates" / "proof" / "proof.css"


def write_sheet(
    file: Path,
    folder: Path,
    fixtures: Path,
    texts: PageTexts,
    images: PageImages,
) -> int:
    """Write index.html, its style and its images to `folder`; return the number of faults.

    Raise CatalogueError if `file` cannot be read, ValueError if it is not an issue file.
    """
    source = read(file)
    record = source.record
    if not isinstance(record, IssueFile):
        problem = message("不是一期的文件（缺 issue）")
        raise ValueError(f"{file}: {problem}")  # noqa: TRY004
    topics = read(fixtures / "topics.yaml", TopicsFile).record.topics
    names = {
        "people": {person.slug: person.name for person in read_people(fixtures)},
        "topics": {topic.slug: topic.label for topic in topics},
        "places": {code: place.name for code, place in read_gazetteer(fixtures).places.items()},
    }
    newspapers = read(fixtures / "newspapers.yaml", NewspapersFile).record.newspapers
    newspaper_names = {newspaper.slug: newspaper.name for newspaper in newspapers}
    folder.mkdir(parents=True, exist_ok=True)
    prints = page_prints(record.pages, images, read_geometry(fixtures).get, folder)
    proof_data = proof(source, texts, faults_of(source, file, fixtures, texts), names, prints)
    paper = newspaper_names.get(record.newspaper, record.newspaper)
    html = render_to_string("proof/sheet.html", {"proof": proof_data, "paper": paper})
    (folder / "index.html").write_text(html, encoding="utf-8")
    # The sheet contains the full text of the page, which must not enter any repository.
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    shutil.copyfile(STYLE, folder / STYLE.name)
    return len(proof_data.faults)


def faults_of(source: ParsedFile, file: Path, fixtures: Path, texts: PageTexts) -> list[Fault]:
    """Return the faults that the catalogue check finds in `file`, as if it were in its place.

    Only the authority files are checked with it, in a temporary folder.
    """
    record = source.record
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "fixtures"
        place = copy / "issues" / record.newspaper / f"{record.issue}.yaml"
        place.parent.mkdir(parents=True)
        shutil.copyfile(file, place)
        for authority in (*authority_files(fixtures), fixtures / LEDGER):
            shutil.copyfile(authority, copy / authority.name)
        for many in (PEOPLE, ENTRIES, CHANGES):
            if (fixtures / many).is_dir():
                (copy / many).symlink_to((fixtures / many).resolve())
        report = check(copy, texts)
    name_in_catalogue = f"fixtures/issues/{record.newspaper}/{record.issue}.yaml"
    return [
        Fault(source.file, fault.line, fault.field, fault.message)
        for fault in report.faults
        if fault.file == name_in_catalogue
    ]
