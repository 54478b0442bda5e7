"""All records of the own organisation that the actor reads, as they are compared with one another at once (`amana people link`), and what was judged of them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from uuid import UUID

from amana.casework.registry.models import Contact, Judgement
from amana.casework.registry.queries.duplicates import _facts_of_records
from amana.casework.registry.rules import Verdict
from amana.ground.access import queries as access
from amana.lib.names.matching import Facts

BATCH = 2_000


def keys_to_link() -> list[UUID]:
    """Records of the own organisation that the actor finds, but those that she only opened in an emergency."""
    circles = access.circles(ordered=False).filter(case_id=None, own=True).exclude(sections=0).exclude(needs="receive").exclude(basis="exceptional")
    return sorted(set(circles.values_list("person_id", flat=True)))


def facts_to_link(keys: Collection[UUID]) -> Iterator[tuple[UUID, Facts]]:
    """What the actor reads of them, in batches; whose identity she does not read, or who withholds her name, is left out."""
    ordered = list(keys)
    for start in range(0, len(ordered), BATCH):
        found = _facts_of_records(set(ordered[start : start + BATCH]))
        for key, governorate in Contact.objects.filter(person_id__in=found).exclude(governorate="").values_list("person_id", "governorate"):
            found[key] = replace(found[key], governorate=governorate)
        yield from ((key, found[key]) for key in ordered[start : start + BATCH] if key in found and any(any(name.values()) for name in found[key].names))


def judged() -> dict[tuple[UUID, UUID], bool]:
    """The last word on each pair where it is a verdict: whether they are the same person."""
    last = Judgement.objects.order_by("person_id", "other_id", "-made_at", "-id").distinct("person_id", "other_id").values_list("person_id", "other_id", "verdict")
    return {(one, other): verdict == Verdict.SAME for one, other, verdict in last if verdict in (Verdict.SAME, Verdict.DIFFERENT)}
