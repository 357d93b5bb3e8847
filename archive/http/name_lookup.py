"""The person or organisation that an address names, and where an address of another name leads."""

from archive.editions.current import cached_per_edition
from archive.models import Name, Organisation
from archive.text.fold import fold

# suggestions for a name that no article has
_MOST_NEAR = 8


class OtherName(Exception):
    """The page is at another address: `row` has it."""

    def __init__(self, row: Name | Organisation):
        self.row = row
        super().__init__(str(row))


def find_name(kind: str, name: str) -> Name:
    """Return the name without a record.

    OtherName if it has a record, is a variant of one, or is written in other characters;
    Name.DoesNotExist.
    """
    simplified = "".join(map(_simplified, name))
    for written in dict.fromkeys((name, simplified)):
        rows = list(Name.objects.with_records().called(kind, written))
        exact = [row for row in rows if row.record is None]
        if exact and written == name:
            return exact[0]
        # several people of one name have no record in common
        if exact or len(rows) == 1:
            raise OtherName((exact or rows)[0])
    if kind == "organisation" and (slug := _variants().get(simplified)):
        raise OtherName(Organisation.objects.get_by_natural_key(slug))
    raise Name.DoesNotExist(name)


def similar_names(kind: str, name: str) -> list[Name]:
    """Return names like this one, most articles first."""
    likely = Name.objects.with_records().of_kind(kind).named_like(name)
    return list(likely.most_articles_first()[:_MOST_NEAR])


@cached_per_edition
def _variants() -> dict[str, str]:
    """Name or other name of an organisation → its slug."""
    rows = Organisation.objects.all()
    return {name: row.slug for row in rows for name in row.names}


def _simplified(character: str) -> str:
    return fold(character).text if character >= "\u2e80" else character
