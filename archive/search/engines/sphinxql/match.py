"""Encode tokens as words that Sphinx does not split, and clauses as its full-text queries.

A character becomes four letters or digits, so a single character is a word of four and a pair a
word of eight. No reader's input reaches Sphinx unencoded: no operators, quotation marks, upper
case, or characters outside the planes it supports.
"""

import hashlib
from collections.abc import Sequence

from archive.search.contract import FIELDS, Clause, Term
from archive.search.tokens import cover, encoded, neighbours, pairs, words

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Marks of rows. Lengths keep kinds of words apart: 4 and 8 for characters and pairs, odd numbers
# for words; these are 5, 6 and 14. Pairs across marks, labels, and what is in names have lengths of
# words, and first letters that no word has.
ALL_ARTICLES = "every"
SEALED = "sealed"
NEVER = "never"
# Sphinx cuts words off after 42 characters; longer ones go by a digest (for order only)
MAX_WORD_LENGTH = 41


class _Letters(dict):
    def __missing__(self, code: int) -> str:
        encoded = self[code] = "".join(DIGITS[code // 36**place % 36] for place in (3, 2, 1, 0))
        return encoded


# blanks stay, as they separate tokens and never occur inside one
_LETTERS = _Letters({ord(" "): " "})


def letters(tokens: str) -> str:
    """Encode tokens separated by blanks."""
    return tokens.translate(_LETTERS)


# prefixes of characters and pairs in fields that a term for any field does not match
NAMES = {"named": "n", "organisations": "o"}
# prefixes of pairs with a mark between them, by field
ACROSS = {"title": "t", "text": "u"}


def in_field(name: str, tokens: str) -> str:
    """Encode characters and pairs of a field, separated by blanks."""
    if name not in NAMES:
        return letters(tokens)
    return " ".join(NAMES[name] + letters(token) for token in tokens.split())


def across_marks(name: str, tokens: str) -> str:
    """Encode pairs of characters across marks, distinguished by field."""
    return " ".join(ACROSS[name] + letters(pair) for pair in tokens.split())


def as_label(label: str) -> str:
    """Encode a label as one word."""
    return "y" + hashlib.blake2s(label.encode(), digest_size=16).hexdigest()


def seal(build: int) -> str:
    """Return the word of the seal of a shard of this build."""
    return f"s{build:013x}"


def as_words(tokens: str) -> str:
    """Encode words segmented by jieba as a distinct kind, used for ranking only."""
    return " ".join(map(_word, tokens.split()))


def _word(word: str) -> str:
    encoded_word = "w" + letters(word)
    if len(encoded_word) <= MAX_WORD_LENGTH:
        return encoded_word
    return "x" + hashlib.blake2s(word.encode(), digest_size=16).hexdigest()


def expression(clauses: Sequence[Clause]) -> str:
    """Return the full-text query of the clauses; "" without clauses."""
    if not clauses:
        return ""
    parts = [_any_of(clause.terms) for clause in clauses if not clause.negated]
    # Sphinx rejects a query of negations only
    parts = parts or [ALL_ARTICLES]
    parts += [f"-{_any_of(clause.terms)}" for clause in clauses if clause.negated]
    return " ".join(parts)


def with_words(clauses: Sequence[Clause], match: str) -> str:
    """Return a query with the same matches, ranked by whole words.

    Sphinx has MAYBE for this, but in 2.2 that loses articles. So the query is "match, or match and
    word".
    """
    positive = [clause for clause in clauses if not clause.negated]
    terms = [term for clause in positive for term in clause.terms]
    ranking = [
        f"(@{fields} {' | '.join(dict.fromkeys(map(_word, of)))})"
        for fields, only in (("title_words", "title"), ("(title_words,text_words)", "any"))
        if (
            of := [
                word
                for term in terms
                if term.field == only
                for word in words(term.text) + words(term.near)
            ]
        )
    ]
    # terms adjacent in the query as typed
    plain = [
        c.terms[0].text
        for c in positive
        if len(c.terms) == 1 and c.terms[0].field == "any" and not c.terms[0].near
    ]
    if len(plain) > 1:
        plain_text = encoded("".join(plain))
        # all pairs of it, as only the pairs at the joint are new
        ranking.append(f'"{letters(" ".join(pairs(plain_text)))}"')
    return f"({match}) | ({match} ({' | '.join(ranking)}))" if ranking else match


def _any_of(terms: Sequence[Term]) -> str:
    return f"({' | '.join(map(_term, terms)) or NEVER})"


def _term(term: Term) -> str:
    if term.field not in FIELDS:
        raise ValueError(f"no field {term.field}")
    if term.across_marks:
        return _across_marks(term)
    if term.near:
        return _near(term)
    single = len(term.text) == 1
    match = in_field(term.field, encoded(term.text)) if single else _phrase(term.text, term.field)
    if term.field != "any":
        return f"(@{term.field} {match})"
    # labels and words have other lengths, so a term for any field needs no field operator
    return f"({match} | {as_label(term.text)})"


def _phrase(text: str, field: str = "any") -> str:
    """Return the query for a text of two or more characters in a field."""
    phrase: list[str] = []
    last = -1
    for place, pair in cover(text):
        # * matches any word
        phrase += ["*"] * (place - last - 1)
        phrase.append(in_field(field, encoded(pair)))
        last = place
    return f'"{" ".join(phrase)}"'


def _near(term: Term) -> str:
    """Return the query for two terms near each other."""
    names = tuple(ACROSS) if term.field == "any" else (term.field,)
    pairs = [
        f'"{letters(encoded(a))} {letters(encoded(b))}"~{term.gap + 2}'
        for a, b in neighbours(term.text, term.near)
    ]
    # each in brackets: Sphinx loses articles where phrases with * stand side by side
    texts = " ".join(f"({_phrase(text)})" for text in (term.text, term.near))
    close = f" ({' | '.join(pairs)})" if pairs else ""
    return f"({' | '.join(f'(@{name} {texts}{close})' for name in names)})"


def _across_marks(term: Term) -> str:
    names = tuple(ACROSS) if term.field == "any" else (term.field,)
    pair_queries = (_pair_query(pair, names) for pair in dict.fromkeys(pairs(encoded(term.text))))
    return f"({' '.join(pair_queries)})"


def _pair_query(pair: str, names: Sequence[str]) -> str:
    """Return the query for the pair in one of these fields, with a mark between or not."""
    pair = letters(pair)
    alternatives = " | ".join(ACROSS[name] + pair for name in names)
    return f"((@({','.join(names)}) {pair}) | (@marks {alternatives}))"
