"""Corrections of the sections journey and social."""
from uuid import UUID

from amana.casework.registry import codes
from amana.casework.registry.actions import rows
from amana.casework.registry.models import Journey, Social
from amana.casework.registry.rules import JourneyFacts, SocialFacts
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor


def correct_journey(person_id: UUID, facts: JourneyFacts, *, version: int | None, by: Actor) -> None:
    """The journey is as stated now; `version`: of the row, None where there was none.

    Raises Unreadable (`code.unknown`), Refused (`changed_meanwhile`).
    """
    by.must("register")
    codes.must_know("countries", facts.country_left, *facts.route)
    codes.must_know("return_modes", facts.return_mode)
    codes.must_know("groups", *facts.groups)
    changed = rows.state(Journey, person_id, rows.columns(Journey(), facts), version=version)
    if changed:
        audit.record("person.journey_corrected", person_id, sections=Section.JOURNEY, fields=changed)


def correct_social(person_id: UUID, facts: SocialFacts, *, version: int | None, by: Actor) -> None:
    """How she lives is as stated now; `version`: of the row, None where there was none.

    Raises Unreadable (`code.unknown`), Refused (`changed_meanwhile`).
    """
    by.must("register")
    codes.must_know("languages", *facts.languages)
    codes.must_know("education", facts.education)
    codes.must_know("occupations", facts.occupation)
    changed = rows.state(Social, person_id, rows.columns(Social(), facts), version=version)
    if changed:
        audit.record("person.social_corrected", person_id, sections=Section.SOCIAL, fields=changed)
