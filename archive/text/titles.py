"""Titles supplied by an editor where none is printed: in 〔〕 for readers, [ ] in citations."""


def bracketed(title: str) -> str:
    """The title as the archive shows it."""
    return f"〔{title}〕"


def unbracketed(title: str) -> str:
    """A supplied title without its brackets."""
    return title.removeprefix("〔").removesuffix("〕")


def in_square_brackets(title: str) -> str:
    """A supplied title as ISBD, GB/T 3792 and the styles of citation write it."""
    return f"[{unbracketed(title)}]"
