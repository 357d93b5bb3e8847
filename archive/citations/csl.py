"""An article as an item of CSL-JSON: the facts that every other format of citation is written from.

Follows the CSL-JSON schema (csl-data.json) and appendix IV of the CSL 1.0.2 specification. What is
decided here, and so holds for all formats:

- The title is the headline (主题) alone. Kicker and subheads (引题, 副题) are no part of what an
  article is cited by; the data formats have them. One that an editor supplied stands in [ ].
- Authors are those who signed the text, as reporter or correspondent of any kind, in the printed
  order. Who only took the photographs or drew is a contributor; where nobody signed the text
  (a photo news item) they are the authors. Editors and proof-readers are not cited.
- A name keeps its characters: sounds made by a machine would give some people another name. Family
  and given name are told apart where that is safe; a pen name or shared name never is.
- A page whose number is not printed has none. The page name (版名) is the section.
- A date has the precision that is known. It is approximate (`circa`) where an editor inferred it or
  EDTF says so; an issue dated 2021-06..2021-09 appeared on one day between the two.
- The newspaper's name stands as in the catalogue. That an editor concluded it is said in `note`, and
  styles in words put it in [ ], as they do with whatever a source does not state.
"""

import json
from datetime import date, timedelta

from archive.catalogue.article_body import block_text
from archive.models import Article, Issue, Person
from archive.models.article_parts import Basis
from archive.text import names, titles

# what reference managers and styles expect; the site's own pages are zh-Hans
LANGUAGE = "zh-CN"
# how `note` begins where an editor concluded which newspaper it is
INFERRED = "报名为推定"
ARCHIVE = "报藏"


def item(article: Article, url: str, accessed: date, block: str = "") -> dict:
    """The CSL-JSON item of an article that was loaded by `for_reading`.

    `url` is its lasting address, `accessed` the day on which it is cited. With `block`, the id of
    one of its blocks, that block is cited: by its anchor and, where the text is held, its words.
    """
    page, issue = article.page, article.page.issue
    authors, contributors = article.credited
    facts = {
        "id": f"baozang-{article.ident}" + (f"-{block}" if block else ""),
        "type": "article-newspaper",
        "title": _title(article),
        "author": [_name(person) for person in authors],
        "contributor": [_name(person) for person in contributors],
        "container-title": issue.newspaper.name,
        "publisher-place": _city(issue.newspaper.place),
        "issued": issued(issue),
        "issue": issue.number,
        "page": page.number,
        "section": page.name,
        "language": LANGUAGE,
        "source": ARCHIVE,
        "URL": f"{url}#{block}" if block else url,
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
        "keyword": ",".join(tag.pref_label for tag in article.topics),
        "abstract": article.digest.strip(),
        "note": attribution(issue),
        "annote": _words(article, block),
    }
    return {name: fact for name, fact in facts.items() if fact}


def blocks(article: Article) -> list[str]:
    """The ids of the blocks that can be cited, in reading order."""
    return [block["id"] for block in article.blocks]


def write(facts: dict) -> str:
    """One item as the array that the schema asks for."""
    return json.dumps([facts], ensure_ascii=False, indent=2) + "\n"


def issued(issue: Issue) -> dict:
    """The date variable of an issue: one date or both ends of a range, as precise as is known."""
    first, last = issue.earliest, issue.latest
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        digits = 1
    elif first.day == 1 and (last + timedelta(days=1)).day == 1:
        digits = 2
    else:
        digits = 3
    ends = [[day.year, day.month, day.day][:digits] for day in (first, last)]
    value = {"date-parts": ends if ends[0] != ends[1] else ends[:1]}
    if issue.date_basis == Basis.INFERRED or not issue.date_iso:
        value["circa"] = True
    return value


def _title(article: Article) -> str:
    supplied = article.headline_supplied
    return titles.in_square_brackets(article.headline) if supplied else article.headline


def _name(person: Person) -> dict:
    name = names.split_name(person.name)
    if person.pen_name or not name.given:
        return {"literal": person.name}
    return name._asdict()


def _city(place) -> str:
    return place.short_name.removesuffix("市") if place else ""


def attribution(issue: Issue) -> str:
    """Why an editor concluded that it is of this newspaper; '' where the page states it."""
    stated = issue.attribution == Basis.STATED
    return "" if stated else f"{INFERRED}：{issue.attribution_reason}"


def _words(article: Article, block: str) -> str:
    """What the block says, where the text is held."""
    if not block or not article.text_held:
        return ""
    return "".join(block_text(b) for b in article.full_text.blocks if b["id"] == block)
