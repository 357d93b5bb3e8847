"""Generate realistic articles, the same ones for the same number and seed.

Nothing is downloaded: words and their frequencies are those of jieba's own dictionary file; topics,
places, people and newspapers are the catalogue's (fixtures/), with more of their kind beside them.
`documents` yields what engines index; run as a program, it prints the shape of what it makes.
"""

import argparse
import itertools
import math
import os
import random
import re
import sys
import time
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import django

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
# the contract's facets are about the tables
django.setup()

from authorities import Catalogue, Newspaper, Person, Place, Topic
from words import CALIBRATED, Vocabulary, Wheel, collocations, made_up_name

from archive import idents
from archive.search.contract import Document
from archive.text.fold import BOUNDARY, fold

SEED = 20211223
FIRST_YEAR, LAST_YEAR = 1949, 2024
BODY_LENGTH = 1080
# of a body's units, how many in 256 are the article's own few words, said again and again
THEME_SHARE = 96
# what is left of a share when the words that have the word inside them have done their part
_CORRECTION = {"中国": 0.95, "工会": 0.58}

_MARKS = ["，"] * 17 + ["、"] * 2 + ["；"] + ["。"] * 8 + ["。\n"] * 3 + ["！"]
# `fold` keeps blanks between Latin letters and digits
_BLANKS = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")
_BOUNDARIES = re.compile("[，。、；：！？“”《》（）—…·%\n]+")
_COLUMNS = (
    "要闻",
    "基层传真",
    "工会视窗",
    "读者来信",
    "一线故事",
    "今日时评",
    "百姓生活",
    "经济观察",
)
_GENRES = {
    "xiaoxi": 52, "tongxun": 18, "jianxun": 13, "tupian-xinwen": 9, "zongshu": 5, "texie": 3,
}  # fmt: skip
# published, of a hundred, up to the year: thin at first, thinnest around 1970, most since 2000
_YEARS = ((1949, 0.3), (1958, 0.8), (1962, 0.4), (1970, 0.2), (1978, 0.6), (1990, 1.4), (2003, 3.0),
          (2014, 3.2), (2024, 2.0))  # fmt: skip


class Article(NamedTuple):
    """An article as printed and catalogued."""

    ident: str
    # 0 for the newest
    number: int
    newspaper: Newspaper
    earliest: date
    latest: date
    genre: str
    column: str
    kicker: str
    headline: str
    subheads: tuple[str, ...]
    digest: str
    crossheads: tuple[str, ...]
    # paragraphs parted by line breaks
    body: str
    reporters: tuple[Person, ...]
    correspondents: tuple[Person, ...]
    places: tuple[Place, ...]
    topics: tuple[Topic, ...]
    # the words and stock phrases that the body is made of
    units: Sequence[str]

    @property
    def people(self) -> tuple[Person, ...]:
        return self.reporters + self.correspondents


