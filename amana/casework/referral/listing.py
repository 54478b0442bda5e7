"""The list of referrals as filters and exports know it: one tab at a time."""
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amana.casework.referral import forms, package, queries
from amana.casework.referral.rules import TABS, State, Urgency
from amana.ground.lists.listing import Column, Listing
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor
from amana.ground.shell.lists import Part, Place
from amana.lib.core.dates import to_cairo


def tabs_of(actor: Actor) -> list[str]:
    """The tabs that the role can have."""
    receives, sends = actor.may("answer") or actor.may("start"), actor.may("refer")
    return [*(TABS if receives else ()), *(("outgoing",) if sends else ())]


def tab_of(actor: Actor, said: dict | QueryDict) -> str:
    """The one that was asked for, or the usual one of the role."""
    receives = actor.may("answer") or actor.may("start")
    usual = "waiting" if actor.may("answer") else "running" if receives and not actor.may("refer") else "outgoing"
    return said["tab"] if said.get("tab") in tabs_of(actor) else usual


def part(actor: Actor, said: dict, place: Place | None, size: int) -> Part:
    same = {name: said[name] for name in ("urgency", "state", "kind", "since", "until", "sort") if name in said}
    asked = queries.Wanted(tab_of(actor, said), is_late="late" in said, is_transfer="transfer" in said,
                           organisation_id=UUID(said["organisation"]) if "organisation" in said else None, **same)
    return queries.part(actor, asked, place, size=size)


def filters(actor: Actor, address: QueryDict) -> forms.Filters:
    others = organisations.other_organisations(actor.organisation_id)
    return forms.Filters(address, tabs=tabs_of(actor), tab=tab_of(actor, address), organisations=[(one.pk, str(one)) for one in others])


def _service(one: queries.Listed) -> str:
    return str(one.target.service) if one.target else ""


def _person(one: queries.Listed) -> str:
    """By name on the sender's side; of whom it came to, what is said before acceptance."""
    return one.name if one.is_outgoing else package.who(one.minimum)


def _other_side(one: queries.Listed) -> str:
    """The receiver of what was sent, where the actor may know; the sender of what came."""
    if one.is_outgoing:
        return str(one.target.to_organisation) if one.target else ""
    return one.sender


def _time(at: datetime | None) -> datetime | str:
    return to_cairo(at).replace(tzinfo=None) if at else ""


def _time_cell(at: datetime | None) -> str:
    return f"{to_cairo(at):%Y-%m-%d %H:%M}" if at else ""


REFERRALS = Listing(
    name="referrals", title=gettext_lazy("Referrals"), page="referrals", may=lambda actor: bool(tabs_of(actor)), filters=filters, part=part,
    person=lambda one: one.referral.person_id,
    columns=(
        Column("service", gettext_lazy("Service"), _service, is_fixed=True),
        Column("number", gettext_lazy("Number"), lambda one: one.referral.number),
        Column("name", gettext_lazy("Person"), _person),
        Column("organisation", gettext_lazy("Organisation"), _other_side),
        Column("urgency", gettext_lazy("Urgency"), lambda one: str(Urgency(one.referral.urgency).label)),
        Column("transfer", gettext_lazy("Transfer"), lambda one: _("Yes") if one.referral.is_transfer else "", is_usual=False),
        Column("sent", gettext_lazy("Sent"), lambda one: _time(one.referral.made_at), cell=lambda one: _time_cell(one.referral.made_at)),
        Column("answer_by", gettext_lazy("Answer by"), lambda one: _time(one.referral.answer_by), cell=lambda one: _time_cell(one.referral.answer_by)),
        Column("worker", gettext_lazy("Named worker"), lambda one: one.worker, is_usual=False),
        Column("state", gettext_lazy("State"), lambda one: str(State(one.referral.state).label)),
    ),
)
