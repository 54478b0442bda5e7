"""What the path of a case is drawn from. The database hides what the actor may not see: a series or an event that is not hers is not there."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from amana.casework.assessments import queries as assessments
from amana.casework.assessments.queries import Taken
from amana.casework.cases import queries as cases
from amana.casework.cases.rules import CaseVerb, PlanVerb
from amana.casework.referral import queries as referrals
from amana.casework.registry import queries as registry
from amana.ground.shell.values import reading_language
from amana.insight.path.rules import SURVEY, Answer, Event, Series, moved
from amana.lib import scoring
from amana.lib.core.dates import cairo_day
from amana.lib.scoring import Due, Instrument
from amana.services.assistance import queries as assistance
from amana.services.livelihoods import queries as livelihoods
from amana.services.livelihoods.rules import OVER


@dataclass(frozen=True)
class Path:
    """instrument: of the latest survey; None where none was asked. surveys: the earliest first. due: the next measure."""

    instrument: Instrument | None
    surveys: tuple[Taken, ...]
    whole: Series | None
    dimensions: tuple[Series, ...]
    events: tuple[Event, ...]
    answers: tuple[Answer, ...]
    due: Due | None

    @property
    def is_drawn(self) -> bool:
        """A line takes two surveys."""
        return len(self.surveys) > 1


def path_of(head: cases.Head) -> Path:
    """The whole picture, of what the actor reads."""
    returned = registry.returns([head.person_id]).get(head.person_id)
    surveys = _surveys(head.case.pk)
    instrument = surveys[-1].instrument if surveys else None
    series = {code: _series(instrument, code, surveys) for code in instrument.dimensions} if instrument else {}
    whole = series.pop(instrument.total, None) if instrument else None
    return Path(instrument, surveys, whole, tuple(series.values()), tuple(_events(head, returned)),
                tuple(moved(instrument, surveys[0].row.answers, surveys[-1].row.answers)) if instrument and len(surveys) > 1 else (), _next(head, returned, surveys))


def _surveys(case_id: UUID) -> tuple[Taken, ...]:
    """Those that are compared with the latest one."""
    found = [one for one in assessments.taken(case_id) if one.row.instrument == SURVEY and one.instrument]
    if not found:
        return ()
    latest = found[0].instrument
    return tuple(one for one in reversed(found) if one.row.version == latest.version or one.row.version in latest.comparable_with)


def _series(instrument: Instrument, code: str, surveys: Iterable[Taken]) -> Series:
    """Scores as they were shown."""
    shown = [(one.row.asked_on, one.row.scores.get(code, {}).get("score")) for one in surveys]
    return Series(code, instrument.dimensions[code].name, tuple((day, Decimal(score)) for day, score in shown if score is not None))


def _events(head: cases.Head, returned: date | None) -> list[Event]:
    """In the order in which they happened; of one day in the order of this list. Details are whole in the page's language: what is written otherwise is isolated in them."""
    found = [Event(returned, _("Return"))] if returned else []
    found.append(Event(cairo_day(head.case.made_at), _("Case opened")))
    steps, plan_steps, _owners = cases.steps(head.case.pk)
    found += [Event(cairo_day(one.made_at), _("Plan approved")) for one in plan_steps if one.step == PlanVerb.APPROVE]
    names = {CaseVerb.APPROVE_CLOSURE: _("Case closed"), CaseVerb.REOPEN: _("Case reopened")}
    found += [Event(cairo_day(one.made_at), names[one.step]) for one in steps if one.step in names]
    found += _referred(head.case.pk) + _business(head.case.pk) + _assistance(head.case.pk)
    return sorted(found, key=lambda one: one.day)


def _referred(case_id: UUID) -> list[Event]:
    """The day on which each was sent, and how it stands; the service only where the actor may know it."""
    language = "ar" if reading_language().startswith("ar") else "en"
    return [Event(cairo_day(one.referral.made_at), _("Referral"), " · ".join([*([getattr(one.target.service, f"name_{language}")] if one.target else []), one.referral.get_state_display()]))
            for one in referrals.referrals_of_case(case_id)]


def _business(case_id: UUID) -> list[Event]:
    approved = [Event(cairo_day(one.made_at), _("Business approved"), _("%(name)s, %(amount)s EGP") % {"name": f"\u2068{one.business.name}\u2069", "amount": f"\u2066{one.amount:,.0f}\u2069"})
                for one in livelihoods.decided(case_id)]
    return approved + [Event(one.visited_on, _("Visit to the business"), str(one.get_status_display()), "danger" if one.status in OVER else "") for one in livelihoods.visited(case_id)]


def _assistance(case_id: UUID) -> list[Event]:
    """What was received, day by day; what was given back is not there."""
    return [Event(day, assistance.kind_name(kind), _("%(amount)s EGP") % {"amount": f"\u2066{amount:,.0f}\u2069"}) for day, kind, amount in assistance.received(case_id)]


def _next(head: cases.Head, returned: date | None, surveys: Iterable[Taken]) -> Due | None:
    """The measure that is due now, else the next to come."""
    asked = next((one for one in scoring.in_force(head.today) if one.code == SURVEY), None)
    if asked is None or not head.is_open:
        return None
    events = {"return": {returned} if returned else set(), "intake": {cairo_day(head.case.made_at)}}
    found = scoring.occasions(asked, events=events, taken=[one.row.asked_on for one in surveys], today=head.today)
    return next((one for one in found if one.state in ("open", "overdue", "ahead")), None)
