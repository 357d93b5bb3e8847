"""Short digests of records, to detect changes that no change entry explains."""

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
    OrganisationEntry,
    PageEntry,
    PersonEntry,
    TopicEntry,
)
from .yaml_file import Fault

# the SHA-256 of a page in the bytes of a file, valid or not
DIGEST_PATTERN = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
# The fields of each record that articles show, so that e.g. a newspaper's new description is not a
# change of all its articles; None for all fields.
# Images and positions on them are left out, and who is named: they do not change what is read and
# cited.
_SHOWN_FIELDS: dict[type[CatalogueEntry], set[str] | None] = {
    ArticleEntry: None,
    PageEntry: {"number", "name", "text"},
    IssueFile: {"number", "attribution", "date"},
    NewspaperEntry: {"name"},
    TopicEntry: {"label", "broader"},
    PersonEntry: {"name", "pen_name"},
    # articles name it as they did
    OrganisationEntry: {"slug"},
}
_NOT_CITED: dict[str, Any] = {
    **dict.fromkeys(("zones", "pictures", "named", "not_named"), True),
    "headline": {"romanised", "text_en"},
}


def digest_of(record: CatalogueEntry) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of the fields that are set.

    Neither the layout of a file nor a new optional field of the format changes it.
    """
    fields = record.model_dump(
        mode="json",
        include=_SHOWN_FIELDS[type(record)],
        exclude=_NOT_CITED if isinstance(record, ArticleEntry) else None,
        exclude_defaults=True,
    )
    # once the same as no list, in records of minimal cataloguing
    if fields.get("places") == []:
        del fields["places"]
    return hashlib.sha256(_canonical(fields)).hexdigest()[:12]


class RowsDigest:
    """Digest of an article, issue or page from its Django fixture rows, added one by one."""

    # reports a fault at the line of the record's own row
    fault: Callable[[str], Fault]

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()

    def add(self, row: dict[str, Any]) -> None:
        self._sha256.update(_canonical(row))

    @property
    def sum(self) -> str:
        return self._sha256.hexdigest()[:12]


def _canonical(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
