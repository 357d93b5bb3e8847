"""Fills the catalogue in traditional characters by OpenCC, for `make messages`.

Whole messages that OpenCC gets wrong are in EXCEPTIONS.
"""

import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

CATALOGUE = Path(__file__).parent / "zh_Hant" / "LC_MESSAGES" / "django.po"
# message → its translation
EXCEPTIONS: dict[str, str] = {}


def main() -> None:
    converter = OpenCC("s2tw")
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hant", domain="django")
    for message in catalogue:
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        converted = EXCEPTIONS.get(text) or converter.convert(text)
        # Chinese has one form for all numbers
        message.string = converted if isinstance(message.id, str) else (converted,)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100)


if __name__ == "__main__":
    sys.exit(main())
