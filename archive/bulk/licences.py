"""Under which licence each field of a record may be used."""

from archive.formats import dataset, fields, parts
from archive.formats.record import DIGEST_LICENCE, METADATA_LICENCE

# words of our own
_OURS = (
    (fields.ArticleRecord, "digest"),
    (parts.Note, "text"),
    (parts.Apart, "note"),
    (parts.Credit, "note"),
)
# the writing of newspapers and their authors
_OTHERS = (
    (fields.ArticleRecord, "text"),
    (parts.Block, "text"),
    (dataset.TextRecord, "text"),
)


def is_others(kind: type[parts.Record], field: str) -> bool:
    """Whether it holds sentences that are not ours to license."""
    return _among(_OTHERS, kind, field)


def licence(kind: type[parts.Record], field: str) -> str:
    """The address of the licence, "" where there is none."""
    if is_others(kind, field):
        return ""
    return DIGEST_LICENCE if _among(_OURS, kind, field) else METADATA_LICENCE


def _among(listed, kind: type[parts.Record], field: str) -> bool:
    return any(issubclass(kind, one) and field == name for one, name in listed)
