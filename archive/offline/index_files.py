"""The search index of an offline copy, as files that a page's script reads (offline-search.js).

A copy of up to `MAX_ARTICLES` is searchable. Its index is in `search/`:

- `index.json`: the numbers of articles, of files of each kind, and for each article the length of
  its title; articles are numbered from the newest to the oldest;
- `entries-N.json`: what a list shows of `ENTRIES_A_FILE` articles each;
- `postings-N.bin`: for each character the articles that have it, for each two neighbouring ones
  the positions at which they begin. A word of any length is found by its pairs;
- `fold.json`: characters that fold to another one (`from`, `to`).

All texts are folded (archive.text.fold): the title, a boundary, then digest, text and names.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from markupsafe import Markup

from archive.batches import batched
from archive.models import Article
from archive.models.prepared_queries import entries, with_openings
from archive.search.documents import documents
from archive.text.fold import BOUNDARY, fold
from archive.web.template_helpers.hit_marks import entry_snippet

MAX_ARTICLES = 20_000
ENTRIES_A_FILE = 100
# approximate bytes of a file of postings
_POSTINGS_SIZE = 64_000
FOLDER = "search"
_IDEOGRAPHS = (*range(0x2E80, 0x2FE0), *range(0x3400, 0xA000), *range(0x20000, 0x2A6E0))


def index_files() -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of each file of the index."""
    idents, lengths, postings = [], [], _Postings()
    for number, document in enumerate(documents()):
        idents.append(document.ident)
        lengths.append(len(document.title))
        names = (document.title, document.text, document.people, document.places)
        postings.add(number, BOUNDARY.join(filter(None, names)), len(document.title))
    files = list(postings.files())
    about = {"articles": len(idents), "postings": len(files), "titles": lengths}
    yield f"{FOLDER}/index.json", _json(about | {"entries": ENTRIES_A_FILE})
    yield f"{FOLDER}/fold.json", _json(_fold_table())
    for number, content in enumerate(files):
        yield f"{FOLDER}/postings-{number}.bin", content
    for number, batch in enumerate(batched(idents, ENTRIES_A_FILE)):
        rows = [_entry(article) for article in with_openings(entries(batch))]
        yield f"{FOLDER}/entries-{number}.json", _json(rows)


class _Postings:
    """The postings of each character and each pair, as variable-length numbers.

    A character: for each article, twice the difference of its number from the one before, plus 1
    if it is in the title. A pair: for each article that difference, the number of positions, and
    the difference of each position from the one before.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, bytearray] = defaultdict(bytearray)
        self._last: dict[str, int] = {}

    def add(self, number: int, text: str, title_length: int) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        for position, (first, second) in enumerate(pairwise(text)):
            if BOUNDARY not in (first, second):
                places[first + second].append(position)
        in_title = set(text[:title_length])
        for character in set(text) - {BOUNDARY, " "}:
            difference = self._difference(character, number)
            _append(self._numbers[character], 2 * difference + (character in in_title))
        for pair, positions in places.items():
            numbers = self._numbers[pair]
            _append(numbers, self._difference(pair, number))
            _append(numbers, len(positions))
            last = 0
            for position in positions:
                _append(numbers, position - last)
                last = position

    def _difference(self, gram: str, number: int) -> int:
        difference = number - self._last.get(gram, 0)
        self._last[gram] = number
        return difference

    def files(self) -> Iterator[bytes]:
        """Yield each file: the length of the header in four bytes, the header in JSON with the
        range of each gram, the ranges.
        """
        size = sum(map(len, self._numbers.values()))
        count = size // _POSTINGS_SIZE + 1
        groups: list[list[str]] = [[] for _ in range(count)]
        for gram in sorted(self._numbers):
            groups[_file_number(gram, count)].append(gram)
        for grams in groups:
            ranges, content = {}, bytearray()
            for gram in grams:
                ranges[gram] = (len(content), len(self._numbers[gram]))
                content += self._numbers[gram]
            header = _json(ranges)
            yield len(header).to_bytes(4, "little") + header + content


def _file_number(gram: str, count: int) -> int:
    """Return the number of the file with the postings of a character or a pair."""
    return (ord(gram[0]) * 31 + ord(gram[-1])) % count


def _append(numbers: bytearray, value: int) -> None:
    """Append a number in bytes of seven bits, lowest first; all but the last have the eighth."""
    while value > 127:
        numbers.append(value & 127 | 128)
        value >>= 7
    numbers.append(value)


def _entry(article: Article) -> list[str]:
    page, snippet = article.page, str(entry_snippet(article))
    return [
        article.ident,
        article.headline,
        f"{page.issue.newspaper.name}　{page.issue.date_label}　{page.label}",
        # without its label
        Markup(snippet.partition("</span>")[2] or snippet).striptags(),
    ]


def _fold_table() -> dict[str, str]:
    folded = {chr(point): fold(chr(point)).text for point in _IDEOGRAPHS}
    folds = {
        original: simplified
        for original, simplified in folded.items()
        if original != simplified and len(simplified) == 1
    }
    return {"from": "".join(folds), "to": "".join(folds.values())}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
