"""Split folded text into the words to index and search; the only importer of jieba and rjieba."""

import logging
import math
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .fold import BOUNDARY

_lock = threading.Lock()

# what is between runs of Han characters, which alone are given to jieba
_BETWEEN_HAN = re.compile("([^\u3400-\u9fff]+)")
# A run of Latin letters and digits is one word; jieba would split decimals.
_OTHER_WORDS = re.compile(r"[0-9a-z]+(?:\.[0-9]+)*|\w")

# Characters per call. rjieba needs several times the text's size in memory and aborts the process
# if allocation fails. No sentence is long enough to be split by this limit.
_MAX_RUN_LENGTH = 100_000


def warm() -> None:
    """Load the dictionary now (about a second with jieba) rather than during a request."""
    _cutter()


def words(folded: str) -> list[str]:
    """Return the words of `folded` (a result of `fold`), in order, for the index or for a query.

    jieba's search mode: the short words inside a long word precede it (新闻工作者 → 新闻 工作
    作者 工作者 …). Guessing unknown words (HMM) is off: it depends on context, so a name could be
    split differently in an article and in a query. Without it an unknown name becomes single
    characters in both. Boundary marks and blanks are dropped.
    """
    words: list[str] = []
    cut_han = _cutter()
    for piece in _pieces(folded):
        han_and_others = _BETWEEN_HAN.split(piece)
        others = iter(han_and_others[1::2])
        # one call for all runs, as each call costs; no word contains a boundary
        for word in cut_han(BOUNDARY.join(han_and_others[::2])):
            if word == BOUNDARY:
                words += _OTHER_WORDS.findall(next(others))
            else:
                words.append(word)
    return words


def _pieces(folded: str) -> Iterator[str]:
    """Yield `folded` in pieces of the permitted length, split at boundaries if there are any."""
    start = 0
    while len(folded) - start > _MAX_RUN_LENGTH:
        end = folded.rfind(BOUNDARY, start + 1, start + _MAX_RUN_LENGTH)
        end = end if end > 0 else start + _MAX_RUN_LENGTH
        yield folded[start:end]
        start = end
    yield folded[start:]


def cut(text: str) -> list[str]:
    """Return the words of `text` for line breaking; joined, they are the text.

    Unknown words are guessed (HMM): nothing is compared here, and a name must not be split.
    """
    pieces = (text[n : n + _MAX_RUN_LENGTH] for n in range(0, len(text), _MAX_RUN_LENGTH))
    return [word for piece in pieces for word in _whole_cutter()(piece)]


def _cutter() -> Callable[[str], list[str]]:
    with _lock:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Callable[[str], list[str]]:
    """Return rjieba if installed (ten times as fast), else jieba: both cut alike."""
    try:
        import rjieba
    except ImportError:
        return _jieba()
    return partial(rjieba.cut_for_search, hmm=False)


def _whole_cutter() -> Callable[[str], list[str]]:
    with _lock:
        return _loaded_whole()


@lru_cache(maxsize=1)
def _loaded_whole() -> Callable[[str], list[str]]:
    try:
        import rjieba
    except ImportError:
        tokenizer = _tokenizer()
        return lambda text: tokenizer.lcut(text, HMM=True)
    return lambda text: rjieba.cut(text, True)


def frequencies() -> Mapping[str, int]:
    """Return the frequency of each word in jieba's dictionary."""
    return _dictionary()[0]


def word_classes() -> Mapping[str, str]:
    """Return the part of speech of each of its words: n, v, nr (person), ns (place) …"""
    return _dictionary()[1]


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, int], dict[str, str]]:
    """Return the frequency and the part of speech of each word; reading them takes 0.3 s, once.

    The file is read here, as importing jieba to read it takes three times as long.
    """
    package = find_spec("jieba")
    if package is None or package.origin is None:
        raise ImportError("jieba is not installed")
    # a line is a word, its frequency and its part of speech
    items = Path(package.origin).with_name("dict.txt").read_text(encoding="utf-8").split()
    names = items[::3]
    return dict(zip(names, map(int, items[1::3]), strict=True)), dict(
        zip(names, items[2::3], strict=True)
    )


@lru_cache(maxsize=1)
def total_frequency() -> int:
    return sum(frequencies().values())


def rareness(word: str) -> float:
    """Return the information content of `word`, in nats; an unknown word counts as seen once."""
    return math.log(total_frequency() / max(frequencies().get(word, 0), 1))


def is_word(word: str) -> bool:
    """Return whether the dictionary has `word`."""
    return word in _dictionary()[0]


def _jieba() -> Callable[[str], list[str]]:
    tokenizer = _tokenizer()
    return lambda text: list(tokenizer.cut_for_search(text, HMM=False))


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    """Load jieba without its cache file and without output on stderr.

    jieba's own initialization logs to stderr and unmarshals a file with a fixed name from the
    directory for temporary files, where another account may have put it; and the disk may be
    read-only. The cache would save less than a tenth of the time, so this reads the package's
    dictionary directly and writes no file.
    """
    with warnings.catch_warnings():
        # invalid escapes (CPython 3.12) and the deprecated pkg_resources
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
