"""Turn signed names into credits of people in the archive, or of new people."""

from collections.abc import Sequence

from archive.text import names

from .bylines import ReportSignature
from .signed_names import SignedName
from .training_data import TrainingData


def credit(person: SignedName, training: TrainingData, newspaper: str) -> tuple[dict, float, str]:
    """Return (fields of a credit, confidence, reason).

    A name that differs in one character from that of somebody who signs in the same newspaper is
    taken for a misreading, and the credit says so.
    """
    fields = {"person": "", "role": person.role or "摄影", "read": person.read}
    if person.position:
        fields["position"] = person.position
    if slugs := training.people.get(person.name):
        fields["person"], confidence, reason = _of_several(slugs, training, newspaper)
        return fields, confidence, reason
    for name, slugs in training.similar_names(person.name):
        if in_newspaper := [
            slug for slug in slugs if newspaper in training.papers_of.get(slug, ())
        ]:
            fields["person"] = in_newspaper[0]
            fields["note"] = f"版面印作“{person.name}”，同一报纸有“{name}”，可能是同一人。"
            return fields, 0.5, f"与同一报纸的{name}只差一字"
    slug = names.slug(person.name, training.slugs)
    if training.entered.get(slug, person.name) != person.name:
        slug = names.slug(person.name, training.slugs, training.entered)
    fields["person"] = slug
    if slug in training.entered:
        return fields, 0.85, "people.yaml 里已有此名，其他版面上没有署名"
    return fields, 0.85, "people.yaml 里没有此人，须添加"


def _of_several(
    slugs: Sequence[str], training: TrainingData, newspaper: str
) -> tuple[str, float, str]:
    """Return (slug, confidence, reason) of the person of that name who signs in this newspaper."""
    if len(slugs) == 1:
        return slugs[0], 0.95, "people.yaml 里已有此人"
    slug_list = "、".join(slugs)
    in_newspaper = [slug for slug in slugs if newspaper in training.papers_of.get(slug, ())]
    if len(in_newspaper) == 1:
        return (
            in_newspaper[0],
            0.75,
            f"people.yaml 里同名的有 {slug_list}，在本报署过名的只有 {in_newspaper[0]}",
        )
    return (
        (in_newspaper or slugs)[0],
        0.25,
        f"people.yaml 里同名的有 {slug_list}，无法区分，暂用 {(in_newspaper or slugs)[0]}",
    )


def signed_people(signature: ReportSignature | None) -> tuple[SignedName, ...]:
    return signature.people if signature else ()
