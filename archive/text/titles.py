"""Titles supplied by an editor where none is printed: in 〔〕 for readers, [ ] in citations."""


def bracketed(title: str) -> str:
    """Return the title as the archive shows it."""
    return f"〔{title}〕"


def unbracketed(title: str) -> str:
    """Return a supplied title without its brackets."""
    return title.removeprefix("〔").removesuffix("〕")


def in_square_brackets(title: str) -> str:
    """Return a supplied title as ISBD, GB/T 3792 and citation styles write it."""
    return f"[{unbracketed(title)}]"
