"""What a package can hold: the minimum read before acceptance, and parts by section, frozen as they are now."""
from dataclasses import dataclass
from datetime import date

from amana.casework.cases import queries as cases
from amana.casework.cases.models import Case
from amana.casework.registry import queries as registry
from amana.ground.access.rules import Section

AGE_BANDS = ((0, 5), (6, 11), (12, 14), (15, 17), (18, 35), (36, 59), (60, 130))


@dataclass(frozen=True)
class Choice:
    """Something that may be put into the package. `key` is its stable name; the page says it in words."""

    key: str
    section: Section
    value: object


def choices(case: Case) -> list[Choice]:
    """All that the actor reads of this case and record and could send, in the order of sections; empty values are left out."""
    file = registry.file(case.person_id)
    found: list[Choice] = []
    if file.identity:
        one = file.identity
        found += [Choice("name", Section.IDENTITY, one.full_name), Choice("name_latin", Section.IDENTITY, one.name_latin if one.name_ar else ""),
                  Choice("sex", Section.IDENTITY, one.sex), Choice("birth", Section.IDENTITY, one.birth.iso if one.birth else ""),
                  Choice("nationalities", Section.IDENTITY, list(one.nationalities))]
    for phone in file.phones:
        found.append(Choice(f"phone:{phone.pk}", Section.CONTACT, {
            "number": phone.e164 or phone.typed, "whose": phone.whose, "call": phone.safe_to_call, "text": phone.safe_to_text,
            "message": phone.safe_to_leave_message}))
    if file.contact:
        found += [Choice("safe_hours", Section.CONTACT, file.contact.safe_hours), Choice("words_not_to_use", Section.CONTACT, file.contact.words_not_to_use),
                  Choice("place", Section.CONTACT, [code for code in (file.contact.governorate, file.contact.district) if code])]
    risk = cases.current_risk(case.pk)
    if risk:
        found.append(Choice("risk", Section.SOCIAL, {"level": risk.level, "reasons": risk.reasons}))
    for note in cases.notes(case.pk):
        found.append(Choice(f"note:{note.pk}", Section(note.section), {"on": note.happened_at.date().isoformat(), "kind": note.kind, "text": note.body}))
    return [choice for choice in found if choice.value not in ("", [], None)]


def minimum(case: Case, *, need: str, today: date) -> dict:
    """What the desk reads before it accepts: the need in few words, sex and age band; no name, no number, no place."""
    identity = registry.file(case.person_id).identity
    age = identity.age_on(today) if identity else None
    return {"need": need, "sex": identity.sex if identity else "unstated", "age_band": _band(age[0]) if age else ""}


def parts(chosen: list[Choice]) -> dict[int, dict]:
    """The chosen things by section, as they are kept."""
    packed: dict[int, dict] = {}
    for choice in chosen:
        packed.setdefault(int(choice.section), {})[choice.key] = choice.value
    return packed


def _band(age: int) -> str:
    low, high = next(band for band in AGE_BANDS if band[0] <= age <= band[1])
    return f"{low}-{high}"


def sections_of(chosen: list[Choice]) -> int:
    """All sections that the chosen things belong to, as bits."""
    bits = 0
    for choice in chosen:
        bits |= choice.section
    return bits

