"""Look up the person or organisation in a URL, or the redirect for another form of the name."""

from archive.editions.current import cached_per_edition
from archive.models import Name, Organisation
from archive.text.fold import fold

# maximum number of suggestions for a name that no article has
_MAX_SIMILAR = 8


class NameRedirect(Exception):
    """Redirect to the page of `row`."""

    def __init__(self, row: Name | Organisation):
        self.row = row
        super().__init__(str(row))


def find_name(kind: str, name: str) -> Name:
    """Return the name if it has no authority record.

    NameRedirect if it has a record, is a variant of a recorded name, or differs in characters;
    Name.DoesNotExist.
    """
    simplified = "".join(map(_simplified, name))
    for written in dict.fromkeys((name, simplified)):
        rows = list(Name.objects.with_records().called(kind, written))
        exact = [row for row in rows if row.record is None]
        if exact and written == name:
            return exact[0]
        # namesakes share no record
        if exact or len(rows) == 1:
            raise NameRedirect((exact or rows)[0])
    if kind == "organisation" and (slug := _variants().get(simplified)):
        raise NameRedirect(Organisation.objects.get_by_natural_key(slug))
    raise Name.DoesNotExist(name)


def similar_names(kind: str, name: str) -> list[Name]:
    """Return names that contain this one, most articles first."""
    likely = Name.objects.with_records().of_kind(kind).named_like(name)
    return list(likely.most_articles_first()[:_MAX_SIMILAR])


@cached_per_edition
def _variants() -> dict[str, str]:
    """Name or other name of an organisation → its slug."""
    rows = Organisation.objects.all()
    return {name: row.slug for row in rows for name in row.names}


def _simplified(character: str) -> str:
    return fold(character).text if character >= "\u2e80" else character
