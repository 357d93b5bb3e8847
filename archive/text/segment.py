"""Split folded text into the words to index and search; the only importer of jieba and rjieba."""

import logging
import re
import threading
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache

_lock = threading.Lock()

# A run of Latin letters and digits is one word as it stands; jieba would cut decimals apart.
_RUNS = re.compile(r"(?P<latin>[0-9a-z]+(?:\.[0-9]+)*)|(?P<han>[\u3400-\u9fff]+)|(?P<other>\w)")

# Characters handed over at once. rjieba takes a multiple of a text's size in memory and ends the
# process where there is none; no sentence is so long that it would be cut here.
_LONGEST_RUN = 100_000


def warm() -> None:
    """Load the dictionary now (about a second with jieba), so that no reader waits for it."""
    _cutter()


def words(folded: str) -> list[str]:
    """Return the words of `folded` (text out of `fold`), in order, for the index or for a query.

    The cut is jieba's for search engines: after the short words inside a long word comes the
    long word (新闻工作者 → 新闻 工作 作者 工作者 …). jieba's guess at words that are not in its
    dictionary is off: it depends on the neighbours, so that a name would be cut one way in an
    article and another way in a query; without it an unknown name is its single characters in
    both. Boundary marks and blanks are dropped.
    """
    found: list[str] = []
    for run in _RUNS.finditer(folded):
        if run.lastgroup == "han":
            for start in range(run.start(), run.end(), _LONGEST_RUN):
                found += _cutter()(folded[start : min(start + _LONGEST_RUN, run.end())])
        else:
            found.append(run.group())
    return found


def cut(text: str) -> list[str]:
    """Return the words of `text` in order, with nothing left out and nothing twice, for setting it.

    Names are guessed at: here nothing is compared, and a name broken in two is the worse fault.
    """
    pieces = (text[n : n + _LONGEST_RUN] for n in range(0, len(text), _LONGEST_RUN))
    return [word for piece in pieces for word in _whole_cutter()(piece)]


def _cutter() -> Callable[[str], list[str]]:
    with _lock:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Callable[[str], list[str]]:
    """rjieba if its wheel is installed (ten times as fast), else jieba, with the same words."""
    try:
        import rjieba
    except ImportError:
        return _jieba()
    return lambda text: rjieba.cut_for_search(text, False)


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


@lru_cache(maxsize=1)
def frequencies() -> Mapping[str, int]:
    """How often each word of jieba's dictionary occurs in what it was made from.

    0 stands for what only begins a word. It takes about half a second to read, once.
    """
    return _tokenizer().FREQ


def _jieba() -> Callable[[str], list[str]]:
    tokenizer = _tokenizer()
    return lambda text: list(tokenizer.cut_for_search(text, HMM=False))


@lru_cache(maxsize=1)
def _tokenizer():
    """Load jieba without its cache file and without a word on stderr.

    jieba's own start-up logs to stderr and reads a file of a fixed name, with marshal, from the
    directory for temporary files: there another account may have put it, or the disk may be
    read-only. The cache saves less than a tenth of the time, so the dictionary that comes with
    the package is read directly and no file is ever written.
    """
    with warnings.catch_warnings():
        # Its regular expressions have escapes that CPython 3.12 warns of when compiling them, and
        # it asks for pkg_resources, which setuptools has deprecated.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer
