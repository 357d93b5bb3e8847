"""Primary keys of issues, pages and articles: the same for the same catalogue, however loaded.

An issue's key is the number of its entry in the ledger, which is permanent. A page's key is that of
its issue followed by its position in it, an article's that of its page followed by its position on
it. So rows are in the order in which issues were entered, then in printed order; and what is added
comes last.
"""

import zlib

# bits of the position of a page in its issue, and of an article on its page
_PAGE_BITS, _ARTICLE_BITS = 11, 12
MAX_PAGES, MAX_ARTICLES = (1 << _PAGE_BITS) - 1, (1 << _ARTICLE_BITS) - 1
# keys of issues without a ledger entry; publishing refuses those, tests load them
_WITHOUT_ENTRY = 1 << 31


def issue_without_entry(newspaper: str, key: str) -> int:
    return _WITHOUT_ENTRY | zlib.crc32(f"{newspaper}/{key}".encode()) >> 1


def page_key(issue: int, sequence: int) -> int:
    return issue << _PAGE_BITS | sequence


def article_key(page: int, sequence: int) -> int:
    return page << _ARTICLE_BITS | sequence


def articles_of_issues(first: int, last: int) -> tuple[int, int]:
    """Return the lowest and the highest key that articles of these issues may have."""
    bits = _PAGE_BITS + _ARTICLE_BITS
    return first << bits, (last + 1 << bits) - 1


def pages_of_issues(first: int, last: int) -> tuple[int, int]:
    """Return the lowest and the highest key that pages of these issues may have."""
    return first << _PAGE_BITS, (last + 1 << _PAGE_BITS) - 1


def issue_of_article(article: int) -> int:
    return article >> _PAGE_BITS + _ARTICLE_BITS
