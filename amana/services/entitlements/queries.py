"""Reads of social protection: programmes in force, what a household's screenings say, its applications, and drafts of rules. The database hides what the actor may not see."""
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from amana.casework.cases import queries as cases
from amana.casework.registry.queries import documents
from amana.lib import eligibility
from amana.lib.core.errors import Unreadable
from amana.lib.eligibility import Finding, Outcome, Programme
from amana.lib.eligibility.programmes import YES
from amana.services.entitlements.models import Application, ApplicationStep, Publication, RuleDraft, Screening

if TYPE_CHECKING:
    from amana.casework.cases.queries import Head

PAPERS = {"national_id": "national_id", "disability_card": "disability", "takaful_card": "cash_now"}  # kind of document → what its being there says
ORDER = (Outcome.LIKELY, Outcome.ASK, Outcome.UNLIKELY)


@dataclass(frozen=True)
class Version:
    """A version of a programme with where it is from. published: none where it came with the program; from then on `programme.valid_from` is its day."""

    programme: Programme
    text: str
    published: Publication | None = None


@dataclass(frozen=True)
class Shown:
    """What a screening said of a programme. finding: none where that version is no longer known; then the outcome as it was shown stands alone."""

    code: str
    version: str
    outcome: Outcome
    finding: Finding | None
    application: Application | None = None


# Programmes -------------------------------------------------------------------------------------------------------------------------------------------
def versions() -> list[Version]:
    """Every version that was shipped or published, those published last."""
    found = [Version(one, eligibility.text_of(one)) for one in eligibility.shipped()]
    for one in Publication.objects.select_related("rule").order_by("made_at", "pk"):
        if programme := _read(one.rule.text, one.valid_from):
            found.append(Version(programme, one.rule.text, one))
    return found


def in_force(day: date) -> dict[str, Programme]:
    """By code, in the order of names."""
    return eligibility.in_force(day, [one.programme for one in versions()])


def version_in_force(programme: str, day: date) -> Version | None:
    of_it = {one.programme.key: one for one in versions() if one.programme.code == programme}
    found = eligibility.in_force(day, [one.programme for one in of_it.values()]).get(programme)
    return of_it[found.key] if found else None


@lru_cache(maxsize=200)
def _read(text: str, valid_from: date) -> Programme | None:
    """The programme of a published text, with the day of its publication; None where the questions of the program have changed so that it is none any more."""
    try:
        return replace(eligibility.read(text, eligibility.facts()), valid_from=valid_from)
    except Unreadable:
        return None


# Screenings -------------------------------------------------------------------------------------------------------------------------------------------
def screenings(case_id: UUID) -> list[Screening]:
    """The latest first."""
    return list(Screening.objects.filter(case_id=case_id).order_by("-made_at", "-pk"))


def screening(case_id: UUID, screening_id: UUID) -> Screening:
    """Raises Screening.DoesNotExist."""
    return Screening.objects.get(pk=screening_id, case_id=case_id)


def shown(row: Screening) -> list[Shown]:
    """What it said, likely first, each by the version that said it, with the application that came of it."""
    known = {one.programme.key: one.programme for one in versions()}
    applied = {one.programme: one for one in Application.objects.filter(screening=row).order_by("made_at", "pk")}
    found = []
    for code, said in row.findings.items():
        programme = known.get(f"{code}/{said['version']}")
        finding = eligibility.judge(programme, row.facts, eligibility.facts()) if programme else None
        found.append(Shown(code, said["version"], Outcome(said["outcome"]), finding, applied.get(code)))
    return sorted(found, key=lambda one: ORDER.index(one.outcome))


def proposed(head: "Head") -> dict[str, str]:
    """What the file says already, as far as the actor reads it: fact → answer. Nothing is concluded from what is not there."""
    found: dict[str, str] = {}
    identity, today = head.identity, head.today
    if identity and identity.nationalities:
        found["nationality"] = "egyptian" if "EGY" in identity.nationalities else "other"
    if identity and identity.birth:
        found["age"] = str(identity.birth.age_on(today)[0])
    members = [one.member.identity for one in cases.members(head.case.pk) if getattr(one.member, "identity", None)]
    births = [one.birth for one in (*members, identity) if one and one.birth]
    if members:
        found["children"] = str(sum(birth.age_on(today)[1] < 18 for birth in births))
    kinds = {one.document.kind for one in documents.papers(head.person_id) if not one.is_expired}
    found |= {fact: YES for kind, fact in PAPERS.items() if kind in kinds}
    return {fact: answer for fact, answer in found.items() if eligibility.facts()[fact].reads(answer)}


# Applications -----------------------------------------------------------------------------------------------------------------------------------------
def applications(case_id: UUID) -> list[Application]:
    """The latest first."""
    return list(Application.objects.filter(case_id=case_id).order_by("-made_at", "-pk"))


def application(case_id: UUID, application_id: UUID) -> Application:
    """Raises Application.DoesNotExist."""
    return Application.objects.select_related("case", "screening").get(pk=application_id, case_id=case_id)


def steps(application: Application) -> list[ApplicationStep]:
    """The latest first."""
    return list(ApplicationStep.objects.filter(application=application).order_by("-made_at", "-pk"))


def programme_of(application: Application) -> Programme | None:
    """The version under which it was prepared, where it is still known."""
    return next((one.programme for one in versions() if one.programme.key == f"{application.programme}/{application.version}"), None)


def names(codes: Iterable[str]) -> dict[str, Programme]:
    """By code the latest version, for its name."""
    wanted = set(codes)
    return {one.programme.code: one.programme for one in versions() if one.programme.code in wanted}


# Drafts -----------------------------------------------------------------------------------------------------------------------------------------------
def drafts(programme: str) -> list[RuleDraft]:
    """Those that stand and are not published, the latest first."""
    return list(RuleDraft.objects.filter(programme=programme, replaced_by=None, is_withdrawn=False, publication=None).order_by("-made_at", "-pk"))


def draft(draft_id: UUID) -> RuleDraft:
    """One that stands and is not published. Raises RuleDraft.DoesNotExist."""
    return RuleDraft.objects.get(pk=draft_id, replaced_by=None, is_withdrawn=False, publication=None)


@dataclass(frozen=True)
class Effect:
    """So many households, in whole fives, get that answer today and would get this one."""

    was: str
    becomes: str
    households: int


def effect(before: Programme | None, after: Programme) -> list[Effect]:
    """Counted by the database, which shows nobody and nothing of fewer than five."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT was, becomes, households FROM entry.rule_effect(%s, %s)", [json.dumps(before.plain()) if before else None, json.dumps(after.plain())])
        return [Effect(*row) for row in cursor.fetchall()]
