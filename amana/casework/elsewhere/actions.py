"""Asking whether somebody is known elsewhere, asking to be contacted, a desk's reply, and the job between. One public verb per change: one transaction, one audit entry."""
from uuid import UUID

from django.db import connections, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from amana.casework.elsewhere.models import Message, Question, Reply, Request
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor

LOGIN = "match"


def ask(person_id: UUID, *, by: Actor) -> Question:
    """The question is on record and a job answers it; its answer is told at its moment, whatever it is.

    Raises Hidden (a record that the actor may not ask about, a protected one too), Refused (`elsewhere_waits`).
    """
    by.must("register")
    made = Question.objects.create(person_id=person_id)
    audit.record("elsewhere.asked", person_id, sections=Section.IDENTITY)
    _look_soon()
    return made


def request_contact(question: Question, *, person_agreed: bool, by: Actor) -> None:
    """Whoever holds the likely record is asked to get in touch, within 14 days. Raises Hidden (no likely answer), Refused (`elsewhere_agreed`, `elsewhere_request_question_id_key`)."""
    by.must("register")
    Request.objects.create(question_id=question.pk, person_agreed=person_agreed)
    audit.record("elsewhere.contact_requested", question.person_id)
    _look_soon()


def reply(message: Message, *, how: str, phone: str, by: Actor) -> None:
    """The desk has said how it can be reached, or has set the message aside, of which nobody hears. Raises Hidden, Refused (`elsewhere_phone`, `elsewhere_reply_message_id_key`)."""
    by.must("answer")
    Reply.objects.create(message_id=message.pk, how=how, phone=phone)
    audit.record("elsewhere.replied", message.person_id, message=message.pk, how=how)


def _look_soon() -> None:
    """A job as soon as this transaction stands; where one waits already, no second one."""
    try:
        with transaction.atomic():
            app.configure_task("elsewhere.answer", queueing_lock="elsewhere.answer").defer(timestamp=0)
    except AlreadyEnqueued:
        return


def answer_all() -> None:
    """Questions are answered and requests have reached their desks, through a login that may do nothing else."""
    done = None
    while done != 0:
        with connections[LOGIN].cursor() as cursor:
            cursor.execute("SELECT elsewhere.answer()")
            done = cursor.fetchone()[0]
