"""What a package can hold: the minimum read before acceptance, and parts by section, frozen as they are now."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.casework.cases import queries as cases
from amana.casework.registry import queries as registry
from amana.casework.registry.rules import Sex
from amana.ground.access.rules import Section
from amana.lib.core.dates import cairo_day

if TYPE_CHECKING:
    from amana.casework.cases.models import Case

CHILD_BANDS = ("0-5", "6-11", "12-14", "15-17")
AGE_BANDS = ((0, 5), (6, 11), (12, 14), (15, 17), (18, 35), (36, 59), (60, 130))

# In words, by the part of the key before the colon.
LABELS = {
    "name": _("Name"), "name_latin": _("Name in Latin letters"), "sex": _("Sex"), "birth": _("Date of birth"), "nationalities": _("Nationality"),
    "phone": _("Phone"), "safe_hours": _("Safe days and hours"), "words_not_to_use": _("What must not be said?"), "place": _("Place"),
    "document": _("Document"), "way": _("Way"), "returned": _("Returned or arrived"), "return_mode": _("Kind of return"),
    "languages": _("Languages"), "marital_status": _("Marital status"), "education": _("Education"), "occupation": _("Occupation"),
    "needs": _("Needs"), "risk": _("Risk"), "note": _("Note"),
}


@dataclass(frozen=True)
class Choice:
    """Something that may be put into the package. `key` is its stable name; the page says it in words."""

    key: str
    section: Section
    value: object

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])


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
    for paper in file.papers:
        one = paper.document
        found.append(Choice(f"document:{one.pk}", Section.DOCUMENTS, {
            "kind": one.kind, "country": one.issuing_country, "tail": one.number_tail, "expires": one.expires.iso if one.expires else ""}))
    if file.journey:
        journey = file.journey
        found += [Choice("way", Section.JOURNEY, [code for code in (journey.country_left, *journey.route) if code]),
                  Choice("returned", Section.JOURNEY, journey.returned.iso if journey.returned else ""),
                  Choice("return_mode", Section.JOURNEY, journey.return_mode)]
    if file.social:
        social = file.social
        found += [Choice("languages", Section.SOCIAL, {"spoken": list(social.languages), "interpreter": social.needs_interpreter}
                         if social.languages or social.needs_interpreter else None),
                  Choice("marital_status", Section.SOCIAL, social.marital_status), Choice("education", Section.SOCIAL, social.education),
                  Choice("occupation", Section.SOCIAL, social.occupation), Choice("needs", Section.SOCIAL, social.needs)]
    risk = cases.current_risk(case.pk)
    if risk:
        found.append(Choice("risk", Section.SOCIAL, {"level": risk.level, "reasons": risk.reasons}))
    for note in cases.notes(case.pk):
        found.append(Choice(f"note:{note.pk}", Section(note.section), {"on": cairo_day(note.happened_at).isoformat(), "kind": note.kind, "text": note.body}))
    return [choice for choice in found if choice.value not in ("", [], None)]


def minimum(case: Case, *, need: str, today: date) -> dict:
    """What the desk reads before it accepts: the need in few words, sex and age band; no name, no number, no place."""
    identity = registry.file(case.person_id).identity
    age = identity.age_on(today) if identity else None
    return {"need": need, "sex": identity.sex if identity else "unstated", "age_band": age_band(age[0]) if age else ""}


def who(minimum: dict) -> str:
    """`Woman (18–35)`: all that is said of the person before acceptance."""
    sex, band = minimum.get("sex", Sex.UNSTATED), minimum.get("age_band", "")
    if band in CHILD_BANDS:
        word = {Sex.FEMALE: _("Girl"), Sex.MALE: _("Boy")}.get(sex, _("Child"))
    else:
        word = {Sex.FEMALE: pgettext_lazy("person", "Woman"), Sex.MALE: pgettext_lazy("person", "Man")}.get(sex, pgettext_lazy("person", "Person"))
    return f"{word} ({band.replace('-', '–')})" if band else str(word)


def parts(chosen: list[Choice]) -> dict[int, dict]:
    """The chosen things by section, as they are kept."""
    packed: dict[int, dict] = {}
    for choice in chosen:
        packed.setdefault(int(choice.section), {})[choice.key] = choice.value
    return packed


def age_band(age: int) -> str:
    """As a desk reads it: `18-35`."""
    low, high = next(band for band in AGE_BANDS if band[0] <= age <= band[1])
    return f"{low}-{high}"


def sections_of(chosen: list[Choice]) -> int:
    """All sections that the chosen things belong to, as bits."""
    bits = 0
    for choice in chosen:
        bits |= choice.section
    return bits
