"""The pages of the drafting corpus, printed: the measured positions match the PDF's text."""

from pathlib import Path

import pytest

from archive.ingest.drafting.corpus.print_pages import print_pages
from archive.ingest.drafting.corpus.read_truth import read_text
from archive.ingest.drafting.corpus.source import read_corpus
from archive.ingest.reading import read_file

CORPUS = Path(__file__).parents[1] / "ingest" / "drafting" / "corpus"


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_every_character_is_printed_where_the_truth_says(browser, tmp_path, half):
    pages = [page for page in read_corpus(CORPUS / half) if page.style in ("republican", "taiwan")]
    pages += read_corpus(CORPUS / half)[:3]
    for page in print_pages(pages, half, tmp_path, browser=browser):
        words = "".join(line.text for line in page.source.lines)
        measured = "".join(
            page.source.lines[line.line].text[line.start : line.end] for line in page.lines
        )
        assert len("".join(measured.split())) == len("".join(words.split()))
        recognised = read_text(read_file(page.file("pdf"))[0].lines, page, "pdf")
        assert (recognised.printed, recognised.wrong) == (len("".join(words.split())), 0)
