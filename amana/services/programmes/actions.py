"""Every change of a programme and its budget. One public verb per change: one transaction, one audit entry. Entries are written by the database."""
from datetime import date
from decimal import Decimal

from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, passed
from amana.services.programmes.models import Allotment, BudgetLine, Programme, Rate, Target


def begin(*, by: Actor, **columns) -> Programme:
    """A programme that a team of the actor runs. Raises Hidden where the team is another's, Refused (`programme_span`)."""
    by.must("run_programme")
    made = Programme.objects.create(organisation_id=by.organisation_id, **columns)
    audit.record("programme.begun", made.pk)
    return made


def change(programme: Programme, *, by: Actor, **columns) -> None:
    """As given. Raises Hidden where its team is another's, Refused (`programme_span`)."""
    by.must("run_programme")
    passed(Programme.objects.filter(pk=programme.pk).update(**columns))
    audit.record("programme.changed", programme.pk, fields=sorted(columns))


def add_line(programme: Programme, *, code: str, name_ar: str, name_en: str, by: Actor) -> BudgetLine:
    """A line without money. Raises Refused (`budgetline_once`)."""
    by.must("run_programme")
    made = BudgetLine.objects.create(programme=programme, code=code, name_ar=name_ar, name_en=name_en)
    audit.record("programme.line_added", programme.pk, line=made.pk)
    return made


def set_target(programme: Programme, *, group: str, people: int, by: Actor) -> Target:
    """In the place of the one before."""
    by.must("run_programme")
    made = Target.objects.create(programme=programme, group=group, people=people)
    audit.record("programme.target_set", programme.pk, target=made.pk)
    return made


def tell_rate(programme: Programme, *, pounds: Decimal, valid_on: date, by: Actor) -> Rate:
    """From that day on; requests that were made keep theirs. Raises Refused (`rate_positive`)."""
    by.must("keep_books")
    made = Rate.objects.create(programme=programme, pounds=pounds, valid_on=valid_on)
    audit.record("programme.rate_told", programme.pk, rate=made.pk)
    return made


def allot(line: BudgetLine, *, amount: Decimal, words: str, by: Actor) -> Allotment:
    """Money comes into the line, or below zero leaves what is available of it. Raises Refused (`budget_short`)."""
    by.must("keep_books")
    made = Allotment.objects.create(line=line, amount=amount, words=words)
    audit.record("programme.allotted", line.programme_id, allotment=made.pk)
    return made


def take_back(allotment: Allotment, *, words: str, by: Actor) -> Allotment:
    """The counter-entry of one that was wrong; both stay. Raises Refused (`allotment_reversed`, `budget_short`, `programmes_allotment_reverses_id_key`)."""
    by.must("keep_books")
    made = Allotment.objects.create(line_id=allotment.line_id, amount=-allotment.amount, words=words, reverses=allotment)
    audit.record("programme.allotment_reversed", allotment.line.programme_id, allotment=made.pk)
    return made
