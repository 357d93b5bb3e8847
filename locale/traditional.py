"""Fills the catalogue in traditional characters by OpenCC, for `make messages`.

Characters are those of Taiwan, the words stay; quotation marks are 「」. What OpenCC gets wrong is
in EXCEPTIONS.
"""

import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

CATALOGUE = Path(__file__).parent / "zh_Hant" / "LC_MESSAGES" / "django.po"
# converted wrongly → rightly
EXCEPTIONS = {"版本里": "版本裡"}
_QUOTES = str.maketrans("“”‘’", "「」『』")


def main() -> None:
    converter = OpenCC("s2tw")
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hant", domain="django")
    for message in catalogue:
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        converted = converter.convert(text).translate(_QUOTES)
        for wrong, right in EXCEPTIONS.items():
            converted = converted.replace(wrong, right)
        message.flags.discard("fuzzy")
        # Chinese has one form for all numbers
        message.string = converted if isinstance(message.id, str) else (converted,)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100)


if __name__ == "__main__":
    sys.exit(main())
