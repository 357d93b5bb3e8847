"""Writes a proof sheet: a folder with one page of HTML and its style sheet, which git does not see."""

import shutil
import tempfile
from pathlib import Path

from django.template.loader import render_to_string

from archive.catalogue.check import check
from archive.catalogue.entries import IssueFile, NewspapersFile, TopicsFile
from archive.catalogue.files import AUTHORITIES, CHANGES, ENTRIES, LEDGER, PEOPLE
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.people_files import read_people
from archive.catalogue.yaml_file import Fault, Source, read

from .proof_data import proof
from .training_data import read_gazetteer

STYLE = "proof.css"


def write_sheet(file: Path, folder: Path, fixtures: Path, texts: PageTexts, style: Path) -> int:
    """Writes index.html and its style to `folder`; how many faults the check finds in `file`.

    CatalogueError when the file cannot be read, ValueError when it is no issue's.
    """
    source = read(file)
    record = source.record
    if not isinstance(record, IssueFile):
        raise ValueError(f"{file}: 不是一期的文件（缺 issue）")
    topics = read(fixtures / "topics.yaml", TopicsFile).record.topics
    names = {
        "people": {person.slug: person.name for person in read_people(fixtures)},
        "topics": {topic.slug: topic.label for topic in topics},
        "places": {code: place.name for code, place in read_gazetteer(fixtures).places.items()},
    }
    newspapers = read(fixtures / "newspapers.yaml", NewspapersFile).record.newspapers
    newspaper_names = {newspaper.slug: newspaper.name for newspaper in newspapers}
    made = proof(source, texts, faults_of(source, file, fixtures, texts), names)
    folder.mkdir(parents=True, exist_ok=True)
    paper = newspaper_names.get(record.newspaper, record.newspaper)
    html = render_to_string("proof/sheet.html", {"proof": made, "paper": paper})
    (folder / "index.html").write_text(html, encoding="utf-8")
    # it shows the page's text whole, which no repository should have, wherever the folder is
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    shutil.copyfile(style, folder / STYLE)
    return len(made.faults)


def faults_of(source: Source, file: Path, fixtures: Path, texts: PageTexts) -> list[Fault]:
    """What the check of the catalogue says of `file`, as if it stood where it belongs.

    It is checked beside the authority files alone, in a folder that is gone afterwards.
    """
    record = source.record
    with tempfile.TemporaryDirectory() as name:
        beside = Path(name) / "fixtures"
        place = beside / "issues" / record.newspaper / f"{record.issue}.yaml"
        place.parent.mkdir(parents=True)
        shutil.copyfile(file, place)
        for authority in (*AUTHORITIES, LEDGER):
            shutil.copyfile(fixtures / authority, beside / authority)
        for many in (PEOPLE, ENTRIES, CHANGES):
            if (fixtures / many).is_dir():
                (beside / many).symlink_to((fixtures / many).resolve())
        report = check(beside, texts)
    here = f"fixtures/issues/{record.newspaper}/{record.issue}.yaml"
    return [
        Fault(source.file, fault.line, fault.field, fault.message)
        for fault in report.faults
        if fault.file == here
    ]
