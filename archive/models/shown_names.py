"""Names as pages show them: in English with the romanised name before the characters."""

from archive import languages


def with_romanised(name: str, romanised: str) -> str:
    """陈标, on pages in English “Chen Biao 陈标”."""
    if languages.current() is languages.ENGLISH and romanised:
        return f"{romanised} {name}"
    return name


def topic_label(pref_label: str, pref_label_en: str) -> str:
    """The label of a topic in the language of the page; Chinese where no other was written."""
    return (languages.current() is languages.ENGLISH and pref_label_en) or pref_label
