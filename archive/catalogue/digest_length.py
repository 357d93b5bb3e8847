"""How long the digest of an article may be."""

import math
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from archive.command_messages import message

from .entries import BlockEntry, body_length

# A digest is a third to a half of its article; a brief of a few lines may need a little more. A
# text of a sentence or two can hardly be said in fewer words, and need not be.
_SHARES = (0.33, 0.5)
_BRIEF_LENGTH, _BRIEF_SHARE = 150, 0.6
_SHORT_LENGTH = 80


def bounds(length: int) -> tuple[int, int]:
    """Return the least and most characters of the digest of a body of `length` characters."""
    if length < _SHORT_LENGTH:
        return 1, length
    least, most = _SHARES
    if length < _BRIEF_LENGTH:
        most = _BRIEF_SHARE
    return math.ceil(length * least), math.floor(length * most)


class _DigestFields(BaseModel):
    """The fields of an article that the length of its digest depends on."""

    cataloguing: Literal["full"] = "full"
    digest: str = ""
    body: tuple[BlockEntry, ...]


def problem(digest: str, characters: int) -> str:
    """Return what is wrong with the length of the digest of a body of `characters`, or ""."""
    length = len("".join(digest.split()))
    least, most = bounds(characters)
    if not length or least <= length <= most:
        return ""
    return message(
        "提要 %(length)s 字；正文 %(characters)s 字，提要应有 %(shortest)s 到 %(longest)s 字",
        length=length,
        characters=characters,
        shortest=least,
        longest=most,
    )


def problems_of_invalid(data: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield (path of the digest, problem) for an issue file with faults elsewhere.

    So that an editor learns of both at once. Articles whose own body is invalid are left out.
    """
    for n, page in enumerate(_items(data, "pages")):
        for m, article in enumerate(_items(page, "articles")):
            try:
                fields = _DigestFields.model_validate(article)
            except ValidationError:
                continue
            if text := problem(fields.digest, body_length(fields.body)):
                yield ("pages", n, "articles", m, "digest"), text


def _items(data: Any, name: str) -> list[Any]:
    items = data.get(name) if isinstance(data, dict) else None
    return items if isinstance(items, list) else []
