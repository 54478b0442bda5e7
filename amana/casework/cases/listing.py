"""The list of cases as columns, views and exports know it."""
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from amana.casework.cases import forms, queries
from amana.casework.cases.rules import CaseSort, CaseState, RiskLevel
from amana.casework.cases.templatetags.cases import lateness, risk_tag, state_tag
from amana.casework.registry.listing import NATIONALITY, PROTECTED, SEX, full_name
from amana.ground.access import queries as access
from amana.ground.access.rules import ROLES, Section
from amana.ground.lists.listing import Column, Listing
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor
from amana.ground.shell.lists import Place
from amana.ground.shell.templatetags.amana import date_short, isolated
from amana.ground.shell.values import age_words, reading_language
from amana.lib.core.dates import cairo_day
from amana.lib.core.ids import read_key


def filters(actor: Actor, address: QueryDict) -> forms.Filters:
    """With the workers and teams of the actor's reach; what hangs on a section that she does not read is not there.

    A team that was closed and a worker who left are offered where the address names them: their files stay until somebody has taken them over.
    """
    leads = "assign" in ROLES[actor.role].verbs  # of the role, not of the session: a job that writes the list into a file has few verbs, and narrows it alike
    whole = access.reaches_all(actor)
    near = {"team_id": read_key(address.get("team", "")), "also": read_key(address.get("worker", ""))}
    teams = [(team.pk, str(team)) for team in organisations.teams_of(actor.organisation_id, with_closed=True) if (team.is_active or team.pk == near["team_id"]) and (
        whole or team.pk in actor.teams)] if leads and (whole or len(actor.teams) > 1) else []
    workers = access.caseworkers_in_reach(actor, **near) if leads else {}
    return forms.Filters(address, workers=sorted(workers.items(), key=lambda one: one[1]), teams=teams, reads_social=bool(actor.reads & Section.SOCIAL))


def wanted(said: dict) -> queries.Wanted:
    """What the form says, as the query takes it."""
    keys = {"text": said.get("q", ""), "staff_id": _key(said.get("worker")), "team_id": _key(said.get("team")), "is_late": "late" in said,
            "is_protected": "protected" in said, "sort": said.get("sort", CaseSort.NEWEST)}
    same = {name: said[name] for name in ("risk", "plan", "since", "until") if name in said}
    states = {"states": (said["state"],)} if "state" in said else {}
    return queries.Wanted(**keys, **same, **states)


def part(actor: Actor, said: dict, place: Place | None, size: int) -> queries.Cases:
    return queries.my_cases(actor, wanted(said), place, size=size)


def _key(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _day(at: datetime | None) -> date | str:
    return cairo_day(at) if at else ""


def _age(one: queries.Listed) -> str:
    return age_words(one.identity.birth, today=cairo_day(one.now)) if one.identity and one.identity.birth else ""


def _team(one: queries.Listed) -> str:
    return one.team_names[0 if reading_language() == "ar" else 1]


# As a page shows them ---------------------------------------------------------------------------------------------------------------------------------
def _next_cell(one: queries.Listed) -> SafeString:
    return isolated(one.next_task.words) if one.next_task else format_html('<span class="am-meta">{}</span>', _("nothing due"))


def _due_cell(one: queries.Listed) -> SafeString | str:
    due_at = one.next_task and one.next_task.due_at
    late = lateness(due_at, one.now)
    return format_html('{} <span class="am-late">{}</span>', date_short(due_at), late) if late else date_short(due_at)


CASES = Listing(
    name="cases", title=gettext_lazy("Cases"), page="cases", may=lambda actor: actor.may("note"), filters=filters, part=part, person=lambda one: one.case.person_id,
    columns=(
        Column("name", gettext_lazy("Person"), full_name, is_fixed=True, section=0),
        Column("number", gettext_lazy("Number"), lambda one: one.case.number, is_beside=True),
        replace(SEX, is_usual=False),
        Column("age", gettext_lazy("Age"), _age, Section.IDENTITY, is_usual=False),
        replace(NATIONALITY, is_usual=False),
        Column("next", gettext_lazy("Next step"), lambda one: one.next_task.words if one.next_task else "", Section.SOCIAL, cell=_next_cell),
        Column("due", gettext_lazy("Due"), lambda one: _day(one.next_task and one.next_task.due_at), Section.SOCIAL, cell=_due_cell),
        Column("worker", gettext_lazy("Worker"), lambda one: one.worker, cell=lambda one: isolated(one.worker)),
        Column("team", gettext_lazy("Team"), _team, is_usual=False, cell=lambda one: isolated(_team(one))),
        Column("opened", pgettext_lazy("day of a case", "Opened"), lambda one: _day(one.case.made_at), is_usual=False, cell=lambda one: date_short(one.case.made_at), is_labelled=True),
        Column("risk", gettext_lazy("Risk"), lambda one: str(RiskLevel(one.risk.level).label) if one.risk else "", Section.SOCIAL, cell=lambda one: risk_tag(one.risk)),
        Column("state", gettext_lazy("State"), lambda one: str(CaseState(one.case.state).label), cell=lambda one: state_tag(one.case)),
    ),
    in_file_only=(PROTECTED,),
)
