"""Turns the names of a signature into credits of people that the archive knows, or would know."""

from archive.text.names import divided
from archive.text.pinyin import syllables

from .bylines import Signature, Signed
from .learnt import Learnt


def credit(person: Signed, learnt: Learnt, newspaper: str) -> tuple[dict, float, str]:
    """(fields of a Credit, confidence, reason).

    A name that is one character off somebody's who signs in the same newspaper is taken for a
    misreading of that name, and says so.
    """
    fields = {"person": "", "role": person.role or "摄影", "read": person.read}
    if person.position:
        fields["position"] = person.position
    if slug := learnt.people.get(person.name):
        fields["person"] = slug
        return fields, 0.95, "库中已有此人"
    for name, slug in sorted(learnt.people.items()):
        near = (
            len(name) == len(person.name) == 3
            and name[:2] == person.name[:2]
            and newspaper in learnt.papers_of.get(slug, ())
        )
        if near:
            fields["person"] = slug
            fields["note"] = f"版面作“{person.name}”，同报有“{name}”，疑是一人。"
            return fields, 0.5, f"与同报的{name}只差一字"
    fields["person"] = _free(slug_of(person.name), set(learnt.people.values()))
    return fields, 0.85, "库中无此人，须在 people.yaml 添一条"


def _free(slug: str, taken: set[str]) -> str:
    """Another person's slug is never given to one who only sounds alike."""
    slugs = (slug, *(f"{slug}-{n}" for n in range(2, 1000)))
    return next(one for one in slugs if one not in taken)


def slug_of(name: str) -> str:
    """A person's slug by the pinyin of the name: 张晓燕 → zhang-xiaoyan."""
    family, given = divided(name)
    parts = ("".join(syllables(part)) for part in (family, given) if part)
    slug = "-".join(
        "".join(c for c in part.lower() if c.isascii() and c.isalnum()) for part in parts
    )
    return slug.strip("-")[:50] or "unnamed"


def all_of(signature: Signature | None) -> tuple[Signed, ...]:
    return signature.people if signature else ()
