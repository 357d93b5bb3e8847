"""Short sums of records: by them a change that nobody wrote down is noticed."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from .entries import (
    ArticleEntry,
    CatalogueEntry,
    IssueFile,
    NewspaperEntry,
    PageEntry,
    PersonEntry,
    TopicEntry,
)
from .yaml_file import Fault

# the SHA-256 of a page as it stands in a file, be the file sound or not
WRITTEN = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
# What of each record its articles show: a newspaper may be described anew without a word on every
# article that it printed. Of an article it is all.
_SHOWN: dict[type[CatalogueEntry], set[str] | None] = {
    ArticleEntry: None,
    PageEntry: {"number", "name", "text"},
    IssueFile: {"number", "attribution", "date"},
    NewspaperEntry: {"name"},
    TopicEntry: {"label", "broader"},
    PersonEntry: {"name", "pen_name"},
}


def digest_of(record: CatalogueEntry) -> str:
    """Twelve hexadecimal digits of SHA-256 over what is written; a field left out counts as unset.

    So neither the layout of a file nor a new field of the format changes a sum.
    """
    shown = record.model_dump(mode="json", include=_SHOWN[type(record)], exclude_defaults=True)
    return hashlib.sha256(_canonical(shown)).hexdigest()[:12]


class RowsDigest:
    """The same of an article, issue or page whose Django fixture records are added one by one."""

    # makes a fault that names the line of the record itself
    fault: Callable[[str], Fault]

    def __init__(self):
        self._sha256 = hashlib.sha256()

    def add(self, row: dict[str, Any]) -> None:
        self._sha256.update(_canonical(row))

    @property
    def sum(self) -> str:
        return self._sha256.hexdigest()[:12]


def _canonical(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
