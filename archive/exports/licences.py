"""The licence of each field of a record."""

from collections.abc import Iterable

from archive.editions.collection import collection
from archive.formats import dataset, schema, schema_parts

# texts by the archive's editors
_EDITORIAL = (
    (schema.ArticleRecord, "digest"),
    (schema_parts.Note, "text"),
    (schema_parts.NonArticleText, "note"),
    (schema_parts.Credit, "note"),
)
# texts by newspapers and their authors
_THIRD_PARTY = (
    (schema.ArticleRecord, "text"),
    (schema_parts.Block, "text"),
    (dataset.TextRecord, "text"),
)


def is_third_party(kind: type[schema_parts.Schema], field: str) -> bool:
    """Return whether the field holds text that the archive cannot license."""
    return _is_listed(_THIRD_PARTY, kind, field)


def licence(kind: type[schema_parts.Schema], field: str) -> str:
    """Return the licence's URL, or "" if there is none."""
    if is_third_party(kind, field):
        return ""
    is_editorial, about = _is_listed(_EDITORIAL, kind, field), collection()
    return (about.digest_licence if is_editorial else about.metadata_licence).url


def _is_listed(
    fields: Iterable[tuple[type[schema_parts.Schema], str]],
    kind: type[schema_parts.Schema],
    field: str,
) -> bool:
    return any(issubclass(kind, base) and field == name for base, name in fields)
