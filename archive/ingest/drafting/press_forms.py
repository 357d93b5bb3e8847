"""The set phrases of newspapers, from press_forms.json: leads, roles, notices, columns, folios."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from archive.text.fold import simplified
from archive.text.phrases import any_of

_FILE = Path(__file__).with_name("press_forms.json")
# Strokes between names and places that look the same in print.
_STROKES = str.maketrans("∕╱⁄丨︱│", "／／／｜｜｜")


@lru_cache(maxsize=1)
def press_forms() -> dict[str, Any]:
    """Return the lists of press_forms.json by name, all in simplified characters.

    `other_places` are lists too, by the code of the place that they name.
    """
    return json.loads(_FILE.read_text(encoding="utf-8"))


def alternatives(*names: str) -> str:
    """Return a regular expression for any phrase of those lists, longer ones first."""
    return any_of(phrase for name in names for phrase in press_forms()[name])


@lru_cache(maxsize=4096)
def simple(text: str) -> str:
    """Return `text` with simplified characters and one kind of stroke, like the phrases.

    Its length is unchanged.
    """
    return simplified(text).translate(_STROKES)


@lru_cache(maxsize=1)
def datelines() -> str:
    """Return a regular expression for the places of datelines, cities with or without 市."""
    places = press_forms()["datelines"]
    short = [place[:-1] for place in places if len(place) > 2 and place.endswith("市")]
    return any_of((*places, *short))
