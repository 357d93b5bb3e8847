"""Topics, places, people and newspapers for generated articles: real ones and similar ones."""

import json
import random
from pathlib import Path
from typing import NamedTuple

from words import Vocabulary, Wheel, collocations, made_up_name, zipf

from archive.catalogue import yaml_file
from archive.text.fold import fold

ROOT = Path(__file__).resolve().parents[2]
_PAPER_KINDS = ("日报", "晚报", "工人报", "都市报", "商报", "青年报")


class Place(NamedTuple):
    code: str
    # names from the province down, and facet → value
    names: tuple[str, ...]
    short_name: str
    values: tuple[tuple[str, str], ...]


class Topic(NamedTuple):
    slug: str
    slugs: tuple[str, ...]
    labels: tuple[str, ...]


class Person(NamedTuple):
    slug: str
    name: str


class Newspaper(NamedTuple):
    slug: str
    name: str
    place: str


class Catalogue:
    """The catalogue's topics, places, people and newspapers, and generated ones."""

    def __init__(self, rng: random.Random, vocabulary: Vocabulary, articles: int):
        folder = ROOT / "fixtures"
        with (folder / "places.jsonl").open(encoding="utf-8") as lines:
            rows = {row["pk"]: row["fields"] for row in map(json.loads, lines)}
        places = {code: _place(code, rows) for code, row in rows.items() if not row["is_group"]}
        # 乾安县 and its like fold to other characters, which `folded` does not know
        places = {
            code: place
            for code, place in places.items()
            if fold(place.names[-1]).text == place.names[-1]
        }
        self.places = _place_wheel(rng, rows, places)

        topics = {row.slug: row for row in _read(folder / "topics.yaml").topics}
        carried = [row for row in topics.values() if row.broader]
        rng.shuffle(carried)
        self.topics = Wheel(zipf([_topic(row) for row in carried], 3))
        # the words of a topic: its labels, and words that it has more of than others do
        self.topic_words = {
            row.slug: (row.label, *row.also, *collocations(rng, vocabulary.middling, 400))
            for row in carried
        }

        people = _read(folder / "people.yaml").people
        fixed = [row for row in people if fold(row.name).text == row.name]
        people = [Person(row.slug, row.name) for row in fixed]
        count = min(40_000, max(60, articles // 10))
        used_names = {person.name for person in people}
        while len(people) < count:
            name = made_up_name(rng)
            if name not in used_names:
                used_names.add(name)
                people.append(Person(f"person-{len(people):05}", name))
        # those that the real catalogue does not have
        self.new_people = people[len(fixed) :]
        rng.shuffle(people)
        self.people = Wheel(zipf(people, 20, 0.9), 18)

        fixed = _read(folder / "newspapers.yaml").newspapers
        papers = [Newspaper(row.slug, row.name, str(row.place)) for row in fixed]
        cities = [place for place in places.values() if place.code.endswith("00")]
        while len(papers) < min(40, max(3, articles // 250)):
            place = rng.choice(cities)
            name = place.short_name + rng.choice(_PAPER_KINDS)
            if all(paper.name != name for paper in papers):
                papers.append(Newspaper(f"paper-{len(papers):02}", name, place.code))
        self.newspapers = Wheel(zipf(papers, 2))
        self.new_newspapers = papers[len(fixed) :]

        # (kind, key, label, pinyin, facet, value) of all that has a name
        self.names = [
            *(("topic", t.slug, t.label, "", "topic", t.slug) for t in topics.values()),
            *(
                ("place", code, place.names[-1], rows[code]["pinyin"], *place.values[0])
                for code, place in places.items()
            ),
            *(("person", p.slug, p.name, "", "person", p.slug) for p in people),
            *(("newspaper", p.slug, p.name, "", "newspaper", p.slug) for p in papers),
        ]


def _read(path: Path):
    return yaml_file.read(path, name=path.name).record


def _place(code: str, rows: dict[str, dict]) -> Place:
    names, values, ancestor = [], [], code
    while ancestor:
        row = rows[ancestor]
        if not row["is_group"]:
            names.append(row["name"])
            values.append((row["level"], row["slug"] if row["level"] == "province" else ancestor))
        ancestor = row["parent"]
    return Place(code, tuple(names[::-1]), rows[code]["short_name"], tuple(values))


def _place_wheel(rng: random.Random, rows: dict[str, dict], places: dict[str, Place]) -> Wheel:
    """Mostly counties; a few provinces, the catalogue's first, have most of them."""
    provinces = [code for code in places if code.endswith("0000") and code != "330000"]
    rng.shuffle(provinces)
    weighted: list[tuple[Place, float]] = []
    for province, weight in zipf(["330000", *provinces], 1):
        inside = [place for code, place in places.items() if rows[code]["province"] == province]
        rng.shuffle(inside)
        # a city is named as often as four of its counties, a province as eight
        kinds = {"province": 8.0, "city": 4.0, "county": 1.0}
        sizes = [
            (place, kinds[rows[place.code]["level"]] * share) for place, share in zipf(inside, 10)
        ]
        scale = weight / sum(size for _, size in sizes)
        weighted += [(place, size * scale) for place, size in sizes]
    return Wheel(weighted, 17)


def _topic(row) -> Topic:
    return Topic(row.slug, (row.slug, row.broader), (row.label, *row.also))
