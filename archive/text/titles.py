"""Titles supplied by an editor where none is printed: in 〔〕 for readers, [ ] in citations."""


def bracketed(title: str) -> str:
    """Return the title as the archive shows it."""
    return f"〔{title}〕"


def unbracketed(title: str) -> str:
    """Return a supplied title without its brackets."""
    return title.removeprefix("〔").removesuffix("〕")


def citation_title(title: str, is_supplied: bool) -> str:
    """Return a title as ISBD, GB/T 3792 and citation styles write it: [ ] around a supplied one."""
    return f"[{unbracketed(title)}]" if is_supplied else title
