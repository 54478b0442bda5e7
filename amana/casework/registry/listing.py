"""The list of people as columns, views and exports know it."""
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.casework.registry import queries
from amana.casework.registry.countries import country_name
from amana.casework.registry.forms.lists import Filters
from amana.casework.registry.rules import HoldingState, PeopleSort, Sex
from amana.ground.access.rules import Section
from amana.ground.lists.listing import Column, Listing
from amana.ground.rows.acting import Actor
from amana.ground.shell.lists import Part, Place
from amana.ground.shell.templatetags.amana import age, date_long, date_short, in_language, isolated
from amana.ground.shell.values import partial_words, reading_language
from amana.lib.core.dates import Precision, cairo_day
from amana.lib.core.text import listed


def filters(actor: Actor, address: QueryDict) -> Filters:
    return Filters(address, reads_contact=bool(actor.reads & Section.CONTACT))


def wanted(said: dict) -> queries.Wanted:
    same = {name: said[name] for name in ("sex", "nationality", "governorate", "born_from", "born_until") if name in said}
    return queries.Wanted(text=said.get("q", ""), is_protected="protected" in said, sort=said.get("sort", PeopleSort.NEWEST), **same)


def part(actor: Actor, said: dict, place: Place | None, size: int) -> Part:
    """What a search finds, best first and no further; without one the list itself."""
    asked = wanted(said)
    if not asked.text:
        return queries.people(asked, place, size=size)
    found = queries.search(asked.text, asked).people
    return Part(found, total=len(found))


def _birth(one: queries.Listed) -> date | str:
    birth = one.identity and one.identity.birth
    if not birth:
        return ""
    return birth.earliest if birth.precision == Precision.DAY else partial_words(birth)


def full_name(one) -> str:
    """Of whoever stands in that row of a list, as far as the actor reads it."""
    return one.identity.full_name if one.identity else ""


def _nationalities(one) -> str:
    return listed([country_name(code) for code in one.identity.nationalities], reading_language()) if one.identity else ""


def _birth_cell(one: queries.Listed) -> str:
    birth = one.identity and one.identity.birth
    return f"{age(birth)} ({date_long(birth)})" if birth else ""


def _team_cell(one: queries.Listed) -> str:
    return isolated(in_language(one.holding.team)) if one.holding and one.holding.team else ""


# Of any list whose rows have an identity and a holding.
SEX = Column("sex", gettext_lazy("Sex"), lambda one: str(Sex(one.identity.sex).label) if one.identity else "", Section.IDENTITY)
NATIONALITY = Column("nationality", gettext_lazy("Nationality"), _nationalities, Section.IDENTITY)
PROTECTED = Column("protected", gettext_lazy("Protected file"), lambda one: _("Yes") if one.holding and one.holding.is_protected else "")

PEOPLE = Listing(
    name="people", title=gettext_lazy("People"), page="people", may=lambda actor: actor.reads != 0, filters=filters, part=part, person=lambda one: one.id,
    columns=(
        Column("name", gettext_lazy("Person"), full_name, Section.IDENTITY, is_fixed=True),
        Column("number", gettext_lazy("Number"), lambda one: one.number, is_beside=True),
        SEX,
        Column("birth", gettext_lazy("Date of birth"), _birth, Section.IDENTITY, cell=_birth_cell),
        NATIONALITY,
        Column("team", gettext_lazy("Team"), lambda one: str(one.holding.team) if one.holding and one.holding.team else "", cell=_team_cell),
        Column("since", gettext_lazy("Registered"), lambda one: cairo_day(one.holding.since) if one.holding else "", is_usual=False, cell=lambda one: date_short(one.holding and one.holding.since), is_labelled=True),
        Column("state", gettext_lazy("State"), lambda one: str(HoldingState(one.holding.state).label) if one.holding else "", is_usual=False),
    ),
    in_file_only=(PROTECTED,),
)
