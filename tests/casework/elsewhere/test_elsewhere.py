"""Whether somebody is likely known elsewhere: what is told, to whom, when, and what is never told."""
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases.models import Case
from amana.casework.consent.models import ConsentScope, ConsentStep
from amana.casework.elsewhere import actions, queries
from amana.casework.elsewhere.models import Answer, Message, Question, Reply, Request
from amana.casework.elsewhere.rules import State
from amana.casework.registry.models import Holding, Person, PersonStep
from amana.casework.registry.rules import IdentityFacts
from amana.ground.rows.acting import Forbidden, Hidden, acting, clock
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db
BORN = PartialDate.of(1991, 5, 23)
ARABIC = {"given_ar": "محمد", "father_ar": "عبدالرحمن", "family_ar": "السيد", "sex": "male", "birth": BORN}
LATIN = {"given_latin": "Mohamed", "father_latin": "Abdelrahman", "family_latin": "Elsayed", "sex": "male", "birth": BORN}


class Two:
    """Somebody whom one office has in Latin letters, and another, with a desk, in Arabic ones."""

    def __init__(self, here=LATIN, there=ARABIC, *, phone="", other_phone="", kind="NGO"):
        self.asker, self.holder = make.member(name="مها القنطري"), make.member(of=make.organisation("الهلال", kind), name="عمرو الفيومي")
        self.desk = make.member("desk_officer", of=self.holder.organisation, teams=[make.team(self.holder.organisation, "مكتب الإحالات", is_desk=True)], name="داليا")
        self.here, self.there = make.person(self.asker, IdentityFacts(**here), phone=phone), make.person(self.holder, IdentityFacts(**there), phone=other_phone)


def job() -> None:
    """What the worker's login calls."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE amana_keeper")
        cursor.execute("SELECT elsewhere.answer()")
        cursor.execute("RESET ROLE")


def asked(by, person) -> Question:
    with acting(by.cookie) as actor:
        return actions.ask(person, by=actor)


def standing(by, person) -> queries.Standing:
    with acting(by.cookie):
        return queries.standing(person, clock())


def answered(by, person) -> State:
    """Asked, answered and told."""
    asked(by, person)
    job()
    make.move_clock(minutes=3)
    return standing(by, person).state


def wanted(two) -> None:
    """The other office is asked to get in touch."""
    assert answered(two.asker, two.here) == State.LIKELY
    with acting(two.asker.cookie) as actor:
        actions.request_contact(queries.standing(two.here, clock()).question, person_agreed=True, by=actor)
    job()


def replied(by, how="phone", phone="0225770134") -> None:
    with acting(by.cookie) as actor:
        actions.reply(queries.received()[0].message, how=how, phone=phone, by=actor)


def page(by, name, *args) -> str:
    return unescape(make.browser(by).get(reverse(name, args=args)).content.decode())


def sees(by, model) -> int:
    with acting(by.cookie):
        return model.objects.count()


def test_who_is_written_in_another_script_elsewhere_is_likely_known():
    two = Two()
    assert answered(two.asker, two.here) == State.LIKELY
    assert answered(two.holder, two.there) == State.LIKELY
