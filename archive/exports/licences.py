"""Under which licence each field of a record may be used."""

from archive.formats import dataset, schema, schema_parts
from archive.formats.serialize import DIGEST_LICENCE, METADATA_LICENCE

# words of our own
_OURS = (
    (schema.ArticleRecord, "digest"),
    (schema_parts.Note, "text"),
    (schema_parts.Apart, "note"),
    (schema_parts.Credit, "note"),
)
# the writing of newspapers and their authors
_OTHERS = (
    (schema.ArticleRecord, "text"),
    (schema_parts.Block, "text"),
    (dataset.TextRecord, "text"),
)


def is_third_party(kind: type[schema_parts.Schema], field: str) -> bool:
    """Whether it holds sentences that are not ours to license."""
    return _among(_OTHERS, kind, field)


def licence(kind: type[schema_parts.Schema], field: str) -> str:
    """The address of the licence, "" where there is none."""
    if is_third_party(kind, field):
        return ""
    return DIGEST_LICENCE if _among(_OURS, kind, field) else METADATA_LICENCE


def _among(listed, kind: type[schema_parts.Schema], field: str) -> bool:
    return any(issubclass(kind, one) and field == name for one, name in listed)
