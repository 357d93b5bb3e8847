"""An article as a CSL-JSON item, from which every other citation format is written.

Follows the CSL-JSON schema (csl-data.json) and appendix IV of CSL 1.0.2. Conventions for all
formats:

- The title is the headline (主题) alone, in [ ] if an editor supplied it. Kicker and
  subheads (引题, 副题) are left to the data formats.
- Authors are those who signed the text, reporters and correspondents of any kind, in printed order.
  Photographers and illustrators are contributors, or authors if nobody signed the text (a photo
  news item). Editors and proofreaders are not cited.
- Names are in characters. Family and given name are split where that is safe; pen names and shared
  names never are.
- `custom` has the same in Latin letters (zh-Latn-pinyin), as editors wrote it or in pinyin, and the
  title in English if an editor translated it; English styles use both.
- An unprinted page number is omitted. The page name (版名) is the section.
- Dates are as precise as is known, and approximate (`circa`) if an editor inferred them or EDTF
  says so; an issue dated 2021-06..2021-09 appeared on one day in between.
- The newspaper's name is that of the catalogue. If an editor inferred it, `note` says so and styles
  put it in [ ], as they do with anything the source does not state.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from textwrap import indent
from typing import Any

from archive.catalogue.article_body import block_text
from archive.editions.collection import collection
from archive.models import Article, Issue, Person, Place
from archive.models.article_parts import Basis
from archive.text import names, titles

# the tag that reference managers and styles expect, although the site's pages are zh-Hans
LANGUAGE = "zh-CN"
# keys of `custom`, as BCP 47 has them
PINYIN, ENGLISH = "zh-Latn-pinyin", "en"
# beginning of `note` if an editor inferred the newspaper
INFERRED = "报名为推定"

# an item, or one of its names or dates
CslItem = dict[str, Any]


def item(article: Article, url: str, accessed: date, block: str = "") -> CslItem:
    """Return the CSL-JSON item of an article loaded by `for_reading`.

    `url` is its permalink, `accessed` the date of citation. With the id of a `block`, that block is
    cited: by its anchor and, if the text is available, by its words.
    """
    page, issue = article.page, article.page.issue
    authors, contributors = article.credited
    facts = {
        "id": f"{collection().key}-{article.ident}" + (f"-{block}" if block else ""),
        "type": "article-newspaper",
        "title": titles.citation_title(article.headline, article.headline_supplied),
        "author": [_name(person) for person in authors],
        "contributor": [_name(person) for person in contributors],
        "container-title": issue.newspaper.name,
        "publisher-place": _city(issue.newspaper.place),
        "issued": issued(issue),
        "issue": issue.number,
        "page": page.number,
        "section": page.name,
        "language": LANGUAGE,
        "source": collection().name,
        "URL": f"{url}#{block}" if block else url,
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
        "keyword": ",".join(tag.pref_label for tag in article.topics),
        "abstract": article.digest.strip(),
        "note": attribution(issue),
        "annote": _block_text(article, block),
        "custom": _in_other_words(article, authors, contributors),
    }
    return _without_blanks(facts)


def _in_other_words(article: Article, authors: list[Person], contributors: list[Person]) -> CslItem:
    """Return the variables in Latin letters and in English, as far as they are known."""
    newspaper = article.page.issue.newspaper
    latin = {
        "title": _in_brackets_as_supplied(article, article.headline_romanised),
        "author": [_latin_name(person) for person in authors],
        "contributor": [_latin_name(person) for person in contributors],
        "container-title": newspaper.romanised,
        "publisher-place": newspaper.place.romanised if newspaper.place else "",
        "source": collection().romanised,
    }
    english = {"title": article.headline_en}
    return _without_blanks({PINYIN: _without_blanks(latin), ENGLISH: _without_blanks(english)})


def _without_blanks(facts: CslItem) -> CslItem:
    return {name: fact for name, fact in facts.items() if fact}


def blocks(article: Article) -> list[str]:
    """Return the ids of the blocks that can be cited, in reading order."""
    return [block["id"] for block in article.blocks]


def write(facts: CslItem) -> str:
    """Return the item in an array, as the schema requires."""
    return "".join(write_all([facts]))


def write_all(items: Iterable[CslItem]) -> Iterator[str]:
    """Yield the items in one array, piece by piece."""
    separator = "[\n"
    for facts in items:
        yield separator + indent(json.dumps(facts, ensure_ascii=False, indent=2), "  ")
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def issued(issue: Issue) -> CslItem:
    """Return the date variable: one date or both ends of a range, as precise as is known."""
    first, last = issue.earliest, issue.latest
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        digits = 1
    elif first.day == 1 and (last + timedelta(days=1)).day == 1:
        digits = 2
    else:
        digits = 3
    ends = [[day.year, day.month, day.day][:digits] for day in (first, last)]
    value: CslItem = {"date-parts": ends if ends[0] != ends[1] else ends[:1]}
    if issue.date_basis == Basis.INFERRED or not issue.date_iso:
        value["circa"] = True
    return value


def _in_brackets_as_supplied(article: Article, title: str) -> str:
    return f"[{title}]" if article.headline_supplied and title else title


def _name(person: Person) -> CslItem:
    name = names.split_name(person.name)
    if person.pen_name or not name.given:
        return {"literal": person.name}
    return name._asdict()


def _latin_name(person: Person) -> CslItem:
    """Return the name in Latin letters, or in those that it has."""
    family, _, given_name = person.romanised.partition(" ")
    if given_name and "literal" not in _name(person):
        return {"family": family, "given": given_name}
    return {"literal": person.romanised} if person.romanised else _name(person)


def _city(place: Place | None) -> str:
    return place.short_name.removesuffix("市") if place else ""


def attribution(issue: Issue) -> str:
    """Return why an editor inferred the newspaper; "" if the page states it."""
    is_stated = issue.attribution == Basis.STATED
    return "" if is_stated else f"{INFERRED}：{issue.attribution_reason}"


def _block_text(article: Article, block: str) -> str:
    """Return the text of a block, or "" if it is not available."""
    if not block or not article.text_held:
        return ""
    return "".join(block_text(b) for b in article.full_text.blocks if b["id"] == block)
