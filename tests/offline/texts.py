"""The folded texts of the sample's articles, to compare what a copy finds with."""

import json
import re

from archive.text.fold import BOUNDARY, fold


def _records(static_copy):
    for path in sorted((static_copy / "articles").glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _own_words(record):
    return [record["headline"], record["digest"], record["text"]]


def folded_texts(static_copy):
    """ident → the folded decks, digest, text, names and topics of an article, from its data."""
    texts = {}
    for record in _records(static_copy):
        words = [*_own_words(record), record["kicker"], *record["subheads"], record["column"]]
        words += [record["newspaper"]["name"], *(byline["name"] for byline in record["bylines"])]
        words += [topic["label"] for topic in record["topics"]]
        texts[record["ident"]] = BOUNDARY.join(fold(word).text for word in words if word)
    return texts


def printed_texts(static_copy):
    """ident → headline, digest and text as they are, with boundaries for all marks and blanks."""
    return {
        record["ident"]: re.sub(r"[\W_]+", BOUNDARY, BOUNDARY.join(_own_words(record)))
        for record in _records(static_copy)
    }


def some_words(texts):
    """Single characters, pairs and longer parts of the texts, and some that stand in none."""
    full_text = BOUNDARY.join(texts.values())
    substrings = [
        full_text[at : at + size] for size in (1, 2, 3, 5) for at in range(40, len(full_text), 251)
    ]
    words = {word for word in substrings if BOUNDARY not in word and " " not in word}
    return sorted(words | {word[::-1] for word in words if len(word) == 3})