class Maker:
    """An iterable of `articles` articles, newest first."""

    def __init__(self, articles: int, seed: int = SEED):
        self.articles = articles
        self.seed = seed
        rng = random.Random(f"{seed} vocabulary")
        self.vocabulary = Vocabulary(rng)
        self.catalogue = Catalogue(rng, self.vocabulary, articles)
        # mean BODY_LENGTH
        spread = 0.55
        middle = math.log(BODY_LENGTH) - spread**2 / 2
        self._lengths = [
            min(6 * BODY_LENGTH, max(120, round(rng.lognormvariate(middle, spread))))
            for _ in range(4096)
        ]
        sample = self.vocabulary.draw(rng, 20_000)
        self._unit_length = 1.18 * sum(map(len, sample)) / len(sample) + 1 / 5.5
        self._genres = Wheel(list(_GENRES.items()))
        self._theme_places = bytes(n < THEME_SHARE for n in range(256))

    def __iter__(self) -> Iterator[Article]:
        rng = random.Random(f"{self.seed} {self.articles}")
        identity = _idents()
        for number, (year, before, of_year) in enumerate(_days(self.articles)):
            yield self._article(rng, next(identity), number, year, before / of_year)

    def _article(self, rng, ident: str, number: int, year: int, passed: float) -> Article:
        catalogue = self.catalogue
        random_ = rng.random
        topics = tuple(
            dict.fromkeys(catalogue.topics(rng) for _ in range(rng.choice((1, 1, 2, 2, 2, 3, 4))))
        )
        places = tuple(
            dict.fromkeys(catalogue.places(rng) for _ in range(rng.choice((1, 1, 1, 1, 1, 2, 3))))
        )
        reporters = tuple(
            dict.fromkeys(catalogue.people(rng) for _ in range(rng.choice((0, 1, 1, 1, 2))))
        )
        correspondents = ()
        if random_() < 0.35:
            correspondents = tuple(p for p in (catalogue.people(rng),) if p not in reporters)
        themes = self._themes(rng, topics, places)
        length = self._lengths[rng.getrandbits(12)]
        units = self.vocabulary.draw(rng, int(length / self._unit_length) + 1)
        self._repeat(rng, units, themes)
        body = self._byline(places[0], reporters, correspondents) + self._prose(rng, units)
        earliest, latest = _date(rng, year, passed)
        return Article(
            ident=ident,
            number=number,
            newspaper=catalogue.newspapers(rng),
            earliest=earliest,
            latest=latest,
            genre=self._genres(rng),
            column=rng.choice(_COLUMNS) if random_() < 0.3 else "",
            kicker=self._deck(rng, themes, 8, 16) if random_() < 0.25 else "",
            headline=self._deck(rng, themes, 8, 25),
            subheads=(self._deck(rng, themes, 10, 22),) if random_() < 0.3 else (),
            digest=self._prose(rng, self._short(rng, themes, 55)) if random_() < 1 / 3 else "",
            crossheads=tuple(
                self._deck(rng, themes, 6, 14) for _ in range(max(0, length // 700 - 1))
            ),
            body=body,
            reporters=reporters,
            correspondents=correspondents,
            places=places,
            topics=topics,
            units=units,
        )

    def _themes(self, rng, topics, places) -> list[str]:
        """The few words that recur in this article."""
        middling = self.vocabulary.middling
        themes = list(collocations(rng, middling, 5))
        for topic in topics:
            words = self.catalogue.topic_words[topic.slug]
            themes += [words[int(len(words) * rng.random() ** 3)] for _ in range(3)]
        for place in places:
            themes += [place.names[-1], place.short_name]
        themes.append(made_up_name(rng))
        themes.append(f"“{rng.choice(themes)}”")
        return themes

    def _repeat(self, rng, units: list[str], themes: list[str]) -> None:
        count = len(units)
        for _ in range(count * THEME_SHARE // 256):
            # the first themes more than the last
            theme = themes[int(len(themes) * rng.random() ** 2)]
            units[int(rng.random() * count)] = theme
        for word, share in CALIBRATED.items():
            if rng.random() < share * _CORRECTION[word]:
                while True:
                    units[int(rng.random() * count)] = word
                    if rng.random() < 0.45:
                        break

    def _short(self, rng, themes: list[str], count: int) -> list[str]:
        units = self.vocabulary.draw(rng, count)
        for _ in range(count // 4):
            units[int(rng.random() * count)] = themes[int(rng.random() * len(themes))]
        return units

    def _deck(self, rng, themes: list[str], least: int, most: int) -> str:
        units = self.vocabulary.draw(rng, 9)
        units[1] = themes[int(rng.random() * len(themes))]
        units[3] = themes[int(rng.random() * len(themes))]
        length = rng.randrange(least, most)
        deck = ""
        for n, unit in enumerate(units):
            if len(deck) + len(unit) <= most:
                deck += unit
            if len(deck) >= length:
                break
            if n == 4 and len(deck) >= 8 and len(deck) < most - 4:
                deck += " "
        return deck.strip() or themes[0]

    def _byline(self, place: Place, reporters, correspondents) -> str:
        credits = [
            f"{role} {' '.join(person.name for person in people)}"
            for role, people in (("记者", reporters), ("通讯员", correspondents))
            if people
        ]
        return f"本报{place.short_name}讯（{' '.join(credits)}）" if credits else ""

    def _prose(self, rng, units: list[str]) -> str:
        out: list[str] = []
        count = len(units)
        # clauses of 3 to 8 units
        at = 0
        for draw in rng.randbytes(count // 3 + 1):
            upto = at + 3 + draw % 6
            out += units[at:upto]
            at = upto
            if at >= count:
                break
            out.append(_MARKS[draw >> 3])
        out.append("。")
        return "".join(out)


def _days(articles: int) -> Iterator[tuple[int, int, int]]:
    """(year, its articles before this one, its articles), newest first."""
    years = list(range(FIRST_YEAR, LAST_YEAR + 1))
    weights = []
    for year in years:
        at = max(1, min(len(_YEARS) - 1, bisect([first for first, _ in _YEARS], year)))
        (start, low), (end, high) = _YEARS[at - 1 : at + 1]
        weights.append(low + (high - low) * (year - start) / (end - start))
    total_weight, given = 0.0, 0
    for year, weight in zip(years[::-1], weights[::-1], strict=True):
        total_weight += weight
        upto = round(articles * total_weight / sum(weights))
        yield from ((year, n, upto - given) for n in range(upto - given))
        given = upto


def _date(rng: random.Random, year: int, passed: float) -> tuple[date, date]:
    """The day of the year when so much has passed, from the end; one in ten is roughly known."""
    day = date(year, 12, 31) - timedelta(days=int(passed * 365))
    draw = rng.random()
    if draw > 0.1:
        return day, day
    if draw > 0.02:
        return day, day + timedelta(days=30)
    return day, day + timedelta(days=400)


def _idents() -> Iterator[str]:
    """Well-formed article idents, all different, in no visible order."""
    alphabet, length = idents.ALPHABET, idents.LENGTH - 1
    base = len(alphabet)
    for n in itertools.count(1):
        quotient = n * 1_234_567_891 % base**length
        digits = []
        for _ in range(length):
            quotient, digit = divmod(quotient, base)
            digits.append(digit)
        check = sum(at * digit for at, digit in enumerate(digits, 1)) % base
        ident = "".join(alphabet[digit] for digit in (*digits, check))
        if ident[0] != "0" and not ident.isdigit():
            yield ident


def fold_generated(text: str) -> str:
    """Do what `fold` does, ten times as fast, for text that is generated here."""
    text = _BLANKS.sub("", text) if " " in text else text
    return _BOUNDARIES.sub(BOUNDARY, text).lower()


def document(article: Article, articles: int) -> Document:
    labels = [label for topic in article.topics for label in topic.labels]
    texts = (article.digest, article.column, *article.crossheads, *labels, article.body)
    values: dict[str, list[str]] = {"province": [], "city": [], "county": []}
    for place in article.places:
        for level, value in place.values:
            if value not in values[level]:
                values[level].append(value)
    return Document(
        ident=article.ident,
        title=_join((article.kicker, article.headline, *article.subheads)),
        text=_join(texts),
        people=BOUNDARY.join(person.name for person in article.people),
        places=BOUNDARY.join(name for place in article.places for name in place.names),
        values={
            **{level: tuple(label_list) for level, label_list in values.items()},
            "topic": tuple(dict.fromkeys(s for topic in article.topics for s in topic.slugs)),
            "newspaper": (article.newspaper.slug,),
            "year": tuple(
                str(year) for year in range(article.earliest.year, article.latest.year + 1)
            ),
            "genre": (article.genre,),
            "person": tuple(person.slug for person in article.people),
        },
        earliest=article.earliest.toordinal(),
        latest=article.latest.toordinal(),
        newest=article.number,
        oldest=articles - article.number,
    )


def _join(parts: Sequence[str]) -> str:
    return BOUNDARY.join(fold_generated(part) for part in parts if part)


def documents(articles: int, seed: int = SEED) -> Iterator[Document]:
    """`articles` documents, newest first."""
    for article in Maker(articles, seed):
        yield document(article, articles)


def shape(articles: int, seed: int) -> None:
    """Print what the articles are like, and whether `fold_generated` agrees with `fold`."""
    started = time.process_time()
    maker = Maker(articles, seed)
    ready = time.process_time()
    word_counts: Counter[str] = Counter()
    having = dict.fromkeys(CALIBRATED, 0)
    characters = bodies = headlines = digests = checked = 0
    facets: dict[str, Counter[str]] = {}
    spent = 0.0
    for article in maker:
        item = document(article, articles)
        begun = time.process_time()
        word_counts.update(maker.vocabulary.words(article.units))
        for word in having:
            having[word] += word in item.text or word in item.title
        characters += len(item.text) + len(item.title)
        bodies += len(article.body)
        headlines += len(article.headline)
        digests += bool(article.digest)
        for name, values in item.values.items():
            facets.setdefault(name, Counter()).update(values)
        if article.number % max(1, articles // 300) == 0:
            for part in (article.headline, article.digest, article.body, *article.subheads):
                assert fold_generated(part) == fold(part).text, part
            assert idents.check(article.ident)
            checked += 1
        spent += time.process_time() - begun
    seconds = time.process_time() - ready - spent
    print(f"{articles:,} articles, seed {seed}")
    print(f"ready in {ready - started:.1f} s; then {articles / seconds:,.0f} articles/s")
    print(f"characters indexed an article   {characters / articles:,.0f}")
    print(f"body, headline; with digest     {bodies / articles:,.0f}, {headlines / articles:.1f};"
          f" {digests / articles:.0%}")  # fmt: skip
    for word, share in CALIBRATED.items():
        print(f"articles with {word}              {having[word] / articles:.1%} (aim {share:.0%})")
    ranks = word_counts.most_common()
    for rank in (1, 10, 100, 1000, 10_000, 100_000):
        if rank <= len(ranks):
            word, count = ranks[rank - 1]
            print(f"word {rank:>7,} by articles        {count / articles:.3%}  {word}")
    common = [word for word, n in ranks if n > 0.2 * articles and len(word) > 1]
    rare = sum(1 for word, n in ranks if n <= 20 and len(word) > 1)
    print(f"words of two or more in > 20 %  {len(common)}: {' '.join(common[:12])} …")
    print(f"words in 1 to 20 articles       {rare:,} of {len(ranks):,}")
    for name, values in facets.items():
        most = ", ".join(f"{value} {n / articles:.0%}" for value, n in values.most_common(3))
        print(f"{name:<12} {len(values):>7,} values: {most} …")
    print(f"folded as `fold` folds          yes, in {checked} articles looked at")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=SEED)
    shape(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
