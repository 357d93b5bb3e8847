"""Build suggestions for the generated articles, and query them with what readers begin to type."""

import random
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from measuring import Series
from processes import run
from rivals import Store

from archive.text.fold import BOUNDARY

TYPED = 120
ROUNDS = 3
FOLDER = "suggestions"
MODULES = ("archive.search.suggest", "archive.search.suggestion_index_build")


def suggestion(folder: Path, seed: int) -> dict:
    """Return the milliseconds of each typed text, or the missing dependency."""
    missing = [name for name in MODULES if find_spec(name) is None]
    if missing:
        return {"absent": f"{', '.join(missing)} is not there"}
    (folder / FOLDER).mkdir(exist_ok=True)
    build_figures = run(build, folder)
    ask_figures = run(ask, folder, seed)
    ways = {
        method: Series(
            milliseconds=ask_figures[method]["milliseconds"], totals=ask_figures[method]["found"]
        ).summary()
        for method in ask_figures["ways"]
    }
    file = next((folder / FOLDER).iterdir())
    return {
        "built": build_figures,
        "bytes": file.stat().st_size,
        "memory": ask_figures["memory"],
        "ways": ways,
    }


def build(connection, folder: Path) -> None:
    from archive.search.suggestion_index_build import build

    started = time.perf_counter()
    count = build(folder / FOLDER, _entries(Store(folder)))
    connection.send({"entries": count, "seconds": time.perf_counter() - started})


def _entries(store: Store) -> Iterator:
    from archive.search.suggestion_index_build import HEADLINE, SuggestionEntry

    for kind, key, label, pinyin, count in store.names():
        yield SuggestionEntry(kind, key, label, count, ((label, pinyin),))
    for ident, headline, earliest in store.headlines():
        yield SuggestionEntry(HEADLINE, ident, headline, 1, standing=earliest)


def ask(connection, folder: Path, seed: int) -> None:
    import os

    from processes import memory

    from archive.search.suggest import Suggestions

    typed = _typed(Store(folder), random.Random(f"{seed} suggestions"))
    suggestions = Suggestions(folder / FOLDER)
    answer: dict = {"ways": list(typed)}
    for method, texts in typed.items():
        answer[method] = {"milliseconds": [], "found": []}
        suggestions.find(texts[-1])
        for text in texts[:-1] * ROUNDS:
            begun = time.perf_counter()
            hits = suggestions.find(text)
            answer[method]["milliseconds"].append((time.perf_counter() - begun) * 1000)
            answer[method]["found"].append(len(hits))
    connection.send({**answer, "memory": memory(os.getpid())})


def _typed(store: Store, rng: random.Random) -> dict[str, list[str]]:
    """Return beginnings of names and headlines: in Chinese, in pinyin, by initials."""
    from archive.text.pinyin import syllables

    labels = [label for _, _, label, _, count in store.names() if count]
    labels = rng.sample(labels, min(TYPED // 2, len(labels)))
    titles = [document.title for document in store.sample(rng, TYPED - len(labels))]
    labels += [title.split(BOUNDARY)[0] for title in titles]
    rng.shuffle(labels)
    return {
        "characters": [label[: rng.randint(1, 4)] for label in labels],
        "pinyin": ["".join(syllables(label[: rng.randint(1, 3)])) for label in labels],
        "initials": [
            "".join(s[0] for s in syllables(label[: rng.randint(1, 4)])) for label in labels
        ],
    }
