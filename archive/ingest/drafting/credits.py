"""Turns the names of a signature into credits of people that the archive knows, or would know."""

from collections.abc import Sequence

from archive.text import names

from .bylines import ReportSignature, SignedName
from .training_data import TrainingData


def credit(person: SignedName, learnt: TrainingData, newspaper: str) -> tuple[dict, float, str]:
    """(fields of a Credit, confidence, reason).

    A name that is one character off somebody's who signs in the same newspaper is taken for a
    misreading of that name, and says so.
    """
    fields = {"person": "", "role": person.role or "摄影", "read": person.read}
    if person.position:
        fields["position"] = person.position
    if slugs := learnt.people.get(person.name):
        fields["person"], confidence, reason = _of_several(slugs, learnt, newspaper)
        return fields, confidence, reason
    for name, slugs in learnt.nearly(person.name):
        if here := [slug for slug in slugs if newspaper in learnt.papers_of.get(slug, ())]:
            fields["person"] = here[0]
            fields["note"] = f"版面作“{person.name}”，同报有“{name}”，疑是一人。"
            return fields, 0.5, f"与同报的{name}只差一字"
    fields["person"] = names.slug(person.name, learnt.slugs)
    return fields, 0.85, "库中无此人，须在 people.yaml 添一条"


def _of_several(
    slugs: Sequence[str], learnt: TrainingData, newspaper: str
) -> tuple[str, float, str]:
    """(slug, confidence, reason): of people of one name the one who signs in the newspaper."""
    if len(slugs) == 1:
        return slugs[0], 0.95, "库中已有此人"
    all_ = "、".join(slugs)
    here = [slug for slug in slugs if newspaper in learnt.papers_of.get(slug, ())]
    if len(here) == 1:
        return here[0], 0.75, f"库中同名的有 {all_}，在本报署过名的只有 {here[0]}"
    return (here or slugs)[0], 0.25, f"库中同名的有 {all_}，无从分辨，暂写 {(here or slugs)[0]}"


def credits(signature: ReportSignature | None) -> tuple[SignedName, ...]:
    return signature.people if signature else ()
